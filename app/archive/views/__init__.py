"""The pages of the archive behind the card."""

from app.archive.views.classing import (
    ClassChangeView,
    ClassesView,
    ClassOverrideView,
    ClassRunView,
)
from app.archive.views.keeping import ArchiveScoreView, CorrectionView, OriginalView
from app.archive.views.revising import CardCheckView, RevisionView

__all__ = [
    "ArchiveScoreView", "CardCheckView", "ClassChangeView", "ClassOverrideView", "ClassRunView",
    "ClassesView", "CorrectionView", "OriginalView", "RevisionView",
]  # fmt: skip
