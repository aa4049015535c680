"""The tables of the archive behind the card."""

from flask_babel import lazy_gettext as _

from app.archive.models.classing import ClassChange, ClassOverride, ClassRun
from app.archive.models.correction import Correction
from app.archive.models.custodian import Custodian
from app.archive.models.original import Original
from app.archive.models.revision import CardCheck, Revision
from app.archive.models.score import ArchiveScore
from app.archive.words import OverrideState, RevisionState
from app.kernel import manifests

__all__ = [
    "ArchiveScore", "CardCheck", "ClassChange", "ClassOverride", "ClassRun", "Correction", "Custodian", "Original",
    "Revision",
]  # fmt: skip

# what the manifest of a hand-over counts, and what it does not
manifests.hands_over(Original, _("Original papers"))
manifests.hands_over(
    Revision, _("Revisions of the archive"), lambda: Revision.state != RevisionState.DONE
)
manifests.hands_over(
    ClassOverride, _("Classes set otherwise"),
    lambda: ClassOverride.state.in_((OverrideState.DRAFT, OverrideState.PROPOSED)),
)  # fmt: skip
manifests.left_out("written by the system, and history", ArchiveScore, ClassChange)
manifests.left_out("history of the card, finished when it is written", CardCheck, Correction)
