"""The census of lists: every filter, order, page, view, chart, bulk act and export of every table."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from sqlalchemy import types as sql
from sqlalchemy import update

from app.desk import filters
from app.desk.interface import Field
from app.kernel.scope import SYSTEM, acting_as
from tests.house import rows
from tests.house.conftest import LOCALES, VIEWS, base, who

PANE = {"HX-Target": "list-pane", "HX-Request": "true"}
GOOD = {
    "text": "a", "bool": "1", "whole": "3", "number": "1.5", "day": "2026-11-20",
    "instant": "2026-11-20", "row": "1", "person": "1",
}  # fmt: skip
# one more than short, middling and long numbers hold, and the longest itself: PostgreSQL minds each
BEYOND = ("2147483648", "-2147483649", str(2**63 - 1), "9" * 19)
ABSURD = (
    "", " ", "\x00", "🀄🏮", "x" * 10_000, "-1", "0", *BEYOND, "1e400", "NaN", "2026-02-30",
    "9999-12-31", "0001-01-01", "%", "_", "\\", "'; --", "a..b", "..", "1..2", ",,,",
)  # fmt: skip
NUMBERS = re.compile(r'href="([^"]*[?&](?:amp;)?(after|before)=[^"]*)"')


def good(field: Field, op: filters.Op) -> str:
    """What somebody would type for this field and operator."""
    value = next(iter(field.words)).value if field.words else GOOD[field.kind]
    return {"two": f"{value}..{value}", "many": f"{value},{value}", "none": "1"}.get(
        op.takes, value
    )


def offered(view: Any, viewer: Any) -> Iterator[tuple[str, Field, filters.Op]]:
    for name, field in view._offer(viewer).filterable.items():
        for op in filters.ops_of(field):
            yield name, field, op


@pytest.fixture
def listing(view_of, viewers, client_as, session):
    """The view, its widest reader and his client; the table has a row at least."""

    def opened(view: type, right: str = "can_list") -> tuple[Any, Any, Any]:
        names = who(viewers, right, view)
        assert names, f"nobody {right} {view.__name__}"
        rows.seen(session, view.datamodel.obj, viewers[names[0]])
        return view_of(view), viewers[names[0]], client_as(names[0])

    return opened


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_filter_takes_what_fits_and_bears_what_does_not(view, listing, session) -> None:
    shown, viewer, client = listing(view)
    dialect, fits, bears = view.datamodel.dialect, [], []
    keys = view.datamodel.every().with_only_columns(
        view.datamodel.obj.id
    )  # the pages read the rest
    with acting_as(viewer):
        for name, field, op in offered(shown, viewer):
            known = {name: field}
            value = good(field, op)
            made = filters.one(name, op.name, filters.split(op.name, value), known, viewer)
            assert not made.error, f"{name} {op.name} {value}: {made.error}"
            fits.append((f"f.{name}.{op.name}", value))
            for absurd in ABSURD:
                made = filters.one(name, op.name, filters.split(op.name, absurd), known, viewer)
                bears += [made] if not made.error else []
        for made in bears:
            where = filters.where([made], dialect, viewer)
            try:
                session.execute(keys.where(*where).limit(1))
            except Exception as error:  # whatever it is, it would have been a 500
                pytest.fail(f"{made.name} {made.op} {made.values}: {error!r}"[:400])
        for pair in fits:
            (made,) = filters.read([pair], shown._offer(viewer).filterable, viewer)
            session.execute(keys.where(*filters.where([made], dialect, viewer)))
    page = f"{base(view)}/list/?"
    for some in (fits[start : start + 12] for start in range(0, len(fits), 12)):
        assert client.get(page + urlencode(some), headers=PANE).status_code == 200, some


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_list_bears_an_absurd_address(view, listing) -> None:
    shown, viewer, client = listing(view)
    names = list(shown._offer(viewer).filterable)[:6]
    for absurd in (*ABSURD[:8], *ABSURD[-4:], b"\xed\xa0\x80\xff"):
        said = absurd if isinstance(absurd, bytes) else absurd.encode()
        pairs = [(f"f.{name}.{op}", said) for name in names for op in ("is", "between", "nosuch")]
        pairs += [("f.nosuch.is", said), ("f..", said)] + [
            (key, said)
            for key in ("q", "sort", "cols", "widths", "size", "view", "own", "after", "last")
        ]
        answer = client.get(f"{base(view)}/list/?{urlencode(pairs)}"[:30_000], headers=PANE)
        assert answer.status_code == 200, absurd[:40]


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_cursor_bears_a_key_beyond_the_table(view, listing) -> None:
    shown, viewer, client = listing(view)
    for name, field in shown._offer(viewer).sortable.items():
        for number in map(int, BEYOND[:3]):
            value = number if field.kind in ("whole", "number", "row", "person") else None
            packed = base64.urlsafe_b64encode(json.dumps([value, number, 1]).encode()).decode()
            asked = {"sort": name, "after": packed.rstrip("=")}
            answer = client.get(f"{base(view)}/list/", query_string=asked, headers=PANE)
            assert answer.status_code == 200, (name, number)


def keys(page: str) -> list[str]:
    """The rows of a page, by the links of their names or the boxes before them."""
    return re.findall(r'(?:name="ids" value|data-key|data-id)="(\d+)', page)


def turn(page: str, way: str) -> str:
    """Where the pager's link of that way leads; "" when there is none."""
    return next((unescape(url) for url, name in NUMBERS.findall(page) if name == way), "")


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_list_sorts_and_pages_both_ways(view, listing) -> None:
    shown, viewer, client = listing(view)
    where = f"{base(view)}/list/"
    for name in shown._offer(viewer).sortable:
        for order in (name, f"-{name}"):
            asked = f"{where}?sort={order}&size=25&cols={view.name_column}"
            first = client.get(asked, headers=PANE)
            assert first.status_code == 200, order
            assert keys(first.text), f"no row found on the page of {order}"
            following = turn(first.text, "after")
            if not following:
                continue
            second = client.get(where + following[following.index("?") :], headers=PANE)
            back = turn(second.text, "before")
            assert second.status_code == 200 and back, order
            assert not set(keys(first.text)) & set(keys(second.text)), order
            again = client.get(where + back[back.index("?") :], headers=PANE)
            assert keys(again.text) == keys(first.text), order
    last = client.get(f"{asked}&last=1", headers=PANE)
    assert keys(last.text) and not turn(last.text, "after")


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_list_keeps_views_and_counts_them(view, listing) -> None:
    shown, viewer, client = listing(view)
    where, name = base(view), next(iter(shown._offer(viewer).filterable))
    state = f"sort={next(iter(shown._offer(viewer).sortable))}&f.{name}.is=%F0%9F%80%84"
    kept = client.post(
        f"{where}/views/save", data={"title": "🀄" * 99, "state": state, "shared": "*"}
    )
    ident = re.fullmatch(rf"{where}/list/\?view=(\d+)", kept.location)[1]
    for path in (f"list/?view={ident}", f"chart/?view={ident}", "counts/"):
        assert client.get(f"{where}/{path}").status_code == 200, path
    assert ident in client.get(f"{where}/counts/").json
    for act in ("change", "delete"):
        data = {"title": "", "state": "\x00", "pinned": "1"}
        assert client.post(f"{where}/views/{ident}/{act}", data=data).status_code == 302
    assert client.post(f"{where}/views/{ident}/delete").status_code == 404
    assert client.get(f"{where}/list/?view={ident}").status_code == 200


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_chart_is_drawn(view, locale, listing, viewers, client_as) -> None:
    shown, viewer, _client = listing(view, "can_chart")
    client = client_as(who(viewers, "can_chart", view)[0], locale)
    for chart in (*shown.charts_for(viewer),):
        for more in ("", "&as=csv"):
            answer = client.get(f"{base(view)}/chart/?chart={chart.name}{more}")
            assert answer.status_code == 200, chart.name
    assert client.get(f"{base(view)}/chart/?q=%00&f.nosuch.is=1").status_code == 200


@pytest.mark.page
@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_bulk_act_is_asked_for_its_right(view, view_of, viewers, client_as, app) -> None:
    shown = view_of(view)
    if f"{shown.endpoint}.bulk" not in app.view_functions:
        with acting_as(SYSTEM):
            assert not shown.bulk_actions(SYSTEM), "acts are offered and there is no door"
        return
    where = f"{base(view)}/bulk"
    for name in who(viewers, "can_list", view)[:3:2]:
        client, viewer = client_as(name), viewers[name]
        with acting_as(viewer):
            may = {act.name: act.needs_reason for act in shown.bulk_actions(viewer)}
            acts = [act.name for act in shown._acts()]
        page = client.get(f"{base(view)}/list/").text
        for act in acts:
            assert (f"{where}/{act}" in page or f'data-act="{act}"' in page) == (act in may), act
            answer = client.post(f"{where}/{act}", data={"ids": "999999999:1", "reason": "x"})
            assert answer.status_code == (200 if act in may else 403), act
            if act in may:
                assert client.post(f"{where}/{act}", data={"reason": "x"}).status_code == 422
        assert client.post(f"{where}/nosuch", data={"ids": "1:1"}).status_code == 404


FORMULA = '=HYPERLINK("http://x","y")'


def spiked(session: Any, view: Any) -> None:
    """The texts of a row as somebody would write them who wants a spreadsheet to run them."""
    table = view.datamodel.obj.__table__
    row = rows.first(session, view.datamodel.obj)
    taken = {c.name for c in table.columns if c.unique or c.primary_key or c.foreign_keys}
    texts = {
        column.name: FORMULA[: column.type.length]
        for column in table.columns
        if type(column.type) in (sql.String, sql.Text) and column.name not in taken
        and column.name in {*view.list_columns, *view.search_columns}
    }  # fmt: skip
    with acting_as(SYSTEM):
        if texts and not table.info.get("is_view"):
            session.execute(update(table).where(table.c.id == row.id).values(texts))
        session.flush()


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_export_opens_and_runs_nothing(view, viewers, client_as, session) -> None:
    allowed = who(viewers, "can_export", view)
    barred = [name for name in who(viewers, "can_list", view) if name not in allowed]
    for name in barred[:1]:
        assert client_as(name).get(f"{base(view)}/export/csv").status_code == 403
    if not allowed:
        return
    client = client_as(allowed[0])
    spiked(session, view)
    answer = client.get(f"{base(view)}/export/csv")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) > 1, "no row"
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "@", "\t"))]
    answer = client.get(f"{base(view)}/export/xlsx")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    read = [cell for line in sheet.iter_rows() for cell in line]
    assert sheet.max_row == len(lines)
    assert not [cell.value for cell in read if cell.data_type == "f"]
    assert client.get(f"{base(view)}/export/pdf").status_code == 404
    assert client.get(f"{base(view)}/export/csv?f.nosuch.is=1&q=%00&cols=nosuch").status_code == 200


def test_an_id_beyond_every_key_is_a_missing_row(client_as) -> None:
    client = client_as("gm")
    for odd in ("0", "-1", "9" * 18, "9" * 40, "１", "%00", "a", "1.0", "🀄"):
        assert client.get(f"/customerview/show/{odd}").status_code == 404, odd
