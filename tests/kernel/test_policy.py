"""The register's parameters: typed, dated, proposed by one and approved by another. W-37."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import event, select

from app.customers.models import Customer
from app.customers.words import ArchivePart
from app.kernel import numbering, policy
from app.kernel.clock import today
from app.kernel.db import db, utcnow
from app.kernel.limits import LONGEST_PLAIN, NOT_EMPTY
from app.kernel.parameters import (
    NAMES,
    WORDS,
    Parameter,
    ParameterValue,
    Unit,
    ValueState,
    ValueType,
    overheard,
    spoken,
)
from app.kernel.workdays import Days, WorkingDays
from app.kernel.workflow import Denied, Task, run
from app.reference.workflow import value_flow

TOMORROW = dt.timedelta(days=1)


def parameter(session, key: str) -> Parameter:
    return session.scalars(select(Parameter).where(Parameter.key == key)).one()


def give(session, key: str, text: str, start: dt.date, state: ValueState = ValueState.APPROVED):
    row = ParameterValue(
        parameter=parameter(session, key), value=text, valid_from=start, state=state
    )
    session.add(row)
    session.flush()
    return row


def test_every_parameter_has_a_name_of_its_own_in_both_languages() -> None:
    keys = {one.key for one in policy.parameters()}
    assert set(NAMES) == keys
    for language in (0, 1):
        names = [pair[language] for pair in NAMES.values()]
        assert all(names) and len(set(names)) == len(names)


def test_every_code_in_a_value_has_a_word() -> None:
    """Grades, classes and levels are their own word; whatever else may be chosen is told in words."""
    own = re.compile(r"[A-Z]+\d?")
    for one in policy.parameters():
        if one.type in ("choice", "list", "map"):
            codes = {part.partition(":")[0].strip() for part in one.default.split(",")}
            if ".." not in one.allowed:
                codes |= set(one.allowed.removesuffix(NOT_EMPTY).split("|")) - {""}
            strange = {code for code in codes if not own.fullmatch(code)} - set(WORDS)
            assert not strange, one.key


def test_a_value_is_told_as_people_read_it(app: Any, session: Any) -> None:
    with app.test_request_context(), force_locale("zh"):
        by_rule = parameter(session, "allocation.campaign_rule")
        assert by_rule.in_force == "均衡分配"
        due = parameter(session, "opinion.summary_to")
        assert due.say("general_manager") == "总经理"
        assert spoken(ValueType.SPAN, "2wd") == "2 个工作日"
        assert spoken(ValueType.LIST, "A1,core") == "A1、核心"
        # in the history, where the parameter is not at hand
        said = ("balanced", "48h", "true", "A1,core", "7", "{seq:04d}")
        assert [overheard(text) for text in said] == [
            "均衡分配", "48 小时", "是", "A1、核心", "7", "{seq:04d}",
        ]  # fmt: skip
    with app.test_request_context(), force_locale("en"):
        assert spoken(ValueType.CHOICE, "balanced") == "Balanced"
        assert spoken(ValueType.SPAN, "48h") == "48 hours"


def test_a_parameter_is_found_by_what_people_call_it(session) -> None:
    for typed in ("首次沟通", "scgt", "first contact", "allocation.first_contact"):
        found = session.scalars(select(Parameter.key).where(Parameter.known_as(typed))).all()
        assert "allocation.first_contact_days" in found, typed
    assert session.scalars(select(Parameter).where(Parameter.known_as("没有这个"))).all() == []


def test_the_whole_register_is_there() -> None:
    declared = list(policy.parameters())
    assert sum(one.origin != "house" for one in declared) == 379
    assert {one.origin for one in declared} <= {"seed", "proposed", "reconciliation", "house"}
    assert all(Unit.of(one.unit or None) or not one.unit for one in declared)
    assert all(rule.startswith(("R-", "C-")) for one in declared for rule in one.rules)


def test_every_default_can_be_read() -> None:
    for declared in policy.parameters():
        assert declared.read(declared.default) is not None


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("visit.min_visitors_tier1", 2),
        ("visit.approval_required", True),
        ("allocation.weight_ability", Decimal("0.5")),
        ("class.core_annual_amount_cny", Decimal("1000000")),
        ("approval.chain.visit_slip", ["branch_manager"]),
        ("approval.chain.market_visit", ["functional_dept", "gm"]),
        ("record.deadline.visit", WorkingDays(2)),
        ("record.deadline.service", Days(0)),
        ("visit.duration_minutes_by_tier", {"important": 60, "special": 45, "general": 30}),
        ("freq.resolve", "most_specific"),
        ("customer.code_pattern", "C{yyyy}{seq:5}"),
    ],
)
def test_values_are_typed(session, key: str, expected: object) -> None:
    assert policy.value(key) == expected


def test_an_unknown_key_is_a_mistake(session) -> None:
    with pytest.raises(policy.Unknown):
        policy.value("visit.minimum_visitors")


def test_a_value_holds_from_its_day_on(session) -> None:
    give(session, "visit.min_visitors_tier1", "3", today() + TOMORROW)
    give(session, "visit.min_visitors_tier1", "4", today() - TOMORROW)
    assert policy.value("visit.min_visitors_tier1") == 4
    assert policy.value("visit.min_visitors_tier1", on=today() + TOMORROW) == 3
    assert policy.value("visit.min_visitors_tier1", on=today() - 3 * TOMORROW) == 2, "the default"


@pytest.mark.parametrize("state", [ValueState.DRAFT, ValueState.PROPOSED, ValueState.REFUSED])
def test_only_what_is_approved_counts(session, state: ValueState) -> None:
    give(session, "visit.min_visitors_tier1", "9", today(), state)
    assert policy.value("visit.min_visitors_tier1") == 2


def test_one_query_however_many_questions(session) -> None:
    session.commit()
    session.info.pop(policy.CACHE, None)
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    event.listen(db.engines[None].engine, "before_cursor_execute", note)
    try:
        for declared in policy.parameters():
            policy.value(declared.key)
    finally:
        event.remove(db.engines[None].engine, "before_cursor_execute", note)
    assert len([text for text in asked if "parameter_value" in text]) == 1


@pytest.mark.rule("R-322")
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("visit.min_visitors_tier1", "two"),
        ("visit.approval_required", "perhaps"),
        ("record.deadline.visit", "2 weeks"),
        ("allocation.weight_ability", "NaN"),
        ("visit.duration_minutes_by_tier", "important"),
    ],
)
def test_a_value_must_fit(session, key: str, text: str) -> None:
    values = {"parameter": parameter(session, key), "value": text, "valid_from": today()}
    assert [broken.field for broken in policy.parameter_value(values)] == ["value"]


def test_nothing_begins_in_the_past(session) -> None:
    row = parameter(session, "visit.min_visitors_tier1")
    values = {"parameter": row, "value": "3", "valid_from": today() - TOMORROW}
    assert [broken.field for broken in policy.parameter_value(values)] == ["valid_from"]


@pytest.mark.rule("R-322")
def test_marketing_proposes_and_the_general_manager_approves(session, viewer_of, as_system) -> None:
    marketing, gm = viewer_of("marketing"), viewer_of("gm")
    row = give(session, "visit.min_visitors_tier1", "3", today(), ValueState.DRAFT)
    row.created_by_id = marketing.user_id
    session.flush()
    run(session, value_flow, row, "propose", viewer=marketing)
    task = session.scalars(select(Task).where(Task.row_table == "parameter_value")).one()
    assert task.role == "gm"
    with pytest.raises(Denied) as refused:
        run(session, value_flow, row, "approve", viewer=marketing)
    assert refused.value.code == "own"
    run(session, value_flow, row, "approve", viewer=gm)
    assert row.approved_by_id == gm.user_id
    assert row.approved_at <= utcnow()
    assert policy.value("visit.min_visitors_tier1") == 3


def test_loading_the_register_again_changes_nothing(session) -> None:
    assert policy.load_register(session) == (0, 0)


def test_a_key_that_left_the_register_keeps_its_history(session) -> None:
    row = Parameter(key="gone.key", value_type="int", default_value="1", rules="", origin="seed")
    session.add(row)
    session.flush()
    assert policy.load_register(session) == (0, 1)
    assert row.is_retired


@pytest.mark.rule("R-322")
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("visit.min_visitors_tier1", "0"),
        ("visit.min_visitors_tier1", "11"),
        ("credit.limit_valid_months", "-1"),
        ("record.deadline.visit", "90d"),
        ("visit.approver_role", "sales_rep"),
        ("calendar.working_weekdays", "mon,funday"),
        ("calendar.working_weekdays", ""),
        ("class.tier1_from", "A1,A1"),
        ("visit.duration_minutes_by_tier", "special:-5"),
        ("visit.duration_minutes_by_tier", "huge:5"),
        ("visit.duration_minutes_by_tier", "special:999999999999"),
        ("customer.code_pattern", "C{yyyy}"),
        ("customer.code_pattern", "C{branch}{seq}"),
        ("customer.code_pattern", "C{seq"),
        ("customer.code_pattern", "C}{seq}"),
        ("customer.code_pattern", "{seq}{seq}"),
        ("customer.code_pattern", "{seq:999999999}"),
        ("customer.code_pattern", "{seq}{seq.__class__}"),
        ("customer.code_pattern", "{seq}{yyyy:9}"),
        ("customer.code_pattern", "A CUSTOMER OF OURS {seq}"),
    ],
)
def test_a_value_out_of_its_limits_is_refused(session, key: str, text: str) -> None:
    assert policy.parameter(key).refusal(text) is not None


@pytest.mark.parametrize("pattern", ["客户-{yy}{mm}-{seq:4}", "{seq}", "{yyyy}.{mm}.{dd}/{seq:9}"])
def test_a_pattern_that_is_taken_writes_a_number(session, as_system, pattern: str) -> None:
    assert policy.parameter("customer.code_pattern").refusal(pattern) is None
    give(session, "customer.code_pattern", pattern, today(), ValueState.APPROVED)
    declared = numbering.FromPolicy(customer_code="customer.code_pattern")["customer_code"]
    written = numbering.take(session, "test", pattern=declared, on=today())
    assert "{" not in written and len(written) <= 40


LONGEST = "-" * LONGEST_PLAIN  # and the number as wide as a pattern may say, or as a counter gets
WIDEST = ("{seq}", "{seq:9}")


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("archive.number_pattern", Customer.archive_no),
        ("customer.code_pattern", Customer.customer_code),
    ],
)
@pytest.mark.parametrize("number", WIDEST)
def test_the_longest_pattern_that_is_taken_fits_its_column(
    key: str, column: Any, number: str
) -> None:
    declared = policy.parameter(key)
    parts = set(re.findall(r"{\w+}", declared.allowed)) - {"{seq}"}
    pattern = LONGEST + number + "".join(sorted(parts))
    assert declared.refusal(pattern) is None and declared.refusal(pattern + "-") is not None
    lengths = {
        "yyyy": 4, "year": 4, "yy": 2, "mm": 2, "dd": 2,
        "part": max(len(word.value) for word in ArchivePart),
        "customer_code": Customer.__table__.c.customer_code.type.length,
    }  # fmt: skip
    most = len(str(2**31 - 1)) + len(LONGEST) + sum(lengths[part.strip("{}")] for part in parts)
    assert most <= column.type.length


def test_every_default_lies_within_its_limits() -> None:
    for declared in policy.parameters():
        assert declared.refusal(declared.default) is None, declared.key


def test_the_register_says_which_parameters_the_software_reads(app: Any) -> None:
    """A parameter that is read and not listed, or listed and not read, deceives whoever sets it."""
    keys = {declared.key for declared in policy.parameters()}
    texts = {
        node.value
        for path in Path(policy.__file__).parents[1].rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used = {declared.key for declared in policy.parameters() if declared.is_in_use}
    assert used == texts & keys, "app/reference/parameters_in_effect.csv"


def test_the_page_shows_what_is_in_force_and_why(session, client_as) -> None:
    row = parameter(session, "visit.min_visitors_tier1")
    assert (row.in_force.split(" ")[0], row.given) == ("2", None)
    give(session, row.key, "3", today())
    give(session, row.key, "5", today() + TOMORROW)
    session.expire_all()
    assert row.in_force.split(" ")[0] == "3"
    page = client_as("gm").get(f"/parameterview/show/{row.id}").text
    assert f"自 {today().isoformat()} 起" in page and "R-090" in page
    listed = client_as("gm").get(f"/parameterview/list/?q={row.key}").text
    assert f"自 {today().isoformat()} 起" in listed


@pytest.mark.rule("R-322")
def test_only_marketing_proposes(client_as, session) -> None:
    row = parameter(session, "visit.min_visitors_tier1")
    values = {"parameter_id": str(row.id), "value": "0", "valid_from": today().isoformat()}
    for person in ("admin", "director", "gm", "rep", "custodian"):
        assert client_as(person).post("/parametervalueview/add", data=values).status_code == 403
    client = client_as("marketing")
    assert f"parameter_id={row.id}" in client.get(f"/parameterview/show/{row.id}?tab=values").text
    answer = client.post("/parametervalueview/add", data=values)
    assert answer.status_code == 422 and 'id="value-e"' in answer.text and "1" in answer.text
    answer = client.post("/parametervalueview/add", data=values | {"value": "3"})
    assert answer.status_code == 302


@pytest.mark.rule("R-322")
def test_the_register_says_who_approves(session, viewer_of, as_system) -> None:
    give(session, "governance.approver", "marketing_director", today())
    row = give(session, "visit.min_visitors_tier1", "3", today(), ValueState.DRAFT)
    row.created_by_id = viewer_of("marketing").user_id
    session.flush()
    run(session, value_flow, row, "propose", viewer=viewer_of("marketing"))
    with pytest.raises(Denied) as refused:
        run(session, value_flow, row, "approve", viewer=viewer_of("gm"))
    assert [b.rule for b in refused.value.broken] == ["R-322"]
    run(session, value_flow, row, "approve", viewer=viewer_of("director"))
