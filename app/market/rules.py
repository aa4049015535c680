"""What must hold for rivals, projects, demands, outlets and markets; in the form as in the import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.db import db
from app.kernel.rules import Broken
from app.market import queries
from app.market.models import CustomerCompetitor

# what is to be found out about a rival at every customer
TO_FIND_OUT = ("comp_satisfaction", "comp_rep_name", "comp_rep_style", "comp_rep_relation")


def competitor(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A rival stands in the list once, however its name is written (F-012)."""
    found = queries.same_competitor(db.session, values.get("comp_name"), getattr(row, "id", None))
    if found is not None:
        message = _("This competitor is in the list already: %(name)s.", name=found.comp_name)
        yield Broken("comp_name", message, "R-046")


def at_customer(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """What R-046 wants to be known of a rival; what is not known yet is said, never refused."""
    yield from past("noted_on", values, "R-046")
    for name in TO_FIND_OUT:
        if not values.get(name):
            what = CustomerCompetitor.__mapper__.columns[name].info["label"]
            message = _("Still to be found out: %(what)s.", what=what)
            yield Broken(name, message, "R-046", warning=True)


def past(name: str, values: Mapping[str, Any], rule: str) -> Iterator[Broken]:
    """Nothing is found out in the future."""
    day = values.get(name)
    if day and day > clock.today():
        yield Broken(name, _("This day lies in the future."), rule)
