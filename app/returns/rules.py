"""What must hold for plans and records of return visits (R-141…R-164)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.standing import dealt_with
from app.kernel import policy
from app.kernel.clock import day_of, zone
from app.kernel.db import utcnow
from app.kernel.rules import Broken
from app.kernel.workdays import end_of_day
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.queries import lines_of
from app.returns.words import RvSource
from app.visits.rules.reach import sent

# what the register calls a part of a line, and where it is written
PARTS = {
    "purpose": "rv_purpose", "method": "plan_method", "planned_time": "planned_at",
    "content": "content",
}  # fmt: skip
# of every record: how, when, with whom, what was asked for, in the customer's words
RECORDED = (
    "record_method", "visited_at", "person_name", "contents", "basics_checked", "requirement",
    "service_rating", "content_record",
)  # fmt: skip


def plan(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A period ends after it begins (F-060); nobody is sent to a customer he may not see (R-084)."""
    start, end = values.get("from_on"), values.get("to_on")
    if start and end and end < start:
        yield Broken("to_on", _("The period ends before it begins."), "R-141")
    for at, line in enumerate(values.get("lines") or ()):
        yield from sent(line or {}, at=f"lines.{at}.")


def planned(session: Session, row: ReturnPlan) -> Iterator[Broken]:
    """Each line says for what, how, when and about what the customer is visited (R-141)."""
    lines = lines_of(session, row.id)
    if not lines:
        yield Broken("lines", _("Plan at least one customer."), "R-141")
    for line in lines:
        for broken in dealt_with(line.customer):
            message = f"{line.customer}: {broken.message}"
            yield Broken("lines", message, broken.rule)
        for part in policy.value("rv.plan_required"):
            if getattr(line, PARTS[part]) in (None, ""):
                what = ReturnPlanLine.__mapper__.columns[PARTS[part]].info["label"]
                message = _("%(customer)s: %(what)s is missing.", customer=line.customer, what=what)
                yield Broken("lines", message, "R-141")


def visit(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A return visit was made before it is told (R-147), by somebody who may see the customer (R-084)."""
    if row is None or row.visitor_id != values.get("visitor_id"):
        yield from sent(values)
    if (
        row is not None
        and row.source is not RvSource.OWN
        and values.get("due_at", row.due_at) != row.due_at
    ):
        message = _("What was called for is made by its day; only the planned time can be changed.")
        yield Broken("due_at", message, "R-162")
    at = values.get("visited_at")
    if at and at > utcnow():
        yield Broken("visited_at", _("This time has not come yet."), "R-147")


def recorded(row: ReturnVisit) -> Iterator[Broken]:
    """What the record holds before the department head reads it (R-147, R-159, R-164)."""
    for name in RECORDED:
        if getattr(row, name) in (None, "", []):
            yield _lacking(name, "R-147")
    if row.is_complaint and row.functional_department_id is None:
        yield _lacking("functional_department_id", "R-164")


def is_late(row: ReturnVisit) -> bool:
    """Each day's return visits are recorded the same day; later is late for ever (R-159)."""
    if not policy.value("rv.close_same_day") or row.visited_at is None:
        return False
    return utcnow() > end_of_day(day_of(row.visited_at), zone())


def _lacking(name: str, rule: str) -> Broken:
    what = ReturnVisit.__mapper__.columns[name].info["label"]
    return Broken(name, _("The record lacks: %(what)s.", what=what), rule)
