"""Who saw what, and the review of who may see what, as one report (R-013, R-312, C-24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _

from app import roles
from app.archive.views import acts
from app.customers.models import Customer
from app.desk import prints
from app.desk.frame import views_by_name
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.desk.shown import moment
from app.desk.sightings import told
from app.kernel.db import db, utcnow
from app.kernel.papers import Paper
from app.kernel.secrets import CLOSED
from app.kernel.words import listed

SEEN = Paper("seen", _("Who saw what"), "papers/_archive.html", None, landscape=True)
prints.declare(Customer, _("Customers"), [SEEN])
NAMED = 100
DAYS = {
    "30": _("Last 30 days"),
    "7": _("Last 7 days"),
    "90": _("Last 90 days"),
    "365": _("Last year"),
}
WHAT: Mapping[str, Any] = {
    "opened": _("Records opened"), "papers": _("Papers looked at"), "printed": _("Copies printed"),
    "exported": _("Lists exported"),
}  # fmt: skip
ACT: Mapping[str, Any] = {
    "opened": _("Opened the record"), "papers": _("Looked at a paper"), "printed": _("Printed"),
    "exported": _("Exported the list or the person"),
}  # fmt: skip
MARKS: Mapping[str, Any] = {
    "personal": _("Personal data"), "sensitive": _("Sensitive data"),
    "profile": _("Personal profiles"), "confidential": _("Trade secrets"),
}  # fmt: skip
HOW: Mapping[str, Any] = {
    "show": _("In full"), "ask": _("With a reason"), "mask": _("Masked"), "hide": "—",
}  # fmt: skip


class SeenView(ReportView):
    """谁看过什么: looks, prints and exports by person, the newest acts, and who may see secret data."""

    route_base = "/seen"
    kind = "log"
    title = _("Who saw what")
    paper = SEEN
    about = "customer"

    def asking(self) -> Sequence[Asking]:
        """Since when."""
        return [Asking("days", _("Period of the report"), DAYS)]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Acts by person, the newest acts, the review of access."""
        since = utcnow() - dt.timedelta(days=int(chosen["days"]))
        counts, people = acts.counted(db.session, since), acts.may_see(db.session)
        names = {user.id: _name(user) for user, _codes, _secrets in people}
        order = sorted(counts, key=lambda ident: (-counts[ident].total(), ident))
        rows = [[names.get(i, f"#{i}"), *(counts[i][what] for what in WHAT)] for i in order]
        return Report(
            str(DAYS[chosen["days"]]),
            [Block(_("Looks, prints and exports by person"), [_("Person"), *WHAT.values()], rows),
             _access(people, {i: counts[i]["opened"] for i in counts}), _acts(since, names)],
            [row[0] for row in rows],
            [Series(label, [counts[i][what] for i in order]) for what, label in WHAT.items()],
            kind="row",
        )  # fmt: skip


def _name(user: User) -> str:
    return f"{user.last_name}{user.first_name}".strip() or user.username


def _access(people: Sequence[Any], opened: Mapping[int, int]) -> Block:
    """Everybody who may see something secret, by which roles: what is to be reviewed (R-312)."""
    rows = [
        [_name(user), listed(str(roles.ROLES[code]) for code in codes),
         *(str(HOW[secrets.get(mark, CLOSED[mark])]) for mark in MARKS), opened.get(user.id, 0)]
        for user, codes, secrets in people if {"show", "ask"} & set(secrets.values())
    ]  # fmt: skip
    head = [_("Person"), _("Roles"), *MARKS.values(), _("Records opened")]
    return Block(_("Who may see secret data"), head, rows, words=6)


def _acts(since: dt.datetime, names: Mapping[int, str]) -> Block:
    """The newest acts one by one, each leading to its record for who may open it."""
    titles = {
        rows.obj.__tablename__: (str(view.title), view.route_base)
        for view in views_by_name().values() if (rows := getattr(view, "datamodel", None)) is not None
    }  # fmt: skip
    rows, links = [], []
    for act in acts.newest(db.session, since, NAMED):
        title, base = titles.get(act.table, (act.table, ""))
        number = f" #{act.row_id}" if act.row_id else ""
        rows.append([
            str(moment(act.at).striptags()), names.get(act.by_id or 0, "—"), str(told(act, ACT[act.what])),
            title + number,
        ])  # fmt: skip
        links.append(f"{base}/show/{act.row_id}" if base and act.row_id else "")
    head = [_("When"), _("Person"), _("Act"), _("Record")]
    return Block(_("The newest acts"), head, rows, words=4, links=links)
