"""A process of its own that forks workers and kills each at one commit of a job; run by test_jobs_killed.py.

Never imported by a test: its periodic job would be due in every test that looks round.
The application is made once, and no process forks while it has a database connection.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.allocation.models import OwnerChange, Transfer, TransferItem
from app.allocation.operations import giving, handing
from app.allocation.words import TransferReason, Why
from app.customers.models import Contact, Customer
from app.customers.sheets import customer_sheet
from app.desk import print_job, printing
from app.desk.prints import PrintEntry
from app.kernel import (
    clock,
    import_check,
    import_job,
    import_write,
    imports,
    jobs,
    numbering,
    results,
)
from app.kernel.db import db, utcnow, writing
from app.kernel.exchange import ImportBatch
from app.kernel.holidays import CalendarDay, DayKind
from app.kernel.jobs import Job, JobState
from app.kernel.leases import sweep
from app.kernel.papers import Rendered
from app.kernel.schedule import Every
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.sheet_files import Table
from app.kernel.worker import Worker
from app.organization.viewer import viewer_for
from config import TestConfig

FIRST = dt.date(2060, 1, 1)  # the days of the jobs that are killed: a year each
SLOT_DAYS = dt.date(2050, 1, 1)
SLOT_RANGE = CalendarDay.day.between(SLOT_DAYS, SLOT_DAYS + dt.timedelta(days=99))
STEPS = 3
SLOTS = 3
HANDED = 5  # customers of a hand-over, in three pieces
MOST_COMMITS = 20
MANY = dt.timedelta(minutes=5)


@jobs.job("victim_days")
def write_days(work: Any, first: str) -> None:
    """A row a step."""
    for step in range(work.state.get("next", 0), STEPS):
        day = dt.date.fromisoformat(first) + dt.timedelta(days=step)
        work.session.add(CalendarDay(day=day, day_kind=DayKind.OFF))
        work.checkpoint({"next": step + 1}, done=step + 1, total=STEPS)


@jobs.job("victim_slot", every=Every(minutes=5))
def in_a_slot(work: Any) -> None:
    """The next free day; a slot that ran twice leaves two."""
    taken = select(func.count()).select_from(CalendarDay).where(SLOT_RANGE)
    day = SLOT_DAYS + dt.timedelta(days=work.session.scalar(taken))
    work.session.add(CalendarDay(day=day, day_kind=DayKind.OFF))


class Commits:
    """Counts what a process commits, and ends it before or after one of the commits."""

    def __init__(self, number: int, is_after: bool) -> None:
        self.number, self.is_after, self.seen = number, is_after, 0
        self._real = db.engine.dialect.do_commit

    def __call__(self, connection: Any) -> None:
        """Stands in for the driver's commit."""
        self.seen += 1
        if self.seen == self.number and not self.is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        self._real(connection)
        if self.seen == self.number:
            os.kill(os.getpid(), signal.SIGKILL)


def forked(app: Flask, action: Callable[[], None], gate: int | None = None) -> int:
    """Do something in a child with a database of its own; its pid."""
    child = os.fork()
    if child:
        return child
    try:
        if gate is not None:
            os.read(gate, 1)
        with app.app_context(), acting_as(SYSTEM), writing():
            action()
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def ended(child: int) -> int:
    """How a child ended: its code, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# -- the jobs that are killed: put(name) enqueues one, check(name) says what is wrong afterwards --


def put_days(number: int) -> None:
    jobs.enqueue(db.session, "victim_days", first=f"{FIRST.year + number}-01-01")


def check_days(number: int) -> str:
    year = CalendarDay.day.between(
        dt.date(FIRST.year + number, 1, 1), dt.date(FIRST.year + number, 12, 31)
    )
    found = db.session.scalar(select(func.count()).select_from(CalendarDay).where(year))
    return "" if found == STEPS else f"{found} days"


def put_import(number: int) -> None:
    import_write.CHUNK = 2
    viewer = viewer_for(_person("clerk"), db.session)
    lines = [(at, [f"断电{number:03}第{at:02}户商行"]) for at in range(2, 7)]
    batch = imports.stage(
        db.session,
        customer_sheet,
        Table(["企业名称"], lines, "csv", "utf-8"),
        f"{number}.csv",
        viewer,
    )
    batch.place = {**batch.place, "branch_id": min(viewer.branch_ids)}
    for _done in import_check.check(db.session, imports.intake(batch.table_name), batch):
        pass
    import_job.enqueue(db.session, batch, "write")


def check_import(number: int) -> str:
    name = Customer.customer_name.like(f"断电{number:03}%")
    found = db.session.scalar(select(func.count()).select_from(Customer).where(name))
    batch = db.session.scalars(
        select(ImportBatch).where(ImportBatch.file_name == f"{number}.csv")
    ).one()
    said = (found, batch.counts.get("written"), batch.state.value)
    return "" if said == (5, 5, "done") else str(said)


def put_print(number: int) -> None:
    ids = list(db.session.scalars(select(Customer.id).order_by(Customer.id).limit(5)))
    columns = ["customer_name"]
    print_job.enqueue(
        db.session, _person("gm"), "CustomerView", ids, columns, f"print {number}", "zh"
    )


def check_print(number: int) -> str:
    mine = PrintEntry.subject == f"print {number}"
    copies = list(db.session.scalars(select(PrintEntry.copy_no).where(mine)))
    last = select(Job.id).where(Job.job_kind == print_job.KIND).order_by(Job.id.desc())
    kept = results.read(db.session.scalars(last).first() or 0) is not None
    return "" if copies == [number + 1] and kept else f"copies {copies}, kept {kept}"


def put_hand_over(number: int) -> None:
    handing.AT_ONCE, handing.CHUNK = 0, 2
    giver, receiver = _person("rep"), _person("rep2")
    if number % 2:  # back and forth: whoever has them hands them over
        giver, receiver = receiver, giver
    row = Transfer(
        from_user_id=giver, to_user_id=receiver, transfer_reason=TransferReason.POST_CHANGE,
        remark=f"hand over {number}", customer_count=HANDED,
    )  # fmt: skip
    numbering.number(db.session, row, on=clock.today())
    db.session.add(row)
    db.session.flush()
    found = db.session.scalars(select(Customer).order_by(Customer.id).limit(HANDED)).all()
    giving.give(
        db.session, [each.id for each in found], giver, giving.Cause(Why.MANAGER, None), utcnow()
    )
    db.session.add_all(
        TransferItem(transfer_id=row.id, customer_id=each.id, customer_name=each.customer_name,
                     to_user_id=receiver)
        for each in found
    )  # fmt: skip
    db.session.flush()
    handing.take_over(db.session, row, None, utcnow())


def check_hand_over(number: int) -> str:
    row = db.session.scalars(select(Transfer).where(Transfer.remark == f"hand over {number}")).one()
    ids = list(db.session.scalars(
        select(TransferItem.customer_id).where(TransferItem.transfer_id == row.id)
    ))  # fmt: skip
    for model, key in ((Customer, Customer.id), (Contact, Contact.customer_id)):
        owners = set(db.session.scalars(select(model.owner_id).where(key.in_(ids))))
        if owners != {row.to_user_id}:
            return f"{model.__name__}: {owners}"
    lines = db.session.scalar(
        select(func.count(OwnerChange.id)).where(OwnerChange.document == row.transfer_no)
    )
    said = (lines, row.moved_count, row.counted_before == row.counted_after)
    return "" if said == (HANDED, HANDED, True) else str(said)


KINDS = {
    "hand_over": (put_hand_over, check_hand_over),
    "days": (put_days, check_days),
    "import": (put_import, check_import),
    "print": (put_print, check_print),
}


def _person(name: str) -> int:
    from flask_appbuilder.security.sqla.models import User

    return int(db.session.scalars(select(User.id).where(User.username == name)).one())


class Press:
    """Stands in for the print process."""

    def missing(self, _text: str) -> set[str]:
        """Nothing."""
        return set()

    def render(self, _html: str, **_options: Any) -> Rendered:
        """One page."""
        return Rendered(b"%PDF-1.7 victim", 1, [], [], "0" * 64, 0.1)


def kill_everywhere(app: Flask, kind: str) -> dict[str, Any]:
    """One job of a kind for every commit it makes, killed before it and after it, then given to another worker."""
    put, check = KINDS[kind]
    report: dict[str, Any] = {"killed": [], "wrong": []}
    warm(app, partial(put, 0))
    for number in range(1, 2 * MOST_COMMITS):
        commit, is_after = (number + 1) // 2, number % 2 == 0
        code = ended(forked(app, partial(victim, app, partial(put, number), commit, is_after)))
        if code == 0:
            break
        moment = "after" if is_after else "before"
        report["killed"].append([commit, moment])
        if code != -signal.SIGKILL:
            report["wrong"].append(f"commit {commit}: ended with {code}")
        if ended(forked(app, partial(heir, app, partial(check, number)))):
            report["wrong"].append(f"commit {commit}, {moment}")
    return report


def warm(app: Flask, put: Callable[[], None]) -> None:
    """Do one job here: the children begin with all statements compiled, and with no connection."""
    with app.app_context(), acting_as(SYSTEM), writing():
        put()
        db.session.commit()
        Worker(app).drain()
        db.session.remove()
        db.engine.dispose()


def victim(app: Flask, put: Callable[[], None], commit: int, is_after: bool) -> None:
    """Enqueue a job, and do it until the kill."""
    put()
    db.session.commit()
    db.engine.dialect.do_commit = Commits(commit, is_after)  # type: ignore[method-assign]
    Worker(app).drain()


def heir(app: Flask, check: Callable[[], str]) -> None:
    """Another worker, later: the lease of the dead one has run out."""
    sweep(db.session, utcnow() + MANY)
    db.session.commit()
    Worker(app).drain()
    wrong = check()
    left = db.session.scalar(
        select(func.count()).select_from(Job).where(Job.state != JobState.DONE)
    )
    if wrong or left:
        raise AssertionError(f"{wrong}; {left} jobs not done")


def two_workers(app: Flask) -> dict[str, Any]:
    """Two processes look round at the same moments and do what is due."""
    start = utcnow() + dt.timedelta(days=1)

    def work() -> None:
        for slot in range(SLOTS):
            jobs.tick(db.session, start + slot * MANY)
            db.session.commit()
            db.session.execute(Job.__table__.update().values(run_at=utcnow()))
            db.session.commit()
            Worker(app).drain()

    reading, opening = os.pipe()
    children = [forked(app, work, reading) for _worker in range(2)]
    os.write(opening, b"go")
    codes = [ended(child) for child in children]
    with app.app_context(), acting_as(SYSTEM):
        slots = db.session.scalars(select(Job).where(Job.job_kind == "victim_slot")).all()
        days = db.session.scalar(select(func.count()).select_from(CalendarDay).where(SLOT_RANGE))
        runs = [[row.state.value, row.attempts] for row in slots]
    return {"codes": codes, "runs": runs, "days": days}


def main(url: str, data: str) -> None:
    """Make the application, kill everywhere, print the report."""
    config = type("C", (TestConfig,), {"SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": Path(data)})
    app = create_app(config)
    printing.get_worker = lambda _folder: Press()  # type: ignore[assignment]
    reports = {kind: kill_everywhere(app, kind) for kind in KINDS}
    print(json.dumps({**reports, "slots": two_workers(app)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
