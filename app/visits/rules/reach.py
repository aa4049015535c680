"""Who is sent to a customer can open his card (R-084)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.kernel.accounts import full_name
from app.kernel.db import db
from app.kernel.rules import Broken
from app.kernel.scope import current_viewer, get, sees
from app.organization.viewer import viewer_for


def sent(values: Mapping[str, Any], field: str = "visitor_id", at: str = "") -> Iterator[Broken]:
    """Nobody is sent to a customer whose card he may not see; ``at`` is the line of a form it stands in.

    The one who fills in the form chose the customer out of those he sees.
    """
    who, ident = values.get(field), values.get("customer_id")
    if not who or not ident or who == current_viewer().user_id:
        return
    card, person = get(db.session, Customer, ident), get(db.session, User, who)
    if card is None or person is None or sees(viewer_for(who, db.session), card):
        return
    message = _("%(who)s may not see this customer; choose somebody else.", who=full_name(person))
    yield Broken(f"{at}{field}", message, "R-084")
