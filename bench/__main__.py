"""Fill a database and time the pages people use all day (make bench)."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--customers", type=int, default=10_000)
parser.add_argument("--rounds", type=int, default=9)
parser.add_argument("--folder", type=Path, default=Path("var/bench"))
options = parser.parse_args()
os.environ["DATA_DIR"] = str(options.folder / str(options.customers))
os.environ["DEMO"] = "1"

from flask.testing import FlaskClient  # noqa: E402
from flask_appbuilder.security.sqla.models import User  # noqa: E402
from sqlalchemy import event, func, select  # noqa: E402

from app import create_app  # noqa: E402
from app.customers.models import Customer  # noqa: E402
from app.desk.office import sessions  # noqa: E402
from app.kernel.db import db, writing  # noqa: E402
from app.kernel.scope import SYSTEM, acting_as  # noqa: E402
from bench.fill import fill  # noqa: E402

app = create_app()


def prepared() -> None:
    """Schema, roles, demo company and the rows, where they are not there yet."""
    for command in (["setup"], ["demo", "load", "--if-empty"]):
        result = app.test_cli_runner().invoke(args=command)
        if result.exit_code:
            raise SystemExit(result.output)
    with app.app_context(), writing(), acting_as(SYSTEM):
        there = db.session.scalar(select(func.count(Customer.id))) or 0
        if there < options.customers:
            started = time.perf_counter()
            fill(db.session, options.customers - there)
            print(
                f"filled {options.customers - there} rows in {time.perf_counter() - started:.1f} s"
            )


def signed_in(name: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        ident = db.session.scalars(select(User.id).where(User.username == name)).one()
        values = sessions.fresh(ident)
    with client.session_transaction() as cookie:
        cookie.update(values)
    return client


def timed(title: str, ask: Callable[[], object]) -> float:
    """Print one line of figures: fastest and median time, statements, bytes."""
    statements: list[str] = []

    def note(_c: object, _u: object, sql: str, *_rest: object) -> None:
        statements.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    times, size = [], 0
    for _ in range(options.rounds):
        statements.clear()
        started = time.perf_counter()
        answer = ask()
        times.append((time.perf_counter() - started) * 1000)
        size = len(getattr(answer, "data", b""))
        assert getattr(answer, "status_code", 200) == 200, (title, answer)
    event.remove(engine, "before_cursor_execute", note)
    median = statistics.median(times)
    print(
        f"{title:<28} {min(times):8.1f} {median:8.1f} ms {len(statements):4} sql {size / 1024:8.1f} KB"
    )
    return median


def main() -> None:
    prepared()
    boss, rep = signed_in("gm"), signed_in("rep")
    with app.app_context(), acting_as(SYSTEM):
        newest = db.session.scalar(select(func.max(Customer.id)))
    print(f"{options.customers} customers, {options.rounds} rounds: fastest, median")
    page = "/customerview"
    first = timed("list, first page", lambda: boss.get(f"{page}/list/"))
    ratios = {
        "last page": timed("list, last page", lambda: boss.get(f"{page}/list/?last=1")),
        "own rows": timed("list, a rep's", lambda: rep.get(f"{page}/list/")),
        "search, 2 characters": timed(
            "search, 2 characters", lambda: boss.get(f"{page}/list/?q=锦昱")
        ),
        "search, pinyin": timed("search, pinyin", lambda: boss.get(f"{page}/list/?q=jinyu")),
        "record": timed("record", lambda: boss.get(f"{page}/show/{newest}")),
        "chart": timed("chart", lambda: boss.get(f"{page}/chart/")),
        "raw SQL, 50 newest": timed("raw SQL floor", raw_floor),
    }
    print(
        "against the first page of the list: "
        + ", ".join(f"{k} {v / first:.2f}" for k, v in ratios.items())
    )


def raw_floor() -> object:
    with app.app_context():
        return (
            db.session.connection()
            .exec_driver_sql(
                "SELECT id, customer_code, customer_name FROM customer ORDER BY id DESC LIMIT 50"
            )
            .fetchall()
        )


if __name__ == "__main__":
    main()
