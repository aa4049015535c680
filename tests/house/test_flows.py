"""What a flow or a job names is there: columns, moves, duties, roles, sources; a misspelt one would only shut people out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_appbuilder import Model

from app.cli_flows import declared
from app.kernel.flows import Move, Workflow
from app.kernel.tasks import TaskSpec
from app.role_moves import MOVES
from app.roles import ROLES

APP = Path(__file__).resolve().parents[2] / "app"
SOURCE = re.compile(r"W-(0[1-9]|[123][0-9]|40)|[FC]-\d{2,3}")  # the catalogue has forty workflows


def specs(move: Move) -> Iterator[TaskSpec]:
    """The tasks a move opens, as far as they are said without a row."""
    yield from move.duties
    if isinstance(move.task, TaskSpec):
        yield move.task


def unknown(flow: Workflow) -> Iterator[str]:
    """What the moves of a flow name and what is not there."""
    mapper = next(m for m in Model.registry.mappers if m.local_table.name == flow.model)
    columns, moves = set(mapper.columns.keys()) | {"author"}, {move.name for move in flow.moves}
    opened = {spec.duty for move in flow.moves for spec in specs(move) if spec.duty}
    for move in flow.moves:
        by = (move.by,) if isinstance(move.by, str) else move.by
        named = {*by, *move.asks, *(spec.to for spec in specs(move))} - {""}
        yield from (f"{move.name}: column {name}" for name in named - columns)
        yield from (
            f"{move.name}: apart from {name}"
            for name in {*move.apart_from} - moves - columns - {"create", "owner"}
        )
        if move.closes and move.closes not in opened:
            yield f"{move.name}: duty {move.closes} is never opened"
        for duty in {spec.duty for spec in move.duties if not spec.beside}:
            if duty not in {other.closes for other in flow.moves}:
                yield f"{move.name}: duty {duty} is never done, the row stands still"


def test_what_a_flow_names_is_there(app: Flask) -> None:
    with app.app_context():
        flows = declared(app)
    assert {flow.name: found for flow in flows if (found := [*unknown(flow)])} == {}
    assert [flow.name for flow in flows if not SOURCE.fullmatch(flow.source)] == []


def test_every_move_is_somebodys(app: Flask) -> None:
    with app.app_context():
        found = {flow.name: {move.name for move in flow.moves} for flow in declared(app)}
    assert found == {flow: set(moves) for flow, moves in MOVES.items()}, "app/role_moves.py"
    for flow, moves in MOVES.items():
        assert all(who and set(who) <= set(ROLES) for who in moves.values()), flow


def test_every_state_is_reached_and_left(app: Flask) -> None:
    with app.app_context():
        flows = declared(app)
    for flow in flows:
        left = {state for move in flow.moves for state in move.from_ if move.to != state}
        stuck = {word.value for word in flow.states} - left - flow.finals
        assert not stuck, f"{flow.name}: no way on from {stuck}, and they are no finals"


def _names(path: Path) -> Iterator[str]:
    """What a file imports, module by module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


@pytest.mark.no_database
def test_workers_know_every_job() -> None:
    """A kind whose file nobody imports is one that no worker can do."""
    files = sorted(APP.rglob("*.py"))
    imported = {name for path in files for name in _names(path)}
    declaring = {
        ".".join(("app", *path.relative_to(APP).with_suffix("").parts)) for path in files
        if re.search(r"^@(jobs\.)?job\(", path.read_text("utf-8"), re.MULTILINE)
    }  # fmt: skip
    assert "app.kernel.chores" in declaring
    assert declaring - imported == set(), "import it in app/cli_jobs.py"


@pytest.mark.no_database
def test_a_source_is_a_workflow_a_form_or_a_decision_of_the_catalogue() -> None:
    assert SOURCE.fullmatch("W-40") and SOURCE.fullmatch("F-008") and SOURCE.fullmatch("C-03")
    assert (
        not SOURCE.fullmatch("W-41") and not SOURCE.fullmatch("") and not SOURCE.fullmatch("R-078")
    )
