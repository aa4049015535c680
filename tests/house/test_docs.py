"""The docs are true: pieces of code stand in the code, files that are named are there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
QUOTES = [
    (page, quoted)
    for page in PAGES
    for quoted in re.findall(r"```python\n# (\S+)\n(.*?)```", page.read_text(), re.DOTALL)
]


def name(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value[0]) if value else ""  # type: ignore[index]


def is_there(path: str) -> bool:
    """A file or folder, or a name in a module (``app/kernel/moving.move_many``)."""
    module, _dot, word = path.rpartition(".")
    room = ROOT / f"{module}.py"
    return (ROOT / path).exists() or (room.exists() and f" {word}" in room.read_text())


@pytest.mark.parametrize(("page", "quoted"), QUOTES, ids=name)
def test_a_piece_of_code_stands_in_its_file(page: Path, quoted: tuple[str, str]) -> None:
    path, piece = quoted
    assert piece.rstrip() in (ROOT / path).read_text(), (
        f"{page.name} quotes what {path} no longer says"
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"`((?:app|docs|scripts|tests|migrations|deploy|templates)/[\w./-]+)`", text)
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not link.startswith("/")]
    gone = [path for path in named if not is_there(path)]
    gone += [link for link in links if not (page.parent / link).exists()]
    assert not gone, f"{page.name} names what is not there: {gone}"


def test_every_command_is_named_to_operators(app: Flask) -> None:
    named = "".join(page.read_text() for page in PAGES)
    theirs = {"fab", "limiter", "db", "routes", "run", "shell"}  # the frameworks' own
    found = {
        f"flask {group}{name and ' '}{name}"
        for group, command in app.cli.commands.items() if group not in theirs
        for name in getattr(command, "commands", None) or [""]
    }  # fmt: skip
    assert {line for line in found if line not in named} == set(), "docs/production.md lists them"


def test_the_page_of_the_house_names_every_wing_where_it_stands() -> None:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    wings = [name.removeprefix("app.") for name in said[1]["containers"]]
    page = (ROOT / "docs" / "house.md").read_text()
    floors = page.split("```")[1].splitlines()[1]
    drawn = [name for name in re.split(r"[>|\s]+", floors) if name in wings]
    stands = [name for layer in said[0]["layers"] for name in re.split(r"[\s:|]+", layer)]
    assert drawn == [name for name in stands if name in wings]
    assert [name for name in wings if f"`{name}`" not in page] == []
