"""A backup made while people write comes back whole: every table, every file, the trail, a server that answers (R-311)."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import MetaData, Table, create_engine, inspect, select

from app import create_app
from app.customers.models import Contact, Customer
from app.kernel import jobs, sealing
from app.kernel.backup import log, manifest, programs, snapshot
from app.kernel.backup.models import BackupRun, BackupState
from app.kernel.backup.refusal import BackupRefused
from app.kernel.db import db, utcnow, writing
from app.kernel.files import keeping
from app.kernel.files.models import StoredFile
from app.kernel.files.store import store
from app.kernel.jobs import Job, JobState
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from tests.conftest import _configured, empty_database, sign_in

pytestmark = pytest.mark.slow

SERVER = os.environ.get("TEST_DATABASE_URL")


def say(app, *words: str):
    return app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def ground(own_app):
    """A company with a paper in the store, a note of its trail sealed and another open, and a job that waits."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        card = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        with keeping.checked(io.BytesIO(b"%PDF-1.4\n1 0 obj\n%%EOF\n"), "contract.pdf") as file:
            keeping.attach(db.session, card, file)
        db.session.scalars(select(StoredFile)).one().pages = 1
        store().put_preview(_key(), "small.1.png", b"picture")
        sealing.seal(db.session)
        card.remark = "unsealed"
        jobs.enqueue(db.session, "check_files", whole=True)
        db.session.commit()
        db.session.remove()
    return own_app


def _key() -> str:
    return next(store().keys(-60))


@pytest.fixture
def empty(tmp_path: Path, worker_id: str):
    """An installation with nothing in it yet."""
    folder = tmp_path / "empty"
    file = f"sqlite:///{folder / 'kedang.db'}"
    url = empty_database(f"kedang_empty_{worker_id}") if SERVER else file
    app = create_app(_configured(url, folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def rows(app) -> dict[str, list]:
    """Every table with every row."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for name in snapshot.counts(connection):
            table = Table(name, MetaData(), autoload_with=connection)
            found[name] = sorted(map(repr, connection.execute(select(table)).all()))
    return found


def contents(app) -> dict[str, bytes]:
    root = Path(app.config["DATA_DIR"])
    places = (root / "files" / "blobs", root / "files" / "previews", root / "keys")
    return {
        str(path.relative_to(root)): path.read_bytes()
        for place in places
        for path in place.rglob("*")
        if path.is_file()
    }


@pytest.mark.rule("R-311")
@pytest.mark.filterwarnings("ignore:Did not recognize type:sqlalchemy.exc.SAWarning")
def test_the_drill_everything_comes_back_as_it_was(ground, empty, tmp_path) -> None:
    before, files = rows(ground), contents(ground)
    target = tmp_path / "safe" / "all.zip"
    target.parent.mkdir()
    done = say(ground, "backup", str(target))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [target]  # no draft stays behind

    done = say(ground, "restore", str(target), "--drill")
    assert done.exit_code == 0, done.output
    with ground.app_context():
        assert db.session.scalars(select(BackupRun)).one().state is BackupState.VERIFIED
        assert log.standing(db.session, utcnow()).warning is None

    done = say(empty, "restore", str(target))
    assert done.exit_code == 0, done.output
    assert rows(empty) == before
    assert contents(empty) == files
    with empty.app_context(), acting_as(SYSTEM):
        assert sealing.verify(db.session)[0] == []
        assert db.session.scalars(select(Job.state).where(Job.job_kind == "check_files")).one() is (
            JobState.QUEUED
        )
        leader = db.session.scalars(select(User.id).where(User.username == "gm")).one()
        db.session.remove()
    client = sign_in(empty.test_client(), leader, empty)
    assert client.get("/customerview/list/").status_code == 200


@pytest.mark.rule("R-311")
def test_one_moment_while_others_write(ground, tmp_path) -> None:
    """Two rows are always changed together; the copy never has one without the other."""
    started, stop = threading.Event(), threading.Event()

    def write() -> None:
        with ground.app_context(), acting_as(SYSTEM), writing():
            ids = db.session.scalars(select(Customer.id).order_by(Customer.id).limit(2)).all()
            number = 0
            while not stop.is_set():
                number += 1
                for row in db.session.scalars(select(Customer).where(Customer.id.in_(ids))):
                    row.fax = str(number)
                db.session.commit()
                started.set()
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    started.wait(60)
    try:
        done = say(ground, "backup", str(tmp_path / "busy.zip"))
    finally:
        stop.set()
        writer.join()
    assert done.exit_code == 0, done.output
    done = say(ground, "restore", str(tmp_path / "busy.zip"), "--drill")
    assert done.exit_code == 0, done.output
    if SERVER:
        return  # pg_dump reads one snapshot; the counts above are of the same
    with zipfile.ZipFile(tmp_path / "busy.zip") as archive:
        archive.extract("database.sqlite", tmp_path)
    with snapshot.standing(tmp_path / "database.sqlite") as engine, engine.connect() as copy:
        two = select(Customer.fax).order_by(Customer.id).limit(2)
        assert len(set(copy.scalars(two))) == 1


def test_a_place_with_data_is_refused_unless_forced(ground, tmp_path) -> None:
    target = str(tmp_path / "all.zip")
    before = rows(ground)
    assert say(ground, "backup", target).exit_code == 0
    with ground.app_context(), acting_as(SYSTEM), writing():
        db.session.scalars(select(Contact)).first().contact_name = "later"
        db.session.commit()
        db.session.remove()
    refused = say(ground, "restore", target)
    assert refused.exit_code == 1 and "--force" in refused.output
    done = say(ground, "restore", target, "--force")
    assert done.exit_code == 0, done.output
    assert rows(ground) == before


def test_nobody_may_be_at_the_database(ground, tmp_path) -> None:
    target = str(tmp_path / "all.zip")
    assert say(ground, "backup", target).exit_code == 0
    with ground.app_context():
        other = create_engine(db.engine.url)
    with other.connect() as connection:
        inspect(connection).get_table_names()
        refused = say(ground, "restore", target, "--force")
    other.dispose()
    assert refused.exit_code == 1 and "stop servers" in refused.output


def test_a_damaged_or_foreign_backup_changes_nothing(ground, empty, tmp_path) -> None:
    target = tmp_path / "all.zip"
    assert say(ground, "backup", str(target)).exit_code == 0
    for spoil in ("part", "manifest", "later", "foreign", "rows", "table"):
        bad = tmp_path / f"{spoil}.zip"
        with zipfile.ZipFile(target) as whole, zipfile.ZipFile(bad, "w") as other:
            for name in whole.namelist():
                content = whole.read(name)
                if spoil == "part" and name.startswith("blobs/"):
                    content = b"other"
                if name == manifest.NAME and spoil != "part":
                    content = _spoilt(json.loads(content), spoil)
                other.writestr(name, content)
        refused = say(empty, "restore", str(bad))
        assert refused.exit_code == 1, (spoil, refused.output)
        assert rows(empty) == {}, spoil
        assert not [name for name in contents(empty) if "keys" not in name], spoil


def test_a_backup_that_does_not_match_leaves_what_was_there(ground, tmp_path) -> None:
    target, bad = tmp_path / "all.zip", tmp_path / "bad.zip"
    assert say(ground, "backup", str(target)).exit_code == 0
    with zipfile.ZipFile(target) as whole, zipfile.ZipFile(bad, "w") as other:
        for name in whole.namelist():
            content = whole.read(name)
            told = _spoilt(json.loads(content), "rows") if name == manifest.NAME else content
            other.writestr(name, told)
    with ground.app_context(), acting_as(SYSTEM), writing():
        db.session.scalars(select(Contact)).first().contact_name = "later"
        db.session.commit()
        db.session.remove()
    before, files = rows(ground), contents(ground)
    refused = say(ground, "restore", str(bad), "--force")
    assert refused.exit_code == 1 and "differ from the manifest" in refused.output
    assert "customer" in refused.output
    assert rows(ground) == before and contents(ground) == files


def _spoilt(said: dict, how: str) -> bytes:
    changed = {
        "manifest": {"parts": {}},
        "later": {"revision": "9999"},
        "foreign": {"dialect": "x"},
        "rows": {"tables": {**said["tables"], "customer": 9_999}},
        "table": {"tables": {n: c for n, c in said["tables"].items() if n != "contact"}},
    }
    return json.dumps(said | changed[how]).encode()


def test_an_older_schema_is_brought_up_to_date(ground, empty, tmp_path) -> None:
    with ground.app_context():
        before = db.session.scalars(select(Customer.id).execution_options(unscoped=True)).all()
        db.session.remove()
        newest = _revision()
    assert say(ground, "db", "downgrade", "0010").exit_code == 0
    with ground.app_context():
        assert _revision() == "0010"
        db.engine.dispose()
    assert say(ground, "backup", str(tmp_path / "old.zip")).exit_code == 0
    done = say(empty, "restore", str(tmp_path / "old.zip"))
    assert done.exit_code == 0, done.output
    with empty.app_context(), acting_as(SYSTEM):
        assert _revision() == newest
        after = db.session.scalars(select(Customer.id).execution_options(unscoped=True)).all()
        assert sorted(after) == sorted(before)
        db.session.remove()


def _revision() -> str:
    with db.engine.connect() as connection:
        return snapshot.revision(connection)


def test_only_so_many_are_kept_and_nothing_else_goes(ground, tmp_path) -> None:
    safe = tmp_path / "safe"
    safe.mkdir()
    for name in ("kedang-20200101T000000Z.zip", "kedang-20210101T000000Z.zip", "mine.zip"):
        (safe / name).write_text("x")
    done = say(ground, "backup", str(safe), "--keep", "2")
    assert done.exit_code == 0, done.output
    left = sorted(path.name for path in safe.iterdir())
    assert left[0] == "kedang-20210101T000000Z.zip" and left[2] == "mine.zip" and len(left) == 3


def test_what_is_missing_is_said_and_a_failure_stands_in_the_log(ground, tmp_path) -> None:
    with ground.app_context():
        store().delete(_key())
    done = say(ground, "backup", str(tmp_path / "all.zip"))
    assert done.exit_code == 0 and "missing or damaged" in done.output
    refused = say(ground, "backup", str(tmp_path / "all.zip"))
    assert refused.exit_code == 1 and "left alone" in refused.output
    with ground.app_context():
        assert log.standing(db.session, utcnow()).failed is not None
    assert told(ground) == {"admin": ["A backup failed: %(why)s"]}


@pytest.mark.rule("R-311")
def test_a_drill_that_fails_tells_the_administrators_at_once(ground, tmp_path) -> None:
    say(ground, "backup", str(tmp_path / "all.zip"))
    (tmp_path / "all.zip").write_bytes(b"nothing")
    assert say(ground, "restore", str(tmp_path / "all.zip"), "--drill").exit_code == 1
    assert told(ground) == {"admin": ["A restore that was tried failed: %(why)s"]}


def told(app) -> dict[str, list[str]]:
    """Which notices about backups wait on screen, by log-in."""
    found: dict[str, list[str]] = {}
    with app.app_context():
        query = select(User.username, Notice.message).join(User, User.id == Notice.user_id)
        for name, message in db.session.execute(query.where(Notice.notice_kind == "backup")):
            found.setdefault(name, []).append(message)
        db.session.remove()
    return found


@pytest.mark.parametrize(
    ("name", "value"), [("BACKUP_GRACE_HOURS", 100), ("BACKUP_DRILL_DAYS", 90)]
)
def test_how_late_is_late_are_settings(ground, monkeypatch, name, value) -> None:
    with ground.app_context():
        run = BackupRun(
            backed_up_at=utcnow() - dt.timedelta(days=3), location="x", state=BackupState.VERIFIED
        )
        run.verified_at = utcnow() - dt.timedelta(days=60)
        db.session.add(run)
        db.session.flush()
        before = log.standing(db.session, utcnow())
        assert (before.is_late, before.is_untried) == (True, True)
        monkeypatch.setitem(ground.config, name, value)
        after = log.standing(db.session, utcnow())
        assert (after.is_late, after.is_untried) == (value != 100, value != 90)
        db.session.rollback()


def test_a_missing_program_is_named(monkeypatch) -> None:
    monkeypatch.setattr(programs, "PLACES", ())
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    with pytest.raises(BackupRefused, match="pg_dump of PostgreSQL 16 is needed"):
        programs.program("pg_dump", 16)
