"""Outlets, local markets, qualification, background and changes (F-011, F-022, F-081, R-034)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import clock, import_job, imports
from app.kernel.rules import check
from app.kernel.scope import acting_as
from app.kernel.sheet_files import Table
from app.market import queries, rules
from app.market.models import CustomerBackground, MarketArea, OutletSale
from app.market.papers import book
from app.market.sheets import outlet_sheet
from app.market.words import StoreClass
from app.organization.models import Area
from app.reference.models import Product
from tests.factories import market
from tests.factories.customers import card
from tests.factories.policy import in_force

pytestmark = pytest.mark.usefixtures("as_system")
SHOP = {"outlet_address": "样例街 1 号", "outlet_phone": "028-1", "outlet_suggestions": "加小规格"}


def said(rule: Any, values: dict[str, Any], row: Any = None) -> tuple[list[str], list[str]]:
    errors, warnings = check([rule], values, row)
    return [b.field for b in errors], [b.field for b in warnings]


@pytest.mark.rule("R-109")
def test_the_contact_book_holds_address_telephone_and_suggestions(session: Any) -> None:
    assert said(rules.outlet, {}) == (["outlet_address", "outlet_phone"], ["outlet_suggestions"])
    assert said(rules.outlet, dict(SHOP)) == ([], [])


@pytest.mark.rule("R-228")
def test_outlets_have_the_classes_of_the_company(session: Any) -> None:
    assert said(rules.outlet, {**SHOP, "outlet_class": StoreClass.KA}) == ([], [])
    assert said(rules.outlet, {**SHOP, "outlet_class": StoreClass.A}) == (["outlet_class"], [])
    in_force(session, "class.store_values", "KA,A,B,C")
    assert said(rules.outlet, {**SHOP, "outlet_class": StoreClass.A}) == ([], [])


@pytest.mark.rule("R-109")
def test_the_book_of_an_area_lists_its_outlets_by_customer(session: Any, user_id: Any) -> None:
    first, second = card(session, user_id("rep")), card(session, user_id("rep"))
    shops = [market.outlet(session, row) for row in (first, second, first)]
    market.outlet(session, first, is_active=False)
    area = shops[0].area_id
    profile = session.scalars(select(MarketArea).where(MarketArea.area_id == area)).one()
    made = book(profile)
    of_first = next(part for part in made["parts"] if part["title"] == str(first))
    assert [line[0] for line in of_first["rows"]] == [shops[0].outlet_name, shops[2].outlet_name]
    assert made["count"] == len(queries.outlets_of_area(session, area))


@pytest.mark.rule("R-097")
def test_an_area_has_one_profile_in_its_own_branch(session: Any, user_id: Any) -> None:
    area = session.scalars(select(Area).order_by(Area.id.desc())).first()
    row = MarketArea(area_id=area.id, owner_id=user_id("supervisor"))
    session.add(row)
    session.flush()
    assert row.branch_id == area.branch_id, "not where its keeper works"
    assert said(rules.market, {"area_id": area.id})[0] == ["area_id"]
    assert said(rules.market, {"area_id": area.id}, row)[0] == []
    assert said(rules.market, {})[0] == ["area_id"]


@pytest.mark.rule("R-098", "R-099")
def test_the_top_customers_are_marked_and_too_much_stock_is_said(session: Any) -> None:
    dealer = {"dealer": "锦宏", "is_top": True, "monthly_sales": 10, "stock_quantity": 20}
    area = {"area_id": -1}
    assert said(rules.market, {**area, "dealers": [dealer] * 3}) == ([], [])
    assert said(rules.market, {**area, "dealers": [dealer] * 2}) == ([], ["dealers"])
    full = {**dealer, "stock_quantity": 21}
    assert said(rules.market, {**area, "dealers": [dealer, dealer, full]}) == ([], ["dealers"])


def test_a_customer_shows_the_market_of_its_area(
    session: Any, client_as: Any, user_id: Any
) -> None:
    customer = card(session, user_id("rep"))
    profile = session.scalars(
        select(MarketArea).where(MarketArea.area_id == customer.area_id)
    ).one()
    session.commit()
    client = client_as("manager")
    page = client.get(f"/customerview/show/{customer.id}/part/market").text
    assert f"/marketareaview/show/{profile.id}" in page
    page = client.get(f"/marketareaview/show/{profile.id}/part/customers").text
    assert "/customerview/show/" in page
    customer.area_id = None
    session.commit()
    page = client.get(f"/customerview/show/{customer.id}/part/market").text
    assert "/marketareaview/show/" not in page, "no area, no market"


@pytest.mark.rule("R-034")
def test_the_card_says_what_the_latest_check_found(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"), qualification_ok=None)
    today, before = clock.today(), clock.today() - dt.timedelta(days=30)
    market.check(
        session, customer, is_qualified=False, qualification_note="无场所", checked_on=today
    )
    assert (customer.qualification_ok, customer.qualification_note) == (False, "无场所")
    market.check(session, customer, checked_on=before)
    assert customer.qualification_ok is False, "an older one found later changes nothing"
    market.check(session, customer, checked_on=today)
    assert customer.qualification_ok is True


@pytest.mark.rule("R-034")
def test_a_check_ends_in_yes_or_a_reasoned_no(session: Any) -> None:
    assert said(rules.qualification, {})[0] == ["is_qualified"]
    assert said(rules.qualification, {"is_qualified": False})[0] == ["qualification_note"]
    points = [{"is_met": True}, {"is_met": False}]
    assert said(rules.qualification, {"is_qualified": True, "points": points}) == (
        [], ["is_qualified"],
    )  # fmt: skip


@pytest.mark.rule("R-045")
def test_a_customer_has_one_background_sheet(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    assert said(rules.background, {"customer_id": customer.id})[0] == []
    row = CustomerBackground(customer_id=customer.id)
    session.add(row)
    session.flush()
    assert said(rules.background, {"customer_id": customer.id})[0] == ["customer_id"]
    assert said(rules.background, {"customer_id": customer.id}, row)[0] == []


@pytest.mark.rule("R-028")
def test_what_has_changed_has_happened(session: Any) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert said(rules.change, {"changed_on": tomorrow})[0] == ["changed_on"]


def test_a_workbook_brings_outlets_and_what_they_sold(
    session: Any, user_id: Any, viewer_of: Any
) -> None:
    owner, viewer = card(session, user_id("rep")), viewer_of("custodian")
    product = session.scalars(select(Product).where(Product.specification.is_not(None))).first()
    shops = [(2, [str(owner), "样例整店", "样例街 1 号", "028-1"])]
    sold = [(2, ["样例整店", str(product), "2026-10", "12"])]
    tables = (
        Table(["客户名称", "店名", "店址", "电话"], shops, "xlsx", name="零售网点"),
        Table(["店名", "产品", "月份", "销量"], sold, "xlsx", name="网点销售"),
    )
    with acting_as(viewer):
        batch, strange = imports.stage_all(session, outlet_sheet, tables, "网点.xlsx", viewer)
        for step in ("check", "write"):
            assert list(import_job.steps(session, batch, step, viewer)) is not None
    row = session.scalars(select(OutletSale).order_by(OutletSale.id.desc())).first()
    assert (strange, str(row.outlet), row.product, row.sales_quantity) == (
        [],
        "样例整店",
        product,
        12,
    )
    assert row.branch_id == owner.branch_id
