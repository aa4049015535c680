"""The two-monthly revision of archives (W-26), and the check of how cards are kept (F-136)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.archive import jobs, queries, rules
from app.archive.models import CardCheck, ClassChange, Revision
from app.archive.models.revision import ASKED, CHECKS
from app.archive.operations import revising
from app.archive.words import (
    CheckResult,
    ClassAxis,
    ClassSource,
    RevisionFlag,
    RevisionState,
    Truth,
)
from app.archive.workflow import revision_flow
from app.customers.traits import VolumeClass
from app.customers.words import CardState, Lifecycle, Tier
from app.kernel import clock, numbering
from app.kernel.notices import Notice
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, begin, run
from tests.factories.classes import Work, buyer, declare
from tests.factories.policy import in_force as approved

DAY = dt.timedelta(days=1)


@pytest.fixture
def archive(session: Any, user_id: Any) -> Any:
    """A filed archive that is due today."""
    with acting_as(SYSTEM):
        row = buyer(session, user_id("rep"), tier=Tier.GENERAL)
        row.state, row.next_revision_due = CardState.FILED, clock.today()
        row.last_revised_on = clock.today() - 60 * DAY
        session.flush()
    return row


def opened(session: Any, archive: Any) -> Revision:
    with acting_as(SYSTEM):
        row = revising.open_revision(session, archive)
        begin(session, revision_flow, row, SYSTEM)
    return row


def made(session: Any, row: Revision, viewer: Any, *moves: str) -> None:
    with acting_as(viewer):
        for move in moves:
            run(session, revision_flow, row, move, viewer=viewer)


def tick(row: Revision, result: CheckResult = CheckResult.AS_IS, note: str = "") -> None:
    for name in CHECKS.values():
        setattr(row, f"{name}_check", result)
        setattr(row, f"{name}_note", note or None)


@pytest.mark.rule("R-301", "R-027", "R-223")
@pytest.mark.parametrize(
    ("given", "off", "opens"),
    [
        ({}, "", True), ({"next_revision_due": clock.today() + 7 * DAY}, "", True),
        ({"next_revision_due": clock.today() + 8 * DAY}, "", False), ({"state": CardState.FORWARDED}, "", False),
        ({"lifecycle_status": Lifecycle.LOST}, "", True),
        ({"lifecycle_status": Lifecycle.LOST}, "archive.keep_past_customers", False),
        ({"volume_class": VolumeClass.SCATTERED}, "", True),
        ({"volume_class": VolumeClass.SCATTERED}, "risk.include_small_old_customers", False),
    ],
)  # fmt: skip
def test_whichever_archive_is_due_is_opened_once(session, archive, given, off, opens) -> None:
    if off:
        approved(session, off, "false")
    with acting_as(SYSTEM):
        for name, value in given.items():
            setattr(archive, name, value)
        session.flush()
        jobs.open_revisions(Work(session))
        asked = select(Revision).where(Revision.customer_id == archive.id)
        found = session.scalars(asked).all()
        assert len(found) == opens
        for row in found:
            assert (row.state, row.due_on) == (RevisionState.DUE, archive.next_revision_due)
            (task,) = open_tasks(session, row)
            assert (task.role, clock.day_of(task.due_at)) == ("custodian", row.due_on)
        jobs.open_revisions(Work(session))
        assert len(session.scalars(asked).all()) == opens, "once"


@pytest.mark.rule("R-301", "R-220", "R-300", "R-024")
def test_a_revision_ends_with_a_tier_and_the_day_of_the_next(session, archive, viewer_of) -> None:
    custodian = viewer_of("custodian")
    with acting_as(viewer_of("rep")):
        archive.remark, archive.website = "改动", "www.example.com"
        session.flush()
    row = opened(session, archive)
    made(session, row, custodian, "revise")
    assert "website" in row.changed and row.changed_count == len(row.changed)
    assert row.changed_items and row.revision_flag is RevisionFlag.NORMAL
    with acting_as(custodian), pytest.raises(Denied) as denied:
        run(session, revision_flow, row, "tier", viewer=custodian, asked={"tier": Tier.SPECIAL})
    assert {broken.rule for broken in denied.value.broken} == {"R-301"}, "no section was checked"
    tick(row)
    with acting_as(custodian):
        run(session, revision_flow, row, "tier", viewer=custodian,
            asked={"tier": Tier.SPECIAL, "tier_reason": "特殊渠道"})  # fmt: skip
        assert archive.tier is Tier.SPECIAL
        line = session.scalars(
            select(ClassChange).where(
                ClassChange.customer_id == archive.id, ClassChange.axis == ClassAxis.TIER
            )
        ).one()
        assert (line.source, line.note) == (ClassSource.REVISION, "特殊渠道")
    made(session, row, custodian, "finish_at_once")
    assert (row.state, archive.last_revised_on) == (RevisionState.DONE, clock.today())
    assert archive.next_revision_due > clock.today() + 55 * DAY
    with acting_as(SYSTEM):
        assert archive not in revising.due_soon(session, 500)


@pytest.mark.rule("R-257")
@pytest.mark.parametrize(
    ("before", "now", "lost", "flag"),
    [
        (100_000, 130_000, False, RevisionFlag.FAST_GROWTH), (100_000, 129_000, False, RevisionFlag.NORMAL),
        (100_000, 200_000, True, RevisionFlag.LOST), (None, 200_000, False, RevisionFlag.NORMAL),
    ],
)  # fmt: skip
def test_fast_growth_and_loss_are_seen(session, archive, before, now, lost, flag) -> None:
    with acting_as(SYSTEM):
        if before is not None:
            declare(session, archive, before, days_ago=300)
        declare(session, archive, now)
        archive.lifecycle_status = Lifecycle.LOST if lost else Lifecycle.ACTIVE
        row = opened(session, archive)
        revising.gather(session, row)
        assert row.revision_flag is flag
        assert row.growth_pct == (queries.growth(session, archive.id) if before else None)


@pytest.mark.rule("R-257", "R-248")
def test_causes_come_before_the_tier_and_are_observed_after(session, archive, viewer_of) -> None:
    custodian, rep = viewer_of("custodian"), viewer_of("rep")
    row = opened(session, archive)
    made(session, row, custodian, "revise")
    row.revision_flag = RevisionFlag.LOST
    tick(row)
    with acting_as(custodian):
        for move, asked in (
            ("tier", {"tier": Tier.GENERAL}),
            ("analyse", {"loss_cause": "竞品抢占"}),
        ):
            with pytest.raises(Denied) as denied, session.begin_nested():
                run(session, revision_flow, row, move, viewer=custodian, asked=asked)
            assert {broken.rule for broken in denied.value.broken} == {"R-257"}
        session.refresh(row)
        until = clock.today() + 60 * DAY
        run(session, revision_flow, row, "analyse", viewer=custodian,
            asked={"loss_cause": "竞品抢占", "observe_until": until})  # fmt: skip
        observing = next(task for task in open_tasks(session, row) if task.duty)
        assert (observing.user_id, clock.day_of(observing.due_at)) == (archive.owner_id, until)
        run(session, revision_flow, row, "tier", viewer=custodian, asked={"tier": Tier.GENERAL})
    made(session, row, custodian, "finish_at_once")
    assert row.state is RevisionState.DONE, "the observation holds nothing up"
    with acting_as(rep):
        run(
            session,
            revision_flow,
            row,
            "observe",
            viewer=rep,
            asked={"observe_result": "已恢复订货"},
        )
        assert not open_tasks(session, row)


@pytest.mark.rule("R-254", "R-226")
def test_important_customers_are_reported_to_the_leaders(
    session, archive, viewer_of, user_id
) -> None:
    custodian = viewer_of("custodian")
    row = opened(session, archive)
    made(session, row, custodian, "revise")
    tick(row)
    with acting_as(custodian):
        run(session, revision_flow, row, "tier", viewer=custodian, asked={"tier": Tier.IMPORTANT})
        assert archive.is_first_tier is True
        with pytest.raises(Denied):
            run(session, revision_flow, row, "finish_at_once", viewer=custodian)
    made(session, row, custodian, "report", "finish")
    with acting_as(SYSTEM):
        told = set(session.scalars(
            select(Notice.user_id).where(Notice.row_table == "revision", Notice.row_id == row.id)
        ))  # fmt: skip
    assert {user_id("gm"), user_id("manager")} <= told


@pytest.mark.rule("R-017", "R-301")
def test_what_is_wanting_or_untrue_is_said(session, archive) -> None:
    with acting_as(SYSTEM):
        row = opened(session, archive)
        tick(row, CheckResult.UNTRUE)
        assert {broken.rule for broken in revising.checked(row)} == {"R-017"}
        tick(row, CheckResult.UNTRUE, "电话为空号")
        assert not list(revising.checked(row))


# -- the check of a card ---------------------------------------------------------------------------
@pytest.mark.rule("R-037", "R-017")
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, set()), ({"immediate": None}, {"immediate"}), ({"viewed_before_visit": None}, {"viewed_before_visit"}),
        ({"truth": None}, {"truth"}), ({"truth": Truth.FALSE}, {"remark"}),
        ({"checked_on": clock.today() + DAY}, {"checked_on"}),
    ],
)  # fmt: skip
def test_the_four_questions_are_answered(session, archive, given, fields) -> None:
    values = {
        "customer_id": archive.id, **dict.fromkeys(ASKED, True), "truth": Truth.TRUE,
        "checked_on": clock.today(), **given,
    }  # fmt: skip
    with acting_as(SYSTEM):
        assert {broken.field for broken in check([rules.card_check], values)[0]} == fields


@pytest.mark.rule("R-037")
def test_the_register_says_which_questions_are_asked(session, archive) -> None:
    approved(session, "card.checks", "complete")
    with acting_as(SYSTEM):
        found = check([rules.card_check], {"customer_id": archive.id, "truth": Truth.TRUE})[0]
    assert [broken.field for broken in found] == ["complete"]


@pytest.mark.rule("R-017", "R-015", "R-037")
def test_of_an_untrue_card_its_owner_learns(session, archive, viewer_of, user_id) -> None:
    with acting_as(viewer_of("manager")):
        row = CardCheck(
            customer_id=archive.id, truth=Truth.FALSE, remark="空号", complete=True,
            immediate=False, used_and_accurate=None, viewed_before_visit=True,
        )  # fmt: skip
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        assert row.complete_pct == archive.completeness_pct and row.points == "2 / 3"
    with acting_as(SYSTEM):
        session.commit()
        told = session.scalars(
            select(Notice.user_id).where(
                Notice.row_table == "customer", Notice.row_id == archive.id
            )
        ).all()
    assert user_id("rep") in told
