"""What the wing prints: the hand-over with its manifest and briefing (F-134), and the decision on a conflict (F-135)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.allocation import queries
from app.allocation.models import Conflict, Transfer, TransferItem, TransferSignature
from app.customers.models import Contact, Customer
from app.customers.queries import contacts_of
from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import Cell, grid, moment, plain, session_of, table
from app.kernel.tasks import steps
from app.visits.queries import leftovers

#: Edition of the forms (block B1); raised when the layout changes.
FORM_VERSION = "A/0"
BRIEFED = 100  # customers of one briefing; more is nothing that anybody reads

LINES = (
    "customer_name", "to_user", "state", "contacts", "visits", "open_slips", "open_tasks",
    "promises", "originals", "also", "missing_note",
)  # fmt: skip


def manifest(row: Transfer) -> Mapping[str, Any]:
    """The sheet with every line and the signatures of both sides."""
    session = session_of(row)
    lines = queries.items_of(session, row.id)
    signed = session.scalars(
        select(TransferSignature).where(TransferSignature.transfer_id == row.id)
    ).all()
    return {
        "sections": [{"title": str(_("Hand-over")), "rows": grid(
            row, "transfer_reason? handed_on:4", "from_user to_user supervised_by",
            "customer_count moved_count accepted_at", "remark:6",
        )}],
        "lines": table(lines, TransferItem, *LINES),
        "steps": [
            _signed(_("Handed over by"), row.from_user, row.given_at),
            _signed(_("Checked by"), row.checked_by, row.checked_at),
            *(_signed(_("Received by"), session.get(User, each.user_id), each.at) for each in signed),
            *(_signed(_("Received by"), None, None) for _each in queries.receivers_left(session, row)),
        ],
        "head": {"doc_no": row.transfer_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def _signed(label: Any, user: Any, at: Any) -> dict[str, Any]:
    return {"move": str(label), "by": full_name(user) if at else "", "at": moment(at), "reason": ""}


def briefing(row: Transfer) -> Mapping[str, Any]:
    """What a successor has to know of each customer that he may see: who, whom to ask, what is open (R-067)."""
    return {
        "customers": list(_briefed(row)),
        "head": {"doc_no": row.transfer_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def _briefed(row: Transfer) -> Iterator[dict[str, Any]]:
    session = session_of(row)
    for item in queries.items_of(session, row.id)[:BRIEFED]:
        customer = scope.get(session, Customer, item.customer_id)
        if customer is None:
            continue
        people = contacts_of(session, customer.id)
        yield {
            "title": customer.customer_name,
            "rows": grid(
                customer, "customer_code tier abc_grade", "phone address:4", "main_business:6",
                "key_point_feedback:6",
            ),
            "contacts": table(people, Contact, "contact_name", "contact_post", "phone", "mobile"),
            "open": [
                f"{moment(visit.planned_from)} {visit.leftover_problem}"
                for visit in leftovers(session, customer.id)
            ],
        }  # fmt: skip


def decision(row: Conflict) -> Mapping[str, Any]:
    """Both sides, the first records, the proposal, the decision and its reasons."""
    return {
        "sections": [
            {"title": str(_("The two sides")), "rows": list(_sides(row))},
            {"title": str(_("Decision")), "rows": grid(
                row, "proposed_owner decided_owner decided_at", "reason:6",
            )},
        ],
        "steps": [_signed(_("Decided by"), row.decided_by, row.decided_at)],
        "head": {"doc_no": row.conflict_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
        "history": [f"{moment(step.at)} {step.reason}" for step in steps(session_of(row), row) if step.reason],
    }  # fmt: skip


def _sides(row: Conflict) -> Iterator[list[Cell]]:
    yield from grid(row, "claimant claimed_first_at:4", "customer_name:6")
    yield from grid(row, "holder held_first_at:4", "other_name:6")


manifest_paper = Paper(
    "manifest", _("Customer hand-over sheet"), "papers/allocation/sheet.html", manifest
)
briefing_paper = Paper(
    "briefing", _("Briefing for the successor"), "papers/allocation/briefing.html", briefing
)
decision_paper = Paper(
    "decision",
    _("Decision on the ownership of a customer"),
    "papers/allocation/sheet.html",
    decision,
)
