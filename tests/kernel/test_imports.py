"""Imports: every row of a file ends in exactly one way, and a batch can be taken back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select

from app.customers.models import Contact, Customer
from app.customers.sheets import customer_sheet
from app.customers.words import CodeState
from app.kernel import import_job, import_write, imports, search
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.sheet_files import Table
from tests.factories.customers import credit_code

HEADINGS = ["企业名称", "统一社会信用代码", "注册日期", "企业类型", "法人代表", "注册资金", "经营范围",
            "所在省份", "地区", "注册地址"]  # fmt: skip


def line(
    name: str, code: str = "", day: str = "2019-01-16", capital: str = "600万人民币"
) -> list[str]:
    return [
        name,
        code,
        day,
        "有限责任公司",
        "马某",
        capital,
        "百货",
        "四川",
        "成都",
        "成都市某路1号",
    ]


def wrong(code: str) -> str:
    """The same code with another check character."""
    return code[:-1] + ("A" if code[-1] != "A" else "C")


@pytest.fixture
def clerk(session: Any, viewer_of: Any) -> Any:
    with acting_as(viewer_of("clerk")) as viewer:
        yield viewer


def bring(session: Any, viewer: Any, *lines: list[str]) -> ImportBatch:
    table = Table(
        HEADINGS, [(at, cells) for at, cells in enumerate(lines, start=2)], "csv", "utf-8"
    )
    batch = imports.stage(session, customer_sheet, table, "公司.csv", viewer)
    batch.place = {**batch.place, "branch_id": min(viewer.branch_ids)}  # the clerk works for two
    walk(session, batch, "check", viewer)
    return batch


def walk(session: Any, batch: ImportBatch, step: str, viewer: Any) -> None:
    for _done in import_job.steps(session, batch, step, viewer):
        pass


def write(session: Any, batch: ImportBatch, viewer: Any) -> None:
    walk(session, batch, "write", viewer)


def outcomes(session: Any, batch: ImportBatch) -> list[str]:
    rows = session.scalars(
        select(ImportRow.outcome).where(ImportRow.batch_id == batch.id).order_by(ImportRow.id)
    )
    return [outcome.value for outcome in rows]


def findings(session: Any, batch: ImportBatch) -> list[set[tuple[str, str]]]:
    rows = session.scalars(
        select(ImportRow.findings).where(ImportRow.batch_id == batch.id).order_by(ImportRow.id)
    )
    return [{(field, level) for field, _message, _rule, level in row} for row in rows]


@pytest.mark.rule("R-011")
def test_each_class_of_row_ends_as_it_should(session: Any, clerk: Any) -> None:
    with acting_as(SYSTEM):
        session.add(
            Customer(
                customer_name="已在库中有限公司", customer_code="T-1", credit_code=credit_code(901)
            )
        )
        session.flush()
    batch = bring(
        session, clerk,
        line("甲乙（成都）有限公司", credit_code(1)),
        line("甲乙(成都) 有限公司 ", credit_code(2)),  # the same name, folded
        line("丙丁有限公司", credit_code(1).lower()),  # the same code
        line("已在库中 有限公司"),  # the base has the name
        line("改了名字有限公司", credit_code(901)),  # the base has the code
        line("", credit_code(3)),
        line("坏日期有限公司", credit_code(4), day="2019-02-30", capital="很多"),
        line("旧号有限公司", "510104000012345"),
        line("错号一有限公司", wrong(credit_code(5))),
        line("错号二有限公司", wrong(credit_code(5))),  # a wrong code makes no twin
    )  # fmt: skip
    assert outcomes(session, batch) == [
        "new", "duplicate_in_file", "duplicate_in_file", "duplicate_of_base", "duplicate_of_base",
        "refused", "refused", "new", "new", "new",
    ]  # fmt: skip
    told = findings(session, batch)
    assert ("customer_name", "error") in told[5]
    assert {("founded_on", "error"), ("registered_capital", "error")} <= told[6], (
        "all findings, not the first"
    )
    assert ("credit_code", "warning") in told[7] & told[8] & told[9]
    counts = Counter(batch.counts)
    assert sum(counts[outcome.value] for outcome in Outcome) == batch.total == 10
    # three odd codes, and the card of the base that is told as alike
    assert counts["warned"] == 4 and batch.state is BatchState.CHECKED
    assert (
        session.scalar(
            select(func.count(Customer.id)).where(Customer.customer_name.startswith("甲乙"))
        )
        == 0
    )


def test_new_rows_are_written_with_all_that_belongs_to_them(session: Any, clerk: Any) -> None:
    batch = bring(
        session, clerk, line("瓴岚（成都）有限公司", credit_code(1)), line("错号有限公司", "91x0")
    )
    write(session, batch, clerk)
    assert batch.state is BatchState.DONE and batch.counts["written"] == 2
    row = session.scalars(
        select(Customer).where(Customer.customer_name == "瓴岚（成都）有限公司")
    ).one()
    assert (row.owner_id, row.unique_code, row.registered_capital) == (
        clerk.user_id,
        credit_code(1),
        6_000_000,
    )
    assert row.branch_id in clerk.branch_ids
    assert row.region.full_name == "四川省成都市" and row.organisation_form.name == "有限责任公司"
    assert row.customer_code and row.recorded_at and row.entry_due_at
    assert search.ids(session, Customer, "瓴岚") == [row.id]
    kept = session.scalars(select(Customer).where(Customer.customer_name == "错号有限公司")).one()
    assert (kept.credit_code, kept.unique_code, kept.code_state) == ("91x0", None, CodeState.WRONG)


def test_a_second_import_of_the_same_file_writes_nothing(session: Any, clerk: Any) -> None:
    lines = [line(f"再来（{at}）有限公司", credit_code(at)) for at in range(1, 4)]
    write(session, bring(session, clerk, *lines), clerk)
    batch = bring(session, clerk, *lines)
    assert outcomes(session, batch) == ["duplicate_of_base"] * 3
    write(session, batch, clerk)
    assert batch.counts.get("written", 0) == 0


def test_chunks_are_written_one_by_one_and_go_on_where_they_stood(
    session: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_write, "CHUNK", 2)
    batch = bring(session, clerk, *(line(f"分块（{at}）有限公司") for at in range(5)))
    assert next(import_job.steps(session, batch, "write", clerk)) == (2, 5)
    assert (batch.state, batch.counts["written"]) == (BatchState.WRITING, 2)
    write(session, batch, clerk)
    assert (batch.state, batch.counts["written"]) == (BatchState.DONE, 5)


def test_who_came_between_check_and_writing_is_seen(session: Any, clerk: Any) -> None:
    batch = bring(session, clerk, line("抢先有限公司"), line("不相干有限公司"))
    with acting_as(SYSTEM):
        session.add(Customer(customer_name="抢先有限公司", customer_code="T-2"))
        session.flush()
    write(session, batch, clerk)
    assert outcomes(session, batch) == ["duplicate_of_base", "new"]
    assert (
        batch.counts["written"],
        batch.count(Outcome.NEW),
        batch.count(Outcome.DUPLICATE_OF_BASE),
    ) == (1, 1, 1)


def test_a_row_the_database_refuses_spoils_no_other(
    session: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bring(session, clerk, line("孤身有限公司"), line("撞车有限公司"), line("路过有限公司"))
    with acting_as(SYSTEM):
        session.add(Customer(customer_name="撞车有限公司", customer_code="T-3"))
        session.flush()
    monkeypatch.setattr(import_write, "base_twins", lambda _s, _sheet, rows: [{} for _r in rows])
    write(session, batch, clerk)
    assert outcomes(session, batch) == ["new", "refused", "new"]
    assert batch.counts["written"] == 2


def test_a_batch_is_taken_back_but_not_what_was_changed_since(session: Any, clerk: Any) -> None:
    batch = bring(session, clerk, *(line(f"收回（{at}）有限公司") for at in range(4)))
    write(session, batch, clerk)
    rows = session.scalars(
        select(Customer).where(Customer.customer_name.startswith("收回")).order_by(Customer.id)
    ).all()
    rows[1].remark = "改过"
    session.add(Contact(customer_id=rows[2].id, contact_name="张三"))
    session.flush()
    walk(session, batch, "undo", clerk)
    left = session.scalars(
        select(Customer.customer_name).where(Customer.customer_name.startswith("收回"))
    )
    assert set(left) == {"收回（1）有限公司", "收回（2）有限公司"}
    assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == (BatchState.UNDONE, 2, 2)
    assert set(search.ids(session, Customer, "收回")) == {rows[1].id, rows[2].id}


def test_the_headings_are_remembered_by_the_shape_of_the_file(session: Any, clerk: Any) -> None:
    table = Table(["公司", "备注甲"], [(2, ["某公司", "x"])], "csv")
    batch = imports.stage(session, customer_sheet, table, "a.csv", clerk)
    imports.confirm(
        session,
        customer_sheet,
        batch,
        {"customer_name": 0, "remark": 1, "state": 1, "short_name": 9},
        {},
        clerk,
    )
    assert batch.mapping == {"customer_name": 0, "remark": 1}, (
        "unknown columns and read-only fields do not come in"
    )
    again = imports.stage(session, customer_sheet, table, "b.csv", clerk)
    assert again.mapping == {"customer_name": 0, "remark": 1}


def test_our_own_column_of_reasons_is_not_brought_back_in(session: Any, clerk: Any) -> None:
    table = Table([*HEADINGS, "错误原因"], [(2, [*line("带原因有限公司"), "日期不对"])], "xlsx")
    batch = imports.stage(session, customer_sheet, table, "a.xlsx", clerk)
    assert batch.headings == HEADINGS


def test_what_holds_for_all_rows_gives_way_to_what_a_row_says(session: Any, clerk: Any) -> None:
    table = Table(["名称", "来源渠道"], [(2, ["甲公司", "internet"]), (3, ["乙公司", ""])], "csv")
    batch = imports.stage(session, customer_sheet, table, "a.csv", clerk)
    imports.confirm(
        session,
        customer_sheet,
        batch,
        batch.mapping,
        {**batch.fixed, "collect_channel": "exhibition"},
        clerk,
    )
    batch.place = {**batch.place, "branch_id": min(clerk.branch_ids)}
    walk(session, batch, "check", clerk)
    write(session, batch, clerk)
    rows = session.scalars(select(Customer).where(Customer.customer_name.in_(["甲公司", "乙公司"])))
    found = {row.customer_name: row.collect_channel for row in rows}
    assert (found["甲公司"].value, found["乙公司"].value) == ("internet", "exhibition")
