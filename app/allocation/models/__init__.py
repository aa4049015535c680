"""The tables of who owns a customer."""

from app.allocation.models.allocation import Allocation, AllocationCandidate
from app.allocation.models.conflict import Conflict
from app.allocation.models.owner_change import OwnerChange
from app.allocation.models.pool import PoolEntry
from app.allocation.models.transfer import Transfer, TransferItem, TransferSignature
from app.kernel import manifests

__all__ = ["Allocation", "AllocationCandidate", "Conflict", "OwnerChange", "PoolEntry", "Transfer",
           "TransferItem", "TransferSignature"]  # fmt: skip

# what the manifest of a hand-over counts, and what it does not
manifests.left_out("who had and who gets the customer: history of its own", Allocation, OwnerChange)
manifests.left_out("settled before a customer is handed over", Conflict, PoolEntry)
manifests.left_out("the hand-over itself", Transfer)
