"""What a nomination, a decision and the end of a case must hold (R-258…R-267)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle
from app.disposal import rules
from app.disposal.models import BadCase, BadResponsibility
from app.disposal.words import CaseState, Criterion, DecisionKind, Directness
from app.kernel import clock
from app.kernel.scope import SYSTEM, acting_as
from tests.factories.customers import card
from tests.factories.disposal import case
from tests.factories.policy import in_force

LONG_AGO = dt.timedelta(days=500)
HANDMADE = {
    Criterion.NO_TRADE: {"last_trade_on"},
    Criterion.OVERDUE: {"arrears_amount", "overdue_since"},
    Criterion.BANKRUPT: set(), Criterion.ILLEGAL: set(), Criterion.HARM: set(),
}  # fmt: skip


@pytest.fixture
def customer(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"))
    row.state, row.lifecycle_status = CardState.FILED, Lifecycle.ACTIVE
    session.flush()
    return row


@pytest.fixture
def nominated(session: Any, customer: Customer, viewer_of: Callable) -> BadCase:
    with acting_as(viewer_of("marketing")):
        return case(session, customer)


def said(found: Any) -> set[tuple[str, str]]:
    """Field and rule of each refusal."""
    return {(broken.field, broken.rule) for broken in found}


def nominate(customer: Customer, *criteria: Criterion, **given: Any) -> set[tuple[str, str]]:
    held = {"customer_id": customer.id, "criteria": [each.value for each in criteria],
            "evidence": "见附件", **given}  # fmt: skip
    return said(rules.case(held))


@pytest.mark.rule("R-259")
@pytest.mark.parametrize("criterion", Criterion)
def test_each_criterion_stands_by_hand_with_its_evidence(
    criterion: Criterion, customer: Customer, as_system: None
) -> None:
    facts = {"last_trade_on": clock.today() - LONG_AGO, "overdue_since": clock.today() - LONG_AGO,
             "arrears_amount": 5}  # fmt: skip
    assert nominate(customer, criterion, **facts) == set()
    lacking = {(name, "R-259") for name in HANDMADE[criterion]}
    assert nominate(customer, criterion) == lacking
    assert nominate(customer, criterion, evidence="", **facts) == {("evidence", "R-259")}


@pytest.mark.rule("R-259")
def test_facts_do_not_speak_against_the_criterion(customer: Customer, as_system: None) -> None:
    today, day = clock.today(), dt.timedelta(days=1)
    late = {"arrears_amount": 5, "overdue_since": today - dt.timedelta(days=364)}
    assert nominate(customer, Criterion.OVERDUE, **late) == {("overdue_since", "R-259")}
    near = today - dt.timedelta(days=365)
    assert nominate(customer, Criterion.NO_TRADE, last_trade_on=near) == {
        ("last_trade_on", "R-259")
    }
    customer.last_trade_on = today - dt.timedelta(days=30)
    known = nominate(customer, Criterion.NO_TRADE, last_trade_on=today - LONG_AGO)
    assert known == {("last_trade_on", "R-259")}, "the card knows of a later trade"
    assert nominate(customer, Criterion.HARM, last_trade_on=today + day) == {
        ("last_trade_on", "R-259")
    }
    assert nominate(customer, Criterion.HARM, overdue_since=today + day) == {
        ("overdue_since", "R-259")
    }
    assert nominate(customer) == {("criteria", "R-259")}


@pytest.mark.rule("R-258", "C-18")
def test_who_can_be_nominated(session: Any, customer: Customer, as_system: None) -> None:
    customer.is_final_consumer = True
    assert nominate(customer, Criterion.HARM) == {("customer_id", "R-258")}
    in_force(session, "bad.exclude_final_consumers", "false")
    assert nominate(customer, Criterion.HARM) == set()
    for stage in (Lifecycle.DRAFT, Lifecycle.PENDING_REVIEW, Lifecycle.INVALID):
        customer.lifecycle_status = stage
        assert nominate(customer, Criterion.HARM) == {("customer_id", "R-258")}, stage


@pytest.mark.rule("R-258")
def test_there_is_one_open_case_a_customer(session: Any, nominated: BadCase, customer: Customer, as_system: None) -> None:  # fmt: skip
    assert nominate(customer, Criterion.HARM) == {("customer_id", "R-258")}
    nominated.state = CaseState.REVOKED
    session.flush()
    assert nominate(customer, Criterion.HARM) == set()


@pytest.mark.rule("R-260", "R-261", "R-259")
def test_measures_are_those_of_the_register(session: Any, customer: Customer, as_system: None) -> None:  # fmt: skip
    in_force(session, "bad.criteria", "no_trade")
    in_force(session, "bad.general_measures", "stop_business,other")
    in_force(session, "bad.special_measures", "freeze_accounts")
    asked = {"general_measures": ["claim_debt"], "special_measures": ["lawsuit_claim_recovery"]}
    assert nominate(customer, Criterion.HARM, **asked) == {
        ("criteria", "R-259"), ("general_measures", "R-260"), ("special_measures", "R-261"),
    }  # fmt: skip
    other = {"general_measures": ["other"], "last_trade_on": clock.today() - LONG_AGO}
    assert nominate(customer, Criterion.NO_TRADE, **other) == {("measure_note", "R-260")}


@pytest.mark.rule("R-260")
def test_what_is_presented_states_facts_and_a_measure(nominated: BadCase, as_system: None) -> None:
    assert said(rules.presentable(nominated)) == set()
    nominated.evidence, nominated.general_measures = None, []
    assert said(rules.presentable(nominated)) == {
        ("evidence", "R-259"),
        ("general_measures", "R-260"),
    }


@pytest.mark.rule("R-259")
def test_what_was_decided_on_rests_whatever_the_register_says_today(
    session: Any, nominated: BadCase, as_system: None
) -> None:
    held = {key: getattr(nominated, key) for key in ("customer_id", "criteria", "evidence")}
    nominated.state = CaseState.GM_REVIEWED
    in_force(session, "bad.criteria", "harm")
    assert list(rules.case(held, nominated)) == []
    assert said(rules.steady({**held, "evidence": "改写"}, nominated)) == {("evidence", "R-259")}


@pytest.mark.rule("R-265", "R-266")
def test_the_register_may_do_without_reports(session: Any, nominated: BadCase, as_system: None) -> None:  # fmt: skip
    assert said(rules.analysed(nominated)) == {("causes", "R-265"), ("prevention", "R-265")}
    assert said(rules.read(nominated)) == {("gm_opinion", "R-265")}
    assert said(rules.reviewed(nominated)) == {
        ("course", "R-266"), ("loss_amount", "R-266"), ("review_conclusion", "R-266"),
    }  # fmt: skip
    in_force(session, "bad.cause_report_required", "false")
    in_force(session, "bad.internal_review_required", "false")
    assert not [*rules.analysed(nominated), *rules.read(nominated), *rules.reviewed(nominated)]


@pytest.fixture
def blamed(session: Any, nominated: BadCase, user_id: Callable) -> BadCase:
    """A reviewed case for which the salesperson is directly responsible."""
    nominated.state = CaseState.REVIEWED
    with acting_as(SYSTEM):
        session.add(
            BadResponsibility(
                bad_case_id=nominated.id, user_id=user_id("rep"), directness=Directness.DIRECT
            )
        )
        session.flush()
    return nominated


@pytest.mark.rule("R-267", "C-22")
def test_a_decision_fits_what_the_review_found(
    session: Any, blamed: BadCase, viewer_of: Callable, user_id: Callable
) -> None:
    def decide(who: str, kind: DecisionKind, by: str = "legal") -> set[tuple[str, str]]:
        with acting_as(viewer_of(by)):
            held = {"bad_case_id": blamed.id, "user_id": user_id(who), "decision_kind": kind}
            return said(rules.decision(held))

    assert decide("rep", DecisionKind.PUNISH_DIRECT) == set()
    assert decide("rep", DecisionKind.PUNISH_INDIRECT) == {("decision_kind", "R-267")}
    assert decide("rep2", DecisionKind.PUNISH_DIRECT) == {("user_id", "R-267")}
    assert decide("finance", DecisionKind.REWARD) == set()
    assert decide("legal", DecisionKind.REWARD) == {("user_id", "R-267")}, "about himself"
    in_force(session, "bad.accountability", "reward")
    assert decide("rep", DecisionKind.PUNISH_DIRECT) == {("decision_kind", "R-267")}
    assert list(rules.accounted(session, blamed)) == [], "nothing is punished: nobody waits for it"
    blamed.state = CaseState.CLOSED
    assert decide("finance", DecisionKind.REWARD) == {("bad_case_id", "R-267")}


@pytest.mark.rule("R-267")
def test_whom_the_review_found_gets_his_decision(session: Any, blamed: BadCase, as_system: None) -> None:  # fmt: skip
    (broken,) = rules.accounted(session, blamed)
    assert broken.rule == "R-267"


@pytest.mark.rule("R-267")
def test_only_those_who_decide_write_decisions(blamed: BadCase, client_as: Callable) -> None:
    for who in ("rep", "marketing", "manager", "custodian", "finance", "clerk"):
        assert client_as(who).get("/baddecisionview/add").status_code == 403, who
    for who in ("rep", "supervisor", "credit"):
        assert client_as(who).get("/baddecisionview/list/").status_code == 403, who
    for who in ("legal", "gm"):
        assert client_as(who).get("/baddecisionview/add").status_code == 200, who


@pytest.mark.rule("R-266", "R-267")
def test_the_responsible_are_asked_when_the_case_is_reviewed(
    session: Any, nominated: BadCase, client_as: Callable
) -> None:
    page = f"/badcaseview/edit/{nominated.id}"
    assert 'name="responsible-posted"' not in client_as("marketing").get(page).text
    assert 'name="responsible-posted"' not in client_as("marketing").get("/badcaseview/add").text
    nominated.state = CaseState.GM_REVIEWED
    session.flush()
    assert 'name="responsible-posted"' in client_as("marketing").get(page).text
