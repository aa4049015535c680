"""Accounts: only administrators change them, nobody his own rights, and never the last one's."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import (
    Group,
    Permission,
    PermissionView,
    Role,
    User,
    ViewMenu,
)
from sqlalchemy import select

from app.desk.office import rolebook
from app.desk.office.models import Account
from app.kernel import clock
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from app.organization.models import Deputy
from tests.factories.organization import account

PAGES = (
    "/userview/list/",
    "/roleview/list/",
    "/groupview/list/",
    "/matrixview/list/",
    "/userview/add",
)


def role_id(session, name: str) -> int:
    return session.scalars(select(Role.id).where(Role.name == name)).one()


def user(session, name: str) -> User:
    session.expire_all()
    return session.scalars(select(User).where(User.username == name)).one()


def form_of(row: User, **changes) -> dict:
    values = {"name": f"{row.last_name}{row.first_name}", "email": row.email, "active": "y",
              "roles": [str(role.id) for role in row.roles]}  # fmt: skip
    return values | changes


@pytest.mark.parametrize("who", ["gm", "manager", "custodian", "rep", "marketing"])
@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_see_accounts(client_as, who: str, path: str) -> None:
    assert client_as(who).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_the_administrator_sees_them(client_as, path: str) -> None:
    assert client_as("admin").get(path).status_code == 200


def test_an_account_is_made_with_a_password_for_one_use(client_as, session) -> None:
    form = {
        "username": "newcomer",
        "name": "陈新",
        "active": "y",
        "roles": [role_id(session, "sales_rep")],
    }
    page = client_as("admin").post("/userview/add", data=form).text
    password = re.search(r'kd-once">([^<]+)<', page).group(1)
    client = client_as("admin").application.test_client()
    assert (
        client.post("/login/", data={"username": "newcomer", "password": password}).status_code
        == 302
    )
    assert client.get("/").location.endswith("/me/password")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"username": "rep"}, "username"), ({"username": "1x"}, "username"), ({"name": " "}, "name"),
     ({"email": "nothing"}, "email"), ({"roles": []}, "roles"), ({"name": "长" * 65}, "name")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_the_field(
    client_as, session, change: dict, field: str
) -> None:
    form = {
        "username": "newcomer",
        "name": "陈新",
        "active": "y",
        "roles": [role_id(session, "sales_rep")],
    }
    answer = client_as("admin").post("/userview/add", data=form | change)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_nobody_gives_himself_a_role(client_as, session) -> None:
    admin = user(session, "admin")
    roles = [*(str(role.id) for role in admin.roles), str(role_id(session, "gm"))]
    answer = client_as("admin").post(f"/userview/edit/{admin.id}", data=form_of(admin, roles=roles))
    assert answer.status_code == 403
    assert [role.name for role in user(session, "admin").roles] == ["sysadmin"]


def test_nobody_switches_himself_off(client_as, session) -> None:
    admin = user(session, "admin")
    form = form_of(admin)
    del form["active"]
    assert client_as("admin").post(f"/userview/edit/{admin.id}", data=form).status_code == 403
    assert user(session, "admin").active


def test_the_frameworks_all_powerful_role_is_given_to_nobody(client_as, session) -> None:
    rep = user(session, "rep")
    form = form_of(rep, roles=[str(role_id(session, "Admin"))])
    assert client_as("admin").post(f"/userview/edit/{rep.id}", data=form).status_code == 422
    assert (
        "Admin" not in client_as("admin").get(f"/userview/edit/{rep.id}").text.split("fieldset")[2]
    )


def test_the_last_administrator_stays_one(client_as, session) -> None:
    second = user(session, "clerk")
    second.roles = [session.get(Role, role_id(session, "sysadmin"))]
    session.commit()
    admin = user(session, "admin")
    form = form_of(admin, roles=[str(role_id(session, "gm"))])
    assert client_as("clerk").post(f"/userview/edit/{admin.id}", data=form).status_code == 302
    form = form_of(user(session, "clerk"), roles=[str(role_id(session, "gm"))])
    assert client_as("clerk").post(f"/userview/edit/{second.id}", data=form).status_code == 403


def test_two_who_switch_each_other_off_leave_an_administrator(own_app: Any) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        first = db.session.scalars(select(User.id).where(User.username == "admin")).one()
        both = first, account(db.session, "second", "sysadmin").id
        db.session.commit()
    start = Barrier(2)

    def switch_off(ident: int) -> bool:
        with own_app.app_context(), acting_as(SYSTEM), writing():
            start.wait(30)
            db.session.get_one(User, ident).active = False
            db.session.flush()
            if db.engine.dialect.name == "postgresql":  # SQLite lets one write at a time
                start.wait(30)
            kept = rolebook.keeps_administrator(db.session)
            (db.session.commit if kept else db.session.rollback)()
            return kept

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(switch_off, both)) == [False, True]


def test_an_administrator_by_group_counts(client_as, session) -> None:
    """The last role of an own is not the last administrator; the last by group is."""
    clerk, deputy = user(session, "clerk"), user(session, "rep")
    sysadmin = session.get(Role, role_id(session, "sysadmin"))
    group = Group(name="it", label="it", description="", roles=[sysadmin], users=[clerk])
    session.add(group)
    session.commit()
    assert rolebook.keeps_administrator(session)
    admin = user(session, "admin")
    form = form_of(admin, roles=[str(role_id(session, "gm"))])
    assert client_as("clerk").post(f"/userview/edit/{admin.id}", data=form).status_code == 302
    # the one who acts for the administrator today holds his rights, but is none himself
    session.add(deputy_of(session, deputy, clerk))
    session.commit()
    form = form_of(user(session, "clerk"), groups=[])
    answer = client_as("rep").post(f"/userview/edit/{clerk.id}", data=form)
    assert answer.status_code == 422 and 'id="roles-error"' in answer.text
    answer = client_as("rep").post(f"/groupview/edit/{group.id}", data={"name": "it"})
    assert answer.status_code == 422
    session.expire_all()
    assert rolebook.keeps_administrator(session) and group.roles == [sysadmin]


def deputy_of(session, deputy: User, principal: User) -> Deputy:
    day = clock.today()
    return Deputy(deputy_id=deputy.id, principal_id=principal.id, from_on=day, to_on=day)


def test_a_role_held_by_a_group_alone_is_not_removed(client_as, session) -> None:
    client = client_as("admin")
    answer = client.post(f"/roleview/copy/{role_id(session, 'sales_rep')}")
    copy = session.get(Role, int(answer.location.rsplit("/", 1)[1]))
    rep = user(session, "rep")
    session.add(Group(name="g", label="g", description="", roles=[copy], users=[rep]))
    session.commit()
    client.post(f"/roleview/delete/{copy.id}")
    session.expire_all()
    assert session.get(Role, copy.id) is not None


def test_a_role_is_given_only_what_the_form_offers(client_as, session) -> None:
    """A copy of a salesperson does not come to administrate accounts by a posted number."""
    client = client_as("admin")
    answer = client.post(f"/roleview/copy/{role_id(session, 'sales_rep')}")
    copy = session.get(Role, int(answer.location.rsplit("/", 1)[1]))
    before = {right.id for right in copy.permissions}
    accounts = session.scalars(
        select(PermissionView.id)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
        .where(Permission.name == "can_edit", ViewMenu.name == "UserView")
    ).one()
    assert f'value="{accounts}"' not in client.get(answer.location).text
    for foreign in (accounts, 999_999_999):
        form = {"name": "成都", "permission": [*map(str, before), str(foreign)]}
        assert client.post(answer.location, data=form).status_code == 403
    session.expire_all()
    assert {right.id for right in copy.permissions} == before


def test_the_first_administrator_is_asked_again_for_a_weak_password(own_app) -> None:
    runner = own_app.test_cli_runner()
    asked = runner.invoke(args=["admin", "create"], input="root\nshort\nTeal-Harbour-9271\n")
    assert asked.exit_code == 0, asked.output
    assert "At least 10 characters" in asked.output or "至少" in asked.output
    assert "administrator root is ready" in asked.output
    for password, said in (("short", "Invalid value"), ("Teal-Harbour-9271", "already")):
        args = ["admin", "create", "--username", "root", "--password", password]
        refused = runner.invoke(args=args)
        assert refused.exit_code and "Traceback" not in refused.output, refused.output
        assert said in refused.output and isinstance(refused.exception, SystemExit)


def test_a_reset_makes_the_user_choose_his_own(client_as, session) -> None:
    rep = user(session, "rep")
    there = client_as("rep")
    page = client_as("admin").post(f"/userview/reset/{rep.id}").text
    password = re.search(r'kd-once">([^<]+)<', page).group(1)
    assert there.get("/me/").status_code == 302
    client = there.application.test_client()
    client.post("/login/", data={"username": "rep", "password": password})
    assert client.get("/customerview/list/").location.endswith("/me/password")


def test_the_own_password_is_not_reset_but_changed(client_as, session) -> None:
    assert (
        client_as("admin").post(f"/userview/reset/{user(session, 'admin').id}").status_code == 403
    )


def test_accounts_are_not_deleted(client_as, session) -> None:
    rep = user(session, "rep")
    assert client_as("admin").post(f"/userview/delete/{rep.id}").status_code == 404


def test_roles_of_the_code_are_read_only(client_as, session) -> None:
    ident = role_id(session, "sales_rep")
    for path in (f"/roleview/edit/{ident}", f"/roleview/delete/{ident}"):
        assert client_as("admin").post(path, data={"name": "x"}).status_code == 403


def test_a_copy_can_be_changed_and_keeps_the_reach_of_its_origin(
    client_as, session, viewer_of
) -> None:
    client = client_as("admin")
    answer = client.post(f"/roleview/copy/{role_id(session, 'sales_rep')}")
    copy = session.get(Role, int(answer.location.rsplit("/", 1)[1]))
    assert rolebook.code_of(copy.name) == "sales_rep" and copy.permissions
    keep = [str(copy.permissions[0].id)]
    assert (
        client.post(answer.location, data={"name": "成都", "permission": keep}).status_code == 302
    )
    session.expire_all()
    assert copy.name == "sales_rep#成都" and len(copy.permissions) == 1
    before = viewer_of("rep").breadths
    user(session, "rep").roles = [copy]
    session.commit()
    assert viewer_of("rep").breadths == before
    assert len(viewer_of("rep").permissions) == 1


def test_the_matrix_shows_what_the_database_says(client_as, session) -> None:
    page = client_as("admin").get("/matrixview/list/").text
    assert "业务员" in page and "总经理" in page and "sales_rep" not in page


def test_lists_show_no_password_and_cannot_be_sorted_by_it(client_as) -> None:
    client = client_as("admin")
    page = client.get("/userview/list/?order=password&f.password.eq=x")
    assert page.status_code == 200 and "pbkdf2" not in page.text


def test_the_language_is_kept_with_the_account(client_as, session, user_id) -> None:
    client = client_as("rep")
    assert client.get("/lang/en?next=/me/").location == "/me/"
    assert "My profile" in client.get("/me/").text
    session.expire_all()
    assert session.get(Account, user_id("rep")).locale == "en"
    assert client.get("/lang/xx").status_code == 404


@pytest.mark.parametrize("view", ["userview", "roleview", "groupview"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_lists_are_archives(client_as, session, view: str, locale: str) -> None:
    session.add(Group(name="east", label="east", description="d"))
    session.commit()
    client = client_as("admin", locale)
    page = client.get(f"/{view}/list/").text
    assert 'id="list-pane"' in page and "sales_rep" not in page and "Public" not in page
    chart = client.get(f"/{view}/chart/")
    assert chart.status_code == 200 and "sales_rep" not in chart.text
    assert client.get(f"/{view}/export/csv").status_code in (200, 302)


def test_roles_are_found_and_counted(client_as) -> None:
    client = client_as("admin")
    found = client.get("/roleview/list/?q=业务").text
    assert "业务员" in found and "总经理" not in found
    page = client.get("/roleview/list/?sort=-user_count").text
    assert page.index("业务员") < page.index("总经理"), "three against one"


def test_people_are_found_by_pinyin(client_as) -> None:
    found = client_as("admin").get("/userview/list/?q=zhoumin").text
    assert "周敏" in found and "林国华" not in found


def test_a_new_role_starts_as_a_copy(client_as, session) -> None:
    client = client_as("admin")
    answer = client.post("/roleview/add", data={"name": "", "origin": ""})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text and 'id="origin-error"' in answer.text
    form = {"name": "德绵", "origin": role_id(session, "sales_rep")}
    assert client.post("/roleview/add", data=form).status_code == 302
    made = session.get(Role, role_id(session, "sales_rep#德绵"))
    assert made.permissions
    again = client.post("/roleview/add", data=form)
    assert again.status_code == 422 and 'id="name-error"' in again.text
    ident = made.id
    assert client.post(f"/roleview/delete/{ident}").status_code == 302
    assert client.get(f"/roleview/show/{ident}").status_code == 404


def test_a_group_has_a_page_and_goes_when_nobody_is_in_it(client_as, session) -> None:
    client = client_as("admin")
    form = {"name": "成都外勤", "roles": [str(role_id(session, "sales_rep"))]}
    shown = client.post("/groupview/add", data=form).location
    assert "业务员" in client.get(shown).text
    group = session.scalars(select(Group)).one()
    rep = user(session, "rep")
    rep.groups = [group]
    session.commit()
    client.post(f"/groupview/delete/{group.id}")
    assert client.get(shown).status_code == 200, "somebody belongs to it"
    user(session, "rep").groups = []
    session.commit()
    client.post(f"/groupview/delete/{group.id}")
    assert client.get(shown).status_code == 404


def test_the_administrator_sets_a_persons_language(client_as, session) -> None:
    rep = user(session, "rep")
    form = form_of(rep, locale="en")
    assert client_as("admin").post(f"/userview/edit/{rep.id}", data=form).status_code == 302
    assert session.get(Account, rep.id).locale == "en"


def test_doors_that_know_nothing_of_accounts_are_not_there(client_as, session) -> None:
    client, ident = client_as("admin"), role_id(session, "sales_rep")
    for view in ("userview", "roleview", "groupview"):
        for path in (f"show/{ident}/part/trail", "import", f"note/{ident}", "twins", "bulk/delete"):
            assert client.post(f"/{view}/{path}").status_code in (404, 405), path
