"""The jobs of the benchmark on the database of ``DATA_DIR``, in process; prints their figures as JSON."""

from __future__ import annotations

import json
import random
import sys
import time

from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app import create_app
from app.customers.models import Customer
from app.customers.words import CardState
from app.desk import paging
from app.desk.interface import rows_of
from app.desk.office import sessions
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from bench.timing import Job, timed

LIST = "/customerview/list/"
UNSEEN = 200  # random pieces of names that are searched, each once

app = create_app()


def signed_in(name: str) -> FlaskClient:
    """A client with the session of a demonstration user."""
    client = app.test_client()
    with app.app_context():
        values = sessions.fresh(
            db.session.scalars(select(User.id).where(User.username == name)).one()
        )
    with client.session_transaction() as cookie:
        cookie.update(values)
    return client


def cookie() -> str:
    """The same as a browser sends it."""
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={signed_in('gm').get_cookie(name).value}"  # type: ignore[union-attr]


def cursor_of(number: float) -> str:
    """The address of the page after the row at this part of the list, newest first."""
    rows = rows_of(Customer)
    field = rows.field("id")
    assert field is not None
    with app.app_context(), acting_as(SYSTEM):
        newest = db.session.scalar(select(func.max(Customer.id))) or 0
        at = select(Customer).where(Customer.id <= newest * number).order_by(Customer.id.desc())
        row = db.session.scalars(at.limit(1)).one()
        turn = paging.Turn(field, rows.key, True, 50)
        return f"{LIST}?after={paging.mark(row, turn, 0)}"


def jobs() -> dict[str, Job]:
    """What people do all day, by what it is called."""
    boss, rep, desk = signed_in("gm"), signed_in("rep"), signed_in("attendance")
    with app.app_context(), acting_as(SYSTEM):
        newest = db.session.scalar(select(func.max(Customer.id)))
        sample = db.session.scalars(select(Customer).order_by(Customer.id.desc()).limit(1)).one()
        drafts = select(func.max(Customer.id)).where(Customer.state == CardState.DRAFT)
        own = Customer.owner_id.in_(select(User.id).where(User.username == "rep"))
        draft = db.session.scalar(drafts.where(own))
        phone, code, owner = (sample.phone or "")[-4:], sample.customer_code[-6:], sample.owner_id

    middle = cursor_of(0.5)

    def asks(query: str, client: FlaskClient = boss) -> Job:
        return lambda: client.get(LIST + query)

    return {
        "list, first page": asks(""),
        "list, last page": asks("?last=1"),
        "list, in the middle": lambda: boss.get(middle),
        "list, by name": asks("?sort=customer_name"),
        "list, own customers": asks("", rep),
        "filter owner + status, by date": asks(f"?f.owner.is={owner}&f.lifecycle_status.is=active&sort=-created_at"),
        "filter that keeps little": asks("?f.is_core.is=1"),
        "search 2 characters": asks("?q=锦昱"),
        "search 4 characters": asks("?q=锦昱蜀辰"),
        "search a trade": asks("?q=物流"),
        "search a legal form": asks("?q=有限公司"),
        "search full pinyin": asks("?q=jinyu"),
        "search initials": asks("?q=jysc"),
        "search telephone tail": asks(f"?q={phone}"),
        "search code tail": asks(f"?q={code}"),
        "workbench, general manager": lambda: boss.get("/"),
        "workbench, salesperson": lambda: rep.get("/"),
        "record": lambda: boss.get(f"/customerview/show/{newest}"),
        "edit form": lambda: rep.get(f"/customerview/edit/{draft}"),
        "save": lambda: saved(newest),
        "paper of a list": lambda: boss.get(f"/customerview/print/?q={code}"),
        "pick list, a customer": lambda: boss.get("/visitrequestview/pick/customer?q=锦昱"),
        "chart, by region": lambda: boss.get("/customerview/chart/?chart=by_region"),
        "chart, by month": lambda: boss.get("/customerview/chart/?chart=by_month"),
        "contacts, first page": lambda: boss.get("/contactview/list/"),
        "contacts, by name found": lambda: boss.get("/contactview/list/?q=袁志强"),
        "visits, first page": lambda: boss.get("/visitrequestview/list/"),
        "visits, by date": lambda: boss.get("/visitrequestview/list/?sort=-planned_from"),
        "report, gained and lost": lambda: boss.get("/gains/"),
        "report, distribution": lambda: boss.get("/spread/"),
        "report, return visits owed": lambda: boss.get("/owed/"),
        "calendar, a month": lambda: rep.get("/calendar/"),
        "day plan": lambda: rep.get("/dayplan/"),
        "attendance desk": lambda: desk.get("/attendance/"),
        "raw SQL floor": raw_floor,
    }  # fmt: skip


def saved(ident: int | None) -> None:
    """A change of a name, with tokens, trail and commit."""
    with app.app_context(), writing(), acting_as(SYSTEM):
        row = db.session.get_one(Customer, ident)
        row.short_name = f"改名{random.randrange(10**6)}"
        db.session.commit()


def raw_floor() -> object:
    """What no page can be faster than."""
    with app.app_context():
        floor = "SELECT id, customer_code, customer_name FROM customer ORDER BY id DESC LIMIT 50"
        return db.session.connection().exec_driver_sql(floor).fetchall()


def unseen() -> dict[str, tuple[float, float]]:
    """Pages that search pieces of names, each asked once: half of them, 19 of 20, the slowest; wall and processor ms."""
    dice, boss = random.Random(7), signed_in("gm")
    with app.app_context(), acting_as(SYSTEM):
        newest = db.session.scalar(select(func.max(Customer.id))) or 1
        chosen = [dice.randrange(1, newest + 1) for _turn in range(UNSEEN)]
        names = db.session.scalars(
            select(Customer.customer_name).where(Customer.id.in_(chosen))
        ).all()
    walls, processor = [], []
    for name in names:
        width = dice.randrange(2, 5)
        start = dice.randrange(max(1, len(name) - width))
        begun, used = time.perf_counter(), time.process_time()
        boss.get(f"{LIST}?q={name[start : start + width]}")
        walls.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - used) * 1000)
    pairs = list(zip(sorted(walls), sorted(processor), strict=True))
    return {"p50": pairs[len(pairs) // 2], "p95": pairs[len(pairs) * 19 // 20], "max": pairs[-1]}


def main() -> None:
    rounds = int(sys.argv[1])
    with app.app_context():
        engine = db.engine
    found = {}
    for title, job in jobs().items():
        try:
            found[title] = timed(engine, job, rounds)
            print(f"  {title}: {found[title]['median']:.0f} ms", file=sys.stderr, flush=True)
        except AssertionError as answered:  # a paper that is refused has no time
            print(f"{title}: not measured, {answered}", file=sys.stderr)
    for title, (wall, used) in unseen().items():
        found[f"unseen searches, {title}"] = {
            "median": wall, "cpu": used, "statements": 0, "kilobytes": 0,
        }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
