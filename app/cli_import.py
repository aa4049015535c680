"""Commands that bring files in and keep the search in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from sqlalchemy import select

from app.customers.sheets import customer_sheet
from app.kernel import import_check, import_write, imports, search, sheet_files
from app.kernel.db import db, writing
from app.kernel.exchange import ImportBatch, ImportRow, Outcome
from app.kernel.scope import SYSTEM, acting_as, current_viewer
from app.kernel.sheets import Sheet, Unreadable
from app.organization.placing import place_of
from app.organization.viewer import viewer_for

import_group = AppGroup("import", help="Bring a file in (xlsx, xls, csv).")
search_group = AppGroup("search", help="The search tokens.")


@import_group.command("customers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", required=True, help="Whose the customers will be.")
@click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE", help="A value for all rows.")
@click.option("--check", "only_check", is_flag=True, help="Judge the rows, write nothing.")
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
def import_customers(
    file: Path, username: str, fixed: tuple[str, ...], only_check: bool, language: str
) -> None:
    """Bring customers in; each row ends as new, duplicate in the file, of the base, or refused."""
    with writing(), acting_as(_viewer(username)), force_locale(language):
        try:
            batch = _bring(customer_sheet, file, fixed, only_check)
        except Unreadable as fault:
            raise click.ClickException(str(fault.message)) from fault
        _report(batch)


def _viewer(username: str) -> Any:
    with acting_as(SYSTEM):
        ident = db.session.scalars(select(User.id).where(User.username == username)).one_or_none()
        if ident is None:
            raise click.ClickException(f"no user is called {username}")
        return viewer_for(ident, db.session)


def _chosen(sheet: Sheet, pairs: tuple[str, ...]) -> dict[str, str]:
    """The values for all rows; a name that the sheet does not know is said aloud."""
    chosen = dict(pair.partition("=")[::2] for pair in pairs)
    strange = sorted(set(chosen) - set(sheet.fixed))
    if strange:
        known = ", ".join(sorted(sheet.fixed))
        raise click.ClickException(f"--set knows no {', '.join(strange)}; it knows {known}")
    return chosen


def _bring(sheet: Sheet, file: Path, fixed: tuple[str, ...], only_check: bool) -> ImportBatch:
    """Stage, check, write: a transaction each, and one for every chunk that is written."""
    viewer, take = current_viewer(), imports.Intake(sheet, sheet.rules)
    batch = imports.stage(db.session, sheet, sheet_files.read(file.read_bytes()), file.name, viewer)
    chosen = _chosen(sheet, fixed)
    batch.place = {**batch.place, **place_of(db.session, viewer.user_id)}
    imports.confirm(db.session, sheet, batch, batch.mapping, {**batch.fixed, **chosen})
    db.session.commit()
    with click.progressbar(length=batch.total, label="check") as bar:
        for done in import_check.check(db.session, take, batch):
            bar.update(done - bar.pos)
    db.session.commit()
    if only_check:
        return batch
    with click.progressbar(length=batch.count(Outcome.NEW), label="write") as bar:
        while import_write.write_next(db.session, take, batch, viewer):
            db.session.commit()
            bar.update(batch.counts.get("written", 0) - bar.pos)
    db.session.commit()
    return batch


def _report(batch: ImportBatch) -> None:
    for outcome in Outcome:
        click.echo(f"{batch.count(outcome):>8}  {outcome.value}")
    click.echo(f"{batch.total:>8}  rows in all")
    click.echo(f"{batch.counts.get('warned', 0):>8}  of them with warnings")
    click.echo(f"{batch.counts.get('written', 0):>8}  written (batch {batch.id})")
    refused = db.session.scalars(
        select(ImportRow)
        .where(ImportRow.batch_id == batch.id, ImportRow.outcome == Outcome.REFUSED)
        .order_by(ImportRow.id)
        .limit(20)
    )
    for row in refused:
        said = "; ".join(f"{field}: {message}" for field, message, _rule, _level in row.findings)
        click.echo(f"line {row.line}: {said}")


@search_group.command("rebuild")
def search_rebuild() -> None:
    """Make all search tokens anew (after an update that changed how they are made)."""
    with writing(), acting_as(SYSTEM):
        for model in search.searchable():
            click.echo(f"{search.rebuild(db.session, model):>8}  {model.__tablename__}")
            db.session.commit()


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    for group in (import_group, search_group):
        app.cli.add_command(group)
