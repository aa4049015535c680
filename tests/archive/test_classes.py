"""Customers are classed on every axis: by the rules, otherwise for a time, over all, as at a day (C-03)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app.archive import axes, jobs, rules, standings
from app.archive.axes import COLUMN, WORDS, ClassAxis, ClassValue
from app.archive.beside import classes
from app.archive.models import ClassChange, ClassRun
from app.archive.operations import classing
from app.archive.verdicts import Facts, verdict
from app.archive.words import ClassSource, OverrideState, RunState
from app.archive.workflow import override_flow, run_flow
from app.customers.traits import BestMark, BuyerClass, MarkClass, SalesLevel, VolumeClass, WorstMark
from app.customers.words import AbcGrade, DealStage, Lifecycle, Tier, TimeClass
from app.kernel import clock, numbering
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, run
from tests.factories.classes import Work, buyer, declare, override
from tests.factories.policy import in_force as approved

TODAY = dt.date(2026, 11, 20)


def facts(amount: int | None = None, traded: dt.date | None = None, floor: int | None = None, **card: Any) -> Facts:  # fmt: skip
    held = {
        "cooperation_started_on": None, "lifecycle_status": Lifecycle.ACTIVE, "tier": None,
        "abc_grade": None, "is_core": False, "best_marks": None, "worst_marks": None, **card,
    }  # fmt: skip
    return Facts(
        SimpleNamespace(**held), TODAY, None if amount is None else Decimal(amount), traded,
        None if floor is None else Decimal(floor),
    )  # fmt: skip


def said(axis: ClassAxis, known: Facts) -> Any:
    found = verdict(axis, known)
    return found.value if found is not None else "nothing"


LONG_AGO = dt.date(2020, 3, 1)


@pytest.mark.rule("R-217", "R-218", "R-227", "C-28")
@pytest.mark.parametrize(
    ("known", "classed"),
    [
        ({"lifecycle_status": Lifecycle.DRAFT}, (TimeClass.FUTURE, DealStage.UPCOMING, "nothing")),
        ({}, (TimeClass.NEW, DealStage.UPCOMING, BuyerClass.NEW)),
        ({"cooperation_started_on": LONG_AGO}, (TimeClass.OLD, DealStage.CURRENT, BuyerClass.OLD)),
        ({"cooperation_started_on": LONG_AGO, "traded": TODAY - dt.timedelta(days=180)},
         (TimeClass.OLD, DealStage.CURRENT, BuyerClass.OLD)),
        ({"cooperation_started_on": LONG_AGO, "traded": TODAY - dt.timedelta(days=181)},
         (TimeClass.OLD, DealStage.CURRENT, BuyerClass.DORMANT)),
        ({"cooperation_started_on": LONG_AGO, "lifecycle_status": Lifecycle.LOST},
         (TimeClass.OLD, DealStage.PAST, BuyerClass.OLD)),
    ],
)  # fmt: skip
def test_time_and_stage_follow_from_contract_and_trade(session, known, classed) -> None:
    judged = (ClassAxis.TIME, ClassAxis.DEAL, ClassAxis.BUYER)
    assert tuple(said(axis, facts(**known)) for axis in judged) == classed


@pytest.mark.rule("R-219", "R-221", "R-224")
@pytest.mark.parametrize(
    ("amount", "since", "floor", "classed"),
    [
        (None, LONG_AGO, None, ("nothing", "nothing", "nothing")),
        (40_000, LONG_AGO, None, (False, VolumeClass.SCATTERED, SalesLevel.L5)),
        (300_000, LONG_AGO, None, (False, VolumeClass.ORDINARY, SalesLevel.L3)),
        (1_000_000, LONG_AGO, None, (True, VolumeClass.MAIN, SalesLevel.L2)),
        (1_000_000, TODAY - dt.timedelta(days=90), None, (False, VolumeClass.ORDINARY, SalesLevel.L2)),
        (1_200_000, LONG_AGO, 3_000_000, (False, VolumeClass.MAIN, SalesLevel.L2)),
        (6_000_000, LONG_AGO, 3_000_000, (True, VolumeClass.MAIN, SalesLevel.L1)),
    ],
)  # fmt: skip
def test_core_volume_and_sales_level_follow_from_what_is_bought(
    session, amount, since, floor, classed
) -> None:
    known = facts(amount, floor=floor, cooperation_started_on=since)
    judged = (ClassAxis.CORE, ClassAxis.VOLUME, ClassAxis.SALES)
    assert tuple(said(axis, known) for axis in judged) == classed


@pytest.mark.rule("R-226", "R-229", "R-230", "C-25")
def test_first_tier_and_marks_follow_from_the_card(session, user_id) -> None:
    with acting_as(SYSTEM):
        row = buyer(session, user_id("rep"))
        row.abc_grade = AbcGrade.A2
        session.flush()
        assert row.is_first_tier is True
        row.abc_grade = AbcGrade.B1
        session.flush()
        assert row.is_first_tier is False
        row.best_marks = [mark.value for mark in BestMark]
        session.flush()
        assert row.mark_class is MarkClass.BEST
        row.worst_marks = [mark.value for mark in WorstMark]
        session.flush()
        assert row.mark_class is MarkClass.WORST, "the worse counts"
        row.worst_marks = [WorstMark.COST.value]
        session.flush()
        assert row.mark_class is MarkClass.BEST


@pytest.mark.rule("C-03", "R-214", "R-215", "R-216", "R-220", "R-225", "R-307")
def test_each_axis_is_a_list_of_its_own_that_lists_and_charts_go_by(app) -> None:
    assert set(COLUMN) == set(WORDS) == set(ClassAxis)
    assert {axes.meant(member.value) for member in ClassValue} >= {
        Tier.IMPORTANT,
        AbcGrade.A1,
        True,
    }
    view = next(
        v for v in app.extensions["appbuilder"].baseviews if type(v).__name__ == "CustomerView"
    )
    assert set(COLUMN.values()) <= set(view.search_columns), "every axis filters the customers"
    drawn = {chart.by for chart in view.charts}
    assert {"industry", "nature", "region", "buyer_class", "tier", "sales_level"} <= drawn, (
        "R-215, R-307"
    )


@pytest.mark.rule("R-024", "C-03")
def test_a_class_that_changes_is_written_down_with_day_and_source(
    session, user_id, viewer_of
) -> None:
    with acting_as(SYSTEM):
        row = buyer(session, user_id("rep"), tier=Tier.GENERAL)
    with acting_as(viewer_of("custodian")):
        row.tier = Tier.IMPORTANT
        session.flush()
    with acting_as(SYSTEM):
        lines = session.scalars(
            select(ClassChange).where(ClassChange.customer_id == row.id).order_by(ClassChange.id)
        ).all()
    told = {
        (line.axis, getattr(line.old_value, "value", None), line.new_value.value, line.source)
        for line in lines
    }
    assert (ClassAxis.TIER, "tier:general", "tier:important", ClassSource.HAND) in told
    first = next(line for line in lines if line.axis is ClassAxis.FIRST)
    assert first.source is ClassSource.RULE and first.why
    assert {line.changed_on for line in lines} == {clock.today()}
    assert all(line.owner_id == row.owner_id for line in lines), "who sees the customer sees them"


@pytest.mark.rule("C-03", "R-024")
def test_the_class_as_at_a_day_is_the_one_before_the_next_change(session, user_id) -> None:
    with acting_as(SYSTEM):
        row = buyer(session, user_id("rep"), tier=Tier.IMPORTANT)
        row.assigned_on = clock.today() - dt.timedelta(days=100)
        place = {"customer_id": row.id, "axis": ClassAxis.TIER, "source": ClassSource.HAND}
        for days, old, new in ((40, "general", "special"), (10, "special", "important")):
            session.add(ClassChange(
                changed_on=clock.today() - dt.timedelta(days=days), old_value=ClassValue(f"tier:{old}"),
                new_value=ClassValue(f"tier:{new}"), **place,
            ))  # fmt: skip
        session.flush()

        def at(days: int) -> str | None:
            day = clock.today() - dt.timedelta(days=days)
            return standings.class_at(session, row, ClassAxis.TIER, day)

        assert [at(50), at(40), at(11), at(10), at(0)] == [
            "tier:general", "tier:special", "tier:special", "tier:important", "tier:important",
        ]  # fmt: skip
        day = clock.today() - dt.timedelta(days=20)
        moved = dict(standings.moved_since(session, ClassAxis.TIER, day, 500))
        assert moved[row] == "tier:special"
        counts = standings.counted_at(session, ClassAxis.TIER, day)
        assert any(line[:2] == (Tier.IMPORTANT, "tier:special") and line[2] >= 1 for line in counts)


# -- set otherwise ---------------------------------------------------------------------------------
@pytest.mark.rule("C-03", "R-235")
def test_a_class_is_set_otherwise_by_two_and_falls_back_after_its_day(
    session, user_id, viewer_of, monkeypatch
) -> None:
    rep, manager = viewer_of("rep"), viewer_of("manager")
    with acting_as(SYSTEM):
        customer = buyer(session, rep.user_id, 40_000, 3)
    row = override(session, customer, rep, "core:yes")
    with acting_as(rep):
        run(session, override_flow, row, "propose", viewer=rep)
        with pytest.raises(Denied):
            run(session, override_flow, row, "confirm", viewer=rep)
    with acting_as(manager):
        run(session, override_flow, row, "confirm", viewer=manager)
    assert (customer.is_core, customer.is_first_tier) == (True, True)
    assert row.former.value == "core:no" and row.decided_by_id == manager.user_id
    with acting_as(SYSTEM):
        left = classing.worked_out(session, [customer.id], list(ClassAxis))
        assert ClassAxis.CORE not in {change.axis for change in left}, "no rule touches it now"
        row.valid_until = clock.today() - dt.timedelta(days=1)
        session.flush()
        assert jobs.end_class_overrides(Work(session)) == {"ended": 1}
        assert row.state is OverrideState.ENDED and row.ended_on == clock.today()
        assert (customer.is_core, customer.is_first_tier) == (False, False)
        sources = session.scalars(
            select(ClassChange.source)
            .where(ClassChange.customer_id == customer.id, ClassChange.axis == ClassAxis.CORE)
            .order_by(ClassChange.id)
        ).all()
    assert sources == [ClassSource.OVERRIDE, ClassSource.LAPSED]


@pytest.mark.rule("C-03")
def test_a_class_no_rule_says_comes_back_as_it_was(session, user_id, viewer_of) -> None:
    rep, manager = viewer_of("rep"), viewer_of("manager")
    with acting_as(SYSTEM):
        customer = buyer(session, rep.user_id, tier=Tier.SPECIAL)
    row = override(session, customer, rep, "tier:important")
    for viewer, move in ((rep, "propose"), (manager, "confirm")):
        with acting_as(viewer):
            run(session, override_flow, row, move, viewer=viewer)
    assert customer.tier is Tier.IMPORTANT
    with acting_as(manager):
        run(session, override_flow, row, "end", viewer=manager, reason="活动结束")
    assert customer.tier is Tier.SPECIAL


@pytest.mark.rule("R-235")
def test_without_the_review_one_sets_it_alone(session, user_id, viewer_of) -> None:
    approved(session, "grade.change_requires_review", "false")
    rep = viewer_of("rep")
    with acting_as(SYSTEM):
        customer = buyer(session, rep.user_id)
    row = override(session, customer, rep, "grade:A1")
    with acting_as(rep):
        run(session, override_flow, row, "set", viewer=rep)
    assert customer.abc_grade is AbcGrade.A1


@pytest.mark.rule("C-03", "R-235")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"), ({"valid_until": dt.timedelta(days=-1)}, "valid_until"),
        ({"valid_until": dt.timedelta(days=366)}, "valid_until"), ({"chosen": "tier:general"}, "chosen"),
        ({}, None),
    ],
)  # fmt: skip
def test_what_a_setting_needs(session, user_id, given, field) -> None:
    with acting_as(SYSTEM):
        customer = buyer(session, user_id("rep"), tier=Tier.GENERAL)
        until = given.get("valid_until", dt.timedelta(days=30))
        values = {
            "customer_id": customer.id, "chosen": axes.ClassChoice("tier:important"), "reason": "重点",
            **given, "valid_until": clock.today() + until,
        }  # fmt: skip
        if isinstance(values["chosen"], str):
            values["chosen"] = axes.ClassChoice(values["chosen"])
        found = [broken.field for broken in check([rules.override], values)[0]]
    assert found == ([field] if field else [])


# -- all of them -----------------------------------------------------------------------------------
@pytest.mark.rule("R-214", "R-219", "R-221", "R-224")
def test_a_run_is_looked_at_before_it_changes_anything(session, user_id, viewer_of) -> None:
    custodian = viewer_of("custodian")
    with acting_as(SYSTEM):
        customer = buyer(session, user_id("rep"), 1_500_000, 3, is_core=False)
    with acting_as(custodian):
        row = ClassRun(axes=[ClassAxis.CORE.value, ClassAxis.SALES.value])
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        run(session, run_flow, row, "count", viewer=custodian)
    with acting_as(SYSTEM):
        jobs.preview_classes(Work(session), row.id)
        assert row.state is RunState.PREVIEWED and row.seen_count and row.change_count
        line = next(line for line in row.found if line[:3] == ["core", "core:no", "core:yes"])
        assert line[3] >= 1 and len(line[4]) <= 5
        session.refresh(customer)
        assert customer.is_core is False, "nothing is written yet"
    with acting_as(custodian):
        run(session, run_flow, row, "apply", viewer=custodian)
    with acting_as(SYSTEM):
        jobs.apply_classes(Work(session), row.id)
        session.refresh(customer)
        assert row.state is RunState.APPLIED and row.applied_on == clock.today()
        assert (customer.is_core, customer.sales_level) == (True, SalesLevel.L2)
        kept = session.scalars(
            select(ClassChange).where(
                ClassChange.customer_id == customer.id, ClassChange.axis == ClassAxis.CORE
            )
        ).one()
        assert kept.source is ClassSource.RULE and "1,000,000" in kept.why
        assert jobs.class_customers(Work(session))["changed"] >= 0
        assert jobs.class_customers(Work(session)) == {"changed": 0}, "what is right stays"


@pytest.mark.rule("R-221")
def test_only_as_many_core_customers_as_may_be(session, user_id) -> None:
    approved(session, "class.core_max_count", "1")
    with acting_as(SYSTEM):
        small, large = (
            buyer(session, user_id("rep"), amount, 3) for amount in (80_000_000, 90_000_000)
        )
        declare(session, small, 95_000_000, days_ago=900)  # long outdated
        floor = standings.floor(session)
        changes = classing.worked_out(session, [small.id, large.id], [ClassAxis.CORE], floor)
    assert floor == 90_000_000
    assert [change.card.id for change in changes] == [large.id]


@pytest.mark.rule("C-03")
def test_an_axis_the_register_leaves_out_is_neither_worked_out_nor_told(session, user_id) -> None:
    approved(session, "class.axes_enabled", "tier,time")
    with acting_as(SYSTEM):
        customer = buyer(session, user_id("rep"), 9_000_000, 3)
        assert set(axes.standing(customer)) == {ClassAxis.TIER, ClassAxis.TIME}
        changes = classing.worked_out(session, [customer.id], list(ClassAxis))
        assert {change.axis for change in changes} <= {ClassAxis.TIME}


@pytest.mark.rule("C-03", "C-24")
def test_beside_the_customer_stands_each_class_with_its_because(
    app, session, user_id, viewer_of
) -> None:
    with acting_as(SYSTEM):
        customer = buyer(session, user_id("rep"), 40_000, 3, sales_level=SalesLevel.L5)
    with app.test_request_context(), acting_as(viewer_of("rep")):
        lines = {str(line.cells[0]): line.cells for line in classes(session, customer)}
    assert any("1,000,000" in str(cells[2]) for cells in lines.values()), "core: below the amount"
    assert len(lines) >= 5
    with app.test_request_context(), acting_as(viewer_of("agent")):
        assert classes(session, customer) == ()


def test_the_page_of_classes_answers_for_each_axis(client_as) -> None:
    client = client_as("custodian")
    for axis in ClassAxis:
        assert client.get(f"/classes/?axis={axis.value}").status_code == 200
    assert client.get("/classes/?axis=none").status_code == 404
    assert client_as("agent").get("/classes/").status_code in (302, 403)
