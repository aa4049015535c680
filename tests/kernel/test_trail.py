"""The trail: nothing changes unseen, and nobody rewrites it unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.customers.models import Contact, Customer
from app.kernel import sealing, trail
from app.kernel.trail import TrailEntry, TrailSecret


@pytest.mark.rule("R-024")
def test_a_change_is_written_with_old_and_new(session, as_system) -> None:
    row = session.scalars(select(Customer)).first()
    before = row.fax
    row.fax = "028-12345678"
    session.flush()
    newest = trail.entries(session, row)[0]
    assert newest.action == "update"
    assert newest.changes["fax"] == [before, "028-12345678"]


def test_a_rejected_change_leaves_no_entry(session, as_system) -> None:
    row = session.scalars(select(Customer)).first()
    count = len(trail.entries(session, row))
    with session.begin_nested() as inner:
        row.fax = "1"
        session.flush()
        inner.rollback()
    assert len(trail.entries(session, row)) == count


def test_personal_values_are_kept_apart(session, as_system) -> None:
    row = session.scalars(select(Contact)).first()
    row.mobile = "13912345678"
    session.flush()
    entry = trail.entries(session, row)[0]
    assert "13912345678" not in str(entry.changes)
    stored = session.scalars(select(TrailSecret).where(TrailSecret.entry_id == entry.id)).all()
    assert "13912345678" in [secret.new for secret in stored]
    assert trail.secret_values(session, [entry.id])[(entry.id, "mobile")][1] == "13912345678"


def test_the_chain_finds_a_changed_and_a_removed_entry(session, as_system) -> None:
    while sealing.seal(session):
        pass
    assert sealing.verify(session) == ([], 0)
    entry = session.scalars(select(TrailEntry).order_by(TrailEntry.id.desc())).first()
    previous = dict(entry.changes)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER trail_entry_no_update"))
    else:
        session.execute(text("DROP TRIGGER trail_entry_append_only ON trail_entry"))
    entry.changes = {**previous, "fax": ["1", "2"]}
    session.flush()
    assert sealing.verify(session)[0]


def test_entries_cannot_be_changed_or_removed(session, as_system) -> None:
    entry = session.scalars(select(TrailEntry)).first()
    for statement in ("UPDATE trail_entry SET action = 'x'", "DELETE FROM trail_entry"):
        with pytest.raises(Exception, match="append-only"), session.begin_nested():
            session.execute(text(f"{statement} WHERE id = {entry.id}"))


def test_unsealed_entries_are_counted(session, as_system) -> None:
    while sealing.seal(session):
        pass
    row = session.scalars(select(Customer)).first()
    row.fax = "9"
    session.flush()
    assert sealing.verify(session) == ([], 1)


def test_what_one_flush_changes_is_told_row_by_row_with_one_statement(
    session, as_system, monkeypatch
) -> None:
    calls, write = [], trail.write
    monkeypatch.setattr(trail, "write", lambda *told: calls.append(told[1]) or write(*told))
    cards = session.scalars(select(Customer).order_by(Customer.id).limit(5)).all()
    before = [card.fax for card in cards]
    person = session.scalars(select(Contact).order_by(Contact.id)).first()
    person.remark = "打过电话"
    for at, card in enumerate(cards):
        card.fax = f"028-8765432{at}"
    session.flush()
    assert sorted(model.__name__ for model in calls) == ["Contact", "Customer"], "once for each"
    for at, card in enumerate(cards):
        newest = trail.entries(session, card)[0]
        assert newest.changes == {"fax": [before[at], f"028-8765432{at}"]}
    assert trail.entries(session, person)[0].changes.keys() == {"remark"}


def test_a_value_set_to_what_it_was_is_no_change(session, as_system) -> None:
    row = session.scalars(select(Customer)).first()
    count, name = len(trail.entries(session, row)), row.customer_name
    row.customer_name = "改名"
    row.customer_name = name
    session.flush()
    assert len(trail.entries(session, row)) == count
