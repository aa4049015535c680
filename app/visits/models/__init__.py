"""The tables of customer visits."""

from app.visits.models.call import PhoneCall
from app.visits.models.dispatch import MaterialDispatch
from app.visits.models.minutes import Minutes, MinutesAgreement
from app.visits.models.opinion import OpinionItem
from app.visits.models.record import VisitRecord
from app.visits.models.said import VisitOpinion, VisitStock, VisitTerm
from app.visits.models.slip import APPROVED, VisitCompanion, VisitRequest

__all__ = [
    "APPROVED", "MaterialDispatch", "Minutes", "MinutesAgreement", "OpinionItem", "PhoneCall", "VisitCompanion",
    "VisitOpinion", "VisitRecord", "VisitRequest", "VisitStock", "VisitTerm",
]  # fmt: skip
