"""The record of a visit with the forms its kind asks for (F-026, F-045, F-048…F-051, F-053, F-059), and the survey sheet (F-056)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import (
    OUT_OF_REACH,
    Cell,
    grid,
    listed,
    moment,
    plain,
    session_of,
    table,
)
from app.organization.queries import staff_of
from app.visits import encounters, layouts, queries
from app.visits.models import VisitOpinion, VisitRequest, VisitStock, VisitTerm

#: Edition of the forms (block B1); raised when a layout changes.
FORM_VERSION = "A/0"
SYSTEM = ("record_due_at", "recorded_at", "is_recorded_late")  # of the system, not of the form
CHILDREN = (
    ("terms", _("Terms negotiated"), VisitTerm, ("term", "our_offer", "their_demand", "agreed")),
    ("stock", _("Recent sales and stock"), VisitStock,
     ("product_name", "monthly_sales", "stock_quantity", "stock_unit")),
    ("opinions", _("Opinions of the customer"), VisitOpinion,
     ("opinion_kind", "content", "is_major", "explanation", "is_answered")),
)  # fmt: skip


def record(row: VisitRequest) -> Mapping[str, Any]:
    """Background first, then what came of it, form by form as the kind of visit asks (R-122)."""
    parts = [
        {"title": str(form.title), "rows": _form(row, form)}
        for form in layouts.asked_of(row.visit_kind)
    ]
    return {
        "sections": [{"title": str(_("Background")), "rows": list(_background(row))}, *parts],
        "tables": list(_children(row)),
        "steps": [_written(row)],
        "head": {"doc_no": row.slip_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def survey(row: VisitRequest) -> Mapping[str, Any]:
    """The sheet market staff fill in every day, and whoever asked again since on the next page (R-113)."""
    form = next(form for form in layouts.FORMS if form.name == "survey")
    said = queries.opinions_of(session_of(row), row.id)
    when = [(str(_("Time of the visit")), _span(row), 4), *grid(row, "visitor")[0]]
    return {
        "sections": [
            {"title": str(_("Outlet")), "rows": [*_whom(row), when, *_form(row, form)]},
            {"title": str(_("What was said")), "rows": [
                *grid(row, "persons_met:6", "talk_contents:6"),
                [(str(_("Opinions and suggestions")), "\n".join(each.content for each in said), 6)],
            ]},
        ],
        "tables": [_asked_again(row)],
        "steps": [_written(row)],
        "head": {"doc_no": row.slip_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def _background(row: VisitRequest) -> Iterator[list[Cell]]:
    """Who, when, whom, at which address, in which trade (R-122)."""
    staff = staff_of(session_of(row), row.visitor_id)
    yield [
        (str(_("Department")), plain(staff and staff.department), 2),
        (str(_("Post")), plain(staff and staff.post), 2), *grid(row, "visitor")[0],
    ]  # fmt: skip
    along = queries.companions_of(session_of(row), row.id)
    yield [
        (str(_("Companions")), listed(full_name(each.user) for each in along), 4),
        *grid(row, "recorder")[0],
    ]
    yield [(str(_("Time of the visit")), _span(row), 4), *grid(row, "visit_kind")[0]]
    yield from _whom(row)
    yield from grid(row, "visit_goal:6", "carried_problems:6")


def _whom(row: VisitRequest) -> Iterator[list[Cell]]:
    """The customer; of a card out of reach only the name on the slip."""
    card = scope.get(session_of(row), Customer, row.customer_id)
    if card is None:
        yield [(str(_("Customer")), row.customer_name or OUT_OF_REACH, 6)]
        return
    yield from grid(
        card, "customer_name:4 customer_code", "address:4 phone", "industry main_business:4"
    )


def _span(row: VisitRequest) -> str:
    """When the visit was: out and back, else as planned."""
    return " — ".join(
        filter(None, (moment(row.departed_at or row.planned_from), moment(row.returned_at or row.planned_to)))
    )  # fmt: skip


def _form(row: VisitRequest, form: layouts.RecordForm) -> list[list[Cell]]:
    """The fields of a form, long ones on a line of their own, three short ones beside each other."""
    lines: list[str] = []
    short: list[str] = []
    for name in (name for name in form.names() if name not in SYSTEM):
        if layouts.is_long(name):
            lines.append(f"{name}:6")
        else:
            short.append(name)
    rows = [" ".join(short[at : at + 3]) for at in range(0, len(short), 3)]
    return grid(row, *rows, *lines)


def _children(row: VisitRequest) -> Iterator[dict[str, Any]]:
    """Terms, stock and opinions, as far as the kind of visit asks for them."""
    for name, title, model, columns in CHILDREN:
        if row.visit_kind.value in layouts.LINES[name]:
            found = queries.parts_of(session_of(row), model, row.id)
            yield {"title": str(title), **table(found, model, *columns)}


def _asked_again(row: VisitRequest) -> dict[str, Any]:
    """By telephone or in person, when, by whom and about what, since the visit."""
    since = row.returned_at or row.departed_at or row.planned_from
    met = encounters.after(session_of(row), row.customer_id, since, (VisitRequest, row.id))
    return {
        "title": str(_("Asked again by telephone or in person")), "widths": [20, 20, 60],
        "head": [str(_("Time")), str(_("Person")), str(_("About what"))],
        "rows": [[moment(each.at), full_name(each.who), each.about] for each in met],
    }  # fmt: skip


def _written(row: VisitRequest) -> dict[str, Any]:
    return {
        "move": str(_("Record of the visit")), "by": full_name(row.visitor) if row.recorded_at else "",
        "at": moment(row.recorded_at), "reason": str(_("Recorded late")) if row.is_recorded_late else "",
    }  # fmt: skip


def _was_made(row: VisitRequest) -> bool:
    """Somebody has left for it: the form is filled in, or to be filled in."""
    return row.departed_at is not None


def _is_surveyed(row: VisitRequest) -> bool:
    """Outlets and markets have a survey sheet, blank before the visit (F-056)."""
    return row.visit_kind.value in layouts.SURVEYED


record_paper = Paper(
    "record", _("Record of the customer visit"), "papers/_archive.html", record, when=_was_made
)
survey_paper = Paper(
    "survey",
    _("Survey sheet of the customer visit"),
    "papers/visits/survey.html",
    survey,
    when=_is_surveyed,
)
