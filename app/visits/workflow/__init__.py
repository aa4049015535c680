"""The flows of visits: W-03, W-07 with its minutes, W-09, the follow-up of a call (W-11), events and upkeep."""

from app.visits.workflow.call import call_flow
from app.visits.workflow.dispatch import dispatch_flow
from app.visits.workflow.event import event_flow, upkeep_flow
from app.visits.workflow.minutes import minutes_flow
from app.visits.workflow.opinion import opinion_flow
from app.visits.workflow.slip import slip_flow

__all__ = [
    "call_flow",
    "dispatch_flow",
    "event_flow",
    "minutes_flow",
    "opinion_flow",
    "slip_flow",
    "upkeep_flow",
]
