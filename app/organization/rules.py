"""What must hold for the company's own structure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.db import db
from app.kernel.rules import Broken
from app.kernel.scope import current_viewer
from app.organization import queries
from app.organization.models import Area, Department

LEVELS = 12  # supervisors above each other; more is a circle


def staff(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Area and department belong to the person's branch; nobody is his own supervisor."""
    branch_id = values.get("branch_id")
    for name, model in (("area_id", Area), ("department_id", Department)):
        found = db.session.get(model, values[name]) if values.get(name) else None
        if found is not None and found.branch_id != branch_id:
            yield Broken(name, _("This belongs to another branch."))
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and left and left < joined:
        yield Broken("left_on", _("The last day lies before the first."))
    yield from _no_circle(values)


def _no_circle(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Following the supervisors upwards never comes back (area supervisors see those below)."""
    user_id, above = values.get("user_id"), values.get("supervisor_id")
    for _level in range(LEVELS):
        if above is None:
            return
        if above == user_id:
            yield Broken("supervisor_id", _("Nobody is, in the end, his own supervisor."))
            return
        person = queries.staff_of(db.session, above)
        above = person.supervisor_id if person is not None else None


def deputy(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A deputy is somebody else of the same branch, for a span of days, and names not himself (C-08).

    Of the same branch, because a deputy's own roles and those acted for are held together.
    """
    principal, stand_in = values.get("principal_id"), values.get("deputy_id")
    start, end = values.get("from_on"), values.get("to_on")
    if start and end and end < start:
        yield Broken("to_on", _("The last day lies before the first."), "C-08")
    if not principal or not stand_in:
        return
    if principal == stand_in:
        yield Broken("deputy_id", _("Nobody is his own deputy."), "C-08")
        return
    if stand_in == current_viewer().user_id:  # it would give him the other's roles
        yield Broken("deputy_id", _("Nobody makes himself a deputy."), "C-08")
    one, other = (queries.staff_of(db.session, ident) for ident in (principal, stand_in))
    if one is not None and other is not None and one.branch_id != other.branch_id:
        yield Broken("deputy_id", _("The deputy must belong to the same branch."), "C-08")
