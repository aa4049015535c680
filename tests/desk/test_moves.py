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
