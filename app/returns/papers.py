"""What return visits print: the plan, ten numbered rows a page (F-060), and the record with its boxes (F-061)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import (
    OUT_OF_REACH,
    VERDICTS,
    boxes,
    grid,
    moment,
    plain,
    session_of,
)
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.queries import lines_of
from app.returns.words import PlanMethod, RvPurpose

#: Edition of the forms (block B1); raised when a layout changes.
FORM_VERSION = "A/0"
A_PAGE = 10  # numbered rows of the printed model


def plan(row: ReturnPlan) -> Mapping[str, Any]:
    """The lines in pages of ten, those left over numbered and empty for the pen."""
    lines = list(lines_of(session_of(row), row.id))
    number = max(1, -(-len(lines) // A_PAGE))
    rows = [_line(lines[at] if at < len(lines) else None, at + 1) for at in range(number * A_PAGE)]
    head = [
        str(each) for each in (
            _("No."), _("Customer"), _("What calls for the visit"), _("Planned way"),
            _("Purpose of the return visit"), _("Content of the return visit"), _("Planned for"), _("Made by"),
        )
    ]  # fmt: skip
    return {
        "sections": [{"title": str(_("Plan")), "rows": grid(row, "area from_on to_on", "topic:6")}],
        "pages": [rows[at : at + A_PAGE] for at in range(0, len(rows), A_PAGE)],
        "columns": head, "widths": [4, 15, 8, 17, 16, 19, 12, 9],
        "steps": [
            _step(_("Prepared by"), row.owner, row.submitted_at, ""),
            _step(_("Head of department"), row.approved_by, row.approved_at, ""),
        ],
        "head": {"doc_no": row.plan_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def _line(line: ReturnPlanLine | None, number: int) -> list[Any]:
    """One row; the ways and purposes as boxes, whether or not somebody stands in it."""
    way = boxes(PlanMethod.choices(), line.plan_method.value if line else None)
    purpose = boxes(RvPurpose.choices(), line.rv_purpose.value if line else None)
    if line is None:
        return [str(number), "", "", way, purpose, "", "", ""]
    return [
        str(number), _name(line.customer_id, line), plain(line.occasion), way, purpose, line.content or "",
        moment(line.planned_at), full_name(line.visitor),
    ]  # fmt: skip


def _name(customer_id: int, row: Any) -> str:
    """The customer's name for those who may see him."""
    card = scope.get(session_of(row), Customer, customer_id)
    return card.customer_name if card is not None else OUT_OF_REACH


def record(row: ReturnVisit) -> Mapping[str, Any]:
    """The record in the customer's words, with the head of department's opinion (R-147, R-155)."""
    card = scope.get(session_of(row), Customer, row.customer_id)
    whom = grid(card, "customer_name:4 customer_code", "address:6") if card is not None else []
    return {
        "sections": [
            {"title": str(_("Customer")), "rows": [
                *whom, *grid(row, "person_name phone service_store", "owner:4 product_purchased_on", "buyer_class?:6"),
            ]},
            {"title": str(_("Record")), "rows": grid(
                row, "record_method?:6", "visited_at visitor topic", "contents?:6", "basics_checked? service_rating?:4",
                "requirement:6", "health_info:6", "content_record:6", "handling_result:6", "reply_record:6",
                "key_point_feedback:6",
            )},
        ],
        "steps": [
            _step(_("Made by"), row.visitor if row.recorded_at else None, row.recorded_at,
                  str(_("Recorded late")) if row.is_recorded_late else ""),
            {**_step(_("Head of department"), row.checked_by, row.checked_at, row.guidance or ""),
             "result": boxes(VERDICTS, "agree" if row.checked_by_id else None)},
        ],
        "head": {"doc_no": row.visit_no, "form_version": FORM_VERSION, "branch": plain(row.branch)},
    }  # fmt: skip


def _step(what: Any, who: Any, at: Any, said: str) -> dict[str, Any]:
    return {"move": str(what), "by": full_name(who), "at": moment(at), "reason": said}


plan_paper = Paper(
    "plan", _("Plan of return visits"), "papers/returns/plan.html", plan, landscape=True
)
record_paper = Paper("record", _("Record of a return visit"), "papers/returns/record.html", record)
