"""The tables of return visits."""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import manifests
from app.returns.models.plan import ReturnPlan, ReturnPlanLine
from app.returns.models.visit import MADE, ReturnVisit
from app.returns.words import PlanState, ReturnState

__all__ = ["MADE", "ReturnPlan", "ReturnPlanLine", "ReturnVisit"]

# what the manifest of a hand-over counts, and what it does not
manifests.hands_over(
    ReturnVisit, _("Return visits"), lambda: ReturnVisit.state == ReturnState.PLANNED,
    follows=("visitor_id",),
)  # fmt: skip
manifests.hands_over(
    ReturnPlanLine, _("Lines of return visit plans"),
    lambda: ReturnPlanLine.plan_id.in_(
        select(ReturnPlan.id).where(ReturnPlan.state != PlanState.APPROVED)
    ),
    follows=("visitor_id",), by="customer_id",
)  # fmt: skip
manifests.left_out(
    "a person's plan of a period: its lines pass on with their customers", ReturnPlan
)
