"""Custodians are proposed, checked and appointed (W-38); who saw what is told; secrets stay off files (C-24)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User

from app.archive import rules
from app.archive.models import Custodian
from app.archive.operations import appointing
from app.archive.views import acts
from app.archive.words import CustodianState, Quality
from app.archive.workflow import custodian_flow
from app.customers.models import Customer
from app.desk import exporting
from app.kernel import clock, looks, numbering
from app.kernel.db import utcnow
from app.kernel.rules import check
from app.kernel.scope import acting_as
from app.kernel.workflow import Denied, begin, run
from tests.factories.policy import in_force as approved

JUDGED = dict.fromkeys(appointing.QUALITIES, Quality.GOOD)


def proposed(session: Any, viewer: Any, user_id: int) -> Custodian:
    with acting_as(viewer):
        row = Custodian(user_id=user_id)
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, custodian_flow, row, viewer)
    return row


def roles_of(session: Any, ident: int) -> set[str]:
    user = session.get_one(User, ident)
    session.refresh(user)
    return {role.name for role in user.roles}


@pytest.mark.rule("R-309", "R-310", "R-312", "R-013", "R-066")
def test_the_role_comes_with_the_appointment_and_goes_with_its_end(
    session, user_id, viewer_of
) -> None:
    gm, agent = viewer_of("gm"), user_id("agent")
    row = proposed(session, viewer_of("manager"), agent)
    assert row.tenure_months and row.tenure_months > 0, "from the day of joining"
    with acting_as(gm):
        with pytest.raises(Denied) as denied, session.begin_nested():
            run(session, custodian_flow, row, "check", viewer=gm)
        assert {broken.rule for broken in denied.value.broken} == {"R-310"}, "nothing is judged yet"
        run(session, custodian_flow, row, "check", viewer=gm, asked=JUDGED)
        with pytest.raises(Denied) as denied, session.begin_nested():
            run(session, custodian_flow, row, "appoint", viewer=gm)
        assert {broken.rule for broken in denied.value.broken} == {"R-013"}, "nothing is signed yet"
        assert "custodian" not in roles_of(session, agent)
        run(session, custodian_flow, row, "appoint", viewer=gm, asked={"signed_on": clock.today()})
        assert row.from_on == clock.today() and "custodian" in roles_of(session, agent)
        run(session, custodian_flow, row, "end", viewer=gm, reason="调岗")
    assert (row.state, row.to_on) == (CustodianState.ENDED, clock.today())
    assert roles_of(session, agent) == {"cs_agent"}


@pytest.mark.rule("R-310")
@pytest.mark.parametrize(
    ("months", "quality", "fields"),
    [(24, Quality.GOOD, set()), (23, Quality.GOOD, {"tenure_months"}), (24, Quality.POOR, {"loyalty"})],
)  # fmt: skip
def test_a_newly_hired_or_unfit_person_is_a_warning(session, months, quality, fields) -> None:
    row = Custodian(tenure_months=months, **{**JUDGED, "loyalty": quality})
    found = list(appointing.fit(row, appointing.least_months()))
    assert {broken.field for broken in found} == fields
    assert all(broken.warning for broken in found)


@pytest.mark.rule("R-309")
def test_the_archive_is_never_without_a_named_person(session, viewer_of) -> None:
    gm = viewer_of("gm")
    with acting_as(gm):
        row = session.query(Custodian).filter_by(state=CustodianState.APPOINTED).one()
        with pytest.raises(Denied) as denied, session.begin_nested():
            run(session, custodian_flow, row, "end", viewer=gm, reason="离职")
        assert {broken.rule for broken in denied.value.broken} == {"R-309"}
        approved(session, "security.custodian_required", "false")
        run(session, custodian_flow, row, "end", viewer=gm, reason="离职")


@pytest.mark.rule("R-312")
def test_nobody_appoints_himself_or_anybody_twice(session, user_id, viewer_of) -> None:
    gm = viewer_of("gm")
    with acting_as(gm):
        for ident in (gm.user_id, user_id("custodian")):
            errors = check([rules.custodian], {"user_id": ident})[0]
            assert [broken.field for broken in errors] == ["user_id"]


# -- who saw what ----------------------------------------------------------------------------------
@pytest.mark.rule("R-013", "R-312", "C-24", "R-048")
def test_the_report_says_who_saw_and_who_may(session, client_as, viewer_of) -> None:
    rep = viewer_of("rep")
    since = utcnow() - dt.timedelta(days=1)
    before = acts.counted(session, since).get(rep.user_id, {}).get("opened", 0)
    looks.note(session, "customer", 1, rep)
    session.flush()
    assert acts.counted(session, since)[rep.user_id]["opened"] == before + 1
    newest = acts.newest(session, since, 5)
    assert any((act.by_id, act.what, act.table, act.row_id) == (rep.user_id, "opened", "customer", 1)
               for act in newest)  # fmt: skip
    page = client_as("custodian").get("/seen/?days=7")
    assert page.status_code == 200 and "周敏" in page.text and "业务员" in page.text
    may = {user.username: secrets for user, _codes, secrets in acts.may_see(session)}
    assert may["custodian"]["sensitive"] == "ask" and "sensitive" not in may["finance"]
    assert client_as("rep").get("/seen/").status_code in (302, 403)


@pytest.mark.rule("C-24", "R-048")
@pytest.mark.parametrize("allowed", [False, True])
def test_sensitive_fields_leave_the_house_only_by_policy(app, session, viewer_of, allowed) -> None:
    if allowed:
        approved(session, "privacy.sensitive_export", "true")
    secret = next(
        name for name, column in Customer.__mapper__.columns.items()
        if column.info.get("secret") in ("sensitive", "profile")
    )  # fmt: skip
    view = next(
        v for v in app.extensions["appbuilder"].baseviews if type(v).__name__ == "CustomerView"
    )
    custodian = viewer_of("custodian")
    with acting_as(custodian):
        taken = exporting.lines(view.datamodel, ["customer_name", secret], {}, custodian)
    assert [line.field.name for line in taken] == ["customer_name", *([secret] if allowed else [])]
