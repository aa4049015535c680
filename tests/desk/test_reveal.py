"""Secret fields of one record open to one person for a reason and a while; every other door stays shut (R-013, R-048, C-24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from app.customers.models import Contact
from app.kernel.db import utcnow
from app.kernel.looks import Need, RecordLook
from app.kernel.scope import SYSTEM, acting_as
from tests.factories.customers import card

pytestmark = [pytest.mark.rule("R-013"), pytest.mark.rule("R-048"), pytest.mark.rule("C-24")]
TOWN, SPORT = "云南大理喜洲镇", "羽毛球每周三次"
REASON = {"need": "contact", "reason": "端午拜访"}


def contact_of(session: Any, owner: int, **more: Any) -> int:
    """The id of a contact with a personal profile."""
    with acting_as(SYSTEM):
        customer = card(session, owner)
        values = {"contact_name": "许有数", "position": "head", "pp_home_town": TOWN, **more}
        row = Contact(customer_id=customer.id, **values)
        session.add(row)
        session.flush()
    session.commit()
    return row.id


@pytest.fixture
def contact(session: Any, user_id: Callable) -> int:
    return contact_of(session, user_id("rep"), pp_sports=SPORT)


def page(client: Any, ident: int) -> str:
    """What the record's parts say; the personal profile stands on its own tab or on the page."""
    show = f"/contactview/show/{ident}"
    return "".join(client.get(f"{show}{part}").text for part in ("", "/part/profile"))


def opened(session: Any) -> list[RecordLook]:
    return list(session.scalars(select(RecordLook).where(RecordLook.need.is_not(None))))


def test_masked_at_every_door_until_a_reason_is_given(session: Any, client_as: Callable, contact: int) -> None:  # fmt: skip
    rep = client_as("rep")
    assert TOWN not in page(rep, contact)
    assert "kd-eye" in page(rep, contact), "a button offers it"
    assert rep.post(f"/contactview/reveal/{contact}", data=REASON).status_code == 302
    assert TOWN in page(rep, contact) and SPORT in page(rep, contact)
    assert TOWN in rep.get(f"/contactview/edit/{contact}").text
    show = f"/contactview/show/{contact}"
    for door in (f"{show}/part/trail", f"/contactview/former/{contact}", "/contactview/list/"):
        assert TOWN not in rep.get(door).text, door
    (look,) = opened(session)
    assert (look.need, look.reason, look.row_id) == (Need.CONTACT, REASON["reason"], contact)


def test_it_opens_one_record_to_one_person_in_one_log_in(
    session: Any, client_as: Callable, user_id: Callable, contact: int
) -> None:
    other = contact_of(session, user_id("rep"))
    rep, custodian = client_as("rep"), client_as("custodian")
    rep.post(f"/contactview/reveal/{contact}", data=REASON)
    assert TOWN in page(rep, contact)
    assert TOWN not in page(rep, other), "another record"
    assert TOWN not in page(custodian, contact), "another person"
    assert TOWN not in page(client_as("rep"), contact), "another log-in of the same person"


def test_it_ends_with_its_time_and_by_hand(session: Any, client_as: Callable, contact: int) -> None:
    rep = client_as("rep")
    rep.post(f"/contactview/reveal/{contact}", data=REASON)
    session.execute(update(RecordLook).values(until_at=utcnow() - dt.timedelta(seconds=1)))
    session.commit()
    assert TOWN not in page(rep, contact)
    rep.post(f"/contactview/reveal/{contact}", data=REASON)
    assert TOWN in page(rep, contact)
    assert rep.post(f"/contactview/conceal/{contact}").status_code == 302
    assert TOWN not in page(rep, contact)
    assert len(opened(session)) == 2, "what was seen stays written down"


def test_a_reason_is_asked_for_and_comes_back_as_typed(session: Any, client_as: Callable, contact: int) -> None:  # fmt: skip
    rep = client_as("rep", "en")
    address = f"/contactview/reveal/{contact}"
    answer = rep.post(address, data={"need": "", "reason": "half a reason"})
    assert answer.status_code == 422 and "half a reason" in answer.text
    assert rep.post(address, data={"need": "curiosity"}).status_code == 422
    assert rep.post(address, data={"need": "other"}).status_code == 422, "another reason says which"
    assert rep.post(address, data={"need": "other", "reason": "x" * 301}).status_code == 422
    assert not opened(session)
    assert rep.post(address, data={"need": "other", "reason": "x", "back": "edit"}).location.endswith(f"/contactview/edit/{contact}")  # fmt: skip


def test_out_of_reach_is_missing_and_who_may_never_see_asks_in_vain(
    session: Any, client_as: Callable, contact: int
) -> None:
    assert client_as("rep3").post(f"/contactview/reveal/{contact}", data=REASON).status_code == 404
    assert client_as("rep3").post(f"/contactview/conceal/{contact}").status_code == 404
    supervisor = client_as("supervisor")
    assert supervisor.get(f"/contactview/show/{contact}").status_code == 200
    assert "kd-eye" not in page(supervisor, contact)
    assert supervisor.post(f"/contactview/reveal/{contact}", data=REASON).status_code == 404
    assert not opened(session)


def test_without_the_form_s_token_nothing_opens(app: Any, session: Any, client_as: Callable, contact: int) -> None:  # fmt: skip
    rep = client_as("rep")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert rep.post(f"/contactview/reveal/{contact}", data=REASON).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert not opened(session)


def values(session: Any, ident: int) -> tuple[Any, ...]:
    session.expire_all()
    with acting_as(SYSTEM):
        row = session.get_one(Contact, ident)
        return row.version, row.pp_home_town, row.pp_sports, row.contact_post


def saved(client: Any, ident: int, version: int, **more: str) -> int:
    data = {"lock_version": str(version), "contact_name": "许有数", **more}
    return client.post(f"/contactview/edit/{ident}", data=data).status_code


def test_a_save_leaves_what_was_not_opened(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    ident, rep = contact_of(session, user_id("rep")), client_as("rep")
    version = values(session, ident)[0]
    assert saved(rep, ident, version, contact_post="店长", pp_sports=SPORT) == 302
    now = values(session, ident)
    assert now[1:] == (TOWN, SPORT, "店长"), "what is empty can be filled in, what is masked stays"
    assert saved(rep, ident, now[0], pp_home_town="云***镇") == 403
    assert values(session, ident) == now
    rep.post(f"/contactview/reveal/{ident}", data=REASON)
    assert saved(rep, ident, now[0], pp_home_town="昆明") == 302
    assert values(session, ident)[1] == "昆明"


def test_a_form_opened_in_time_is_saved_a_little_later(session: Any, client_as: Callable, contact: int) -> None:  # fmt: skip
    rep = client_as("rep")
    rep.post(f"/contactview/reveal/{contact}", data=REASON)
    session.execute(update(RecordLook).values(until_at=utcnow() - dt.timedelta(minutes=1)))
    session.commit()
    assert saved(rep, contact, values(session, contact)[0], pp_home_town="昆明") == 302
    assert values(session, contact)[1] == "昆明"


def test_a_new_record_is_typed_and_then_masked(session: Any, client_as: Callable, user_id: Callable, contact: int) -> None:  # fmt: skip
    rep = client_as("rep")
    assert 'name="pp_home_town"' in rep.get("/contactview/add").text
    with acting_as(SYSTEM):
        customer = session.get_one(Contact, contact).customer_id
    data = {
        "customer_id": str(customer),
        "contact_name": "新人",
        "position": "head",
        "pp_home_town": "西双版纳勐海",
    }
    answer = rep.post("/contactview/add", data=data)
    assert answer.status_code == 302
    assert "西双版纳勐海" not in rep.get(answer.location).text


def test_the_reason_stands_in_the_reports(session: Any, client_as: Callable, contact: int) -> None:
    client_as("rep").post(f"/contactview/reveal/{contact}", data=REASON)
    custodian = client_as("custodian", "en")
    told = "Saw secret fields: To get in touch or meet · 端午拜访"
    assert told in custodian.get(f"/persons/show/contact/{contact}").text
    assert told in custodian.get("/seen/").text
    trail = custodian.get(f"/contactview/show/{contact}/part/trail?kind=looks").text
    assert "saw secret fields" in trail and "端午拜访" in trail
    assert TOWN not in custodian.get(f"/persons/show/contact/{contact}").text
