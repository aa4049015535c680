"""Moves: page right, then row, then move right; the second to come is told what happened."""

from __future__ import annotations

import re

from app.customers.models import Customer
from app.customers.words import CardState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Step
from tests.desk.cards import make_cards


def url(ident: int, move: str) -> str:
    return f"/customerview/move/{ident}/{move}"


def put(session, ident: int, state: CardState) -> None:
    with acting_as(SYSTEM):
        session.get(Customer, ident).state = state
        session.commit()


def state(session, ident: int) -> tuple[CardState, int]:
    with acting_as(SYSTEM):
        session.expire_all()
        row = session.get(Customer, ident)
        return row.state, row.version


def waiting(session, owner: str, start: int) -> int:
    (ident,) = make_cards(session, owner, 1, start=start)
    put(session, ident, CardState.SUBMITTED)
    return ident


def test_a_page_the_role_lacks_answers_the_same_for_every_row(client_as, session):
    ident = waiting(session, "rep", 3000)
    client = client_as("attendance")
    there, absent = client.post(url(ident, "approve")), client.post(url(99_999_999, "approve"))
    assert there.status_code == absent.status_code == 403


def test_a_row_out_of_reach_is_not_there_whatever_the_move(client_as, session):
    ident = waiting(session, "rep3", 3100)
    client = client_as("manager")
    there, absent = client.post(url(ident, "approve")), client.post(url(99_999_999, "approve"))
    assert there.status_code == absent.status_code == 404 and there.data == absent.data
    assert client.get(url(ident, "approve")).status_code == 405


def test_a_visible_row_whose_move_is_not_ones_own_is_403_with_the_reason(client_as, session):
    ident = waiting(session, "rep", 3200)
    answer = client_as("rep").post(url(ident, "approve"), data={"lock_version": "2"})
    assert answer.status_code == 403
    assert state(session, ident)[0] is CardState.SUBMITTED


def test_sending_back_needs_a_reason_and_is_made_once(client_as, session):
    ident = waiting(session, "rep", 3300)
    client = client_as("manager")
    version = str(state(session, ident)[1])
    client.post(url(ident, "send_back"), data={"lock_version": version})
    assert state(session, ident)[0] is CardState.SUBMITTED, "no reason, no move"
    post = {"lock_version": version, "reason": "电话不通"}
    assert client.post(url(ident, "send_back"), data=post).status_code == 302
    moved = state(session, ident)
    assert moved[0] is not CardState.SUBMITTED
    answer = client.post(url(ident, "send_back"), data=post, follow_redirects=True)
    assert state(session, ident) == moved
    assert session.query(Step).filter_by(row_id=ident, row_table="customer").count() == 1
    toast = re.search(
        r'class="kd-toast warn".*?<span>(.*?)</span>', answer.get_data(as_text=True), re.S
    )
    assert toast, "the second is told what the first did"


def test_an_unknown_move_is_not_found(client_as, session):
    ident = waiting(session, "rep", 3400)
    assert client_as("manager").post(url(ident, "no_such")).status_code == 404


def test_buttons_are_the_moves_one_may_make_now(client_as, session):
    ident = waiting(session, "rep", 3500)
    page = client_as("manager").get(f"/customerview/show/{ident}").get_data(as_text=True)
    assert url(ident, "send_back") in page and url(ident, "file") not in page
    page = client_as("rep").get(f"/customerview/show/{ident}").get_data(as_text=True)
    assert url(ident, "send_back") not in page


def test_permissions_of_the_moves_belong_to_the_view(app):
    view = next(
        v for v in app.extensions["appbuilder"].baseviews if type(v).__name__ == "CustomerView"
    )
    assert {move.permission for move in view.flow.moves} <= set(view.base_permissions)


def draft(session, start: int) -> tuple[int, str]:
    """A card of rep's that lacks nearly everything a manager wants to see."""
    (ident,) = make_cards(session, "rep", 1, start=start)
    with acting_as(SYSTEM):
        row = session.get(Customer, ident)
        row.collected_by_id = row.owner_id
        session.commit()
    return ident, str(state(session, ident)[1])


def test_what_a_move_lacks_stands_beside_its_fields(client_as, session):
    ident, version = draft(session, 3600)
    client = client_as("rep")
    answer = client.post(url(ident, "submit"), data={"lock_version": version})
    assert answer.headers["Location"].endswith(f"/customerview/edit/{ident}?for=submit")
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert re.search(r'<a href="#address" data-jump', page), "named above, one click away"
    assert re.search(r'data-field="address">.*?class="hint" id="address-e"', page, re.S)
    assert 'name="then" value="move"' in page and 'name="then" value="new"' not in page
    plain = client.get(f"/customerview/edit/{ident}").get_data(as_text=True)
    assert 'id="faults"' not in plain and 'value="move"' not in plain


def test_a_form_opened_for_a_move_saves_and_comes_back_while_something_lacks(client_as, session):
    ident, version = draft(session, 3700)
    posted = {"lock_version": version, "lock_was": "{}", "address": "一环路 1 号", "then": "move"}
    posted |= {"collect_channel": "trade_press", "collect_mode": "sales_rep_survey"}
    address = f"/customerview/edit/{ident}?for=submit"
    answer = client_as("rep").post(address, data=posted)
    assert answer.status_code == 302 and "for=submit" in answer.headers["Location"]
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(Customer, ident).address == "一环路 1 号"
    assert state(session, ident)[0] is CardState.DRAFT
    page = client_as("rep").get(address).get_data(as_text=True)
    assert 'href="#address"' not in page and 'href="#main_business"' in page


def test_a_form_opened_for_a_move_that_is_not_possible_is_a_plain_form(client_as, session):
    ident, _version = draft(session, 3800)
    page = client_as("rep").get(f"/customerview/edit/{ident}?for=approve").get_data(as_text=True)
    assert 'value="move"' not in page and 'id="faults"' not in page
