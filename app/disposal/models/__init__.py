"""The bad-customer case with its duties, responsible persons and decisions (F-141…F-144)."""

from flask_babel import lazy_gettext as _

from app.disposal.models.accountability import BadDecision, BadResponsibility
from app.disposal.models.case import OVER, BadCase
from app.disposal.models.duty import BadDuty
from app.kernel import manifests

__all__ = ["OVER", "BadCase", "BadDecision", "BadDuty", "BadResponsibility"]

# what the manifest of a hand-over counts
manifests.hands_over(BadCase, _("Bad-customer cases"), lambda: BadCase.state.not_in(OVER))
