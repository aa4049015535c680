"""The flows of the customer archive."""

from app.customers.workflow.campaign import campaign_flow
from app.customers.workflow.card import card_flow, visited
from app.customers.workflow.cooperation import cooperation_flow
from app.customers.workflow.merge import merge_flow

__all__ = ["campaign_flow", "card_flow", "cooperation_flow", "merge_flow", "visited"]
