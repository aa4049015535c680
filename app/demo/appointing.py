"""The demonstration's custodians: one in office, one proposed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.archive.models import Custodian
from app.archive.words import Quality
from app.archive.workflow import custodian_flow
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import begin


def fill(session: Session, people: People) -> None:
    """The custodian was appointed by the general manager; the clerk is proposed as the next one."""
    now = utcnow()
    row = _proposed(session, people, "custodian")
    row.loyalty, row.analysis_ability, row.overall_knowledge = (
        Quality.GOOD,
        Quality.GOOD,
        Quality.FAIR,
    )
    row.opinion = "在公司服务多年，熟悉各部门业务，责任心强。"
    people.move("gm", custodian_flow, row, "check", now)
    row.signed_on = clock.today() - dt.timedelta(days=2)
    people.move("gm", custodian_flow, row, "appoint", now)
    _proposed(session, people, "clerk")


def _proposed(session: Session, people: People, login: str) -> Custodian:
    manager = people.viewer("manager")
    with acting_as(manager):
        row = Custodian(user_id=people.ids[login])
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, custodian_flow, row, manager)
    return row
