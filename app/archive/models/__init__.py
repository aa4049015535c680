"""The tables of the archive behind the card."""

from app.archive.models.classing import ClassChange, ClassOverride, ClassRun
from app.archive.models.correction import Correction
from app.archive.models.custodian import Custodian
from app.archive.models.original import Original
from app.archive.models.revision import CardCheck, Revision
from app.archive.models.score import ArchiveScore

__all__ = [
    "ArchiveScore", "CardCheck", "ClassChange", "ClassOverride", "ClassRun", "Correction", "Custodian", "Original",
    "Revision",
]  # fmt: skip
