"""Lists: the whole of a list is walked page by page, at one price, and nobody sees another's rows."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer, CustomerBrand
from app.customers.views import CustomerView
from app.desk import counting, paging
from app.desk.interface import rows_of
from app.kernel import search
from app.kernel.db import db
from app.kernel.trail import TrailEntry
from tests.desk.cards import NAME, make_cards

LIST = "/customerview/list/"
ONLY = f"f.customer_name.starts={NAME}"


def ids(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'<tr data-id="(\d+)"', page)]


def link(page: str, name: str) -> str:
    found = re.search(rf'<a class="btn kd-sq kd-page-{name}" href="([^"]+)"', page)
    return unescape(found.group(1)) if found else ""


def get(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


@pytest.fixture
def cards(session) -> list[int]:
    return make_cards(session, "rep", 60)


@pytest.mark.parametrize(
    "sort",
    [
        "customer_name",
        "-customer_name",
        "abc_grade",
        "-abc_grade",
        "tier",
        "-created_at",
        "collected_on",
        "-collected_on",
        "",
    ],
)
def test_every_row_once_forwards_and_backwards(cards, client_as, sort) -> None:
    client = client_as("manager")
    page = get(client, f"{LIST}?{ONLY}&size=25&sort={sort}")
    walked, pages = ids(page), 1
    while address := link(page, "next"):
        page = get(client, address)
        walked += ids(page)
        pages += 1
    assert pages == 3 and sorted(walked) == sorted(cards) and len(set(walked)) == 60
    back = ids(page)
    while address := link(page, "previous"):
        page = get(client, address)
        back = ids(page) + back
    assert back == walked


def test_the_last_page_is_the_first_of_the_reversed_order(cards, client_as) -> None:
    client = client_as("manager")
    page = get(client, f"{LIST}?{ONLY}&size=25&sort=customer_name&last=1")
    assert ids(page) == cards[35:] and not link(page, "next") and link(page, "previous")
    assert "36–60" in page
    assert ids(get(client, link(page, "previous"))) == cards[10:35]


def test_empty_sort_values_come_last_in_both_directions(cards, client_as) -> None:
    for sort in ("abc_grade", "-abc_grade"):
        found = ids(get(client_as("manager"), f"{LIST}?{ONLY}&size=100&sort={sort}"))
        assert set(found[-15:]) == {i for n, i in enumerate(cards) if n % 4 == 3}


@pytest.mark.parametrize(
    "query",
    [
        "sort=password", "sort=-owner_id", "sort=--", "sort=%00", "size=100000", "size=abc", "size=-1", "after=abc", "after=%F0%9F", "before=" + "A" * 5000,
        "after=WzEsMl0", "after=bnVsbA", "after=W1sxXSwyLDNd", "after=WyJ4Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OTksMV0&sort=created_at", "view=abc", "view=999999",
        "view=" + "9" * 30, "cols=password,version,__class__", "cols=,", "widths=tier:999999999", "widths=tier:-1,:,x", "q=%00", "q=%25", "q=" + "x" * 500, "q='%22;--", "last=2", "f.=1", "f..=1", "f.a.b.c=1",
        "f.tier.is=", "f.tier.is", "f.owner.is=1e9", "f.created_at.between=..", "f.created_at.between=2026-01-01", "f.customer.contacts.is=1", "page_CustomerView=abc",
        "_oc_CustomerView=password", "_flt_9_customer_name=1", "psize_CustomerView=100000", "f.id.is=99999999999999999999999",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(cards, client_as, query) -> None:
    client = client_as("manager")
    get(client, f"{LIST}?{query}")
    get(client, f"/customerview/chart/?{query}")


def test_a_width_is_one_the_style_sheet_has(client_as) -> None:
    sheet = (Path(__file__).parents[2] / "app/static/css/list.css").read_text()
    for pixels in (1, 61, 333, 5_000):
        page = get(client_as("manager"), f"{LIST}?widths=tier:{pixels}")
        name = re.search(r'<col class="(c-w\d+)" data-name="tier"', page).group(1)
        least = re.search(r"kd-least-\d+", page).group(0)
        assert f".{name} {{" in sheet and f".{least} {{" in sheet


def test_a_refused_filter_shows_no_rows_and_says_why(cards, client_as) -> None:
    page = get(client_as("manager"), f"{LIST}?f.tier.is=nonsense")
    assert not ids(page) and "kd-chip bad" in page


def test_everybody_lists_only_what_he_may_see(session, client_as) -> None:
    mine, theirs = make_cards(session, "rep", 3), make_cards(session, "rep3", 3, start=10)
    assert set(ids(get(client_as("rep"), f"{LIST}?{ONLY}"))) == set(mine)
    assert set(ids(get(client_as("rep3"), f"{LIST}?{ONLY}"))) == set(theirs)
    assert set(ids(get(client_as("gm"), f"{LIST}?{ONLY}"))) == {*mine, *theirs}
    page = get(client_as("rep"), f"{LIST}?{ONLY}")
    assert "1–3" in page and NAME + "00010" not in page


def test_filters_are_anded_and_chips_take_them_away(cards, client_as) -> None:
    client = client_as("manager")
    page = get(client, f"{LIST}?{ONLY}&f.tier.is=important&f.abc_grade.any=A1,A2&size=100")
    assert set(ids(page)) == {i for n, i in enumerate(cards) if n % 3 == 0 and n % 4 in (0, 1)}
    less = [
        unescape(a) for a in re.findall(r'<a href="(/customerview/list/\?[^"]*)" aria-label', page)
    ]
    assert len(less) == 3
    assert len(ids(get(client, less[1]))) == 30, "without the tier"


def test_search_finds_by_name_and_passes_the_gate(cards, client_as) -> None:
    assert len(ids(get(client_as("manager"), f"{LIST}?q={NAME}00007"))) == 1
    assert not ids(get(client_as("rep3"), f"{LIST}?q={NAME}00007"))


def test_columns_are_chosen_and_only_from_what_is_offered(cards, client_as) -> None:
    page = get(client_as("manager"), f"{LIST}?{ONLY}&cols=tier,customer_name,password")
    head = re.search(r"<thead>.*?</thead>", page, re.S).group(0)
    assert head.count("<th") == 4  # thead itself, the box, and two columns
    client = client_as("manager")
    client.set_cookie("kd_cols", "customer_name.owner", path="/customerview")
    client.set_cookie("kd_size", "25")
    page = get(client, f"{LIST}?{ONLY}")
    assert (
        re.search(r"<thead>.*?</thead>", page, re.S).group(0).count("<th") == 4
        and len(ids(page)) == 25
    )


def test_htmx_gets_only_the_part_that_changes(cards, client_as) -> None:
    answer = client_as("manager").get(
        f"{LIST}?{ONLY}", headers={"HX-Request": "true", "HX-Target": "list-pane"}
    )
    text = answer.get_data(as_text=True)
    assert text.lstrip().startswith('<div id="list-pane"') and "<html" not in text
    assert "HX-Target" in answer.headers["Vary"]


def test_counts_stop_at_the_cap(session, as_system, monkeypatch) -> None:
    make_cards(session, "rep", 12)
    rows = rows_of(Customer)
    from sqlalchemy import select

    counted = session.execute(select(rows.capped(select(Customer), cap=5))).scalar_one()
    assert counted == 6
    assert rows.query_count(session.query(Customer)) >= 12


def test_many_hits_are_counted_in_a_sample_and_said_so(
    cards, client_as, monkeypatch, user_id
) -> None:
    def said(name: str, query: str) -> str:
        page = get(client_as(name, "en"), f"{LIST}?q={NAME}&size=25{query}")
        return re.search(r'kd-range">(.*?)<', page).group(1)

    assert said("manager", "") == "Rows 1–25 of 60"
    monkeypatch.setattr(search, "PROBE", 30)
    monkeypatch.setattr(counting, "PROBE", 30)
    assert said("manager", "") == "Rows 1–25 of 60", "few enough pass the filters to count"
    monkeypatch.setattr(counting, "SAMPLE", 40)
    assert said("gm", "") == "Rows 1–25 of 30+", "the probe said so"
    assert re.fullmatch(r"Rows 1–25 of (2[5-9]|3\d|4[01])\+", said("manager", "")), (
        "his reach is less"
    )
    assert said("gm", "&f.tier.is=special") == "Rows 1–20 of 20", "twenty rows pass the filter"


def test_the_framework_s_own_doors_are_gone(app, client_as) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert not any("/action" in rule or "/download/<string" in rule for rule in routes)
    client = client_as("manager")
    for address in ("/customerview/action/delete/1", "/customerview/action_post"):
        assert client.post(address).status_code == 404


def test_two_threads_never_share_filters(app) -> None:
    """T5: the framework kept one filter object on the view for all requests."""
    view = next(v for v in app.appbuilder.baseviews if isinstance(v, CustomerView))
    with app.app_context(), ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(lambda _n: id(view._filters) and view._filters, range(20)))
    assert len({id(each) for each in seen}) == 20
    view._filters = "kept"
    assert view._filters != "kept"


def test_pages_hold_no_inline_style_or_handler(cards, client_as) -> None:
    for address in (f"{LIST}?{ONLY}&f.tier.is=x", "/customerview/chart/"):
        page = get(client_as("manager"), address)
        assert not re.search(r"\sstyle=|\son\w+=\"", page)
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", page)


# -- acts on several rows --------------------------------------------------------------------------


def act(client, name: str, chosen, **more) -> tuple[int, str]:
    answer = client.post(
        f"/customerview/bulk/{name}", data={"ids": [str(i) for i in chosen], **more}
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_an_unknown_act_is_404_and_one_without_the_right_403(cards, client_as) -> None:
    assert act(client_as("manager"), "destroy", cards[:1])[0] == 404
    assert act(client_as("rep"), "delete", cards[:1])[0] == 403


def test_an_act_touches_only_rows_in_reach_and_says_so(session, client_as) -> None:
    mine, theirs = make_cards(session, "rep", 1), make_cards(session, "rep3", 1, start=5)
    status, said = act(client_as("rep"), "submit", [*theirs, 999_999_999])
    assert status == 200 and said.count('class="bad"') == 2
    assert NAME not in said, "a row out of reach is not even named"
    assert mine


def test_each_row_is_its_own_transaction(session, client_as, as_system) -> None:
    cards = make_cards(session, "rep", 2)
    status, said = act(client_as("custodian"), "delete", [f"{cards[0]}:1", f"{cards[1]}:99"])
    if status == 403:
        pytest.skip("no role may delete cards")
    assert said.count('class="ok"') == 1 and said.count('class="bad"') == 1
    session.expire_all()
    assert session.get(Customer, cards[0]) is None and session.get(Customer, cards[1]) is not None


def test_an_act_without_the_version_seen_is_refused(session, client_as, as_system) -> None:
    ident = make_cards(session, "rep", 1)[0]
    status, said = act(client_as("manager", "en"), "delete", [ident])
    assert status == 200 and "This page is out of date" in said
    session.expire_all()
    assert session.get(Customer, ident) is not None


@pytest.mark.rule("R-024")
def test_deleting_a_parent_leaves_an_entry_for_every_line(session, client_as, as_system) -> None:
    ident = make_cards(session, "rep", 1)[0]
    lines = [CustomerBrand(customer_id=ident, brand=f"品牌{n}") for n in range(2)]
    people = [Contact(customer_id=ident, contact_name="王某")]
    session.add_all([*lines, *people])
    session.flush()
    wanted = {(row.__tablename__, str(row.id)) for row in (*lines, *people)}
    status, said = act(client_as("manager"), "delete", [f"{ident}:1"])
    assert status == 200 and said.count('class="ok"') == 1, said
    gone = session.execute(
        select(TrailEntry.table_name, TrailEntry.row_id).where(TrailEntry.action == "delete")
    )
    assert {*wanted, ("customer", str(ident))} <= {tuple(entry) for entry in gone}


def test_nothing_selected_and_nonsense_ids(client_as) -> None:
    client = client_as("rep")
    assert act(client, "submit", [])[0] == 422
    assert act(client, "submit", ["abc"])[0] == 404
    assert act(client, "submit", ["9" * 40])[0] == 404


# -- cursors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "customer_name",
        "tier",
        "abc_grade",
        "created_at",
        "collected_on",
        "registered_capital",
        "is_core",
        "version",
    ],
)
def test_a_cursor_reads_back(session, as_system, name: str) -> None:
    row = session.get(Customer, make_cards(session, "rep", 1)[0])
    rows = rows_of(Customer)
    turn = paging.Turn(rows.field(name), rows.key, False, 25)
    place = paging.placed(paging.mark(row, turn, 26), turn.field, rows.key)
    assert place == paging.Place(getattr(row, name), row.id, 26)


def test_a_write_that_fails_rolls_back_and_raises(session, as_system) -> None:
    """T14: what was refused must not be in the session for the next commit."""
    cards = make_cards(session, "rep", 2)
    first, second = (session.get(Customer, ident) for ident in cards)
    second.customer_code = first.customer_code
    rows = rows_of(Customer)
    with pytest.raises(Exception, match=r"(?i)unique"):
        rows.edit(second)
    assert not db.session.dirty


def test_the_last_columns_wait_for_a_wider_screen_unless_somebody_chose_them(client_as) -> None:
    client = client_as("manager")
    sheet = (Path(__file__).parents[2] / "app/static/css/list.css").read_text()
    steps = [int(step) for step in re.findall(r"<col[^>]* kd-since-(\d+)", get(client, LIST))]
    assert steps and steps == sorted(steps)
    assert all(f"(max-width: {step - 0.02:g}px) {{ .kd-since-{step} " in sheet for step in steps)
    assert "kd-since-" not in get(client, f"{LIST}?cols=customer_code,customer_name,phone")
    assert "kd-since-" not in get(client, f"{LIST}?widths=tier:120")


def test_the_choosers_come_when_they_are_opened(client_as) -> None:
    client = client_as("rep")
    page, offered = get(client, LIST), client.get("/customerview/offer/?cols=tier").get_json()
    assert "data-width" not in page, "half of a page's weight"
    names = [field["name"] for field in offered["fields"]]
    assert "customer_name" in names and "region" in names
    chosen = re.findall(r'value="(\w+)" checked', offered["columns"])
    assert chosen == ["tier"], "as the address asks"
    assert client_as("admin").get("/customerview/offer/").status_code == 403
