"""Commands of the flows: draw them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import flow_pages
from app.kernel.flows import Workflow

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "flows"

flows_group = AppGroup("flows", help="The flows of the archives.")


def declared(app: Any) -> list[Workflow]:
    """Every flow that a view shows, by its W- id."""
    views = app.extensions["appbuilder"].baseviews
    found = {flow.name: flow for view in views if (flow := getattr(view, "flow", None))}
    return sorted(found.values(), key=lambda flow: (flow.source, flow.name))


@flows_group.command("draw")
def flows_draw() -> None:
    """Write docs/flows from the code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = dict(flow_pages.pages(declared(current_app)))
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(written)} flows drawn")


def register(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(flows_group)
