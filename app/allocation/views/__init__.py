"""The screens of who owns a customer."""

from app.allocation.views.boards import LoadView, OwnershipView
from app.allocation.views.records import (
    AllocationCandidateView,
    AllocationView,
    ConflictView,
    OwnerChangeView,
    PoolEntryView,
    TransferItemView,
    TransferView,
)

__all__ = [
    "AllocationCandidateView", "AllocationView", "ConflictView", "LoadView", "OwnerChangeView",
    "OwnershipView", "PoolEntryView", "TransferItemView", "TransferView",
]  # fmt: skip
