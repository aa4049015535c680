"""What must hold for bad-customer cases and for the decisions they lead to."""

from app.disposal.rules.accountability import accounted, decision, kinds_in_force
from app.disposal.rules.case import (
    analysed,
    approver_roles,
    case,
    criteria_in_force,
    presentable,
    read,
    reviewed,
    steady,
)

__all__ = [
    "accounted", "analysed", "approver_roles", "case", "criteria_in_force", "decision",
    "kinds_in_force", "presentable", "read", "reviewed", "steady",
]  # fmt: skip
