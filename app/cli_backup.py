"""Commands that copy the installation away, bring it back, and try whether that would work."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import lazy_gettext as _
from flask_migrate import upgrade
from sqlalchemy import Engine, inspect

from app.kernel import jobs
from app.kernel.backup import drill, log, making, restoring
from app.kernel.backup.refusal import BackupRefused
from app.kernel.backup.restoring import Restored
from app.kernel.db import db, writing
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify_all
from app.kernel.persons import asking, ledger
from app.kernel.schedule import Daily
from app.kernel.scope import SYSTEM, acting_as
from app.organization.queries import holders

BACKUP = declare("backup", _("Backups"), by_mail=True)
ROOT = Path(__file__).resolve().parents[1]
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keep", default=0, help="Keep so many backups in the folder, remove older ones.")
@with_appcontext
def backup(target: Path, keep: int) -> None:
    """Copy database, files and keys into TARGET (a new file, or a folder); the server may run."""
    try:
        made = _make(target.absolute(), keep)
    except (BackupRefused, OSError) as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{made.path}: {made.size:,} bytes, {sum(made.manifest.tables.values()):,} rows")
    for key in made.manifest.missing:
        click.echo(f"warning: a stored file was missing or damaged before: {key}", err=True)
    if made.removed:
        click.echo(f"{made.removed} older backups removed")


def _make(target: Path, keep: int) -> making.Made:
    """Make a backup and write it into the log; a failure is written there too."""
    data = Path(current_app.config["DATA_DIR"])
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        made = making.make(db.engine, target, data, version, keep)
    except (BackupRefused, OSError) as refused:
        with writing(), acting_as(SYSTEM):
            log.note_failure(db.session, str(target), str(refused))
            tell_administrators(_("A backup failed: %(why)s", why=str(refused)))
            db.session.commit()
        raise
    with writing(), acting_as(SYSTEM):
        log.note(db.session, made)
        db.session.commit()
    return made


def tell_administrators(message: Any) -> None:
    """A notice at once, in the caller's transaction (W-39); by mail too unless somebody wants none."""
    notify_all(db.session, holders(db.session, "sysadmin", None), BACKUP, message)


@jobs.job(
    "backup", title=_("Back up database and files"), every=Daily("01:30"), writes=False,
    attempts=1, lease_seconds=300,
)  # fmt: skip
def nightly(work: Any) -> dict[str, str]:
    """A backup a night into BACKUP_DIR, where that is set (R-311, W-39); a failure is seen at once."""
    folder = current_app.config["BACKUP_DIR"]
    if not folder:
        return {}
    work.session.rollback()
    made = _make(Path(folder).absolute(), current_app.config["BACKUP_KEEP"])
    return {"file": made.path.name}


@click.command("restore")
@click.argument("source", type=READABLE)
@click.option("--force", is_flag=True, help="Replace what is here.")
@click.option("--erasures", type=READABLE, help="A ledger of erasures, beside the usual ones.")
@click.option("--drill", "is_drill", is_flag=True, help="Try it in a place apart; change nothing.")
@with_appcontext
def restore(source: Path, force: bool, is_drill: bool, erasures: Path | None) -> None:
    """Bring a backup back; servers and workers must stand still. With --drill, only try it."""
    engine = db.engine
    data = Path(current_app.config["DATA_DIR"])
    try:
        if is_drill:
            done = drill.drill(engine, source, _is_known)
            _note_trial(done)
        else:
            lines = ledger.once([*_remembered(), *ledger.read(_ledgers(source, erasures))])
            db.session.remove()
            done = restoring.restore(engine, source, data, _is_known, _migrate, force)
            _erase_again(lines)
    except (BackupRefused, OSError) as refused:
        if is_drill:
            _tell_of_trial(str(refused))
        raise click.ClickException(str(refused)) from None
    if is_drill and done.problems:
        _tell_of_trial(done.problems[0])
    _report(done, is_drill)


def _tell_of_trial(why: str) -> None:
    with writing(), acting_as(SYSTEM):
        tell_administrators(_("A restore that was tried failed: %(why)s", why=why))
        db.session.commit()


def _ledgers(source: Path, given: Path | None) -> list[Path]:
    """Where erasures are written down: beside the data, beside the backups, and where one says."""
    folders = [*asking.ledgers(), source.absolute().parent]
    return [*(folder / ledger.NAME for folder in folders), *([given] if given else [])]


def _remembered() -> list[ledger.Line]:
    """The erasures of the database that is replaced; none where there is no such database."""
    if "erasure" not in inspect(db.engine).get_table_names():
        return []
    with acting_as(SYSTEM):
        return ledger.done(db.session)


def _erase_again(lines: list[ledger.Line]) -> None:
    """Whom the law has erased since the backup is erased again: a restore brings nobody back."""
    ledger.write(asking.ledgers(), lines)
    with writing(), acting_as(SYSTEM):
        count = ledger.repeat(db.session, lines)
        if count:
            jobs.enqueue(db.session, "wipe_traces")
        db.session.commit()
    click.echo(f"erasures repeated: {count}")


def _note_trial(done: Restored) -> None:
    if done.problems:
        return
    with writing(), acting_as(SYSTEM):
        log.note_trial(db.session, done.manifest.sha256)
        db.session.commit()


def _report(done: Restored, is_drill: bool) -> None:
    made = done.manifest
    click.echo(f"{'tried' if is_drill else 'restored'}: the backup of {made.made_at}")
    click.echo(f"{len(made.tables)} tables, {sum(made.tables.values()):,} rows: as in the manifest")
    for key in made.missing:
        click.echo(
            f"warning: this stored file was missing when the backup was made: {key}", err=True
        )
    for problem in done.problems:
        click.echo(f"warning: trail: {problem}", err=True)
    click.echo(f"trail: {'broken' if done.problems else 'true'}, {done.unsealed} entries unsealed")
    if not is_drill:
        click.echo("now run: flask setup")
    if done.problems:
        raise SystemExit(1)


def _is_known(revision: str) -> bool:
    """True for a schema that this program's migrations lead on from."""
    config = current_app.extensions["migrate"].migrate.get_config()
    try:
        return (
            bool(revision)
            and ScriptDirectory.from_config(config).get_revision(revision) is not None
        )
    except CommandError:
        return False


def _migrate(engine: Engine) -> None:
    """Bring a restored database to this version's schema before it is used."""
    usual, db.engines[None] = db.engines[None], engine
    try:
        upgrade()
    finally:
        db.engines[None] = usual


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)
