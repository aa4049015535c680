"""The matrix of roles.md as data."""

from __future__ import annotations

import pytest

from app import roles


def test_sixteen_roles_and_no_stranger_in_the_matrix() -> None:
    assert len(roles.ROLES) == 16
    for cells in roles.MATRIX.values():
        assert set(cells) <= set(roles.ROLES)


def test_every_letter_of_the_matrix_means_something() -> None:
    """A misspelt letter would give nothing, without a word."""
    known = {*"obaA", *roles._PERMISSIONS}  # A: reviews; which moves that is stands in MOVES
    said = {
        (kind, role, cell) for kind, cells in roles.MATRIX.items() for role, cell in cells.items()
        if set(cell.partition("}")[2] if cell.startswith("{") else cell) - known
    }  # fmt: skip
    assert said == set()


@pytest.mark.rule("R-013", "R-048", "C-24")
def test_secrets_are_closed_unless_a_role_opens_them() -> None:
    assert roles.secrecy(["sales_rep"])["personal"] == "show"
    assert "personal" not in roles.secrecy(["credit"])
    assert roles.secrecy(["cs_agent"])["confidential"] == "hide"
    assert roles.secrecy(["cs_agent", "gm"])["confidential"] == "show"


@pytest.mark.rule("R-312")
def test_the_administrator_has_no_business_rows() -> None:
    found = roles.breadths(frozenset({"sysadmin"}))
    assert not {"customer", "contact", "visit"} & set(found)
    assert roles.permissions("sysadmin", "customer") == frozenset()


def test_reading_is_narrowed_for_supervisors_and_heads() -> None:
    assert roles.reach("area_supervisor", "customer") == {"area", "own"}
    assert roles.reach("dept_manager", "customer") == {"department", "own"}
    assert roles.reach("attendance", "visit") == {"approved"}
    reading = {"can_list", "can_show", "can_chart"}
    assert roles.permissions("attendance", "visit") == reading | {"can_print"}


@pytest.mark.parametrize("kind", ["customer", "contact"])
def test_the_matrix_alone_says_who_imports(kind: str, session, viewer_of) -> None:
    """What the database grants is what the letter I says, no more and no less."""
    said = {role for role in roles.ROLES if "can_import" in roles.permissions(role, kind)}
    assert said == {"area_supervisor", "clerk", "marketing", "custodian"}
    view = {"customer": "CustomerView", "contact": "ContactView"}[kind]
    people = ("supervisor", "clerk", "marketing", "custodian", "rep", "manager", "gm", "admin")
    for name in people:
        viewer = viewer_of(name)
        assert viewer.may("can_import", view) == bool(viewer.roles & said), name
