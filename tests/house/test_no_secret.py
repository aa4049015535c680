"""No page that an administrator opens, and no file he takes out, holds a password, a key or a ticket."""

from __future__ import annotations

from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.kernel.scope import SYSTEM, acting_as
from tests.house import rows
from tests.house.conftest import VIEWS, base

SMTP_PASSWORD = "mail-Secret-5521"


@pytest.fixture
def secret(app: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What must stand nowhere."""
    monkeypatch.setitem(app.config, "SMTP_PASSWORD", SMTP_PASSWORD)
    with acting_as(SYSTEM):
        hashes = list(session.scalars(select(User.password).where(User.password.is_not(None))))
    assert hashes
    return [SMTP_PASSWORD, app.config["SECRET_KEY"], *hashes]


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_no_page_of_the_administrator_holds_a_secret(
    view: Any, client_as: Any, viewer_of: Any, session: Any, secret: list[str]
) -> None:
    viewer, client = viewer_of("admin"), client_as("admin")
    if not viewer.may("can_list", view.__name__):
        pytest.skip("he does not list it")
    paths = [f"{base(view)}/list/", f"{base(view)}/chart/"]
    if viewer.may("can_show", view.__name__):
        row = rows.shown(session, view, viewer)
        session.commit()
        paths += [f"{base(view)}/show/{row.id}", f"{base(view)}/show/{row.id}?tab=trail"]
        # the roles of the code are read-only
        if viewer.may("can_edit", view.__name__) and view.__name__ != "RoleView":
            paths.append(f"{base(view)}/edit/{row.id}")
    if viewer.may("can_export", view.__name__):
        paths.append(f"{base(view)}/export/csv")
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.get_data(as_text=True)
        assert not [each for each in secret if each in text], path
