"""When two cards are the same customer, probably the same, or worth a look (R-011, R-060)."""

from __future__ import annotations

from typing import Any

import pytest

from app.customers import likeness, naming, operations
from app.customers.models import Customer
from app.customers.traits import Likeness
from app.customers.words import PartyKind
from tests.factories.customers import card, credit_code

pytestmark = [pytest.mark.usefixtures("as_system"), pytest.mark.rule("R-011", "R-060")]
NAME = "成都锦昱样例商贸有限公司"


@pytest.mark.parametrize(
    ("name", "place", "core"),
    [
        ("成都市锦昱商贸有限责任公司", "成都", "锦昱商贸"),
        ("锦昱商贸（成都）有限公司", "成都", "锦昱商贸"),
        ("四川省成都市武侯区百味餐饮管理有限公司", "成都", "百味餐饮管理"),
        ("中国石油", "", "中国石油"),
        ("重庆酒业有限公司", "重庆", "重庆酒业有限公司"),  # without its place it would say nothing
        ("", "", ""),
    ],
)
def test_place_and_legal_form_fall_away(name: str, place: str, core: str) -> None:
    assert naming.parts_of(name) == (place, core)


def test_names_that_sound_alike_have_one_sound() -> None:
    assert (
        naming.sound_key("成都锦昱商贸有限公司")
        == naming.sound_key("重庆锦煜商贸公司")
        == "jinyushangmao"
    )
    assert naming.sound_key("ACME Trading") == ""


def test_a_number_is_compared_by_its_digits() -> None:
    assert (
        naming.phone_key("+86 028-1234 5678")
        == naming.phone_key(None, "(028)12345678")
        == "02812345678"
    )
    assert naming.phone_key(None, "", "—") is None


@pytest.fixture
def known(session: Any, user_id: Any) -> Customer:
    """A card of another branch."""
    return card(
        session, user_id("rep3"), customer_name=NAME, phone="028-66660001",
        short_name="锦昱样例", credit_code=credit_code(70), former_name="成都旧名样例贸易有限公司",
    )  # fmt: skip


def found(session: Any, viewer: Any = None, **typed: str) -> dict[Likeness, str]:
    return {like.level: like.field for like in likeness.twins(session, typed)}


@pytest.mark.parametrize(
    ("typed", "level", "field"),
    [
        ({"customer_name": " 成都锦昱样例商贸有限公司 "}, Likeness.SAME, "customer_name"),
        ({"credit_code": credit_code(70)}, Likeness.SAME, "credit_code"),
        ({"customer_name": "锦昱样例商贸（成都）有限责任公司"}, Likeness.PROBABLE, "customer_name"),
        ({"customer_name": "锦昱样例商贸有限公司"}, Likeness.PROBABLE, "customer_name"),
        ({"customer_name": "成都旧名样例贸易有限公司"}, Likeness.PROBABLE, "customer_name"),
        ({"phone": "02866660001", "short_name": "锦昱样例"}, Likeness.PROBABLE, "phone"),
        ({"customer_name": "重庆锦昱样例商贸有限公司"}, Likeness.LOOK, "customer_name"),
        ({"customer_name": "成都锦煜样例商贸有限公司"}, Likeness.LOOK, "customer_name"),
        ({"phone": "(028) 6666 0001"}, Likeness.LOOK, "phone"),
        ({"office_phone": "+86 028-66660001"}, Likeness.LOOK, "phone"),
        ({"short_name": "锦昱样例"}, Likeness.LOOK, "short_name"),
    ],
)  # fmt: skip
def test_three_levels(
    session: Any, known: Customer, typed: dict[str, str], level: Likeness, field: str
) -> None:
    assert found(session, **typed) == {level: field}


def test_nothing_is_like_a_new_name(session: Any, known: Customer) -> None:
    assert found(session, customer_name="全新名称样例", phone="028-99990000") == {}


def test_two_persons_of_one_name_are_not_alike_by_it(session: Any, user_id: Any) -> None:
    person = {"party_kind": PartyKind.INDIVIDUAL, "customer_name": "样例王伟"}
    asked = {**person, "phone": "028-12340000"}
    card(session, user_id("rep3"), complete=False, nature="individual", **person)
    assert likeness.like_customers(session, asked) == []


def test_the_surest_stands_first_and_many_are_asked_at_once(session: Any, known: Customer) -> None:
    sure = {"customer_name": "锦昱样例商贸有限公司"}
    [[first], [second], []] = likeness.like_many(
        session, [sure, {"phone": "028 6666 0001"}, {"customer_name": "全新名称样例"}]
    )
    assert (first.level, second.level) == (Likeness.PROBABLE, Likeness.LOOK)


def test_what_is_judged_in_the_form_is_judged_in_the_save(
    client_as: Any, session: Any, known: Customer
) -> None:
    said = client_as("rep").post("/customerview/twins", data={"customer_name": NAME}).get_json()
    assert [item["level"] for item in said["items"]] == ["同一家"]
    assert NAME not in str(said)  # out of reach: the rest is masked


def test_cards_of_a_version_without_keys_get_them(session: Any, known: Customer) -> None:
    ident = known.id
    known.core_key = known.sound_key = known.phone_key = None
    session.flush()
    assert operations.fill_keys(session) >= 1
    session.expire_all()
    filled = session.get(Customer, ident)
    assert (filled.core_key, filled.phone_key) == ("锦昱样例商贸", "02866660001")
    assert operations.fill_keys(session) == 0
