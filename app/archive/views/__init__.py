"""The pages of the archive behind the card."""

from app.archive.views.classing import (
    ClassChangeView,
    ClassesView,
    ClassOverrideView,
    ClassRunView,
)
from app.archive.views.keeping import ArchiveScoreView, CorrectionView, OriginalView

__all__ = [
    "ArchiveScoreView", "ClassChangeView", "ClassOverrideView", "ClassRunView", "ClassesView",
    "CorrectionView", "OriginalView",
]  # fmt: skip
