"""Stamped corrections of reviewed cards: four eyes, stamp and date, the old value kept (W-25, R-296)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.archive import facts, rules
from app.archive.beside import address, stamps
from app.archive.facts import CardField
from app.archive.models import Correction
from app.archive.operations import corrections
from app.archive.words import CorrectionState
from app.archive.workflow import correction_flow
from app.customers.papers import card as printed
from app.customers.words import CardState, Ownership
from app.kernel import clock, numbering
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, begin, run
from tests.factories.customers import card
from tests.factories.policy import in_force


@pytest.fixture
def customer(session: Any, user_id: Any) -> Any:
    with acting_as(SYSTEM):
        row = card(session, user_id("rep"))
        row.state = CardState.FILED
        session.flush()
    return row


def correction(session: Any, customer: Any, viewer: Any, field: str, value: str) -> Correction:
    row = Correction(
        customer_id=customer.id, field_name=CardField(field), new_value=value, reason="营业执照为准"
    )
    with acting_as(viewer):
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, correction_flow, row, viewer)
    return row


def said(customer: Any, row: Any = None, **given: Any) -> list[str]:
    values = {"customer_id": customer.id, "field_name": CardField.address, "new_value": "新路 2 号",
              "reason": "实地核对", **given}  # fmt: skip
    return [broken.field for broken in check([rules.correction], values, row)[0]]


@pytest.mark.rule("R-296", "R-024")
def test_the_stamp_sets_the_value_the_date_and_keeps_the_old_one(
    session: Any, customer: Any, viewer_of: Any
) -> None:
    rep, marketing = viewer_of("rep"), viewer_of("marketing")
    old = customer.address
    row = correction(session, customer, rep, "address", "成都市新路 2 号")
    assert row.old_value == old
    with acting_as(rep):
        run(session, correction_flow, row, "propose", viewer=rep)
        (task,) = open_tasks(session, row)
        assert task.role == "marketing" and clock.day_of(task.due_at) == clock.today()
        assert customer.address == old
    with acting_as(marketing):
        run(session, correction_flow, row, "stamp", viewer=marketing)
    assert customer.address == "成都市新路 2 号" and row.old_value == old
    assert (row.stamped_by_id, row.corrected_on) == (marketing.user_id, clock.today())
    assert clock.today().isoformat() in row.stamp and customer.state is CardState.FILED


@pytest.mark.rule("R-296")
def test_who_proposed_does_not_stamp(session: Any, customer: Any, viewer_of: Any) -> None:
    marketing = viewer_of("marketing")
    row = correction(session, customer, marketing, "address", "成都市新路 2 号")
    with acting_as(marketing):
        run(session, correction_flow, row, "propose", viewer=marketing)
        with pytest.raises(Denied, match="own"):
            run(session, correction_flow, row, "stamp", viewer=marketing)
        with pytest.raises(Denied, match="own"):
            run(session, correction_flow, row, "refuse", viewer=marketing, reason="x")


@pytest.mark.rule("R-296")
def test_a_card_that_says_something_else_by_now_is_not_overwritten(
    session: Any, customer: Any, viewer_of: Any
) -> None:
    rep, custodian = viewer_of("rep"), viewer_of("custodian")
    row = correction(session, customer, rep, "address", "成都市新路 2 号")
    with acting_as(rep):
        run(session, correction_flow, row, "propose", viewer=rep)
    customer.address = "别处"
    session.flush()
    with acting_as(custodian), pytest.raises(Denied, match="guard"):
        run(session, correction_flow, row, "stamp", viewer=custodian)
    assert (customer.address, row.state) == ("别处", CorrectionState.PROPOSED)


@pytest.mark.rule("R-296", "R-017")
def test_what_a_correction_may_say(session: Any, customer: Any, viewer_of: Any) -> None:
    with acting_as(viewer_of("rep")):
        assert said(customer) == []
        assert said(customer, reason=" ") == ["reason"]
        assert said(customer, new_value=customer.address) == ["new_value"]
        assert said(customer, field_name=CardField.founded_on, new_value="去年") == ["new_value"]
        future = str(clock.today() + dt.timedelta(days=2))
        assert said(customer, field_name=CardField.founded_on, new_value=future) == ["new_value"]
        assert said(customer, field_name=CardField.trade_id, new_value="没有的业种") == [
            "new_value"
        ]
        assert said(customer, field_name=CardField.trade_id, new_value="批发商") == []
        correction(session, customer, viewer_of("rep"), "address", "另一处")
        assert said(customer) == ["field_name"], "two at once"
        customer.state = CardState.DRAFT
        assert said(customer) == ["customer_id"]
    assert "family_situation" not in CardField.__members__, "the most secret stays on the card"


@pytest.mark.rule("R-296")
def test_values_are_read_as_they_are_written(session: Any, as_system: None, customer: Any) -> None:
    customer.ownership_nature = Ownership.PRIVATE
    session.flush()
    assert facts.read("ownership_nature", str(Ownership.STATE.label))[0] is Ownership.STATE
    assert facts.read("founded_on", "2015年5月20日")[0] == dt.date(2015, 5, 20)
    for field in ("ownership_nature", "founded_on", "address"):
        assert facts.read(field, facts.written(customer, field))[0] == getattr(customer, field)


@pytest.mark.rule("R-296")
def test_stamps_stand_beside_the_record_and_on_the_printed_card(
    app: Any, session: Any, customer: Any, viewer_of: Any
) -> None:
    rep, marketing = viewer_of("rep"), viewer_of("marketing")
    with app.test_request_context(), acting_as(rep):
        assert not stamps(session, customer)
        assert address(customer, "scale").endswith(f"customer_id={customer.id}&field_name=scale")
    row = correction(session, customer, rep, "legal_representative", "赵某")
    with acting_as(rep):
        run(session, correction_flow, row, "propose", viewer=rep)
    with acting_as(marketing):
        run(session, correction_flow, row, "stamp", viewer=marketing)
    with app.test_request_context(), acting_as(rep):
        (line,) = stamps(session, customer)
        assert line.cells[1] == "王某 → 赵某" and "kd-stamp" in line.cells[2]
        (part,) = [s for s in printed(customer)["sections"] if s["rows"][0][0][1] == "王某 → 赵某"]
        assert part["rows"][0][1][1] == row.stamp
    assert "赵某" not in corrections.told(row, viewer_of("director")), "masked as on the card"


def test_a_correction_goes_through_the_pages(client_as: Any, session: Any, customer: Any) -> None:
    session.commit()
    rep = client_as("rep")
    page = rep.get(f"/correctionview/add?customer_id={customer.id}&field_name=scale").text
    assert 'value="scale" selected' in page
    answer = rep.post("/correctionview/add", data={
        "customer_id": customer.id, "field_name": "scale", "new_value": "20 人以下", "reason": "走访所见",
    })  # fmt: skip
    assert answer.status_code == 302
    ident = answer.location.split("/")[-1].split("?")[0]
    shown = rep.get(f"/correctionview/show/{ident}").text
    assert "20 人以下" in shown and "走访所见" in shown
    assert client_as("rep3").get(f"/correctionview/show/{ident}").status_code == 404


@pytest.mark.rule("R-296")
@pytest.mark.parametrize(
    ("key", "told"), [("correction.stamp_required", False), ("correction.date_required", True)]
)
def test_the_register_decides_on_stamp_and_date(
    session: Any, customer: Any, viewer_of: Any, key: str, told: bool
) -> None:
    rep, marketing = viewer_of("rep"), viewer_of("marketing")
    in_force(session, key, "false")
    row = correction(session, customer, rep, "address", "成都市新路 2 号")
    if told:
        with acting_as(rep):
            run(session, correction_flow, row, "propose", viewer=rep)
        with acting_as(marketing):
            run(session, correction_flow, row, "stamp", viewer=marketing)
    else:
        with acting_as(rep), pytest.raises(Denied):
            run(session, correction_flow, row, "propose", viewer=rep)
        with acting_as(rep):
            run(session, correction_flow, row, "correct", viewer=rep)
    assert (row.state, customer.address) == (CorrectionState.APPLIED, "成都市新路 2 号")
    assert (row.stamped_by_id is not None, row.corrected_on is None) == (told, told)
    day = clock.today().isoformat()
    assert row.stamp and (day in row.stamp) is not told, "the stamp says what the register asks for"
