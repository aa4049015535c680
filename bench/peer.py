"""The same customers in a bare list of the framework, as somebody would write it who reads its manual; prints figures as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder, ModelView
from flask_appbuilder.models.sqla import Model
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Column, Date, Integer, String, Table, event

from bench.timing import timed

COLUMNS = ("customer_code", "customer_name", "credit_code", "phone", "state", "lifecycle_status", "tier", "collected_on")  # fmt: skip
db = SQLA()


class Customer(Model):
    """The table as it stands in the product's database, seen from beside it."""

    __table__ = Table(
        "customer", Model.metadata, Column("id", Integer, primary_key=True),
        *(Column(name, Date if name == "collected_on" else String) for name in COLUMNS), schema="product",
    )  # fmt: skip


class CustomerView(ModelView):
    """Eight columns, twenty rows a page, as the framework does it by itself."""

    datamodel = SQLAInterface(Customer)
    list_columns = [*COLUMNS]
    search_columns = [*COLUMNS]
    page_size = 50


def create() -> Flask:
    """An application of its own, its accounts in a file of their own."""
    folder = Path(os.environ["DATA_DIR"])
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'peer.db'}",
        WTF_CSRF_ENABLED=False, AUTH_RATE_LIMITED=False, RATELIMIT_ENABLED=False,
        FAB_PASSWORD_COMPLEXITY_ENABLED=False,
    )  # fmt: skip
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "connect", _attach(folder))
        builder = AppBuilder(app, db.session)
        builder.add_view(CustomerView, "Customers")
        if builder.sm.find_user("bench") is None:
            role = builder.sm.find_role("Admin")
            builder.sm.add_user("bench", "B", "M", "bench@example.com", role, "bench")
    return app


def _attach(folder: Path) -> Any:
    def attach(connection: Any, _record: Any) -> None:
        connection.execute(f"ATTACH '{folder / 'kedang.db'}' AS product")
        for pragma in ("product.cache_size=-65536", "product.mmap_size=268435456"):
            connection.execute(f"PRAGMA {pragma}")

    return attach


def signed_in(app: Flask) -> Any:
    client = app.test_client()
    client.post("/login/", data={"username": "bench", "password": "bench"})
    return client


def cookie() -> str:
    """A signed-in session as a browser sends it."""
    return f"session={signed_in(create()).get_cookie('session').value}"


def main() -> None:
    app, rounds = create(), int(sys.argv[1])
    client = signed_in(app)
    with app.app_context():
        engine = db.engine
    jobs = {
        "list, first page": "/customerview/list/",
        "list, by name": "/customerview/list/?_oc_CustomerView=customer_name&_od_CustomerView=asc",
        "search 2 characters": "/customerview/list/?_flt_2_customer_name=锦昱",
    }
    found = {
        name: timed(engine, lambda url=url: client.get(url), rounds) for name, url in jobs.items()
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
