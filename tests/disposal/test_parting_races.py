"""Two people at one case at the same moment: exactly one step each time, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle
from app.disposal import queries
from app.disposal.models import BadCase, BadDuty
from app.disposal.words import CaseState, DutyState, Side
from app.disposal.workflow import case_flow
from app.kernel.db import db, utcnow, writing
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Step, open_tasks
from app.kernel.workflow import run
from app.organization.viewer import viewer_for
from tests.desk.test_races import FIRST, Company, at_once, meet
from tests.factories.customers import card
from tests.factories.disposal import case

LATER = "2099-01-01 12:00"


class Parting(Company):
    """The running house with a case, and those who have to do with it."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.place = app, urlsplit(address).netloc
        with app.app_context(), acting_as(SYSTEM), writing():
            self.ids = dict(db.session.execute(select(User.username, User.id)).all())
            with acting_as(self.viewer("rep")):
                row = card(db.session, self.ids["rep"])
            row.state, row.lifecycle_status = CardState.FILED, Lifecycle.ACTIVE
            db.session.flush()
            with acting_as(self.viewer("marketing")):
                self.case, self.customer = case(db.session, row).id, row.id
            db.session.commit()
        people = ("marketing", "gm", "finance", "legal")
        self.cookies = {name: self._cookie(self.ids[name]) for name in people}

    def viewer(self, who: str) -> Any:
        return viewer_for(self.ids[who], db.session)

    def walk(self, *moves: tuple[str, str]) -> int:
        """Bring the case as far as that; its version then."""
        with self.app.app_context(), writing():
            for who, name in moves:
                viewer = self.viewer(who)
                with acting_as(viewer):
                    row = db.session.get_one(BadCase, self.case)
                    due = {"duties_due_at": utcnow() + dt.timedelta(days=9)}
                    asked = due if name == "approve" else None
                    run(db.session, case_flow, row, name, viewer=viewer, asked=asked)
            db.session.commit()
            with acting_as(SYSTEM):
                version: int = db.session.get_one(BadCase, self.case).version
            return version

    def duties(self, side: Side) -> list[tuple[int, int]]:
        """Keys and versions of a department's duties."""
        with self.app.app_context(), acting_as(SYSTEM):
            return [(d.id, d.version) for d in queries.duties_of(db.session, self.case, side)]

    def step(self, who: str, version: int, name: str, **more: str) -> Callable:
        """A button of the case."""
        data = {"lock_version": str(version), **more}
        return self.post(who, f"/badcaseview/move/{self.case}/{name}", data)

    def tick(self, who: str, duty: tuple[int, int], side: Side) -> Callable:
        """A button of a duty."""
        data = {"lock_version": str(duty[1]), f"tick_{side.value}-result": "已办"}
        return self.post(who, f"/baddutyview/move/{duty[0]}/tick_{side.value}", data)

    def stands(self) -> tuple[CaseState, Lifecycle, list[str]]:
        """State of the case, stage of the customer, the moves made of the case."""
        with self.app.app_context(), acting_as(SYSTEM):
            row = db.session.get_one(BadCase, self.case)
            made = select(Step.move).where(Step.row_table == "bad_case", Step.row_id == self.case)
            stage = db.session.get_one(Customer, self.customer).lifecycle_status
            return row.state, stage, list(db.session.scalars(made.order_by(Step.id)))


@pytest.fixture
def house(own_app: Flask, live: str) -> Parting:
    return Parting(own_app, live)


@pytest.fixture
def meeting(house: Parting, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, both have read a row before either holds it."""
    return lambda: meet(house.app, monkeypatch)


@pytest.mark.rule("C-35", "R-259")
@pytest.mark.parametrize("second", ["revoke", "approve"])
def test_of_approval_and_revocation_one_is_made(
    house: Parting, meeting: Callable[[], None], second: str
) -> None:
    version = house.walk(("marketing", "submit"))
    who = {"revoke": "marketing", "approve": "gm"}[second]
    due = {"approve-duties_due_at": LATER}
    meeting()
    answers = at_once(
        house.step("gm", version, "approve", **due),
        house.step(who, version, second, reason="恢复进货", **due),
    )
    assert [answer.status for answer in answers] == [200, 200]
    assert sorted(FIRST in answer.text for answer in answers) == [False, True]
    state, stage, moves = house.stands()
    assert moves in (["submit", "approve"], ["submit", second]) and len(moves) == 2
    parted = moves[-1] == "approve"
    assert state is (CaseState.APPROVED if parted else CaseState.REVOKED)
    assert stage is (Lifecycle.BAD_IN_PROCESS if parted else Lifecycle.ACTIVE)


@pytest.mark.rule("R-264")
def test_a_duty_ticked_twice_is_done_once(house: Parting, meeting: Callable[[], None]) -> None:
    house.walk(("marketing", "submit"), ("gm", "approve"), ("marketing", "process"))
    (duty,) = house.duties(Side.ADMIN)
    meeting()
    answers = at_once(*(house.tick("legal", duty, Side.ADMIN) for _turn in range(2)))
    assert [answer.status for answer in answers] == [200, 200]
    assert sorted(FIRST in answer.text for answer in answers) == [False, True]
    with house.app.app_context(), acting_as(SYSTEM):
        made = select(Step.move).where(Step.row_table == "bad_duty", Step.row_id == duty[0])
        assert list(db.session.scalars(made)) == ["tick_admin"]
    assert house.stands()[2] == ["submit", "approve", "process", "finish_admin"]


@pytest.mark.rule("R-262", "R-263", "R-264")
@pytest.mark.parametrize("sides", [(Side.FINANCE, Side.FINANCE), (Side.FINANCE, Side.ADMIN)])
def test_two_last_duties_at_once_are_both_done(
    house: Parting, meeting: Callable[[], None], sides: Any
) -> None:
    """Of one department or of two: the part of each is finished, and nobody is sent away."""
    house.walk(("marketing", "submit"), ("gm", "approve"), ("marketing", "process"))
    waiting = {side: house.duties(side) for side in Side}
    pair = [(side, waiting[side].pop()) for side in sides]
    who = {Side.BUSINESS: "marketing", Side.FINANCE: "finance", Side.ADMIN: "legal"}
    with house.app.app_context(), acting_as(SYSTEM), writing():
        for side in {Side.BUSINESS, *sides}:
            for key, _version in waiting[side]:
                db.session.get_one(BadDuty, key).state = DutyState.DONE
        if Side.ADMIN not in sides:
            (key, _version) = waiting[Side.ADMIN][0]
            db.session.get_one(BadDuty, key).state = DutyState.DONE
        db.session.commit()
    meeting()
    answers = at_once(*(house.tick(who[side], duty, side) for side, duty in pair))
    assert [(answer.status, FIRST in answer.text) for answer in answers] == [(200, False)] * 2
    with house.app.app_context(), acting_as(SYSTEM):
        row = db.session.get_one(BadCase, house.case)
        left = {task.duty for task in open_tasks(db.session, row)}
    assert left == {side.value for side in Side} - {side.value for side in sides}
