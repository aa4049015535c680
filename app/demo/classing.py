"""The demonstration's classes: worked out once, tiers that moved, settings for a time, a run to be looked at."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.archive import standings
from app.archive.axes import AUTOMATIC, PERIODIC, ClassAxis, ClassChoice, ClassValue, code
from app.archive.models import ClassChange, ClassOverride, ClassRun
from app.archive.operations import classing, runs
from app.archive.words import ClassSource, RunState
from app.archive.workflow import override_flow
from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle, Tier
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import begin
from app.visits.queries import not_left_yet

BEFORE = {
    Tier.IMPORTANT: "tier:special",
    Tier.SPECIAL: "tier:general",
    Tier.GENERAL: "tier:special",
}
# class, reason, days it holds, moves and who makes them
SETTINGS = (
    ("tier:important", "糖酒会期间重点接待，会后按规则评定。", 45, (("rep", "propose"), ("manager", "confirm"))),
    ("core:yes", "新签年度框架合同，首批订单年内到位。", 180, (("rep", "propose"),)),
    ("grade:A2", "片区陈列样板店，拟按大客户走访。", 90, ()),
)  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Every customer in force is classed; some were in another tier months ago."""
    ours = [row for row in customers if row.lifecycle_status not in standings.UNBORN]
    session.flush()
    changes = classing.worked_out(session, [row.id for row in ours], AUTOMATIC)
    classing.apply(session, changes)
    filed = [row for row in ours if row.state is CardState.FILED and row.tier is not None]
    with acting_as(people.viewer("custodian")):
        for number, row in enumerate(filed[:12]):
            session.add(_moved(row, clock.today() - dt.timedelta(days=12 + 19 * number)))
        session.flush()
    rep = people.viewer("rep")
    mine = [
        row
        for row in filed
        if row.owner_id == rep.user_id and row.lifecycle_status is Lifecycle.ACTIVE
    ]
    quiet = [
        row
        for row in mine
        if row.tier is not Tier.IMPORTANT
        and not row.is_core
        and not not_left_yet(session, row.id)  # else two would have to go, and one is on the slip
    ]
    for (chosen, reason, days, moves), row in zip(SETTINGS, quiet, strict=False):
        with acting_as(rep):
            made = ClassOverride(
                customer_id=row.id, chosen=ClassChoice(chosen), reason=reason,
                valid_until=clock.today() + dt.timedelta(days=days),
            )  # fmt: skip
            numbering.number(session, made, on=clock.today())
            session.add(made)
            session.flush()
            begin(session, override_flow, made, rep)
        for login, move in moves:
            people.move(login, override_flow, made, move, utcnow())
    with acting_as(people.viewer("custodian")):
        _run(session, [row.id for row in ours])


def _moved(row: Customer, day: dt.date) -> ClassChange:
    tier = row.tier or Tier.GENERAL
    return ClassChange(
        customer_id=row.id, axis=ClassAxis.TIER, changed_on=day, source=ClassSource.HAND,
        old_value=ClassValue(BEFORE[tier]), new_value=ClassValue(code(ClassAxis.TIER, tier)),
        note="年中复核后调整",
    )  # fmt: skip


def _run(session: Session, ids: list[int]) -> None:
    """What volume, core mark and sales level would be by last year's purchases; nobody has taken it over."""
    found: runs.Found = {}
    row = ClassRun(
        axes=[axis.value for axis in ClassAxis if axis in PERIODIC],
        remark="年度分级",
        seen_count=len(ids),
    )
    numbering.number(session, row, on=clock.today())
    row.change_count = runs.add(found, classing.worked_out(session, ids, PERIODIC))
    row.found, row.counted_at, row.state = runs.summed(found), utcnow(), RunState.PREVIEWED
    session.add(row)
    session.flush()
