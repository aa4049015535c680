"""What a visit prints: the visit slip with approval and attendance line (F-041, R-078), in one copy or two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import (
    OUT_OF_REACH,
    VERDICTS,
    Cell,
    boxes,
    cell,
    grid,
    listed,
    moment,
    plain,
    session_of,
    text,
)
from app.visits import queries
from app.visits.models import VisitRequest
from app.visits.words import EmergencyState, Material, SlipState

#: Edition of the form (block B1); raised when the layout changes.
FORM_VERSION = "A/0"
#: Who keeps which copy: the slip covers the absence at the attendance desk (R-078).
COPIES = (_("First copy: for the applicant"), _("Second copy: for attendance"))

PREPARATION = (
    "receiver_name receiver_post receiver_has_decision_power?", "self_perceived_needs:6",
    "self_perceived_problems:6", "introducer appointment_confirmed? appointment_at",
)  # fmt: skip


def slip(row: VisitRequest) -> Mapping[str, Any]:
    """One slip, as the viewer may read it."""
    return {
        "sections": [
            {"title": str(_("Request for the visit")), "rows": [*_customer(row), *_request(row)]},
            {"title": str(_("Preparation of the visit")), "rows": grid(row, *PREPARATION)},
        ],
        "steps": [_applied(row), *_before_the_last(row), _decided(row)],
        "attendance": _attendance(row),
        "subtitle": "",
        "head": {"doc_no": row.slip_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }


def slip_in_two(row: VisitRequest) -> Mapping[str, Any]:
    """The same slip twice, each copy saying who keeps it."""
    return {**slip(row), "title": str(slip_paper.title), "copies": [str(copy) for copy in COPIES]}


def _customer(row: VisitRequest) -> Iterator[list[Cell]]:
    """Block B2; whoever may not see the customer reads his name only (attendance, R-078)."""
    customer = scope.get(session_of(row), Customer, row.customer_id)
    if customer is not None:
        yield from grid(customer, "customer_name:4 customer_code")
    else:
        yield [(str(_("Customer")), row.customer_name or OUT_OF_REACH, 6)]


def _request(row: VisitRequest) -> Iterator[list[Cell]]:
    """Who goes when, with whom, for what and with what (R-077, R-083, R-090, R-075)."""
    companions = queries.companions_of(session_of(row), row.id)
    together = listed(
        f"{full_name(each.user)} ({each.role_note})" if each.role_note else full_name(each.user)
        for each in companions
    )
    yield from grid(row, "visit_kind?:6")
    yield [
        (str(_("Planned time")), _span(row), 4),
        *(found for found in [cell(row, "visitor")] if found),
    ]
    yield [(str(_("Companions")), together, 4), *grid(row, "recorder")[0]]
    yield from grid(row, "visit_goal:6")
    yield [(str(_("Material taken along")), _materials(row), 6)]


def _span(row: VisitRequest) -> str:
    """From when to when; the day once where both are on one."""
    start, end = moment(row.planned_from), moment(row.planned_to)
    if not start or not end:
        return start or end
    return f"{start} — {end[11:] if start[:10] == end[:10] else end}"


def _materials(row: VisitRequest) -> Any:
    """The kit of the form as boxes; what is not on the form stands there only when taken (E-29)."""
    taken = set(row.materials or ())
    options = [
        pair for pair in Material.choices() if pair[0] != Material.SAMPLE.value or pair[0] in taken
    ]
    return boxes(options, *taken)


def _applied(row: VisitRequest) -> dict[str, Any]:
    """The applicant's signature: the slip was handed in."""
    return {
        "move": str(_("Applicant")), "by": full_name(row.visitor) if row.submitted_at else "",
        "at": moment(row.submitted_at), "reason": "",
    }  # fmt: skip


def _decided(row: VisitRequest) -> dict[str, Any]:
    """Block B3: opinion, decision and electronic signature of the approver (R-078, C-13)."""
    verdict = None
    if row.approved_by_id is not None:
        refused = row.state is SlipState.REJECTED or row.emergency is EmergencyState.REFUSED
        verdict = "disagree" if refused else "agree"
    said = [text(row, "approval_opinion") or ""]
    if row.pair_waiver_reason and row.pair_waiver_reason != row.approval_opinion:
        said.append(row.pair_waiver_reason)
    return {
        "move": str(_("Approval by the branch manager")), "by": _signed(row),
        "at": moment(row.approved_at), "reason": "\n".join(filter(None, said)),
        "result": boxes(VERDICTS, verdict),
    }  # fmt: skip


def _signed(row: VisitRequest) -> str:
    """Who decided, and for whom when he did it as a deputy (C-08)."""
    session, name = session_of(row), full_name(row.approved_by)
    decided = [s for s in queries.decisions(session, row) if s.by_id == row.approved_by_id]
    return _for(session, name, decided[-1].for_id if decided else None)


def _for(session: Session, name: str, for_id: int | None) -> str:
    whom = session.get(User, for_id) if for_id else None
    return str(_("%(who)s for %(whom)s", who=name, whom=full_name(whom))) if whom else name


def _before_the_last(row: VisitRequest) -> Iterator[dict[str, Any]]:
    """The approvals of a chain before the last one, which stands on the slip itself (C-08)."""
    session = session_of(row)
    decided = queries.decisions(session, row)
    for step in decided[:-1] if row.approved_by_id is not None else decided:
        name = full_name(session.get(User, step.by_id))
        yield {
            "move": str(_("Approval")), "by": _for(session, name, step.for_id),
            "at": moment(step.at), "reason": step.reason, "result": boxes(VERDICTS, "agree"),
        }  # fmt: skip


def _attendance(row: VisitRequest) -> list[list[Cell]]:
    """The attendance line: taken over by whom and when, out and back (R-078, C-31)."""
    received = "\n".join(
        filter(None, (full_name(row.attendance_received_by), moment(row.attendance_received_at)))
    )
    lines = [
        [(str(_("Received by attendance")), received, 2), *grid(row, "departed_at returned_at")[0]]
    ]
    if row.emergency is not EmergencyState.PLANNED:
        lines += grid(row, "emergency:6")
    return lines


slip_paper = Paper("slip", _("Customer visit slip"), "papers/visits/slip.html", slip)
slip_in_two_paper = Paper(
    "slip_in_two", _("Customer visit slip, two copies"), "papers/visits/slip.html", slip_in_two
)
