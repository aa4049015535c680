"""Imports that change what is here: by key, only what the file says, only what the person may, and back again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from app.customers.models import Contact, Customer
from app.customers.sheets import contact_sheet, customer_sheet
from app.customers.words import CardState, RelationKind
from app.kernel import import_job, import_write, imports, search
from app.kernel.db import utcnow
from app.kernel.exchange import Action, BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.findings import kept, reason, said
from app.kernel.persons.words import struck
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.sheet_files import Table
from app.kernel.trail import TrailEntry
from tests.factories.customers import credit_code

Bring = Callable[..., ImportBatch]


@pytest.fixture
def clerk(session: Any, viewer_of: Any) -> Iterator[Any]:
    with acting_as(viewer_of("clerk")) as viewer:
        yield viewer


@pytest.fixture
def here(session: Any, clerk: Any) -> Customer:
    """A card within the clerk's reach."""
    return card(session, clerk, "在库公司", credit_code=credit_code(71), short_name="在库")


def card(session: Any, clerk: Any, name: str, **values: Any) -> Customer:
    row = Customer(
        **{"customer_name": name, "customer_code": f"T-{name}", "branch_id": min(clerk.branch_ids), "collect_channel": "internet",
           "collect_mode": "commissioned_agency", "collected_on": dt.date(2026, 1, 5)} | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def table(headings: str, *lines: str, name: str = "") -> Table:
    rows = [(at, line.split("|")) for at, line in enumerate(lines, start=2)]
    return Table(headings.split("|"), rows, "xlsx", name=name)


@pytest.fixture
def bring(session: Any, clerk: Any) -> Bring:
    """Stage and check; gives the import."""

    def do(*tables: Table, action: Action = Action.BOTH) -> ImportBatch:
        batch, _strange = imports.stage_all(session, customer_sheet, tables, "文件.xlsx", clerk)
        batch.place = {**batch.place, "branch_id": min(clerk.branch_ids)}
        for each in (batch, *batch.parts):
            each.action = action
        walk(session, batch, "check", clerk)
        return batch

    return do


def walk(session: Any, batch: ImportBatch, step: str, viewer: Any) -> None:
    for _done in import_job.steps(session, batch, step, viewer):
        pass


def rows(session: Any, batch: ImportBatch) -> list[ImportRow]:
    session.expire_all()
    statement = select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.id)
    return list(session.scalars(statement))


def last_entry(session: Any) -> TrailEntry:
    of_customers = select(TrailEntry).where(TrailEntry.table_name == "customer")
    return session.scalars(of_customers.order_by(TrailEntry.id.desc()).limit(1)).one()


def outcomes(session: Any, batch: ImportBatch) -> list[str]:
    found = [row.outcome.value for row in rows(session, batch)]
    assert sum(batch.count(outcome) for outcome in Outcome) == batch.total == len(found)
    return found


@pytest.mark.rule("R-011")
def test_a_row_is_added_changed_or_left_by_its_key(
    session: Any, here: Customer, bring: Bring
) -> None:
    lines = [
        f"|在库公司改名|{here.credit_code}|简一",  # by the register code
        "|崭新公司|",
        f"{here.customer_code}|在库公司|",  # the same record once more
        "C-NONE|无此编号公司|",
        "||",
    ]
    file = table("客户编码|企业名称|统一社会信用代码|简称", *lines)
    both = bring(file)
    assert outcomes(session, both) == ["update", "new", "duplicate_in_file", "new", "refused"]
    only = bring(file, action=Action.UPDATE)
    assert outcomes(session, only)[:4] == ["update", "not_found", "duplicate_in_file", "not_found"]
    add = bring(file, action=Action.ADD)
    assert outcomes(session, add)[:2] == ["duplicate_of_base", "new"]


def test_only_the_filled_cells_of_the_file_change_a_record(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    batch = bring(table("客户编码|简称|邮编|地址|备注", f"{here.customer_code}|新简称||某路1号|"))
    walk(session, batch, "write", clerk)
    session.refresh(here)
    assert (here.short_name, here.address, here.customer_name) == ("新简称", "某路1号", "在库公司")
    assert (here.collect_channel.value, here.collected_on) == ("internet", dt.date(2026, 1, 5))
    assert (here.version, batch.counts["updated"], batch.counts.get("written", 0)) == (2, 1, 0)
    entry = last_entry(session)
    assert (entry.action, entry.actor_id) == ("update", clerk.user_id)
    assert set(entry.changes) == {"short_name", "address"}
    assert search.ids(session, Customer, "新简称") == [here.id]
    again = bring(table("客户编码|简称", f"{here.customer_code}|新简称"))
    assert outcomes(session, again) == ["unchanged"]


def test_what_is_out_of_reach_locked_or_contradictory_is_not_changed(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    with acting_as(SYSTEM):
        far = card(session, clerk, "远方公司", branch_id=None, remark="原样")
    shut = card(session, clerk, "送审公司", state=CardState.SUBMITTED)
    other = card(session, clerk, "另一公司")
    batch = bring(
        table(
            "客户编码|企业名称|备注",
            f"{far.customer_code}|远方公司|改",
            f"{shut.customer_code}|送审公司|改",
            f"{here.customer_code}|另一公司|改",
            f"{other.customer_code}|另一公司|改",
        )
    )
    assert outcomes(session, batch) == ["duplicate_of_base", "refused", "refused", "update"]
    walk(session, batch, "write", clerk)
    with acting_as(SYSTEM):
        session.expire_all()
        assert [row.remark for row in (far, shut, here, other)] == ["原样", None, None, "改"]


def test_who_changed_a_record_after_the_check_wins(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    batch = bring(table("客户编码|简称", f"{here.customer_code}|来自文件"))
    here.short_name = "来自同事"
    session.flush()
    walk(session, batch, "write", clerk)
    assert outcomes(session, batch) == ["refused"]
    assert batch.counts.get("updated", 0) == 0 and here.short_name == "来自同事"
    with force_locale("en"):
        assert "Somebody changed" in reason(rows(session, batch)[0].findings, str)


def test_who_may_not_edit_changes_nothing_by_a_file(
    session: Any, here: Customer, bring: Bring, viewer_of: Any, clerk: Any
) -> None:
    batch = bring(table("客户编码|简称", f"{here.customer_code}|来自文件"))
    marketing = viewer_of("marketing")
    assert not imports.intake("contact").may_change(marketing)
    with acting_as(viewer_of("gm")) as gm:
        assert not imports.intake("customer").may_change(gm)
        walk(session, batch, "write", gm)
    assert outcomes(session, batch) == ["refused"] and here.short_name == "在库"


def test_changes_are_turned_back_and_what_was_changed_since_is_named(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    other = card(session, clerk, "第二公司")
    batch = bring(
        table(
            "客户编码|企业名称|统一社会信用代码|注册资金|注册日期|简称",
            f"{here.customer_code}|改名公司|{credit_code(72)}|5万|2020-01-01|甲",
            f"{other.customer_code}|第二公司|||2020-01-01|乙",
            "|随之新增公司||||丙",
        )
    )
    walk(session, batch, "write", clerk)
    other.remark = "同事改过"
    session.flush()
    walk(session, batch, "undo", clerk)
    session.expire_all()
    assert (here.customer_name, here.unique_code, here.registered_capital) == (
        "在库公司", credit_code(71), None,
    )  # fmt: skip
    assert (here.founded_on, here.short_name, other.short_name) == (None, "在库", "乙")
    assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == (BatchState.UNDONE, 2, 1)
    stays = [row for row in rows(session, batch) if row.row_id and not row.is_undone]
    assert [row.row_id for row in stays] == [other.id]
    assert "Changed since" in json.dumps(stays[0].findings)


def test_sheets_that_hang_together_come_in_together(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    batch = bring(
        table("客户编码|企业名称|注册日期", "OLD-7|母公司|", "|坏公司|昨天", name="客户"),
        table(
            "客户名称|姓名|手机",
            "母公司|张三|13900000001",
            "OLD-7|李四|13900000002",  # by the code that the file itself uses
            "OLD-7|张三|13900000003",  # the same person of the same customer
            f"{here.customer_code}|王五|13900000004",
            "坏公司|赵六|13900000005",
            "不存在公司|钱七|13900000006",
            name="联系人",
        ),
        table("随便|写写", "1|2", name="说明"),
    )
    (part,) = batch.parts
    assert outcomes(session, batch) == ["new", "refused"]
    assert outcomes(session, part) == [
        "new", "new", "duplicate_in_file", "new", "refused", "refused",
    ]  # fmt: skip
    walk(session, batch, "write", clerk)
    row = session.scalars(select(Customer).where(Customer.customer_name == "母公司")).one()
    people = session.scalars(select(Contact.contact_name).where(Contact.customer_id == row.id))
    assert set(people) == {"张三", "李四"} and row.customer_code != "OLD-7"
    assert (part.state, part.counts["written"]) == (BatchState.DONE, 3)
    walk(session, batch, "undo", clerk)
    assert session.scalar(select(func.count(Contact.id)).where(Contact.customer_id == here.id)) == 0
    assert batch.counts["undone"] == 1 and part.counts["undone"] == 3


def test_a_contact_is_changed_by_its_name_at_its_customer(
    session: Any, here: Customer, clerk: Any
) -> None:
    person = Contact(customer_id=here.id, contact_name="张三", mobile="13900000001")
    session.add(person)
    session.flush()
    file = table("客户名称|姓名|职务|手机", "在库公司|张三|科长|")
    batch = imports.stage(session, contact_sheet, file, "a.xlsx", clerk)
    batch.action = Action.BOTH
    walk(session, batch, "check", clerk)
    walk(session, batch, "write", clerk)
    session.refresh(person)
    assert (person.contact_post, person.mobile) == ("科长", "13900000001")


def test_of_several_that_a_key_finds_none_is_changed(
    session: Any, here: Customer, bring: Bring, clerk: Any
) -> None:
    twins = [Contact(customer_id=here.id, contact_name="王伟", mobile=f"1390000000{at}") for at in "12"]  # fmt: skip
    session.add_all(twins)
    session.flush()
    file = table("客户名称|姓名|职务", "在库公司|王伟|科长")
    batch = imports.stage(session, contact_sheet, file, "a.xlsx", clerk)
    batch.action = Action.BOTH
    walk(session, batch, "check", clerk)
    assert outcomes(session, batch) == ["refused"]
    walk(session, batch, "write", clerk)
    session.expire_all()
    assert [twin.contact_post for twin in twins] == [None, None]


def test_a_step_run_again_after_the_import_went_on_does_nothing(
    session: Any, here: Customer, bring: Bring, clerk: Any, user_id: Any
) -> None:
    batch = bring(table("企业名称|简称", "后来公司|"))
    walk(session, batch, "write", clerk)
    written = [row.row_id for row in rows(session, batch)]
    work = SimpleNamespace(session=session, created_by_id=None, checkpoint=lambda **_how: None)
    for step in ("check", "write"):  # jobs that were stopped once, retried today
        assert import_job.run(work, batch.id, step)["over"]
    assert (batch.state, [row.row_id for row in rows(session, batch)]) == (BatchState.DONE, written)
    walk(session, batch, "undo", clerk)
    for step in ("check", "write", "undo"):
        assert import_job.run(work, batch.id, step)["over"]
    assert batch.state is BatchState.UNDONE


def test_a_writing_that_was_stopped_is_taken_back(
    session: Any, bring: Bring, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_write, "CHUNK", 2)
    batch = bring(table("企业名称|简称", *[f"停下（{at}）公司|" for at in range(5)]))
    next(import_job.steps(session, batch, "write", clerk))
    assert (batch.state, batch.counts["written"]) == (BatchState.WRITING, 2)
    assert import_job.is_open_for(batch, "undo")
    walk(session, batch, "undo", clerk)
    assert (batch.state, batch.counts["undone"]) == (BatchState.UNDONE, 2)
    assert not import_job.is_open_for(batch, "write")


def test_what_the_law_erased_meanwhile_is_not_brought_in(
    session: Any, here: Customer, clerk: Any
) -> None:
    file = table("客户名称|姓名|手机", "在库公司|张三|13900000001", "在库公司|李四|13900000002")
    batch = imports.stage(session, contact_sheet, file, "a.xlsx", clerk)
    walk(session, batch, "check", clerk)
    first = rows(session, batch)[0]
    first.cells = struck(first.cells, ["张三"])
    session.flush()
    walk(session, batch, "write", clerk)
    assert outcomes(session, batch) == ["refused", "new"]


def test_who_may_no_longer_import_is_not_served_by_a_job(
    session: Any, bring: Bring, user_id: Any
) -> None:
    batch = bring(table("企业名称|简称", "后来公司|"))
    work = SimpleNamespace(session=session, created_by_id=user_id("attendance"), checkpoint=None)
    with pytest.raises(PermissionError):
        import_job.run(work, batch.id, "write")


def test_who_recorded_a_row_elsewhere_and_when_is_kept(
    session: Any, bring: Bring, clerk: Any, user_id: Any
) -> None:
    tomorrow = (utcnow() + dt.timedelta(days=2)).date().isoformat()
    batch = bring(
        table(
            "企业名称|原录入人|原录入时间",
            "老公司|rep|2019-03-04 10:30",
            "无名公司|谁知道|2019/3/5",
            f"明天公司|rep|{tomorrow}",
        )
    )
    assert outcomes(session, batch) == ["new", "new", "refused"]
    walk(session, batch, "write", clerk)
    named = select(Customer.customer_name, Customer.created_by_id, Customer.created_at)
    found = {row[0]: row[1:] for row in session.execute(named.where(Customer.customer_name.in_(["老公司", "无名公司"])))}  # fmt: skip
    at = dt.datetime(2019, 3, 4, 2, 30, tzinfo=dt.UTC)  # 10:30 in Shanghai
    assert found["老公司"] == (user_id("rep"), at)
    assert found["无名公司"][0] == clerk.user_id
    entry = last_entry(session)
    assert entry.actor_id == clerk.user_id, "the trail says who did it"


def test_a_writing_that_is_killed_goes_on_and_loses_and_doubles_nothing(
    session: Any, here: Customer, bring: Bring, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_write, "CHUNK", 2)
    lines = [f"|断电（{at}）公司|" for at in range(4)] + [f"{here.customer_code}|在库公司|改了"]
    people = [f"断电（{at}）公司|联系人{at}|1390000000{at}" for at in range(4)]
    batch = bring(
        table("客户编码|企业名称|备注", *lines, name="客户"),
        table("客户名称|姓名|手机", *people, name="联系人"),
    )
    session.commit()
    for _life in range(9):  # every life writes one chunk, begins another and dies in it
        chunks = import_job.steps(session, batch, "write", clerk)
        reached = next(chunks, None)
        session.commit()
        next(chunks, None)
        session.rollback()
        if reached is None:
            break
    walk(session, batch, "write", clerk)
    like = Customer.customer_name.startswith("断电")
    assert session.scalar(select(func.count(Customer.id)).where(like)) == 4
    assert session.scalar(select(func.count(Contact.id)).where(Contact.contact_name.startswith("联系人"))) == 4  # fmt: skip
    assert (here.version, batch.counts["written"], batch.counts["updated"]) == (2, 4, 1)
    assert batch.state is BatchState.DONE and batch.parts[0].counts["written"] == 4


def test_findings_are_read_in_the_language_of_the_reader(session: Any, bring: Bring) -> None:
    with force_locale("zh"):
        batch = bring(table("企业名称|注册日期", "坏公司|昨天"))
    (row,) = rows(session, batch)
    with force_locale("en"):
        assert reason(row.findings, customer_sheet.label) == (
            "Founded on: Not a date (like 2026-11-21): 昨天"
        )
    with force_locale("zh"):
        assert "不是日期" in reason(row.findings, customer_sheet.label)
    assert said(kept("已经说了")) == "已经说了"


def test_the_headings_of_a_shape_are_remembered_person_by_person(
    session: Any, clerk: Any, viewer_of: Any
) -> None:
    file = table("公司|甲", "某公司|x")
    batch = imports.stage(session, customer_sheet, file, "a.xlsx", clerk)
    imports.confirm(session, customer_sheet, batch, {"customer_name": 0, "remark": 1}, {}, clerk)
    other = viewer_of("custodian")
    second = imports.stage(session, customer_sheet, file, "b.xlsx", other)
    assert second.mapping == {"customer_name": 0, "remark": 1}, "better than a guess"
    imports.confirm(session, customer_sheet, second, {"short_name": 0}, {}, other)
    third = imports.stage(session, customer_sheet, file, "c.xlsx", clerk)
    assert third.mapping == {"customer_name": 0, "remark": 1}


def test_rows_of_old_imports_go_and_their_counts_stay(
    session: Any, bring: Bring, clerk: Any
) -> None:
    old, young = (bring(table("企业名称", f"{name}公司")) for name in ("旧", "新"))
    walk(session, old, "write", clerk)
    old.finished_at = utcnow() - dt.timedelta(days=31)
    session.flush()

    class Work:
        state: dict[str, Any] = {}

        def __init__(self) -> None:
            self.session = session

        def checkpoint(self, state: dict[str, Any], done: int) -> None:
            self.session.flush()

    assert import_job.sweep_imports(Work()) == {"removed": 1}
    assert rows(session, old) == [] and len(rows(session, young)) == 1
    assert old.purged_at is not None and old.counts["written"] == 1


@pytest.mark.rule("R-004")
def test_an_indirect_customer_names_by_whom_it_is_supplied(
    bring: Bring, session: Any, clerk: Any, here: Customer
) -> None:
    """The direct customer is found by its name; the way it is reached comes with it."""
    batch = bring(table("企业名称|上级客户|直接/间接客户", "二级批发部|在库公司|间接客户"))
    walk(session, batch, "write", clerk)
    made = session.scalars(select(Customer).where(Customer.customer_name == "二级批发部")).one()
    assert made.through_id == here.id and made.relation_kind is RelationKind.INDIRECT
