"""What stands beside a slip when it is decided on: last contacts, and the visitor's day (R-068, R-078)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.desk.beside import Beside
from app.desk.home import Line
from app.desk.links import page_of
from app.desk.picks import naming
from app.desk.shown import brief, word
from app.desk.twins import Find
from app.kernel import scope
from app.kernel.clock import day_of, zone
from app.kernel.db import Model
from app.kernel.scope import current_viewer, sees
from app.kernel.workdays import end_of_day, start_of_day
from app.visits import encounters, queries
from app.visits.models import VisitRequest


def last_contacts(session: Session, row: VisitRequest) -> Sequence[Line]:
    """Who contacted the customer before, for those who may see the customer at all."""
    if scope.get(session, Customer, row.customer_id) is None:
        return ()
    own = row.customer.customer_name
    return [
        Line(
            f"{page_of(type(met.row))}/{met.row.id}" if sees(current_viewer(), met.row) else "",
            (brief(met.at), naming(met.who), met.about, *([met.customer] if met.customer != own else [])),
        )
        for met in encounters.latest(session, row.customer_id, (VisitRequest, row.id))
    ]  # fmt: skip


def visitors_day(session: Session, row: VisitRequest) -> Sequence[Line]:
    """What else the visitor has planned for that day."""
    day = day_of(row.planned_from)
    span = start_of_day(day, zone()), end_of_day(day, zone())
    return [
        Line(
            url_for("VisitRequestView.show", pk=other.id),
            (f"{other.planned_from.astimezone(zone()):%H:%M}", other.task_subject, word(other.state)),
        )
        for other in queries.own_visits(session, row.visitor_id, *span)
        if other.id != row.id
    ]  # fmt: skip


def encounters_of(model: type[Model]) -> Find:
    """Who contacted the customer that was just chosen, told before anything else is filled in (R-068).

    ``model`` is what the form is about: the record being changed is no contact before itself.
    """

    def find(
        session: Session, typed: Mapping[str, str], apart_from: int | None = None
    ) -> list[tuple[str, Any, None]]:
        ident = typed.get("customer_id", "")
        if not ident.isdecimal() or scope.get(session, Customer, int(ident)) is None:
            return []
        phone = typed.get("phone")
        found = encounters.latest(session, int(ident), (model, apart_from), phone)
        return [("customer_id", met.row, None) for met in found]

    return find


def told(row: Any) -> dict[str, str]:
    """A contact in one line: who and when, then about what."""
    met = encounters.of(row)
    return {
        "name": naming(met.who), "more": brief(met.at).striptags(),
        "why": f"{met.about} · {met.customer}",
    }  # fmt: skip


BESIDE = [
    Beside(_("Last contacts with the customer"), last_contacts),
    Beside(_("The visitor's day"), visitors_day),
]
