"""Customer cards for the tests of lists and charts: few, known, all of one telling name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.words import AbcGrade, Lifecycle, Tier
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as
from app.organization.models import Staff

NAME = "试样"  # every card made here begins so; no demo card does
GRADES = [AbcGrade.A1, AbcGrade.A2, AbcGrade.B1, None]
TIERS = [Tier.IMPORTANT, Tier.SPECIAL, Tier.GENERAL]


def make_cards(session: Any, owner: str, count: int, start: int = 0) -> list[int]:
    """``count`` cards of a demo user; grade, tier and day of creation follow the number."""
    with acting_as(SYSTEM):
        staff = session.execute(
            select(Staff).join(User, User.id == Staff.user_id).where(User.username == owner)
        ).scalar_one()
        rows = [_card(number, staff) for number in range(start, start + count)]
        session.add_all(rows)
        session.commit()
        return [row.id for row in rows]


def _card(number: int, staff: Staff) -> Customer:
    name = f"{NAME}{number:05d}号商行"
    return Customer(
        customer_code=f"T-{number:05d}", customer_name=name, name_key=name,
        owner_id=staff.user_id, branch_id=staff.branch_id, lifecycle_status=Lifecycle.ACTIVE,
        abc_grade=GRADES[number % 4], tier=TIERS[number % 3],
        created_at=utcnow() - dt.timedelta(days=number % 90),
    )  # fmt: skip
