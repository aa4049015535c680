"""Pick lists: few rows, only those in reach, narrowed by what the form already says."""

from __future__ import annotations

from sqlalchemy import select

from app.customers.models import Contact
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.cards import NAME, make_cards

PICK = "/visitrequestview/pick/customer_id"


def texts(answer) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return [item["text"] for item in answer.get_json()["items"]]


def test_twenty_rows_at_most_and_a_word_that_there_are_more(client_as, session):
    make_cards(session, "rep", 30)
    answer = client_as("rep").get(f"{PICK}?q={NAME}")
    assert len(texts(answer)) == 20 and answer.get_json()["more"]


def test_rows_out_of_reach_never_appear(client_as, session):
    make_cards(session, "rep3", 3, start=500)
    assert texts(client_as("rep").get(f"{PICK}?q={NAME}005")) == []
    assert len(texts(client_as("rep3").get(f"{PICK}?q={NAME}005"))) == 3


def test_a_row_out_of_reach_cannot_be_posted(client_as, session):
    (theirs,) = make_cards(session, "rep3", 1, start=600)
    answer = client_as("rep").post("/visitrequestview/add", data={"customer_id": str(theirs)})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "#customer_id" in page


def test_contacts_are_those_of_the_chosen_customer(client_as, session):
    mine, other = make_cards(session, "rep", 2, start=700)
    with acting_as(SYSTEM):
        session.add_all(
            [
                Contact(customer_id=mine, contact_name="甲家的人"),
                Contact(customer_id=other, contact_name="乙家的人"),
            ]
        )
        session.commit()
        wrong = session.scalars(select(Contact.id).where(Contact.contact_name == "乙家的人")).one()
    client = client_as("rep")
    url = "/visitrequestview/pick/receiver_id"
    assert texts(client.get(f"{url}?customer_id={mine}")) == ["甲家的人"]
    assert texts(client.get(url)) == [], "nothing without the customer"
    page = client.post(
        "/visitrequestview/add", data={"customer_id": str(mine), "receiver_id": str(wrong)}
    )
    assert "#receiver_id" in page.get_data(as_text=True)


def test_only_fields_of_the_form_can_be_asked_and_only_by_those_who_may(client_as):
    client = client_as("rep")
    assert client.get("/visitrequestview/pick/created_by_id").status_code == 404
    assert client.get("/visitrequestview/pick/no_such").status_code == 404
    assert client.get("/customerview/pick/channels.channel_id").status_code == 200
    assert client_as("admin").get(PICK).status_code == 403


def test_the_form_costs_the_same_however_long_the_list_behind_it(client_as, session, counted):
    client = client_as("rep")
    client.get("/visitrequestview/add")
    before = counted(lambda: client.get("/visitrequestview/add"))
    make_cards(session, "rep", 150, start=1000)
    assert counted(lambda: client.get("/visitrequestview/add")) == before


def test_a_missing_row_can_be_made_here_by_those_who_may(client_as, session):
    (mine,) = make_cards(session, "rep", 1, start=1500)
    url = "/visitrequestview/pick/receiver_id"
    found = client_as("rep").get(f"{url}?customer_id={mine}&q=新来的人").get_json()["create"]
    page = client_as("rep").get(f"{found}&_pick=t").get_data(as_text=True)
    assert found.startswith("/contactview/add?") and f'<option value="{mine}" selected>' in page
    assert 'value="新来的人"' in page
    assert client_as("rep").get(url).get_json()["create"] is None, "of which customer?"
    number = client_as("rep").get(f"{url}?customer_id={mine}&q=0186").get_json()["create"]
    assert "contact_name" not in number, "the end of a telephone number is no name"
    agent = client_as("agent").get("/visitrequestview/pick/customer_id").get_json()
    assert agent["create"] is None, "customer service makes no cards"


def test_what_is_made_here_stays_within_reach(client_as, session):
    (theirs,) = make_cards(session, "rep3", 1, start=1600)
    page = client_as("rep").get(f"/contactview/add?customer_id={theirs}&_pick=t")
    assert f'value="{theirs}"' not in page.get_data(as_text=True)
    answer = client_as("rep").post(
        f"/contactview/add?customer_id={theirs}&_pick=t",
        data={"customer_id": str(theirs), "contact_name": "甲"},
    )
    assert answer.status_code == 422


def test_words_are_found_by_initials_and_pinyin_and_rest_in_their_own_order(client_as):
    client = client_as("rep")
    assert "食品饮料" in texts(client.get("/customerview/pick/industry_id?q=spyl"))
    assert any(
        "金牛区" in name for name in texts(client.get("/customerview/pick/region_id?q=jinniu"))
    )
    assert texts(client.get("/customerview/pick/industry_id?q=zzzz")) == []
    assert texts(client.get("/customerview/pick/industry_id"))[-1] == "其他行业"
