"""Screens of the parting from bad customers."""

from app.disposal.views.board import BadBoardView
from app.disposal.views.case import BadCaseView
from app.disposal.views.decision import BadDecisionView
from app.disposal.views.duty import DUTY_SHORTCUTS, BadDutyView

__all__ = ["DUTY_SHORTCUTS", "BadBoardView", "BadCaseView", "BadDecisionView", "BadDutyView"]
