"""The tables of return visits."""

from app.returns.models.plan import ReturnPlan, ReturnPlanLine
from app.returns.models.visit import MADE, ReturnVisit

__all__ = ["MADE", "ReturnPlan", "ReturnPlanLine", "ReturnVisit"]
