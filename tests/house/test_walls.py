"""The walls of the house: what may import, commit or name what (docs/house.md)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "app").rglob("*.py"))
# rooms of a wing that speak to a screen; every other file of a wing is quiet, whatever it is called
SPEAKING = {
    "views",
    "charts",
    "policy_views",
    "faces",  # how a form is laid out
    "layouts",
    "beside",  # cards beside a record
    "viewer",  # who is looking is known from his account
}
WINGS = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")} - {
    "kernel",
    "desk",
    "demo",
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _calls(path: Path, method: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        for node in ast.walk(ast.parse(path.read_text()))
    )


def _is_quiet(path: Path) -> bool:
    parts = path.relative_to(ROOT / "app").parts
    return parts[0] in WINGS and parts[1].removesuffix(".py") not in SPEAKING


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_only_desk_touches_the_frameworks_screens(path: Path) -> None:
    if _name(path) == "app/desk/archive.py":
        return  # ModelView with its routes replaced
    screens = re.compile(
        r"\.(charts|views|widgets|forms|api|fieldwidgets)\b|(Model|CRUD|Form)View$|Mixin$"
    )
    found = [
        name for name in _imports(path)
        if name.startswith("flask_appbuilder.") and screens.search(name)
    ]  # fmt: skip
    assert not found, f"{found}: a table is declared with app.desk.archive.ArchiveView"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_quiet_rooms_see_no_request(path: Path) -> None:
    if not _is_quiet(path):
        pytest.skip("not a quiet room")
    found = {name for name in _imports(path) if name.split(".")[0] in {"flask", "flask_login"}}
    assert not found
    assert not any(name.startswith("app.desk") for name in _imports(path)), "only views import desk"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_only_doors_commit(path: Path) -> None:
    name = _name(path)
    doors = name.startswith(("app/desk/", "app/cli")) or name in {
        "app/kernel/jobs.py",
        "app/kernel/imports.py",
        "app/kernel/worker.py",
    }
    if not doors:
        assert not _calls(path, "commit"), f"{name} commits, but is no door"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_core_writes_and_raw_sql_stay_in_the_kernel(path: Path) -> None:
    if _name(path).startswith("app/kernel/"):
        pytest.skip("the kernel is where they belong")
    # the predicate of a partial index is SQL on both databases
    partial = {
        "app/customers/models/customer.py", "app/disposal/models/case.py",
        "app/allocation/models/pool.py",
    }  # fmt: skip
    spoken = {"sqlalchemy.text"} if _name(path) in partial else set()
    assert not (set(_imports(path)) - spoken) & {"sqlalchemy.text", "sqlalchemy.insert"}
    assert not _calls(path, "bulk_insert_mappings") and not _calls(path, "bulk_save_objects")


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_the_gate_is_lifted_in_few_places(path: Path) -> None:
    allowed = {
        "app/kernel/scope.py",
        "app/kernel/bulk.py",
        "app/kernel/moving.py",
        "app/kernel/removal.py",
        "app/kernel/persons/erasing.py",  # who may erase a person erases all of it
        "app/kernel/search_store.py",
        "app/kernel/imports.py",
        "app/customers/likeness.py",  # duplicates are looked for across branches
        "app/kernel/merging.py",  # whatever refers to a row goes along, or none of it does
        "app/kernel/successors.py",  # where a merged row leads, whoever named it
        "app/customers/cooperation.py",  # the first contract counts, whoever declared it
        "app/customers/turns.py",  # whether a customer counted before, yes or no (F-110)
        "app/customers/merging.py",  # a merge far away is seen, and refused for that
        "app/allocation/queries.py",  # what each salesperson carries, in numbers
        "app/disposal/queries.py",  # one open case a customer, whoever may see it
        "app/returns/queries.py",  # return visits to a blocked customer are called off
        "app/disposal/operations.py",  # a parted customer lies in the closed store (C-01)
        # who decides on a customer, hands over or claims, need not see what the other side has
        *(
            f"app/allocation/operations/{name}.py"
            for name in ("giving", "plans", "handing", "deciding", "pooling")
        ),
        "app/archive/operations/classing.py",  # in which class somebody is does not depend on who looks
        "app/archive/operations/scoring.py",  # what is missing does not depend on who looks
        "app/desk/guide.py",  # whether what is to be set up is there, yes or no
        "app/first_run.py",  # whether a table has a row at all
        "app/visits/encounters.py",  # who else contacted the customer, before one does
        "app/visits/queries.py",  # when somebody last saw such a customer, nothing else
    }
    lifted = "everything()" in path.read_text() and "with everything" in path.read_text()
    assert not lifted or _name(path) in allowed


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_nobody_reads_past_the_gate(path: Path) -> None:
    """The gate hangs on mapped classes: a table read as such, or by its own connection, is not gated."""
    allowed = {
        "app/allocation/models/transfer.py",  # inside a clause of the gate itself
        "app/cli_backup.py",  # the copy holds everything
        "app/desk/integrity.py",  # which columns a broken constraint names
        "app/desk/interface.py",  # which database it is
        "app/desk/office/health.py",  # whether the database answers
        "app/desk/office/lockout.py",  # which database it is
        "app/desk/office/rates.py",  # counters outside the transaction
        "app/desk/office/sessions.py",  # who is looking is not known yet
        "app/desk/office/tables.py",  # labels of the framework's columns
        "app/desk/sections.py",  # which key leads to the record
        "app/organization/viewer.py",  # who is looking is not known yet
    }
    if _name(path).startswith("app/kernel/") or _name(path) in allowed:
        return
    past = r"__table__(?!\.name|\w)|\bunscoped\b|\.engine\b|\.connection\(|\.get_bind\("
    found = re.findall(past, path.read_text())
    assert not found, f"{found}: ask the mapped class, select(Model), in the session"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_room_is_a_lumber_room(path: Path) -> None:
    assert path.stem not in {"util", "utils", "helpers", "common", "manager", "misc"}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text()
    assert source.count("\n") <= 300, "a file over 300 lines is two rooms"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} is two thoughts"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_only_config_reads_the_environment() -> None:
    guilty = [_name(path) for path in FILES if "os.environ" in path.read_text()]
    # FONTCONFIG_FILE must be set for the print library before it is loaded
    assert set(guilty) <= {"app/kernel/papers/engine.py", "app/kernel/papers/worker.py"}


def test_every_wing_stands_in_the_contracts() -> None:
    """A wing that pyproject.toml does not name may import whatever it likes."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {name.strip(" ()") for layer in said[0]["layers"] for name in layer.split("|")}
    rooms = {name.removeprefix("app.") for name in said[1]["containers"]}
    assert floors >= WINGS, f"name its floor in the first contract: {WINGS - floors}"
    assert rooms == WINGS, f"name it in the containers of the second contract: {WINGS ^ rooms}"
