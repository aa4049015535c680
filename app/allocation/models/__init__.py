"""The tables of who owns a customer."""

from app.allocation.models.allocation import Allocation, AllocationCandidate
from app.allocation.models.owner_change import OwnerChange

__all__ = ["Allocation", "AllocationCandidate", "OwnerChange"]
