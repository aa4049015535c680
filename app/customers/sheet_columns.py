"""Columns of import and export that follow from the card's own columns, and the smaller sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.campaigns import campaign
from app.customers.cooperation import matter
from app.customers.models import (
    Campaign,
    CooperationMatter,
    Customer,
    FundsDeclaration,
    TradingDeclaration,
)
from app.customers.rules import declared
from app.customers.standing import dealings
from app.kernel import accounts
from app.kernel.db import db
from app.kernel.rules import Broken
from app.kernel.sheets import Col, Read, Sheet
from app.reference.queries import word

#: The customer a row of a file belongs to.
of_customer = Col(
    "customer_id", ("客户名称", "单位名称", "客户代码", "档案编号"), target=Customer,
    by=("customer_name", "customer_code", "archive_no", "credit_code"), required=True,
)  # fmt: skip
# classes that are worked out, never typed: a file shows them and does not bring them
COUNTED = ("is_first_tier", "sales_level", "mark_class")


def kept(question: str, text: str, ask: Callable[[], Any]) -> Any:
    """The id of a row of reference data, asked once a session: a file says the same thousands of times."""
    known = db.session.info.setdefault("sheet answers", {})
    if (question, text) not in known:
        found = ask()
        known[question, text] = found.id if found is not None else None
    return known[question, text]


def word_of(dictionary: str, field: str) -> Read:
    """A reader that finds a word of an open dictionary; an unknown one is said and left out."""

    def read(cell: Any) -> tuple[int | None, Sequence[Broken]]:
        if cell is None:
            return None, ()
        # registers write 有限责任公司 国有企业: the form first, then who owns it
        for text in dict.fromkeys((str(cell), *str(cell).split()[:1])):
            found = kept(dictionary, text, partial(word, db.session, dictionary, text))
            if found is not None:
                return found, ()
        message = _("Not in the dictionary, left out: %(text)s", text=str(cell))
        return None, [Broken(field, message, warning=True)]

    return read


def of_sections(model: Any, sections: Sequence[type]) -> Iterator[Col]:
    """A column of the file for each column of these parts of the card."""
    columns = model.__mapper__.columns
    for section in sections:
        for name in section.__annotations__:
            info = columns[name].info
            read = word_of(info["dictionary"], name) if "dictionary" in info else None
            yield Col(name, read=read, is_read_only=name in COUNTED)


def _declared(model: Any) -> list[Col]:
    given = [c.key for c in model.__mapper__.column_attrs]
    own = given[given.index("source") + 1 :]
    skipped = {"id", "owner_id", "branch_id", "area_id", "department_id", "created_at", "created_by_id",
               "changed_at", "changed_by_id", "version", "customer_id", "valid_from", "source"}  # fmt: skip
    names = [name for name in dict.fromkeys([*own, *given]) if name not in skipped]
    return [of_customer, Col("valid_from", required=True), Col("source"), *map(Col, names)]


trading_sheet = Sheet(
    TradingDeclaration, columns=_declared(TradingDeclaration), keys=[], rules=[declared],
    title=_("State of trade"), called=("交易现状",),
)  # fmt: skip

funds_sheet = Sheet(
    FundsDeclaration, columns=_declared(FundsDeclaration), keys=[], rules=[declared],
    title=_("Funds and arrears"), called=("资金与欠款", "财务状况"),
)  # fmt: skip

cooperation_sheet = Sheet(
    CooperationMatter,
    columns=[
        of_customer,
        Col("matter_kind_id", ("事项类别",), read=word_of("matter_kind", "matter_kind_id"), required=True),
        Col("matter_on", ("日期",), required=True),
        Col("summary", ("摘要",), required=True),
        Col("paper_no", ("合同编号", "订单编号")),
        Col("amount", ("金额",)),
        Col("key_point_feedback"),
        Col("matter_no", is_read_only=True),
        Col("state", is_read_only=True),
        Col("opens_archive", is_read_only=True),
    ],
    keys=[], rules=[dealings, matter], title=_("Cooperation archive"), called=("合作档案", "合作事项"),
)  # fmt: skip

campaign_sheet = Sheet(
    Campaign,
    columns=[
        Col("campaign_name", ("活动名称",), required=True),
        Col("goal", ("目标", "计划")), Col("scope", ("范围",)), Col("gather_ways", ("渠道",)),
        Col("person_in_charge_id", ("负责人",), read=accounts.read),
        Col("division", ("分工",)), Col("budget", ("经费",)), Col("from_on", ("开始日期",)),
        Col("to_on", ("结束日期",)), Col("campaign_no", is_read_only=True),
        Col("state", is_read_only=True),
    ],
    keys=[], rules=[campaign], title=_("Gathering campaigns"), called=("信息搜集计划",),
)  # fmt: skip
