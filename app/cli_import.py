"""Commands that bring files in."""

from __future__ import annotations

import click
from flask import Flask


@click.group("import")
def import_group() -> None:
    """Bring a file in."""


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(import_group)
