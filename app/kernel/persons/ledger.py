"""The ledger of erasures: a file beside the database, so that restoring an older backup does not bring anybody back."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.persons import gone, plan
from app.kernel.persons.erasing import erase
from app.kernel.persons.models import Erasure, ErasureState, Ground

NAME = "erasures.jsonl"

Line = dict[str, Any]
"""One erasure: table, row, ground, reason, when and by whom it was asked, when the row was made. No value."""


def line(erasure: Erasure, row: Any) -> Line:
    """What the ledger says of one erasure; the row's own moment tells it from a later row of that number."""
    made = getattr(row, "created_at", None)
    return {
        "table": erasure.row_table, "row": erasure.row_id, "ground": erasure.ground.value,
        "reason": erasure.reason, "asked_at": erasure.asked_at.isoformat(),
        "asked_by": erasure.asked_by_id, "made_at": made.isoformat() if made else None,
    }  # fmt: skip


def write(folders: Iterable[Path], lines: Iterable[Line]) -> None:
    """Add lines to the ledgers of some folders, each once; on the disk when this returns."""
    lines = list(lines)
    for folder in folders:
        known = {_key(each) for each in read([folder / NAME])}
        fresh = [each for each in lines if _key(each) not in known]
        if not fresh:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in fresh)
            file.flush()
            os.fsync(file.fileno())


def read(paths: Iterable[Path]) -> list[Line]:
    """The lines of some ledgers, each once, in order; files that are not there hold none."""
    there = [path for path in paths if path.is_file()]
    return once(json.loads(text) for path in there for text in path.read_text("utf-8").splitlines())


def once(lines: Iterable[Line]) -> list[Line]:
    """Each erasure once, in order."""
    return list({_key(each): each for each in lines}.values())


def _key(each: Line) -> tuple[Any, ...]:
    return each["table"], each["row"], each["asked_at"]


def done(session: Session) -> list[Line]:
    """The erasures that the database itself remembers."""
    query = select(Erasure).where(Erasure.state == ErasureState.DONE).order_by(Erasure.id)
    return [
        line(each, _row(session, each.row_table, each.row_id)) for each in session.scalars(query)
    ]


def repeat(session: Session, lines: Iterable[Line]) -> int:
    """Erase again whom a restored database does not know as erased; how many. The caller commits.

    Each line is remembered in the log of erasures, also where there is no such row: it was made
    after the backup, or its number belongs to another row.
    """
    known = {
        (each.row_table, each.row_id, each.asked_at.isoformat())
        for each in session.scalars(select(Erasure).where(Erasure.state == ErasureState.DONE))
    }
    users, count = set(session.scalars(select(User.id))), 0
    for each in lines:
        if _key(each) in known:
            continue
        row, erasure = _row(session, each["table"], each["row"]), _again(each, users)
        session.add(erasure)
        session.flush()
        if row is None or line(erasure, row)["made_at"] != each["made_at"]:
            erasure.state = ErasureState.DONE
            continue
        erase(session, row, erasure)
        count += 1
    return count


def _again(each: Line, users: set[int]) -> Erasure:
    asked_by = each["asked_by"] if each["asked_by"] in users else None
    return Erasure(
        row_table=each["table"], row_id=each["row"], ground=Ground(each["ground"]),
        reason=each["reason"], asked_at=dt.datetime.fromisoformat(each["asked_at"]),
        asked_by_id=asked_by,
    )  # fmt: skip


def _row(session: Session, table: str, ident: int) -> Any:
    """The person's row, or what the trail remembers of a deleted one."""
    model = next((each for each in plan.persons() if each.__table__.name == table), None)
    if model is None:
        return None
    return session.get(model, ident) or gone.recall(session, model, ident)
