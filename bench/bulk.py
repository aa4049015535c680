"""Files in and out on the database of ``DATA_DIR``: import, update, undo and export; prints their figures as JSON."""

from __future__ import annotations

import json
import random
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from stdnum.cn import uscc

from app import create_app
from app.customers.models import Customer
from app.customers.views import CustomerView
from app.demo import crowd
from app.desk import exporting
from app.desk.interface import rows_of
from app.kernel import import_job, imports
from app.kernel.db import db, writing
from app.kernel.exchange import Action
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.sheet_files import Table
from app.organization.viewer import viewer_for
from bench.timing import once

HEADINGS = ["企业名称", "统一社会信用代码", "所在省份", "地区", "注册地址", "联系电话", "邮箱", "法人代表", "注册资金",
            "注册日期", "企业类型", "所属行业", "经营范围", "邮编"]  # fmt: skip


def lines(count: int, word: str) -> Iterator[tuple[int, list[Any]]]:
    """Companies that are not in the crowd; another word is another address of the same."""
    for number in range(count):
        dice, head = random.Random(number), f"91510107{number:09d}"
        yield number + 2, [
            crowd.name_of(number + 3_000_000), head + uscc.calc_check_digit(head), "四川", "成都",
            f"成都市{word}路 {number % 997 + 1} 号", f"028-{dice.randrange(10**7, 10**8)}",
            f"a{number}@example.com", "马某", f"{dice.randrange(1, 99) * 100}万人民币", "2019-01-16",
            "有限责任公司", "食品", "白酒、饮料的批发", "610000",
        ]  # fmt: skip


def brought(viewer: Any, rows: int, word: str, action: Action) -> Any:
    """A file on its way in: kept, not yet looked at."""
    table = Table(HEADINGS, list(lines(rows, word)), "csv", "utf-8")
    batch = imports.stage(db.session, imports.intake("customer").sheet, table, "bench.csv", viewer)
    batch.action = action
    db.session.commit()
    return batch


def step(batch: Any, name: str, viewer: Any) -> None:
    for _done in import_job.steps(db.session, batch, name, viewer):
        db.session.commit()
    db.session.commit()


def imported(viewer: Any, rows: int) -> dict[str, dict[str, float]]:
    """New rows, the same again with other addresses, and both taken back."""
    found = {}
    batches = []
    for word, title, action in (
        ("建设", "import", Action.ADD),
        ("人民", "update by key", Action.BOTH),
    ):
        batch = brought(viewer, rows, word, action)
        batches.append(batch)
        found[f"{title}, checked"] = once(lambda b=batch: step(b, "check", viewer))
        found[f"{title}, written"] = once(lambda b=batch: step(b, "write", viewer))
    for batch in reversed(batches):
        found[f"{batch.action.value}, taken back"] = once(lambda b=batch: step(b, "undo", viewer))
    return found


def exported(viewer: Any, rows: int) -> dict[str, dict[str, float]]:
    """Twelve columns of the newest rows as csv and xlsx, and the floor: the same rows by one statement."""
    table = rows_of(Customer)
    names = [*CustomerView.list_columns, "phone", "address", "credit_code", "created_at"][:12]
    wanted = exporting.lines(table, names, {}, viewer)
    some = select(Customer).where(
        Customer.id.in_(select(Customer.id).limit(rows).scalar_subquery())
    )
    columns = [line.field.column for line in wanted]

    def file(fmt: str) -> None:
        cells = exporting.cells(some, table, wanted)
        deque(exporting.body(fmt, "bench", wanted, cells), maxlen=0)

    def floor() -> None:
        deque(db.session.execute(some.with_only_columns(*columns)), maxlen=0)

    return {
        "export, csv": once(lambda: file("csv")), "export, xlsx": once(lambda: file("xlsx")),
        "export, raw SQL floor": once(floor),
    }  # fmt: skip


def main() -> None:
    rows, app = int(sys.argv[1]), create_app()
    with app.app_context(), writing():
        with acting_as(SYSTEM):
            boss = db.session.scalars(select(User.id).where(User.username == "custodian")).one()
            viewer = viewer_for(boss, db.session)
        with acting_as(viewer):
            print(json.dumps({**exported(viewer, rows), **imported(viewer, rows)}))


if __name__ == "__main__":
    main()
