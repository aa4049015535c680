"""What the customer archive prints: the customer data card (F-004, with what F-001 and F-007 ask)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _

from app.customers import queries, signals
from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.words import CardState
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import (
    VERDICTS,
    Cell,
    boxes,
    grid,
    listed,
    moment,
    plain,
    session_of,
    table,
    text,
)
from app.kernel.tasks import steps

#: Edition of the form (block B1); raised when the layout changes.
FORM_VERSION = "A/0"

BASE = (
    "customer_name:4 customer_code", "former_name:4 short_name",
    "credit_code legal_representative founded_on",
    "ownership_nature organisation_form registered_capital",
    "scale staff_total cooperation_started_on",
)  # fmt: skip
ADDRESS = (
    "address:4 postcode", "region:4 fax", "phone office_phone mobile",
    "home_phone email:4", "qq wechat mailing_allowed?", "website:6",
)  # fmt: skip
BUSINESS = (
    "industry trade industry_side", "business_place:4 qualification_ok?",
    "main_business:6", "business_scope:6", "local_network:6",
)  # fmt: skip
CLASSES = (
    "party_kind? relation_kind? is_final_consumer?", "nature?:6", "time_class?:4 is_core?",
    "deal_stage?:4 lifecycle_status", "tier?:4 abc_grade",
)  # fmt: skip
SOURCE = (
    "collect_channel collect_mode introducer", "collected_by collected_on recorded_at",
    "owner standin assigned_on",
)  # fmt: skip
FILING = (
    "archive_no archive_part catalogue_no", "volume_no filed_by archive_opened_on",
    "entered_at forwarded_at next_revision_due",
)  # fmt: skip


def card(row: Customer) -> Mapping[str, Any]:
    """The card of one customer, as the viewer may read it."""
    contacts = queries.contacts_of(session_of(row), row.id)
    sections = [
        {"title": str(title), "rows": rows}
        for title, rows in (
            (_("Base data"), grid(row, *BASE)),
            (_("Address and communication"), grid(row, *ADDRESS)),
            (_("Business"), [*grid(row, *BUSINESS), *_market(row)]),
            (_("Classification"), grid(row, *CLASSES)),
            (_("Source and responsibility"), grid(row, *SOURCE)),
        )
        if rows
    ]
    sections += _corrected(row)
    return {
        "sections": sections,
        "contacts": table(
            contacts, Contact, "position", "contact_name", "contact_post", "phone", "mobile",
            "is_key_person", "has_project_decision",
        ),
        "key_points": grid(row, "key_point_feedback:6", "remark:6"),
        "steps": [_review(row)],
        "filing": grid(row, *FILING),
        "head": {"form_version": FORM_VERSION, "branch": plain(row.branch)},
        "meta": {"archive_no": row.archive_no or ""},
    }  # fmt: skip


def _corrected(row: Customer) -> list[dict[str, Any]]:
    """What was corrected under stamp, with the stamps (R-296); nothing on a card without."""
    told = [line for _hearer, lines in signals.corrections_asked.send(row) for line in lines]
    rows = [
        [(item, values, 4), (str(_("Correction stamp")), stamp, 2)] for item, values, stamp in told
    ]
    return [{"title": str(_("Stamped corrections")), "rows": rows}] if rows else []


def _market(row: Customer) -> Iterator[list[Cell]]:
    """Similar brands, channels and results: what the first card asks in lists, a line each (R-035)."""
    for title, model, query, names, unit in (
        (_("Similar brand"), CustomerBrand, queries.brands_of, ("brand", "share_pct"), "%"),
        (_("Sales channel"), CustomerChannel, queries.channels_of, ("channel", "remark"), ""),
        (_("Sales result"), CustomerResult, queries.results_of, ("period", "amount"), ""),
    ):
        made = table(query(session_of(row), row.id), model, *names)
        if len(made["head"]) < len(names):
            continue  # what the viewer may not know of is not half told
        entries = (" ".join(filter(None, line)) for line in made["rows"])
        told = (f"{entry}{unit}" if entry[-1:].isdigit() else entry for entry in entries)
        yield [(str(title), listed(told), 6)]


def _review(row: Customer) -> dict[str, Any]:
    """Block B3: who decided, when, what and why; empty until somebody has (R-053)."""
    verdict, by, at = None, full_name(row.reviewed_by), row.reviewed_at
    if row.state is CardState.RETURNED:
        verdict = "return"
        last = next(
            (s for s in reversed(steps(session_of(row), row)) if s.move == "send_back"), None
        )
        by = (
            full_name(session_of(row).get(User, last.by_id))
            if last is not None and last.by_id
            else ""
        )
        at = last.at if last is not None else None
    elif row.reviewed_at is not None:
        verdict = "disagree" if row.state is CardState.INVALID else "agree"
    return {
        "move": str(_("Reviewed by")), "result": boxes(VERDICTS, verdict),
        "reason": (text(row, "review_opinion") or "") if verdict else "",
        "by": by if verdict else "", "at": moment(at) if verdict else "",
    }  # fmt: skip


card_paper = Paper("card", _("Customer data card"), "papers/customers/card.html", card)
