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
from app.kernel import import_job, imports, search, sheet_files
from app.kernel.db import db, writing
from app.kernel.exchange import Action, BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.findings import reason
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
@click.option(
    "--action", default="add", type=click.Choice([action.value for action in Action]),
    help="What is done with rows whose key finds a record (update, both) or none (add, both).",
)  # fmt: skip
@click.option("--check", "only_check", is_flag=True, help="Judge the rows, write nothing.")
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
def import_customers(
    file: Path, username: str, fixed: tuple[str, ...], action: str, only_check: bool, language: str
) -> None:
    """Bring customers in, from a workbook also their contacts; each row ends in exactly one class."""
    with writing(), acting_as(_viewer(username)), force_locale(language):
        try:
            batch = _staged(customer_sheet, file, fixed, Action(action))
        except Unreadable as fault:
            raise click.ClickException(str(fault.message)) from fault
        _walk(batch, "check")
        if not only_check:
            _walk(batch, "write")
        _report(batch)


@import_group.command("resume")
@click.argument("number", type=int)
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
def import_resume(number: int, language: str) -> None:
    """Go on with writing (or taking back) a batch that was broken off."""
    with writing(), force_locale(language):
        batch = db.session.get(ImportBatch, number)
        step = {BatchState.WRITING: "write", BatchState.UNDOING: "undo"}.get(
            batch.state if batch is not None else BatchState.DONE
        )
        if batch is None or batch.parent_id is not None or step is None:
            raise click.ClickException(f"batch {number} was not broken off")
        with acting_as(viewer_for(batch.created_by_id or 0, db.session)):
            _walk(batch, step)
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


def _staged(sheet: Sheet, file: Path, fixed: tuple[str, ...], action: Action) -> ImportBatch:
    """Keep the rows of the file with the columns that are understood."""
    viewer = current_viewer()
    if action is not Action.ADD and not imports.intake("customer").may_change(viewer):
        raise click.ClickException("this person may not change customers")
    batch, strange = imports.stage_all(
        db.session, sheet, sheet_files.read_all(file.read_bytes()), file.name, viewer
    )
    for name in strange:
        click.echo(f"sheet {name} is not brought in")
    chosen = _chosen(sheet, fixed)
    batch.place = {**batch.place, **place_of(db.session, viewer.user_id)}
    batch.fixed = {**batch.fixed, **chosen}
    for each in (batch, *batch.parts):
        each.action = action
        own = imports.intake(each.table_name).sheet
        imports.confirm(db.session, own, each, each.mapping, each.fixed, viewer)
    db.session.commit()
    return batch


def _walk(batch: ImportBatch, step: str) -> None:
    """One step, a transaction for every chunk."""
    with click.progressbar(length=batch.total, label=step) as bar:
        for done, total in import_job.steps(db.session, batch, step, current_viewer()):
            db.session.commit()
            bar.length = total
            bar.update(done - bar.pos)
    db.session.commit()


def _report(batch: ImportBatch) -> None:
    for each in (batch, *batch.parts):
        counts = each.counts
        click.echo(f"batch {each.id}: {each.table_name}")
        for outcome in Outcome:
            click.echo(f"{each.count(outcome):>8}  {outcome.value}")
        click.echo(f"{each.total:>8}  rows in all")
        for name in ("warned", "written", "updated", "undone", "kept"):
            click.echo(f"{counts.get(name, 0):>8}  {name}")
        _report_refused(each)


def _report_refused(batch: ImportBatch) -> None:
    refused = db.session.scalars(
        select(ImportRow)
        .where(ImportRow.batch_id == batch.id, ImportRow.outcome == Outcome.REFUSED)
        .order_by(ImportRow.id)
        .limit(20)
    )
    for row in refused:
        said = reason(row.findings, lambda field: field).replace("\n", "; ")
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
