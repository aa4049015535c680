"""People of the demonstration company, and new ones where a test needs a stranger."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app.organization.models import Branch, Staff


def branch(session: Any, code: str = "CD") -> Branch:
    """A branch of the demonstration company."""
    return session.scalars(select(Branch).where(Branch.code == code)).one()


def account(session: Any, login: str, *roles: str, branch_code: str = "CD", **place: Any) -> User:
    """A new account with a person behind it."""
    held = session.scalars(select(Role).where(Role.name.in_(roles))).all()
    user = User(
        username=login, first_name="新", last_name=login, email=f"{login}@example.com",
        password="x", active=True, roles=list(held),
    )  # fmt: skip
    session.add(user)
    session.flush()
    session.add(
        Staff(
            user_id=user.id, staff_no=f"T-{login}", full_name=login,
            branch_id=branch(session, branch_code).id, **place,
        )
    )  # fmt: skip
    session.flush()
    return user
