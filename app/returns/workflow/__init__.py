"""The flows of return visits: the plan and the visit (W-10, W-11)."""

from app.returns.workflow.plan import plan_flow
from app.returns.workflow.visit import begin_all, visit_flow

__all__ = ["begin_all", "plan_flow", "visit_flow"]
