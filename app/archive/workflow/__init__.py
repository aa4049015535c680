"""The flows of the archive behind the card."""

from app.archive.workflow.appointing import custodian_flow
from app.archive.workflow.classing import override_flow, run_flow
from app.archive.workflow.keeping import correction_flow, original_flow
from app.archive.workflow.revising import revision_flow

__all__ = [
    "correction_flow",
    "custodian_flow",
    "original_flow",
    "override_flow",
    "revision_flow",
    "run_flow",
]
