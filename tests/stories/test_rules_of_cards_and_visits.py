"""What the register makes of cards and visits: classes, quotas, neglected customers, revisions, facts that stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.customers import operations, queries, rules, signals
from app.customers.models import Customer
from app.customers.words import ArchivePart, CardState, DealStage, Lifecycle, TimeClass
from app.disposal import rules as disposal
from app.disposal.words import SpecialMeasure
from app.kernel import clock, policy
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.visits import queries as visits
from app.visits import standing
from app.visits.words import VisitKind
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip

DAY = dt.timedelta(days=1)


@pytest.fixture
def rep(session: Any, viewer_of: Callable) -> Any:
    """The salesperson, looking."""
    with acting_as(viewer_of("rep")) as viewer:
        yield viewer


def active(session: Any, rep: Any, **given: Any) -> Customer:
    row = card(session, rep.user_id, **given)
    row.owner_id, row.lifecycle_status = rep.user_id, Lifecycle.ACTIVE
    session.flush()
    return row


@pytest.mark.rule("R-217", "R-218", "C-28")
@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, (TimeClass.NEW, DealStage.UPCOMING)),
        (0, (TimeClass.OLD, DealStage.CURRENT)),
        (400, (TimeClass.OLD, DealStage.CURRENT)),
    ],
)
def test_time_and_deal_class_follow_the_first_contract(
    session: Any, rep: Any, since: int | None, expected: tuple[Any, Any]
) -> None:
    row = card(session, rep.user_id)
    assert row.time_class is TimeClass.FUTURE, "nobody has looked at the card yet"
    row.cooperation_started_on = None if since is None else clock.today() - since * DAY
    operations.accept_card(session, row, utcnow())
    assert (row.time_class, row.deal_stage) == expected


@pytest.mark.rule("R-033")
def test_only_cards_that_passed_count_where_the_register_says_so(session: Any, rep: Any) -> None:
    since = clock.today() - 3 * DAY

    def count(approved: bool) -> int:
        return session.scalar(queries.cards_since(rep.user_id, since, approved))

    before = count(True), count(False)
    active(session, rep, collected_on=clock.today())
    card(session, rep.user_id, collected_on=clock.today())
    card(session, rep.user_id, collected_on=clock.today() - 30 * DAY)
    assert (count(True), count(False)) == (before[0] + 1, before[1] + 2)


@pytest.mark.rule("R-103")
def test_departures_to_new_customers_count(session: Any, rep: Any) -> None:
    since = utcnow() - DAY
    query = standing.new_visits_since(rep.user_id, since)
    before, row = session.scalar(query), active(session, rep)
    for kind, left in (
        (VisitKind.NEW_CUSTOMER, utcnow()), (VisitKind.OLD_CUSTOMER, utcnow()),
        (VisitKind.NEW_CUSTOMER, None), (VisitKind.NEW_CUSTOMER, since - DAY),
    ):  # fmt: skip
        slip(session, row, rep.user_id, visit_kind=kind).departed_at = left
    session.flush()
    assert session.scalar(query) == before + 1


@pytest.mark.rule("R-154", "R-068")
def test_who_was_not_visited_for_long_comes_first_and_the_last_visit_is_known(
    session: Any, rep: Any
) -> None:
    now = utcnow()
    never, long_ago, lately = (active(session, rep) for _number in range(3))
    for row in (never, long_ago, lately):
        row.created_at = now - 400 * DAY
    for row, days in ((long_ago, 90), (lately, 2)):
        visit = slip(session, row, rep.user_id)
        visit.departed_at = visit.returned_at = now - days * DAY
    session.flush()
    _counts, behind = standing.standing(
        session, rep.user_id, [standing.new_visits_since(rep.user_id, now)], now - 60 * DAY, 1000
    )
    mine = [row.id for row, _last in behind if row.id in {never.id, long_ago.id, lately.id}]
    assert mine == [never.id, long_ago.id]
    known = visits.last_visits(session, [never.id, long_ago.id, lately.id])
    assert known == {long_ago.id: now - 90 * DAY, lately.id: now - 2 * DAY}


@pytest.mark.rule("R-301")
def test_archives_come_up_for_revision_the_oldest_first(session: Any, rep: Any) -> None:
    today = clock.today()
    rows = [active(session, rep) for _number in range(3)]
    for row, days in zip(rows, (5, -400, 0), strict=True):
        row.next_revision_due = today + days * DAY
    session.flush()
    due = queries.due_for_revision(session, today, 1000)
    assert [row.id for row in due if row in rows] == [rows[1].id, rows[2].id]


@pytest.mark.rule("R-296")
def test_a_card_that_marketing_has_is_classed_but_its_facts_stay(session: Any, rep: Any) -> None:
    row = card(session, rep.user_id)
    row.state = CardState.FORWARDED
    kept = {name: getattr(row, name) for name in Customer.__mapper__.column_attrs.keys()}  # noqa: SIM118
    said = {
        b.field for b in rules.customer(kept | {"address": "他处 9 号"}, row) if b.rule == "R-296"
    }
    assert said == {"address"}
    row.state = CardState.DRAFT
    assert "R-296" not in {b.rule for b in rules.customer(kept | {"address": "他处 9 号"}, row)}


@pytest.mark.rule("R-289", "R-303")
def test_a_card_that_is_entered_is_announced_with_its_number(session: Any, rep: Any) -> None:
    heard: list[Any] = []
    row = card(session, rep.user_id)
    with signals.card_entered.connected_to(lambda sender, **_more: heard.append(sender)):
        operations.enter_card(session, row, utcnow())
    assert heard == [row] and row.archive_no


@pytest.mark.rule("R-303")
def test_the_longest_archive_number_that_a_pattern_may_ask_for_is_kept(
    session: Any, rep: Any
) -> None:
    pattern = "ARCHIVE-NO.-{customer_code}{part}{year}{yyyy}{yy}{mm}{dd}{seq:4}"
    assert policy.parameter("archive.number_pattern").refusal(pattern) is None
    in_force(session, "archive.number_pattern", pattern)
    row = card(session, rep.user_id)
    row.customer_code, row.archive_part = "K" * 40, ArchivePart.CREDIT_FINANCE
    session.flush()
    operations.enter_card(session, row, utcnow())
    session.flush()
    session.refresh(row)
    assert len(row.archive_no) == 71 and row.archive_no.endswith("0001")


@pytest.mark.rule("R-261")
def test_only_special_measures_of_the_register_are_taken(session: Any, as_system: None) -> None:
    def refused() -> set[str]:
        said = disposal.case({"special_measures": [SpecialMeasure.LAWSUIT.value]})
        return {broken.rule for broken in said if broken.field == "special_measures"}

    assert refused() == set()
    in_force(session, "bad.special_measures", "other")
    assert refused() == {"R-261"}
