"""The pages of the archive behind the card."""

from app.archive.views.appointing import CustodianView
from app.archive.views.classing import (
    ClassChangeView,
    ClassesView,
    ClassOverrideView,
    ClassRunView,
)
from app.archive.views.demanded import RequiredView
from app.archive.views.keeping import ArchiveScoreView, CorrectionView, OriginalView
from app.archive.views.revising import CardCheckView, RevisionView
from app.archive.views.seen import SeenView

__all__ = [
    "ArchiveScoreView", "CardCheckView", "ClassChangeView", "ClassOverrideView", "ClassRunView",
    "ClassesView", "CorrectionView", "CustodianView", "OriginalView", "RequiredView", "RevisionView", "SeenView",
]  # fmt: skip
