"""The matrix of roles.md as data."""

from __future__ import annotations

import pytest

from app import role_moves, roles
from app.customers.workflow import card_flow
from app.visits.workflow import slip_flow


def test_sixteen_roles_and_no_stranger_in_the_matrix() -> None:
    assert len(roles.ROLES) == 16
    for cells in roles.MATRIX.values():
        assert set(cells) <= set(roles.ROLES)


@pytest.mark.parametrize("flow", [card_flow, slip_flow])
def test_every_move_belongs_to_a_role(flow: object) -> None:
    named = role_moves.MOVES[flow.name]  # type: ignore[attr-defined]
    assert {move.name for move in flow.moves} == set(named)  # type: ignore[attr-defined]
    assert all(set(who) <= set(roles.ROLES) and who for who in named.values())


@pytest.mark.rule("R-013", "R-048", "C-24")
def test_secrets_are_closed_unless_a_role_opens_them() -> None:
    assert roles.secrecy(["sales_rep"])["personal"] == "show"
    assert "personal" not in roles.secrecy(["credit"])
    assert roles.secrecy(["cs_agent"])["confidential"] == "hide"
    assert roles.secrecy(["cs_agent", "gm"])["confidential"] == "show"


@pytest.mark.rule("R-312")
def test_the_administrator_has_no_business_rows() -> None:
    found = roles.breadths(["sysadmin"])
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
