"""The walls of the house: what may import, commit or name what (docs/house.md)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
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


@cache
def _source(path: Path) -> str:
    return path.read_text()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_source(path))


@cache
def _imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def _calls(path: Path, method: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        for node in ast.walk(_tree(path))
    )


def every_file(check: Callable[[Path], None]) -> Callable[[], None]:
    """One test that tries every file, since they are hundreds; each that fails is named."""

    def test() -> None:
        wrong = []
        for path in FILES:
            try:
                check(path)
            except AssertionError as error:
                wrong.append(f"{_name(path)}: {error}")
        assert not wrong, "\n".join(wrong)

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test


def _is_quiet(path: Path) -> bool:
    parts = path.relative_to(ROOT / "app").parts
    return parts[0] in WINGS and parts[1].removesuffix(".py") not in SPEAKING


@every_file
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


@every_file
def test_quiet_rooms_see_no_request(path: Path) -> None:
    if not _is_quiet(path):
        return
    found = {name for name in _imports(path) if name.split(".")[0] in {"flask", "flask_login"}}
    assert not found
    assert not any(name.startswith("app.desk") for name in _imports(path)), "only views import desk"


@every_file
def test_only_doors_commit(path: Path) -> None:
    name = _name(path)
    doors = name.startswith(("app/desk/", "app/cli")) or name in {
        "app/kernel/jobs.py",
        "app/kernel/imports.py",
        "app/kernel/worker.py",
    }
    if not doors:
        assert not _calls(path, "commit"), f"{name} commits, but is no door"


@every_file
def test_core_writes_and_raw_sql_stay_in_the_kernel(path: Path) -> None:
    if _name(path).startswith("app/kernel/"):
        return  # where they belong
    # the predicate of a partial index is SQL on both databases
    partial = {
        "app/customers/models/customer.py", "app/disposal/models/case.py",
        "app/allocation/models/pool.py",
    }  # fmt: skip
    spoken = {"sqlalchemy.text"} if _name(path) in partial else set()
    assert not (set(_imports(path)) - spoken) & {"sqlalchemy.text", "sqlalchemy.insert"}
    assert not _calls(path, "bulk_insert_mappings") and not _calls(path, "bulk_save_objects")


@every_file
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
        "app/allocation/queries.py",  # what hangs on who owns a customer, yes or no
        "app/allocation/carrying.py",  # what each salesperson carries, in numbers
        "app/kernel/manifests.py",  # what hangs on a record, in numbers, and whose it is to do
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
    lifted = "everything()" in _source(path) and "with everything" in _source(path)
    assert not lifted or _name(path) in allowed


@every_file
def test_nobody_reads_past_the_gate(path: Path) -> None:
    """The gate hangs on mapped classes: a table read as such, or by its own connection, is not gated."""
    allowed = {
        "app/allocation/models/transfer.py",  # inside a clause of the gate itself
        "app/visits/models/slip.py",  # inside a clause of the gate itself
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
    found = re.findall(past, _source(path))
    assert not found, f"{found}: ask the mapped class, select(Model), in the session"


@every_file
def test_no_room_is_a_lumber_room(path: Path) -> None:
    assert path.stem not in {"util", "utils", "helpers", "common", "manager", "misc"}


@every_file
def test_files_and_functions_stay_small(path: Path) -> None:
    assert _source(path).count("\n") <= 300, "a file over 300 lines is two rooms"
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} is two thoughts"


@every_file
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(_tree(path))


def test_only_config_reads_the_environment() -> None:
    guilty = [_name(path) for path in FILES if "os.environ" in _source(path)]
    # FONTCONFIG_FILE must be set for the print library before it is loaded
    assert set(guilty) <= {"app/kernel/papers/engine.py", "app/kernel/papers/worker.py"}


def test_every_wing_stands_in_the_contracts() -> None:
    """A wing that pyproject.toml does not name may import whatever it likes."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    floors = {name.strip(" ()") for layer in said[0]["layers"] for name in layer.split("|")}
    rooms = {name.removeprefix("app.") for name in said[1]["containers"]}
    assert floors >= WINGS, f"name its floor in the first contract: {WINGS - floors}"
    assert rooms == WINGS, f"name it in the containers of the second contract: {WINGS ^ rooms}"


def test_test_files_have_names_of_their_own() -> None:
    """Two of one name, and not one test of the suite is collected."""
    counted = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in counted.items() if count > 1] == []
