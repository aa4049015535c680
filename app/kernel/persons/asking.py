"""Asking for an erasure: the log line and the job that does it, in the caller's transaction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import jobs, results
from app.kernel.db import db
from app.kernel.persons import gone, holds, ledger, plan, standstill
from app.kernel.persons.erasing import erase
from app.kernel.persons.holds import Hold
from app.kernel.persons.models import Erasure, ErasureState, Ground
from app.kernel.trail import TrailSecret


class NotErasable(ValueError):
    """This person's row must stay, by law or by the archive's rules; ``holds`` say why, where wings do."""

    def __init__(self, table: str, why: Sequence[Hold] = ()) -> None:
        super().__init__(table)
        self.holds = list(why)


def ask(session: Any, row: Any, ground: Ground, reason: str) -> Erasure:
    """Have a person erased in the background. Raises NotErasable."""
    standing = [hold for hold in holds.of(session, row) if not hold.columns]
    if standing or not type(row).__person__.erasable:
        raise NotErasable(row.__table__.name, standing)
    erasure = Erasure(row_table=row.__table__.name, row_id=row.id, ground=ground, reason=reason)
    session.add(erasure)
    session.flush()
    jobs.enqueue(session, "erase_person", key=f"erasure-{erasure.id}", erasure_id=erasure.id)
    return erasure


def ledgers() -> list[Path]:
    """The folders that keep the ledger: beside the data, and beside the backups that outlive them."""
    named = (current_app.config["DATA_DIR"], current_app.config["BACKUP_DIR"])
    return [Path(each) for each in named if each]


def erasures_of(session: Session, row: Any) -> list[Erasure]:
    """The erasures of a row, newest first."""
    mine = Erasure.row_table == row.__table__.name, Erasure.row_id == row.id
    return list(session.scalars(select(Erasure).where(*mine).order_by(Erasure.id.desc())))


def person_model(table: str) -> Any:
    """The model of a person's table, or None."""
    return next((m for m in plan.persons() if m.__table__.name == table), None)


@jobs.job("erase_person", title=_("Erase personal data"), lease_seconds=600)
def erase_person(work: Any, erasure_id: int) -> dict[str, int]:
    """One transaction: killed half-way, nothing was erased and the next run does all of it."""
    standstill.erasing(work.session)
    erasure = work.session.get(Erasure, erasure_id)
    if erasure is None or erasure.state is ErasureState.DONE:
        return {}
    model = person_model(erasure.row_table)
    row = work.session.get(model, erasure.row_id) if model is not None else None
    if row is None and model is not None:
        row = gone.recall(work.session, model, erasure.row_id)
    if row is None:
        return {}
    said = ledger.line(erasure, row)
    report = erase(work.session, row, erasure)
    # before the commit: a ledger that knows too much erases again, one that knows too little forgets
    ledger.write(ledgers(), [said])
    jobs.enqueue(work.session, "wipe_traces", key=f"wipe-{erasure_id}")
    return {"erased": sum(report["erased"].values())}


@jobs.job("wipe_traces", title=_("Wipe what erased data left in the database file"), writes=False)
def wipe_traces(work: Any) -> dict[str, int]:
    """Old words stay for a while: in files that jobs made, SQLite's search index and log, PostgreSQL's old rows and statistics."""
    work.session.rollback()
    for file in results.older_than(
        math.inf
    ):  # lists that wait for who asked; made again when asked again
        file.unlink(missing_ok=True)
    if db.engine.dialect.name != "sqlite":
        return _vacuum()
    stores = [f"search_token_{m.__table__.name}" for m in plan.models() if hasattr(m, "__search__")]
    raw = db.engine.raw_connection()  # outside any transaction, or the log cannot be cut
    try:
        cursor = raw.cursor()
        for store in stores:
            cursor.execute(f"INSERT INTO {store}({store}) VALUES ('optimize')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
    return {"stores": len(stores)}


def _vacuum() -> dict[str, int]:
    """What autovacuum would leave in a large table until a fifth of it has changed."""
    tables = sorted(model.__table__.name for model in {*plan.scrubbed(), TrailSecret})
    quote = db.engine.dialect.identifier_preparer.quote
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in tables:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {quote(name)}")
    return {"tables": len(tables)}
