"""A parameter that is a table is proposed in rows: typed cells, faults beside them, history and approval as ever."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.allocation import queries
from app.customers.words import CollectChannel
from app.kernel import policy, workflow
from app.kernel.clock import today
from app.kernel.holidays import calendar
from app.kernel.parameters import Parameter, ParameterValue, ValueState
from app.reference.workflow import value_flow
from tests.factories.policy import in_force

WAYS, DAYS = "allocation.rule_by_channel", "calendar.holidays"
ADD = "/parametervalueview/add"


def ident(key: str) -> int:
    return policy.ids()[key]


def proposal(key: str, *rows: dict[str, str]) -> dict[str, str]:
    """A form as a browser posts it."""
    name = key.replace(".", "-")
    said = {
        "parameter_id": str(ident(key)), "valid_from": f"{today():%Y-%m-%d}", "value": "",
        "reason": "C-17", f"{name}-posted": "1",
    }  # fmt: skip
    for at, row in enumerate(rows):
        said |= {f"{name}-{at}-{column}": cell for column, cell in row.items()}
    return said


def values(session: Any, key: str) -> list[ParameterValue]:
    mine = ParameterValue.parameter_id == ident(key)
    return list(session.scalars(select(ParameterValue).where(mine).order_by(ParameterValue.id)))


def test_every_parameter_that_is_a_table_has_typed_columns() -> None:
    tables = [one for one in policy.parameters() if one.type == "table"]
    assert tables
    for one in tables:
        assert [column for column in one.columns if column.is_key], one.key
        assert one.read(one.default) is not None and one.refusal(one.default) is None


def test_the_channels_of_the_table_are_those_of_the_card() -> None:
    channel = policy.parameter(WAYS).columns[0]
    assert list(channel.options) == [word.value for word in CollectChannel]


@pytest.mark.rule("R-057", "R-062", "R-322")
def test_rows_are_typed_in_and_hold_when_they_are_approved(
    session: Any, client_as: Any, viewer_of: Any
) -> None:
    rows = {"channel": "website", "way": "balanced"}, {"channel": "partner", "way": "territory"}
    answer = client_as("marketing").post(
        ADD, data=proposal(WAYS, *rows, {"channel": "", "way": ""})
    )
    assert answer.status_code == 302, answer.text
    (row,) = values(session, WAYS)
    assert policy.parameter(WAYS).read(row.value) == rows and row.state is ValueState.DRAFT
    assert queries.way_of(CollectChannel.CAMPAIGN) == "balanced", "the default holds meanwhile"
    for who, move in (("marketing", "propose"), ("gm", "approve")):
        workflow.run(session, value_flow, row, move, viewer=viewer_of(who))
    assert queries.way_of(CollectChannel.PARTNER) == "territory"
    assert queries.way_of(CollectChannel.CAMPAIGN) == queries.way_of(None) == "collector"
    page = client_as("gm", "en").get(f"/parameterview/show/{ident(WAYS)}").text
    assert "Introduced by a partner – " in page and "{" not in row.said


def test_the_rows_are_there_to_be_changed(session: Any, client_as: Any) -> None:
    client = client_as("marketing")
    client.post(ADD, data=proposal(WAYS, {"channel": "website", "way": "balanced"}))
    (row,) = values(session, WAYS)
    page = client.get(f"/parametervalueview/edit/{row.id}").text
    assert 'name="allocation-rule_by_channel-0-channel"' in page
    changed = proposal(WAYS, {"channel": "website", "way": "territory"})
    changed["lock_version"] = str(row.version)
    assert client.post(f"/parametervalueview/edit/{row.id}", data=changed).status_code == 302
    session.refresh(row)
    assert policy.parameter(WAYS).read(row.value)[0]["way"] == "territory"
    changed["allocation-rule_by_channel-0-way"] = "collector"  # from the page as it was before
    assert client.post(f"/parametervalueview/edit/{row.id}", data=changed).status_code == 409


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([{"channel": "website", "way": ""}], "0-way"),
        ([{"channel": "telepathy", "way": "balanced"}], "0-channel"),
        ([{"channel": "website", "way": "balanced"}, {"channel": "website", "way": "territory"}], "1-channel"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_cell(
    session: Any, client_as: Any, rows: list[dict[str, str]], cell: str
) -> None:
    answer = client_as("marketing", "en").post(ADD, data=proposal(WAYS, *rows))
    assert answer.status_code == 422 and values(session, WAYS) == []
    assert f'id="allocation-rule_by_channel-{cell}-e"' in answer.text
    wrong = set(re.findall(r'class="hint" id="(.+?)-e"', answer.text))
    assert wrong == {f"allocation-rule_by_channel-{cell}"}
    assert "Website" in answer.text, "what was typed is kept"


def test_a_day_is_a_day(session: Any, client_as: Any) -> None:
    wrong = {"day": "2026-02-30", "day_kind": "off", "day_name": ""}
    client = client_as("marketing", "en")
    answer = client.post(ADD, data=proposal(DAYS, wrong))
    assert answer.status_code == 422 and "Please type a date" in answer.text
    assert 'value="2026-02-30"' in answer.text
    assert client.post(ADD, data=proposal(DAYS)).status_code == 302, "a table may be empty"
    assert values(session, DAYS)[0].value == "[]"


@pytest.mark.rule("R-156")
def test_the_calendar_follows_its_table(session: Any, as_system: None) -> None:
    day = dt.date(2027, 3, 10)  # a Wednesday
    assert calendar(session).share(day) == 1
    in_force(session, DAYS, '[{"day": "2027-03-10", "day_kind": "half", "day_name": "年会"}]')
    assert calendar(session).share(day) == Decimal("0.5")
    assert calendar(session).exception(day) == "年会"


@pytest.mark.parametrize(
    "text",
    ["table", "{}", "[1]", '[{"channel": "website", "how": "balanced"}]',
     '[{"channel": "website"}]', '[{"channel": 7, "way": "balanced"}]'],
)  # fmt: skip
def test_no_other_door_lets_free_text_in(text: str) -> None:
    assert policy.parameter(WAYS).refusal(text) is not None


def test_a_new_form_offers_every_table_and_shows_the_one_that_is_chosen(client_as: Any) -> None:
    client = client_as("marketing", "en")
    page = client.get(ADD).text
    assert page.count("data-lines=") == 3 and 'id="part-calendar-holidays"' in page
    chosen = client.get(f"{ADD}?parameter_id={ident(DAYS)}").text
    part = chosen[chosen.index('id="part-calendar-holidays"') :]
    assert " hidden" not in part[: part.index(">")]
    other = chosen[chosen.index('id="part-role-map"') :]
    assert " hidden" in other[: other.index(">")]


def test_the_register_tells_the_rows_in_words(session: Any, app: Any, as_system: None) -> None:
    ways = session.scalars(select(Parameter).where(Parameter.key == WAYS)).one()
    with app.test_request_context():
        assert "公司营销活动 – 均衡分配" in ways.in_force
