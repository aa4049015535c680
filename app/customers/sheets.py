"""Customers as files: the columns of import and export, and what other people call them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.identity import fold_name, unique_code
from app.customers.likeness import tell_of_like
from app.customers.models import Contact, Customer
from app.customers.models.establishment import Establishment, Staffing
from app.customers.models.features import Business, Features
from app.customers.models.individual import Individual
from app.customers.models.operation import Market, Production, Trading
from app.customers.models.person import Background, Dealing, Profile
from app.customers.models.standing import Standing
from app.customers.queries import entry_due
from app.customers.rules import alike, imported
from app.customers.sheet_columns import kept, of_sections, word_of
from app.customers.words import CardState, CollectChannel, CollectMode, PartyKind
from app.kernel import clock
from app.kernel.db import db, utcnow
from app.kernel.rules import Broken
from app.kernel.sheets import Col, Key, Part, Sheet, Unreadable, read_number
from app.reference.places import Places
from app.reference.queries import region_called, region_meant

# 600万人民币 · 1,000(万) · 0(万元人民币) · 500.5万元 · 1亿元 · 300000 (yuan); brackets are taken off before
_MONEY = re.compile(r"^(?P<number>[\d,.]+)(?P<unit>万亿|亿|千万|百万|万|千)?元?(?P<coin>[^\d.,]*)$")
_UNITS = {
    "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
    "万亿": 1_000_000_000_000,
}  # fmt: skip
_YUAN = {"", "人民币", "人民币元", "cny", "rmb", "元"}


def read_capital(cell: Any) -> tuple[Decimal | None, Sequence[Broken]]:
    """Capital as registers write it, in yuan; another currency is said, not converted."""
    if cell is None or isinstance(cell, int | float | Decimal):
        return (None if cell is None else read_number(cell)), ()
    text = re.sub(r"[\s()]+", "", unicodedata.normalize("NFKC", str(cell)))
    found = _MONEY.match(text)
    if found is None:
        raise Unreadable(_("Not an amount of money: %(text)s", text=str(cell)))
    if found["coin"].casefold() not in _YUAN:
        message = _("Not in yuan, left out: %(text)s", text=str(cell))
        return None, [Broken("registered_capital", message, warning=True)]
    return read_number(found["number"]) * _UNITS.get(found["unit"], 1), ()


def read_code(cell: Any) -> tuple[str | None, Sequence[Broken]]:
    """The register code as typed; what it is worth, the rules say."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return (None if cell is None else str(cell)), ()


def read_region(cell: Any, field: str = "region_id") -> tuple[int | None, Sequence[Broken]]:
    """A region by its code or its full name."""
    if cell is None:
        return None, ()
    found = kept("region", str(cell), lambda: region_meant(db.session, str(cell)))
    if found is not None:
        return found, ()
    message = _("Region not known, left out: %(text)s", text=str(cell))
    return None, [Broken(field, message, warning=True)]


read_place = partial(read_region, field="business_place_id")


def _text(cell: Any) -> tuple[str | None, Sequence[Broken]]:
    return (None if cell is None else str(cell)), ()


def _begin(values: dict[str, Any]) -> None:
    """What a file of companies leaves unsaid of a new one."""
    if values.get("party_kind") is None:
        values["party_kind"] = PartyKind.ORGANISATION
    if values.get("collected_on") is None:
        values["collected_on"] = clock.today()


def _complete(values: dict[str, Any]) -> Iterator[Broken]:
    """The region from its province and city, and nearer from the address."""
    province, city = values.pop("province", None), values.pop("city", None)
    if province or city:
        said = " ".join(filter(None, (province, city)))
        values["region_id"] = kept("region", said, lambda: _region(province, city))
        if values["region_id"] is None:
            yield Broken("city", _("Region not known, left out: %(text)s", text=said), warning=True)
    if address := values.get("address"):
        near = Places.of(db.session).named(address, values.get("region_id"))
        values.update({"region_id": near} if near is not None else {})


def _region(province: str | None, city: str | None) -> Any:
    """The city where the province has it, else the province; a city alone by its own name."""
    if province:
        return region_called(db.session, province, city)
    return region_meant(db.session, city or "")


def _prepare(session: Any, values: dict[str, Any]) -> None:
    """The clocks that start when a card comes in (R-054, R-060); a bulk write fires no flush events."""
    values.setdefault("recorded_at", utcnow())
    values["entry_due_at"] = _entry_due(session, values["collected_on"])


def _entry_due(session: Any, collected_on: dt.date) -> dt.datetime | None:
    """Asked once a day and session, not once a row."""
    known = session.info.setdefault("entry_due", {})
    if collected_on not in known:
        known[collected_on] = entry_due(session, collected_on).at
    return known[collected_on]


def _name_of(values: Any) -> str | None:
    if values.get("party_kind") is PartyKind.INDIVIDUAL:
        return None  # two people may have one name
    return fold_name(values.get("customer_name")) or None


def _code_of(values: Any) -> str | None:
    return unique_code(values.get("credit_code"))


def _customer_code_of(values: Any) -> str | None:
    return values.get("customer_code")


def _contact_name_of(values: Any) -> str | None:
    return values.get("contact_name")


_living = Customer.state != CardState.INVALID
_company = Customer.party_kind == PartyKind.ORGANISATION

# what moves and clocks write: a file shows it and does not bring it
KEPT_BY_THE_HOUSE = (
    "collected_by_id", "owner_id", "branch_id", "state", "archive_no", "time_class", "deal_stage",
    "cooperation_started_on", "lost_on", "loss_reason", "loss_note", "recorded_at", "reviewed_by_id",
    "reviewed_at", "entered_at", "is_entered_late", "forwarded_at", "archive_part", "catalogue_no",
    "volume_no", "archive_opened_on", "next_revision_due",
)  # fmt: skip

# whatever else the card asks, after its own columns
FURTHER = [
    Standing, Individual, Establishment, Staffing, Production, Trading, Market, Features, Business,
]  # fmt: skip

contact_sheet = Sheet(
    Contact,
    columns=[
        Col("customer_id", ("客户名称", "单位名称"), target=Customer,
            by=("customer_name", "customer_code", "credit_code"), required=True),
        Col("contact_name", ("联系人", "姓名"), required=True),
        Col("contact_post", ("职务",)),
        Col("contact_department", ("部门",)),
        Col("position", ("岗位",)),
        Col("level"),
        Col("phone", ("电话",)),
        Col("mobile", ("手机",)),
        Col("email", ("邮箱",)),
        Col("qq"),
        Col("wechat", ("微信号",)),
        Col("is_key_person"),
        Col("has_project_decision"),
        Col("is_influencer"),
        Col("uses_product"),
        Col("is_active"),
        Col("fax", ("传真",)),
        Col("card_received_on"),
        Col("remark"),
        *of_sections(Contact, [Dealing, Background, Profile]),
    ],
    keys=[Key("contact_name", _contact_name_of, "contact_name", beside=("customer_id",))],
    title=_("Contacts"),
    called=("联系人", "联系人信息", "客户联系人"),
)  # fmt: skip

customer_sheet = Sheet(
    Customer,
    columns=[
        Col("customer_code", ("客户编码",), is_key=True),
        Col("customer_name", ("企业名称", "单位名称", "公司名称", "名称", "客户"), required=True),
        Col("short_name", ("简称",)),
        Col("former_name", ("曾用名",)),
        Col(
            "credit_code",
            ("统一社会信用代码", "信用代码", "工商注册号", "注册号", "营业执照号"),
            read=read_code,
        ),
        Col("party_kind"),
        Col("nature"),
        Col("is_final_consumer"),
        Col("relation_kind"),
        Col("through_id", ("上级客户",), target=Customer,
            by=("customer_name", "customer_code", "credit_code")),
        Col("is_core"),
        Col("tier"),
        Col("abc_grade"),
        Col("industry_id", ("所属行业", "行业"), read=word_of("industry", "industry_id")),
        Col("industry_side"),
        Col("trade_id", read=word_of("trade_kind", "trade_id")),
        Col("ownership_nature", ("企业性质",)),
        Col(
            "organisation_form_id", ("企业类型", "公司类型"),
            read=word_of("organisation_form", "organisation_form_id"),
        ),
        Col("province", ("所在省份", "省份", "省"), read=_text, label=_("Province")),
        Col("city", ("地区", "所在地区", "城市", "市", "区域"), read=_text, label=_("City or district")),
        Col("region_id", ("行政区划",), read=read_region),
        Col("business_place_id", ("经营属地",), read=read_place),
        Col("address", ("注册地址", "公司地址", "详细地址", "住所", "地址")),
        Col("postcode", ("邮编", "邮政编码")),
        Col("phone", ("电话", "联系电话", "企业电话")),
        Col("office_phone", ("办公电话",)),
        Col("mobile", ("手机",)),
        Col("home_phone", ("住宅电话",)),
        Col("fax", ("传真",)),
        Col("email", ("邮箱", "电子邮箱")),
        Col("website", ("网站", "官网")),
        Col("qq"),
        Col("wechat", ("微信号",)),
        Col("mailing_allowed"),
        Col("legal_representative", ("法人", "法人代表", "法定代表人")),
        Col("last_trade_on", ("最近交易日期", "最后交易日期", "最近成交日期")),
        Col("founded_on", ("注册日期", "成立日期", "成立时间")),
        Col("registered_capital", ("注册资金", "注册资本"), read=read_capital),
        Col("scale", ("公司规模",)),
        Col("staff_total", ("员工人数", "职工人数")),
        Col("local_network"),
        Col("qualification_ok"),
        Col("qualification_note"),
        Col("main_business", ("主营业务", "主要业务")),
        Col("business_scope", ("经营范围",)),
        Col("collect_channel", ("来源渠道",)),
        Col("collect_mode"),
        Col("collected_on"),
        Col("introducer"),
        *(Col(name, is_read_only=True) for name in KEPT_BY_THE_HOUSE),
        Col("key_point_feedback"),
        Col("remark"),
        *of_sections(Customer, FURTHER),
    ],
    keys=[
        Key("customer_code", _customer_code_of, "customer_code"),
        Key("credit_code", _code_of, "unique_code", [_living]),
        Key("customer_name", _name_of, "name_key", [_living, _company]),
    ],
    begin=_begin,
    complete=_complete,
    prepare=_prepare,
    written=tell_of_like,
    fixed={
        "collect_channel": CollectChannel.PUBLIC_INFORMATION.value,
        "collect_mode": CollectMode.COMMISSIONED_AGENCY.value,
    },
    rules=[imported],
    together=alike,
    title=_("Customers"),
    called=("客户", "客户资料", "客户信息", "企业", "公司"),
    parts=[Part(contact_sheet, "customer_id")],
)  # fmt: skip
