"""The rules of a customer card."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.customers import likeness, queries, rules
from app.customers.words import AbcGrade, CodeState, ContactPosition, Nature, PartyKind, Tier
from app.kernel.scope import acting_as
from tests.factories.customers import card, credit_code, values

pytestmark = pytest.mark.usefixtures("as_system")


def broken(found: Any) -> dict[str, str]:
    """Field → rule of the errors."""
    return {b.field: b.rule for b in found if not b.warning}


def warned(found: Any) -> dict[str, str]:
    return {b.field: b.rule for b in found if b.warning}


def whole(**given: Any) -> dict[str, Any]:
    return {
        "party_kind": PartyKind.ORGANISATION, "nature": Nature.ORDINARY_COMPANY, **values(**given)
    }  # fmt: skip


def test_a_complete_card_is_accepted(session: Any) -> None:
    assert broken(rules.customer(whole())) == {}


@pytest.mark.rule("R-029", "C-33")
def test_channel_and_way_are_two_required_fields(session: Any) -> None:
    found = broken(rules.customer(whole(collect_channel=None, collect_mode=None)))
    assert found == {"collect_channel": "R-029", "collect_mode": "C-33"}


@pytest.mark.rule("R-054")
def test_nothing_is_collected_tomorrow(session: Any) -> None:
    found = broken(rules.customer(whole(collected_on=dt.date(2999, 1, 1))))
    assert found == {"collected_on": "R-054"}


@pytest.mark.rule("R-042", "C-18")
def test_a_person_is_no_company(session: Any) -> None:
    person = whole(party_kind=PartyKind.INDIVIDUAL, nature=Nature.GOVERNMENT)
    assert broken(rules.customer(person)) == {"nature": "R-042"}
    company = whole(nature=Nature.INDIVIDUAL)
    assert broken(rules.customer(company)) == {"nature": "R-042"}


@pytest.mark.rule("R-011")
def test_a_second_card_of_the_same_name_is_refused(session: Any, user_id: Any) -> None:
    first = card(session, user_id("rep3"), customer_name="成都样例（东）公司")
    again = whole(customer_name="成都样例 (东) 公司")
    assert broken(rules.customer(again)) == {"customer_name": "R-011"}
    assert broken(rules.customer(again, first)) == {}


@pytest.mark.rule("R-011")
def test_the_same_customer_is_found_beyond_ones_reach(
    session: Any, user_id: Any, viewer_of: Any
) -> None:
    name, phone = "重庆只此一家公司", "028-7654399"
    first = card(
        session, user_id("rep3"), customer_name=name, phone=phone, credit_code=credit_code(99)
    )
    typed = whole(credit_code=credit_code(99)), whole(customer_name=name), whole(phone=phone)
    for person, told in (("rep3", first.customer_code), ("rep", "重庆只***公司")):
        with acting_as(viewer_of(person)):
            found = [broken for values in typed for broken in rules.customer(values)]
            assert [one.rule for one in found] == ["R-011", "R-011", "R-060"]
            for one in found:
                assert told in str(one.message)
                assert (name in str(one.message)) is (person == "rep3")
                assert (first.customer_code in str(one.message)) is (person == "rep3")


@pytest.mark.rule("R-060")
def test_a_like_customer_is_a_warning(session: Any, user_id: Any) -> None:
    card(session, user_id("rep"), phone="028-7654321")
    found = list(rules.customer(whole(phone="028-7654321")))
    assert broken(found) == {} and warned(found) == {"phone": "R-060"}


def test_doubtful_codes_are_kept_and_said(session: Any, user_id: Any) -> None:
    row = card(session, user_id("rep"), credit_code="510104000099999")
    assert (row.credit_code, row.code_state, row.unique_code) == (
        "510104000099999", CodeState.OLD, None,
    )  # fmt: skip
    twin = card(session, user_id("rep"), credit_code="510104000099999")
    assert twin.id != row.id
    found = list(rules.customer(whole(credit_code=credit_code(3)[:-1] + "I")))
    assert broken(found) == {} and "credit_code" in warned(found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("postcode", "61000"),
        ("email", "nobody"),
        ("website", "ht tp"),
        ("founded_on", dt.date(2999, 1, 1)),
    ],
)
def test_shapes_are_checked(session: Any, field: str, value: Any) -> None:
    assert field in broken(rules.customer(whole(**{field: value})))


@pytest.mark.rule("R-035", "R-034")
def test_the_first_card_says_what_it_lacks(session: Any, user_id: Any) -> None:
    row = card(session, user_id("rep"), complete=False, address=None, qualification_ok=None)
    found = broken(rules.complete_card(row, session))
    assert found == {
        "qualification_ok": "R-034", "address": "R-035", "brands": "R-035", "channels": "R-035",
        "results": "R-035",
    }  # fmt: skip


@pytest.mark.rule("R-043", "R-050")
def test_missing_people_are_hints_only(session: Any, user_id: Any) -> None:
    row = card(session, user_id("rep"))
    found = list(rules.complete_card(row, session))
    assert broken(found) == {}
    said = [b for b in found if b.rule == "R-050"]
    assert len(said) == 4  # purchasing is known, four of the five posts are not
    missing = queries.missing_positions(queries.contacts_of(session, row.id))
    assert ContactPosition.HEAD in missing and ContactPosition.PURCHASING not in missing


@pytest.mark.rule("R-226", "C-03")
@pytest.mark.parametrize(
    ("marks", "first"),
    [
        ({"tier": Tier.IMPORTANT}, True), ({"abc_grade": AbcGrade.A2}, True),
        ({"is_core": True}, True), ({"tier": Tier.SPECIAL, "abc_grade": AbcGrade.B1}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_first_tier_comes_from_tier_grade_and_core(
    session: Any, user_id: Any, marks: dict[str, Any], first: bool
) -> None:
    row = card(session, user_id("rep"), complete=False, **marks)
    assert queries.is_first_tier(row) is first


@pytest.mark.rule("R-060")
def test_all_rows_of_a_file_are_told_the_cards_like_them(session: Any, user_id: Any) -> None:
    first = card(session, user_id("rep"), phone="028-7654321")
    card(session, user_id("rep2"), short_name="独此简称")
    asked = [
        {"phone": "028-7654321", "short_name": "独此简称"}, {}, {"phone": "028-7654321"},
        {"phone": "028-1111111", "short_name": None},
    ]  # fmt: skip
    found = rules.alike(session, asked)
    assert [len(each) for each in found] == [2, 0, 1, 0]
    assert first.customer_code in str(found[2][0].message) and warned(found[2])


@pytest.mark.rule("R-060")
def test_a_shared_switchboard_names_only_the_earliest_cards(session: Any, user_id: Any) -> None:
    rows = [
        card(session, user_id("rep"), phone="028-7654321") for _turn in range(likeness.NEAR + 2)
    ]
    [found] = likeness.like_many(session, [{"phone": "028-7654321"}])
    assert [like.row.id for like in found] == [row.id for row in rows[: likeness.NEAR]]
