"""The tables of customer visits."""

from flask_babel import lazy_gettext as _

from app.kernel import manifests
from app.visits.models.call import PhoneCall
from app.visits.models.companion import VisitCompanion
from app.visits.models.dispatch import MaterialDispatch
from app.visits.models.event import MajorEvent, Upkeep
from app.visits.models.minutes import Minutes, MinutesAgreement
from app.visits.models.opinion import OpinionItem
from app.visits.models.record import VisitRecord
from app.visits.models.said import VisitOpinion, VisitStock, VisitTerm
from app.visits.models.slip import APPROVED, WRITTEN, VisitRequest
from app.visits.words import (
    CallState,
    DispatchState,
    EventState,
    OpinionState,
    SlipState,
    UpkeepState,
)

__all__ = [
    "APPROVED", "WRITTEN", "MajorEvent", "MaterialDispatch", "Minutes", "MinutesAgreement", "OpinionItem", "PhoneCall", "Upkeep", "VisitCompanion",
    "VisitOpinion", "VisitRecord", "VisitRequest", "VisitStock", "VisitTerm",
]  # fmt: skip

# what the manifest of a hand-over counts, and what it does not
manifests.hands_over(
    VisitRequest, _("Visits"),
    lambda: VisitRequest.state.not_in((*WRITTEN, SlipState.CANCELLED)),
)  # fmt: skip
manifests.hands_over(OpinionItem, _("Opinions"), lambda: OpinionItem.state != OpinionState.FILED)
manifests.hands_over(
    MaterialDispatch, _("Material sent"),
    lambda: MaterialDispatch.state.not_in((DispatchState.APPOINTED, DispatchState.NO_ANSWER)),
)  # fmt: skip
manifests.hands_over(PhoneCall, _("Calls"), lambda: PhoneCall.state == CallState.FOLLOWING)
manifests.hands_over(MajorEvent, _("Major events"), lambda: MajorEvent.state != EventState.FILED)
manifests.hands_over(Upkeep, _("Upkeep"), lambda: Upkeep.state == UpkeepState.AHEAD)
