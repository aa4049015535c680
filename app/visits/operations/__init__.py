"""Verbs of customer visits."""

from app.visits.operations.slip import (
    FLOW,
    RECORD_DEADLINES,
    approve_slip,
    call_off,
    cancel_slip,
    card_seen,
    close_slip,
    come_back,
    decide_emergency,
    emergency_due,
    is_handed_over,
    leave,
    leave_urgently,
    note_card_view,
    note_follow_up,
    open_slip,
    receive_slip,
    record_due,
    record_visit,
    reject_slip,
    release_slip,
    submit_slip,
    take_receiver,
    withdraw_slip,
)

__all__ = [
    "FLOW", "RECORD_DEADLINES", "approve_slip", "call_off", "cancel_slip", "card_seen", "close_slip", "come_back",
    "decide_emergency", "emergency_due", "is_handed_over", "leave", "leave_urgently", "note_card_view", "note_follow_up",
    "open_slip", "receive_slip", "record_due", "record_visit", "reject_slip", "release_slip",
    "submit_slip", "take_receiver", "withdraw_slip",
]  # fmt: skip
