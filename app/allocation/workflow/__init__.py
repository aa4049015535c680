"""The flows of who owns a customer: W-02, W-04, W-05 and the pool."""

from app.allocation.workflow.claiming import pool_flow
from app.allocation.workflow.deciding import conflict_flow
from app.allocation.workflow.handing import item_flow, transfer_flow
from app.allocation.workflow.watching import allocation_flow, begin

__all__ = ["allocation_flow", "begin", "conflict_flow", "item_flow", "pool_flow", "transfer_flow"]
