"""Commands of the working calendar: bring published years into the table, and say what the company does otherwise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.kernel import clock, holidays, published
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as

calendar_group = AppGroup("calendar", help="The working calendar.")

WORDS = {
    "new": "new", "changed": "changed", "same": "as they were", "gone": "no longer published",
    "kept": "worked otherwise by the company",
}  # fmt: skip


@calendar_group.command("load")
@click.option("--year", "years", type=int, multiple=True, help="Only these years of the library.")
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A year's announcement as JSON, for a year the library does not know.",
)  # fmt: skip
def calendar_load(years: tuple[int, ...], path: Path | None) -> None:
    """Bring published holidays into the table of days; safe to repeat, the company's days stay."""
    unknown = sorted(set(years) - published.YEARS)
    if unknown:
        raise click.ClickException(f"not published in {published.LIBRARY}: {unknown}")
    with writing(), acting_as(SYSTEM):
        done = load_file(path) if path is not None else load_library(years)
        db.session.commit()
    for year, count in done.items():
        said = ", ".join(f"{count[key]} {word}" for key, word in WORDS.items() if count[key])
        click.echo(f"{year}: {said or 'no days'}")


def load_library(years: tuple[int, ...] = ()) -> dict[int, Counter[str]]:
    """The library's years (from last year on when none is named) into the table; no commit."""
    wanted = years or [year for year in published.YEARS if year >= clock.today().year - 1]
    return {
        year: holidays.load(db.session, year, published.days_of_library(year), published.LIBRARY)
        for year in sorted(wanted)
    }


def load_file(path: Path) -> dict[int, Counter[str]]:
    """One year out of a file into the table; no commit."""
    try:
        year, days = published.read(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise click.ClickException(str(fault)) from fault
    return {year: holidays.load(db.session, year, days, path.name[:200])}


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(calendar_group)
