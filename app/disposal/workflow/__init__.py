"""W-17: the case, and the duties of the departments in it."""

from app.disposal.workflow.case import case_flow
from app.disposal.workflow.duty import duty_flow

__all__ = ["case_flow", "duty_flow"]
