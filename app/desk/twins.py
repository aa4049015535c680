"""The warning while typing: a record like this one may be there already; it never blocks."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blinker import Namespace
from flask import Response, abort, current_app, jsonify, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from limits import parse_many
from sqlalchemy.orm import Session

from app.desk.doors import reads_only
from app.desk.facts import people
from app.desk.frame import may_open, views_by_name
from app.desk.links import page_of
from app.desk.numerals import key_of
from app.desk.picks import hint, naming
from app.kernel import scope
from app.kernel.clock import day_of
from app.kernel.db import db
from app.kernel.viewer import Viewer
from app.kernel.words import Words

MOST = 5
THERE, NOT_THE_SAME = _("Perhaps there already:"), _("Not the same")
LONGEST = 200  # characters of a field that are looked at
# a person typing asks a few times a field; who asks more goes through other people's records
ASKED = parse_many("120 per minute; 1200 per hour")

last_dealing_asked = Namespace().signal("last-dealing-asked")
"""When somebody last dealt with some rows: sender is their model, ``session`` and ``ids``.

A hearer gives back a mapping of id → instant of those it knows.
"""

Find = Callable[[Session, Mapping[str, str], int | None], Iterable[tuple[str, Any, Words | None]]]


@dataclass(frozen=True)
class Twins:
    """What a view looks for while somebody types.

    ``fields`` are watched; ``find(session, typed, apart_from)`` gives the field, the row that is
    like it, and a word for how surely it is the same (None says nothing of it). It may look past the viewer's reach, where the whole value is the same:
    of such a row the page says only who is responsible and when it was last dealt with. ``tell``
    says name, more and why of a row instead; ``heading`` and ``wave`` are what note and button say.
    """

    fields: Sequence[str]
    find: Find
    heading: Any = THERE
    wave: Any = NOT_THE_SAME
    tell: Callable[[Any], Mapping[str, str]] | None = None


class TwinFace:
    """The endpoint behind the warning."""

    twins: Twins | None = None
    merged_in: str = ""
    """The view in which two of these records are merged, with ``SidesFace``; "" when none is."""

    @expose("/twins", methods=["POST"])
    @permission_name("list")
    @reads_only
    def like(self) -> Response:
        """Records like the one being typed, by field; nothing is written."""
        if not any(self._may(right) for right in ("can_add", "can_edit")):  # type: ignore[attr-defined]
            abort(403 if current_user.is_authenticated else 401)
        if self.twins is None:
            abort(404)
        self._count_question()
        typed = {name: _text(request.form.get(name)) for name in self.twins.fields}
        apart = key_of(self.datamodel.obj, request.form.get("key"))  # type: ignore[attr-defined]
        found = list(self.twins.find(db.session, typed, apart))[:MOST]
        return jsonify(items=self._told(found, scope.current_viewer()))

    def _count_question(self) -> None:
        """429 for who asks more often than a person types: the answers look past his reach."""
        limiter = self.appbuilder.sm.limiter  # type: ignore[attr-defined]
        about = type(self).__name__, str(current_user.get_id())
        if limiter.enabled and not all(limiter.limiter.hit(each, *about) for each in ASKED):
            abort(429)

    def address_of(self, ident: int | None) -> str:
        """Where the row that a finding speaks of is opened; "" where the reader may not."""
        row = scope.get(db.session, self.datamodel.obj, ident)  # type: ignore[attr-defined]
        is_open = row is not None and may_open(self, "show")
        return url_for(f"{self.endpoint}.show", pk=ident) if is_open else ""  # type: ignore[attr-defined]

    def merge_url(self, row: Any, ident: int | None) -> str:
        """Where this record is merged with the one a finding speaks of; "" where nobody here may."""
        view = views_by_name().get(self.merged_in)
        if view is None or ident is None or not may_open(view, "add"):
            return ""
        if getattr(row, row.merged_by) is not None:
            return ""
        pair = dict(zip(view.sides.keys(view.datamodel.obj), (row.id, ident), strict=True))
        return url_for(f"{view.endpoint}.add", **pair)

    def _told(
        self, found: Sequence[tuple[str, Any, Words | None]], viewer: Viewer
    ) -> list[dict[str, str]]:
        """The rows as far as the reader may know them."""
        if not found:
            return []
        owners = people(getattr(row, "owner_id", None) for _field, row, _level in found)
        dealt = _last_dealings(type(found[0][1]), [row.id for _field, row, _level in found])
        return [
            {
                "field": field,
                "mark": _mark(row),
                "level": str(level or ""),
                "sure": str(level.colour) if level else "",
                **self._named(row, viewer, self.label_of(field)),  # type: ignore[attr-defined]
                "more": " · ".join(_more(row, owners, dealt)),
                **(self.twins.tell(row) if self.twins and self.twins.tell else {}),
            }
            for field, row, level in found
        ]

    def _named(self, row: Any, viewer: Viewer, label: Any) -> dict[str, str]:
        why = gettext("The same or alike: %(field)s.", field=label)
        name = scope.name_told(viewer, row, naming(row))
        if not scope.sees(viewer, row):
            hidden = gettext("It is out of your reach; the rest is hidden.")
            return {"name": name, "code": "", "url": "", "why": f"{why} {hidden}"}
        page = page_of(type(row))
        url = f"{page}/{row.id}" if page else ""
        return {"name": name, "code": hint(row, viewer), "url": url, "why": why}


def _mark(row: Any) -> str:
    """By which the page tells two notes apart; the id of a row out of reach is nobody's to know."""
    said = f"{row.__tablename__}:{row.id}".encode()
    key = str(current_app.secret_key).encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:16]


def _more(row: Any, owners: Mapping[int, str], dealt: Mapping[int, dt.datetime]) -> list[str]:
    owner = owners.get(getattr(row, "owner_id", None) or 0)
    said = [gettext("Owner %(name)s", name=owner)] if owner else []
    if row.id in dealt:
        said.append(gettext("last contact %(day)s", day=day_of(dealt[row.id]).isoformat()))
    return said


def _last_dealings(model: Any, ids: Sequence[int]) -> dict[int, dt.datetime]:
    """The newest instant any wing knows of, by id."""
    newest: dict[int, dt.datetime] = {}
    for _hearer, known in last_dealing_asked.send(model, session=db.session, ids=list(ids)):
        for ident, at in known.items():
            newest[ident] = max(at, newest.get(ident, at))
    return newest


def _text(value: str | None) -> str:
    return (value or "").replace("\x00", "").strip()[:LONGEST]
