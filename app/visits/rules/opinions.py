"""What must hold while an opinion is handled (R-130…R-133)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import clock, policy
from app.kernel.rules import Broken
from app.visits.models import OpinionItem


def opinion(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """An opinion has been said, and is handled after that (R-129)."""
    said = values.get("raised_on")
    if said and said > clock.today():
        yield Broken("raised_on", _("This day lies in the future."), "R-129")
    if said and values.get("due_on") and values["due_on"] < said:
        yield Broken("due_on", _("It was said only later."), "R-133")
    if values.get("revisit_on") and values["revisit_on"] > clock.today():
        yield Broken("revisit_on", _("This day lies in the future."), "R-130")


def decided(row: OpinionItem) -> Iterator[Broken]:
    """What is to be done, which department does it, and until when (R-131, R-133)."""
    for name in ("decision", "responsible_department_id", "due_on"):
        if getattr(row, name) in (None, ""):
            yield _lacking(name, "R-131")


def handled(row: OpinionItem) -> Iterator[Broken]:
    """What was done about it, where the register asks for feedback (R-133)."""
    if policy.value("opinion.fix_feedback_required") and not row.fix_result:
        yield _lacking("fix_result", "R-133")


def revisited(row: OpinionItem) -> Iterator[Broken]:
    """When the customer was asked again, and what he says now (R-130)."""
    for name in ("revisit_on", "revisit_result"):
        if not getattr(row, name):
            yield _lacking(name, "R-130")


def _lacking(name: str, rule: str) -> Broken:
    what = OpinionItem.__mapper__.columns[name].info["label"]
    return Broken(name, _("Still to be said: %(what)s.", what=what), rule)
