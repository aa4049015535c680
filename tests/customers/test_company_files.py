"""Reading other people's files of companies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.sheets import customer_sheet, read_capital, read_code
from app.kernel.sheets import Unreadable
from app.reference.models import Region
from app.reference.places import Places
from tests.factories.customers import credit_code

HEADINGS = ["企业名称", "统一社会信用代码", "注册日期", "企业类型", "法人代表", "注册资金", "经营范围",
            "所在省份", "地区", "注册地址"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("600万人民币", 6_000_000), ("1,000(万)", 10_000_000), ("500.5万元", 5_005_000),
        ("1亿元", 100_000_000), ("300000", 300_000), ("５０万人民币", 500_000), (80, 80),
        ("3000万元人民币", 30_000_000), ("0(万元人民币)", 0), ("500(万元)", 5_000_000),
        ("60（万元）", 600_000), ("3万人民币元", 30_000), ("932.4万元", 9_324_000),
    ],
)  # fmt: skip
def test_capital_is_read_as_registers_write_it(text: Any, yuan: int) -> None:
    assert read_capital(text) == (Decimal(yuan), ())


def test_another_currency_is_left_out_and_said() -> None:
    for text in ("100万美元", "10(万美元)", "1,509.4000(万元(港币))"):
        value, said = read_capital(text)
        assert value is None and said[0].warning
    with pytest.raises(Unreadable):
        read_capital("很多")


@pytest.mark.parametrize("code", [credit_code(5), "510104000012345", "91x0", None])
def test_codes_are_kept_as_typed(code: str | None) -> None:
    assert read_code(code) == (code, ())
    assert read_code(510104000012345.0)[0] == "510104000012345"


def test_a_register_extract_finds_its_columns(session: Any, as_system: None) -> None:
    places = customer_sheet.guess(HEADINGS)
    assert places["customer_name"] == 0 and places["credit_code"] == 1
    assert places["founded_on"] == 2 and places["organisation_form_id"] == 3
    assert places["legal_representative"] == 4 and places["registered_capital"] == 5
    assert places["business_scope"] == 6 and places["address"] == 9
    assert places["province"] == 7 and places["city"] == 8


@pytest.mark.parametrize(
    ("address", "within", "found"),
    [
        ("四川省成都市武侯区人民南路四段1号", None, "四川省成都市武侯区"),
        ("成都市双流县东升镇", None, "四川省成都市双流区"),  # a county that became a district
        ("恩施州利川市清江大道", None, "湖北省恩施土家族苗族自治州利川市"),
        ("内蒙古包头昆都仑区钢铁大街", None, "内蒙古自治区包头市昆都仑区"),
        ("北京朝阳区建国路", None, "北京市朝阳区"),
        ("新疆 乌鲁木齐市 天山区", None, "新疆维吾尔自治区乌鲁木齐市天山区"),
        ("锡山区东港镇", "江苏省无锡市", "江苏省无锡市锡山区"),
        ("城关镇解放路", "西藏自治区拉萨市", None),  # a town, not the district 城关区
        ("西藏自治区拉萨市曲水县聂当乡", "西藏自治区日喀则市", None),  # the column knew better
        ("合群桥北2#-1-202", "江苏省徐州市", None), ("", None, None),
    ],
)  # fmt: skip
def test_an_address_tells_the_district(
    session: Any, address: str, within: str | None, found: str | None
) -> None:
    def named(full: str | None) -> int | None:
        asked = select(Region.id).where(Region.full_name == full)
        return session.scalars(asked).one() if full else None

    assert Places.of(session).named(address, named(within)) == named(found)


def test_a_file_of_companies_gets_its_districts_from_the_addresses(
    session: Any, as_system: None
) -> None:
    values: dict[str, Any] = {"province": "江苏", "city": "无锡", "address": "锡山区东港镇黄土塘村"}
    assert list(customer_sheet.complete(values)) == []  # type: ignore[misc]
    assert session.get(Region, values["region_id"]).name == "锡山区"
    assert "province" not in values and "city" not in values
