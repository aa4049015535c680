"""The bad-customer case with its duties, responsible persons and decisions (F-141…F-144)."""

from app.disposal.models.accountability import BadDecision, BadResponsibility
from app.disposal.models.case import OVER, BadCase
from app.disposal.models.duty import BadDuty

__all__ = ["OVER", "BadCase", "BadDecision", "BadDuty", "BadResponsibility"]
