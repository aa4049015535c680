"""A person erased while an import is at work: whichever comes first, nothing brings the person back (R-312)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.customers.models import Contact, Customer
from app.customers.sheets import customer_sheet
from app.kernel import import_job, import_write, imports, search
from app.kernel.db import db, writing
from app.kernel.exchange import ImportBatch, ImportRow
from app.kernel.persons import asking
from app.kernel.persons.models import Erasure, ErasureState, Ground
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.sheet_files import Table
from app.kernel.worker import Worker
from tests.factories.customers import credit_code

MOBILE, NAME = "13987650123", "夏侯小满"
PATIENCE = 120


@pytest.fixture
def staged(own_app: Any) -> int:
    """An import that is checked, with a telephone number in it of somebody who asked to be erased."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        card = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        person = Contact(customer_id=card.id, contact_name=NAME, mobile=MOBILE)
        db.session.add(person)
        db.session.flush()
        cells = ["止步（成都）有限公司", credit_code(77), f"某路1号 {MOBILE}"]
        table = Table(["企业名称", "统一社会信用代码", "注册地址"], [(2, cells)], "csv", "utf-8")
        batch = imports.stage(db.session, customer_sheet, table, "公司.csv", SYSTEM)
        for _done in import_job.steps(db.session, batch, "check", SYSTEM):
            pass
        assert batch.counts["new"] == 1
        asking.ask(db.session, person, Ground.WITHDRAWN, "letter")
        ident = batch.id
        db.session.commit()
        db.session.remove()
    return ident


def write(app: Any, ident: int) -> None:
    with app.app_context(), acting_as(SYSTEM), writing():
        batch = db.session.get_one(ImportBatch, ident)
        for _done in import_job.steps(db.session, batch, "write", SYSTEM):
            db.session.commit()
        db.session.commit()
        db.session.remove()


def waits(app: Any) -> bool:
    """True when somebody stands before the lock; SQLite keeps its writers apart by itself."""
    with app.app_context(), db.engine.connect() as other:
        if other.dialect.name != "postgresql":
            return True
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return bool(other.scalar(text(locks)))


@pytest.mark.rule("R-312")
def test_who_is_erased_while_rows_are_written_does_not_come_back(
    own_app: Any, staged: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    eraser = threading.Thread(target=Worker(own_app).drain)
    look, pause = import_write.base_twins, threading.Event()

    def look_while_erased(*given: Any) -> Any:
        """The row is read; now the erasure begins, and is through or waits when the row is written."""
        eraser.start()
        for _turn in range(PATIENCE * 20):
            if waits(own_app) or not eraser.is_alive():
                return look(*given)
            pause.wait(0.05)
        raise TimeoutError

    monkeypatch.setattr(import_write, "base_twins", look_while_erased)
    write(own_app, staged)
    eraser.join(PATIENCE)
    assert not eraser.is_alive()
    with own_app.app_context(), acting_as(SYSTEM):
        assert db.session.scalars(select(Erasure.state)).all() == [ErasureState.DONE]
        row = db.session.scalars(
            select(Customer).where(Customer.customer_name.startswith("止步"))
        ).one()
        assert MOBILE not in row.address and "某路1号" in row.address
        assert not search.ids(db.session, Customer, MOBILE)
        left = select(func.count(ImportRow.id)).where(ImportRow.batch_id == staged)
        assert db.session.scalar(left) == 1
        assert MOBILE not in str(db.session.scalars(select(ImportRow.cells)).all())
        db.session.remove()
        db.engine.dispose()
