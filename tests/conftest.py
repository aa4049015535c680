"""What every test stands on: a filled database made once, a transaction a test, a viewer."""

from __future__ import annotations

import contextvars
import fcntl
import gc
import hashlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.engine import Engine, make_url
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "test"
os.environ.setdefault("DATA_DIR", str(CACHE / "data"))

from app import create_app  # noqa: E402  (the environment must be set first)
from app.desk.office import keys, logs  # noqa: E402
from app.kernel.db import db, writing  # noqa: E402
from app.kernel.scope import SYSTEM, acting_as  # noqa: E402
from app.organization.viewer import viewer_for  # noqa: E402
from config import TestConfig  # noqa: E402

Model = db.Model
gc.set_threshold(50_000, 20, 50)  # rubbish is looked for less often: a tenth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rules", action="store_true", help="list the rule ids the tests name")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # whatever takes long begins early, so that no process has the last of it to itself
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if config.getoption("--rules"):
        named = {str(arg) for item in items for m in item.iter_markers("rule") for arg in m.args}
        print("\n".join(sorted(named)))
        items.clear()


@pytest.fixture(autouse=True)
def _as_said(request: pytest.FixtureRequest) -> Iterator[None]:
    """What is marked `no_database` asks none, and no test leaves its application to the next one.

    A command finds its application in the open context, if there is one: it would be the wrong one.
    """
    asked: list[str] = []
    own = threading.get_ident()  # a server of an earlier test may still be at its last answer

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if threading.get_ident() == own:
            asked.append(statement)

    if apart := request.node.get_closest_marker("no_database"):
        event.listen(Engine, "before_cursor_execute", note)
    yield
    if apart:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked == [], "the mark no_database is wrong"
    assert not has_app_context(), "a context of the application is left open"


@cache
def _fingerprint() -> str:
    """Changes whenever the code that fills the template changes."""
    digest = hashlib.sha256(os.environ.get("TEST_DATABASE_URL", "").encode())
    for folder, pattern in (("app", "**/*.py"), ("migrations", "**/*.py"), ("app", "**/*.csv")):
        for path in sorted((ROOT / folder).glob(pattern)):
            digest.update(path.read_bytes())
    digest.update((ROOT / "config.py").read_bytes())
    return digest.hexdigest()[:12]


def _configured(url: str, data: Path) -> type[TestConfig]:
    return type("RunConfig", (TestConfig,), {"SQLALCHEMY_DATABASE_URI": url, "DATA_DIR": data})


def _fill(url: str) -> None:
    """The template: schema by the real migrations, roles by the real set-up, the demo company."""
    app = create_app(_configured(url, CACHE / "data"))
    with app.app_context():
        for command in (["setup"], ["demo", "load", "--if-empty"]):
            result = app.test_cli_runner().invoke(args=command)
            if result.exit_code:
                why = result.output or f"{result.exception!r}"[:600]
                raise RuntimeError(f"{why} (a new table? make migration)") from result.exception
        db.session.remove()
        db.engine.dispose()


def _new_postgres(server: str, name: str, template: str = "template0") -> str:
    """URL of a database in the place of an older one of that name."""
    engine = create_engine(make_url(server).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # by files: half the time, where nothing waits for the disk
        copied = "STRATEGY FILE_COPY" if engine.dialect.server_version_info >= (15,) else ""
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {copied}'))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def fresh_database(folder: Path, name: str) -> str:
    """URL of a new copy of the filled template, on the database the run is for."""
    CACHE.mkdir(parents=True, exist_ok=True)
    server, stamp = os.environ.get("TEST_DATABASE_URL"), _fingerprint()
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if server:
            return _fresh_postgres(server, stamp, name)
        template = CACHE / f"{stamp}.db"
        if not template.exists():
            for old in CACHE.glob("*.db*"):
                if (
                    time.time() - old.stat().st_mtime > 3600
                ):  # another run may stand on a younger one
                    old.unlink(missing_ok=True)
            draft = CACHE / "draft.db"
            _fill(f"sqlite:///{draft}")
            draft.rename(template)
    copy = folder / f"{name}.db"
    shutil.copy(template, copy)
    return f"sqlite:///{copy}"


def _fresh_postgres(server: str, stamp: str, name: str) -> str:
    base = make_url(server)
    template, mark = f"kedang_t_{stamp}", CACHE / f"pg-{stamp}-{base.port}-{base.host}"
    if not mark.exists():
        _fill(_new_postgres(server, template))
        mark.touch()
    return _new_postgres(server, name, template)


def empty_database(name: str) -> str:
    """URL of a database without a table, on the database the run is for."""
    server = os.environ.get("TEST_DATABASE_URL")
    return _new_postgres(server, name) if server else "sqlite://"


class Visitor(FlaskClient):
    """A client whose every request starts with an empty memory, as a server's does.

    The `session` fixture keeps an application context open: Flask would reuse its `g` (the
    signed-in person, the viewer) and its database session, whose roll-back at the end of the
    request would take the test's own rows with it.
    """

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        in_test = has_app_context()
        if in_test:
            db.session.flush()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if in_test:
            db.session.expire_all()  # the request may have changed what the test has loaded
        return answer

    @contextmanager
    def session_transaction(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        with self.application.app_context(), super().session_transaction(*args, **kwargs) as cookie:
            yield cookie


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """One application for the run; tests leave nothing behind in its database."""
    folder = tmp_path_factory.mktemp("kedang")
    app = create_app(_configured(fresh_database(folder, f"kedang_{worker_id}"), folder))
    app.test_client_class = Visitor
    gc.freeze()  # what stays for the whole run is not looked through for rubbish
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[db.Session]:
    """A session inside a transaction that is rolled back; commits are savepoints."""
    with app.app_context(), writing():
        engine = db.engines[None]
        connection = engine.connect()
        connection.name = engine.name  # the framework reads it from the session's bind
        outer = connection.begin()
        db.engines[None] = connection
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield db.session
        finally:
            db.session.remove()
            db.engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def user_id(session: db.Session) -> Callable[[str], int]:
    """Id of a demo user by name."""
    from flask_appbuilder.security.sqla.models import User

    return lambda name: session.scalars(select(User.id).where(User.username == name)).one()


@pytest.fixture
def viewer_of(session: db.Session, user_id: Callable[[str], int]) -> Callable:
    """The Viewer of a demo user, as a request would have it."""
    return lambda name: viewer_for(user_id(name), session)


@pytest.fixture
def as_system(session: db.Session) -> Iterator[None]:
    """The gate open, as for a command."""
    with acting_as(SYSTEM):
        yield


def sign_in(client: FlaskClient, ident: int, app: Flask, locale: str = "zh") -> FlaskClient:
    """Put a signed-in session into a client, as the log-in page would."""
    from app.desk.office import sessions

    with app.app_context(), client.session_transaction() as cookie:
        cookie.update(sessions.fresh(ident))
        cookie["locale"] = locale
    return client


@pytest.fixture
def client_as(app: Flask, session: db.Session, user_id: Callable[[str], int]) -> Callable:
    """A client signed in as a demo user: ``client_as("rep")``."""

    def make(name: str, locale: str = "zh") -> FlaskClient:
        return sign_in(app.test_client(), user_id(name), app, locale)

    return make


@pytest.fixture(scope="session")
def _second(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, dict, dict]:
    """The application of all tests that want a database of their own, and how it was at first."""
    app = create_app(_configured("sqlite://", tmp_path_factory.mktemp("second")))
    app.test_client_class = Visitor
    return app, dict(app.config), dict(app.extensions)


@pytest.fixture
def own_app(_second: tuple[Flask, dict, dict], tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """An application with a database of its own: for races, jobs and the browser.

    Database, folder and configuration are new to each test; its addresses and templates, which
    take longer to make, are not.
    """
    app, config, extensions = _second
    url = fresh_database(tmp_path, f"kedang_own_{worker_id}")  # the next test's takes its place
    for kept, first in ((app.config, config), (app.extensions, extensions)):
        kept.clear()
        kept.update(first)
    app.config.update(SQLALCHEMY_DATABASE_URI=url, DATA_DIR=tmp_path)
    keys.init_app(app)
    logs.write_into(tmp_path, app.config.get("LOG_LEVEL", "INFO"))
    with app.app_context():
        db.engines[None] = create_engine(url, **config["SQLALCHEMY_ENGINE_OPTIONS"])
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class _Handler(WSGIRequestHandler):
    """Closes the answer of a browser that left early; the library leaves its file open then."""

    def connection_dropped(self, error: BaseException, environ: dict | None = None) -> None:
        if environ and "kedang.answer" in environ:
            environ["kedang.answer"].close()


class _Remembering:
    """The application, with its answers noted for the handler, and how many are under way."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._under_way = 0
        self._change = threading.Condition()

    def __call__(self, environ: dict, start_response: Callable) -> Any:
        self._count(1)
        try:
            body = self._app(environ, start_response)
        except BaseException:
            self._count(-1)
            raise
        environ["kedang.answer"] = answer = ClosingIterator(body, lambda: self._count(-1))
        return answer

    def _count(self, more: int) -> None:
        with self._change:
            self._under_way += more
            self._change.notify_all()

    def rest(self) -> None:
        """Wait until nothing is under way: the next test's database is not for this one's pages."""
        with self._change:
            assert self._change.wait_for(lambda: self._under_way <= 0, 60), "an answer never ends"


@pytest.fixture
def live(own_app: Flask) -> Iterator[str]:
    """Address of a real server over ``own_app``; what it writes is committed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    answering = _Remembering(own_app)
    server = make_server("127.0.0.1", port, answering, threaded=True, request_handler=_Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join(5)
    answering.rest()
