"""The tables of who owns a customer."""

from app.allocation.models.allocation import Allocation, AllocationCandidate
from app.allocation.models.conflict import Conflict
from app.allocation.models.owner_change import OwnerChange
from app.allocation.models.pool import PoolEntry
from app.allocation.models.transfer import Transfer, TransferItem, TransferSignature

__all__ = ["Allocation", "AllocationCandidate", "Conflict", "OwnerChange", "PoolEntry", "Transfer",
           "TransferItem", "TransferSignature"]  # fmt: skip
