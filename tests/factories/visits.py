"""Visit slips for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.customers.models import Customer
from app.customers.traits import ProspectStage
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workdays import end_of_day
from app.kernel.workflow import run
from app.visits import operations
from app.visits.models import MajorEvent, Upkeep, VisitRequest, VisitTerm
from app.visits.words import EventKind, SlipState, Term, VisitKind
from app.visits.workflow import slip_flow


def slip(session: Any, customer: Customer, visitor_id: int, **given: Any) -> VisitRequest:
    """A draft slip for today, an hour from now where the day is still that long."""
    start = min(utcnow() + dt.timedelta(hours=1), end_of_day(clock.today(), clock.zone()))
    start = start.replace(microsecond=0)
    held = {
        "visit_kind": VisitKind.OLD_CUSTOMER, "visit_goal": "敲定年前备货数量",
        "planned_from": start, "planned_to": start + dt.timedelta(hours=2),
        "recorder_id": visitor_id, "receiver_name": "李经理", "receiver_post": "采购经理",
        "receiver_has_decision_power": True, "self_perceived_needs": "锁定货源",
        "appointment_confirmed": True, "appointment_at": start, **given,
    }  # fmt: skip
    return operations.open_slip(session, customer_id=customer.id, visitor_id=visitor_id, **held)


def report(row: VisitRequest) -> VisitRequest:
    """Write the record of a visit."""
    row.talk_contents, row.persons_met = "谈定两批到货", "李经理"
    row.key_point_feedback, row.evidence_note = "返点敏感", "名片 1 张"
    return row


def negotiate(session: Any, row: VisitRequest) -> VisitRequest:
    """What the record of a visit to a new customer holds besides (R-117)."""
    row.prospect_stage, row.next_step = ProspectStage.NEGOTIATING, "寄样"
    term = {"our_offer": "2%", "their_demand": "4%"}
    session.add(VisitTerm(visit_request_id=row.id, term=Term.REBATE, **term))
    session.flush()
    return row


def recorded(session: Any, row: VisitRequest, viewer: Any, **given: Any) -> VisitRequest:
    """A visit that was made and is recorded by its visitor now."""
    row.state, row.departed_at = SlipState.DEPARTED, utcnow() - dt.timedelta(hours=3)
    row.customer_name = row.customer.customer_name
    session.flush()
    with acting_as(viewer):
        run(session, slip_flow, row, "return", viewer=viewer)
        report(row)
        for name, value in given.items():
            setattr(row, name, value)
        run(session, slip_flow, row, "record", viewer=viewer)
    return row


def event(session: Any, customer: Customer, **given: Any) -> MajorEvent:
    """A gathering held yesterday."""
    held = {
        "event_kind": EventKind.GATHERING, "event_on": clock.today() - dt.timedelta(days=1),
        "place": "成都锦江宾馆", "content": "新春联谊，客户代表十二人到场。", **given,
    }  # fmt: skip
    row = MajorEvent(customer_id=customer.id, **held)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def upkeep(session: Any, customer: Customer, **given: Any) -> Upkeep:
    """A product looked after yesterday."""
    held = {
        "maintained_on": clock.today() - dt.timedelta(days=1), "product_name": "展示冷柜",
        "content": "清洗冷凝器，更换密封条。", **given,
    }  # fmt: skip
    row = Upkeep(customer_id=customer.id, **held)
    session.add(row)
    session.flush()
    return row
