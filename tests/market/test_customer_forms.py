"""Each paper form of a customer shows what its entry in the catalogue lists, as far as it is kept by now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.customers.models import Contact, Customer
from app.customers.words import AbcGrade, ContactLevel, Nature, PartyKind
from app.kernel import policy
from app.kernel.scope import SYSTEM, acting_as
from app.market.customer_forms import PAPERS
from tests.factories.customers import card
from tests.factories.market import competitor_at, demand

BY_NAME = {paper.name: paper for paper in PAPERS}
LISTED = {
    "new_card": "customer_name address phone main_business legal_representative founded_on local_network qualification_ok qualification_note collected_on collect_channel",
    "whole_card": "owner_person operator legal_representative service_area sales_capability business_concept management_quality competitor_relation our_relation",
    "person": "gender native_place ethnicity education occupation social_experience family_situation hobbies personal_income need_urgency has_purchase_decision working_hours employer_name home_address problems_needs_wishes",
    "unit": "ownership_nature registered_capital fixed_assets business_scope production_equipment monthly_purchases purchase_procedure staff_economists",
    "information": "collect_channel collected_on collected_by business_place industry entered_at forwarded_at filed_by",
    "practice": "product_composition market_competition competitive_strength market_capacity",
    "shop": "hobbies area_culture area_customs area_potential export_oriented market_area_policy industry_influence distribution_ability cooperation_intention",
    "background": "scale staff_total main_business",
    "facts": "scale responsible_person product_composition",
    "market": "owner_person operator cooperation_started_on assets company_culture business_policy management_features collect_mode",
    "ledger": "customer_code", "management": "abc_grade tier route_seq owner",
    "data_sheet": "registered_capital staff_total annual_sales bank_account legal_representative",
    "code": "customer_code recorded_at",
}  # fmt: skip
TABLES = {
    "new_card": {"代理同类品牌", "渠道", "业绩"}, "unit": {"货源", "关键人物", "主要竞争对手"},
    "information": {"联系人", "客户动态"}, "practice": {"竞争对手", "客户需求"}, "shop": {"竞争对手"},
    "background": {"使用维护人员", "管理层和高层"}, "facts": {"联系人"}, "ledger": {"合作档案"},
}  # fmt: skip


def label(name: str) -> str:
    mapper = Customer.__mapper__
    found = mapper.relationships[name] if name in mapper.relationships else mapper.columns[name]
    return str(found.info["label"])


@pytest.fixture
def row(session: Any, user_id: Callable, app: Any) -> Any:
    with acting_as(SYSTEM), app.test_request_context(headers={"Accept-Language": "zh"}):
        made = card(session, user_id("rep"))
        competitor_at(session, made, comp_product="春酿 500ml")
        demand(session, made)
        yield made


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_form_has_the_fields_of_the_catalogue(row: Customer, name: str) -> None:
    made: Any = BY_NAME[name].context(row)  # type: ignore[misc]
    there = {cell[0] for section in made["sections"] for line in section["rows"] for cell in line}
    assert {label(column) for column in LISTED[name].split()} <= there
    titles = {table["title"] for table in made["tables"]}
    assert TABLES.get(name, set()) <= titles, titles


def said(row: Customer, name: str) -> dict[str, str]:
    made: Any = BY_NAME[name].context(row)  # type: ignore[misc]
    return {cell[0]: cell[1] for part in made["sections"] for line in part["rows"] for cell in line}


def test_the_management_card_says_how_often_and_when_last(row: Customer) -> None:
    """The wings above answer: what the class demands, and the last visit (F-018, C-02)."""
    row.abc_grade = AbcGrade.A1
    cells = said(row, "management")
    assert str(policy.value("grid.A1.calls_per_week")) in cells["拜访频率"]
    assert cells["最近拜访"] == ""


def test_a_code_says_when_and_by_whom_and_the_mailed_sheet_has_places_to_sign(
    row: Customer,
) -> None:
    assert said(row, "code")["赋码日期"]
    assert {"寄出日期", "收回日期", "填表人签名", "盖章"} <= set(said(row, "data_sheet"))


def test_who_uses_and_who_leads_stand_apart(session: Any, row: Customer) -> None:
    """F-011: users and maintainers, management and top people."""
    leads = ContactLevel.KEY_DECISION_MAKER
    session.add_all([
        Contact(customer_id=row.id, contact_name="王维修", uses_product=True),
        Contact(customer_id=row.id, contact_name="赵总", level=leads),
    ])  # fmt: skip
    session.flush()
    made: Any = BY_NAME["background"].context(row)  # type: ignore[misc]
    people = {table["title"]: [line[0] for line in table["rows"]] for table in made["tables"]}
    assert people["使用维护人员"] == ["王维修"] and people["管理层和高层"] == ["赵总"]


def test_rows_of_other_tables_stand_on_the_form(row: Customer) -> None:
    made: Any = BY_NAME["shop"].context(row)  # type: ignore[misc]
    cells = [cell for table in made["tables"] for line in table["rows"] for cell in line]
    assert "春酿 500ml" in cells


def test_a_person_and_an_organisation_have_each_their_own(
    session: Any, row: Customer, client_as: Callable
) -> None:
    assert BY_NAME["unit"].when(row) and not BY_NAME["person"].when(row)  # type: ignore[misc]
    row.party_kind, row.nature = PartyKind.INDIVIDUAL, Nature.INDIVIDUAL
    session.commit()
    client = client_as("rep")
    page = client.get(f"/customerview/show/{row.id}").text
    assert "/person" in page and f"/paper/{row.id}/unit" not in page
    assert client.get(f"/customerview/paper/{row.id}/unit").status_code == 404
