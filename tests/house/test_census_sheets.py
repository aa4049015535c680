"""The census of files: what a table gives out as a workbook, it understands when that comes in again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from app.desk.archive import ArchiveView
from app.kernel.exchange import ImportBatch, ImportRow
from app.kernel.findings import ERROR
from app.kernel.imports import intake
from tests.desk.test_exchange import mapping
from tests.house import rows
from tests.house.conftest import VIEWS, base, who

FILING = [view for view in VIEWS if view.sheet is not None]
# nobody may both bring these in and take them out
BROUGHT_ONLY = {"ContactView", "PhoneCallView"}


def subclasses(kind: type) -> set[type]:
    return {each for sub in kind.__subclasses__() for each in {sub, *subclasses(sub)}}


def test_every_archive_stands_in_the_menu() -> None:
    forgotten = {
        each.__name__ for each in subclasses(ArchiveView) - set(VIEWS)
        if getattr(each, "datamodel", None) is not None
    }  # fmt: skip
    assert forgotten == set(), "a line in app/menu.py, hidden=True where it is no page of its own"


@pytest.mark.parametrize("view", FILING, ids=lambda v: v.__name__)
def test_a_sheet_has_all_that_a_row_needs(view) -> None:
    sheet, model = view.sheet, view.datamodel.obj
    columns = {each.field: each for each in sheet.columns}
    derived = {"name_key", *getattr(model, "numbers", {})}  # the row makes them itself
    asked = {each.name for each in model.__table__.columns if rows._is_asked(each)}
    assert asked - derived <= columns.keys(), "no row can come in without these"
    for name, col in columns.items():
        field = model.__mapper__.columns.get(name)
        blind = field is not None and field.foreign_keys and not (col.target or col.read)
        assert not blind or col.is_read_only, (
            f"{name}: say by target and by, or read, what it means"
        )
    for part in sheet.parts:
        assert intake(part.sheet.model.__tablename__).sheet is part.sheet


@pytest.mark.parametrize("view", FILING, ids=lambda v: v.__name__)
def test_what_goes_out_is_understood_when_it_comes_in(view, viewers, client_as, session) -> None:
    """A row that a key finds is here already and nothing else; without keys rules may refuse it.

    A cell that means nothing, or one that no file can fill, may not be.
    """
    both = [
        name
        for name in who(viewers, "can_import", view)
        if name in who(viewers, "can_export", view)
    ]
    if not both:
        assert view.__name__ in BROUGHT_ONLY, "who brings in may not take out: nobody tries it"
        return
    client = client_as(both[0])
    rows.seen(session, view.datamodel.obj, viewers[both[0]])
    file = io.BytesIO(client.get(f"{base(view)}/export/xlsx").data)
    sent = {"file": (file, "a.xlsx")}
    place = client.post(
        f"{base(view)}/import", data=sent, content_type="multipart/form-data"
    ).location
    assert place, "the file was not taken"
    client.post(f"{place}/check", data=mapping(client.get(place).text))
    session.expire_all()
    batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()
    exported = {col.field for col in view.sheet.columns if not col.is_read_only}
    known = exported & {*batch.mapping, *view.sheet.fixed}
    assert batch.counts and known, "no heading of our own was understood"
    said: Any = [
        (field, text, rule)
        for row in session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id))
        for field, text, rule, level in row.findings
        if level == ERROR and (view.sheet.keys or not rule or field not in exported)
    ]
    assert said == [], (
        "cells that are not read again, or values that rules ask for and no column brings"
    )
