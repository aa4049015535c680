"""Secret fields of one record, opened for a reason: who asks, what for, and until when (R-013, R-048, C-24)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, current_app, flash, g, has_request_context, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext

from app.desk.office import sessions
from app.desk.posted import reason
from app.kernel import looks
from app.kernel.db import db
from app.kernel.files.checklist import Keeps
from app.kernel.looks import LONGEST, Need
from app.kernel.scope import current_viewer
from app.kernel.secrets import opened
from app.kernel.viewer import Viewer

READING = {"GET", "HEAD"}


def revealed_until(row: Any) -> dt.datetime | None:
    """Until when the reader has this record's secret fields open; asked once a request."""
    viewer, key = current_viewer(), sessions.present_key() if has_request_context() else ""
    if not key or viewer.user_id is None:
        return None
    known: dict[Any, Any] = g.setdefault("revealed", {})
    which = (row.__table__.name, row.id)
    if which not in known:
        is_saving = request.method not in READING
        known[which] = looks.revealed_until(db.session, row, viewer, key, is_saving)
    found: dt.datetime | None = known[which]
    return found


def reader_of(row: Any) -> Viewer:
    """The viewer in force before this one record and its form; of everything else he is as he was.

    What a new record says he types himself: there is nothing to keep from him.
    """
    viewer = current_viewer()
    if row is None:
        return opened(viewer)
    is_open = looks.holds_back(row, viewer) and revealed_until(row) is not None
    return opened(viewer) if is_open else viewer


def reader_of_papers(keeps: Keeps, row: Any) -> Viewer:
    """The same before the papers that hang on it."""
    viewer = current_viewer()
    is_open = _holds_papers(keeps, viewer) and revealed_until(row) is not None
    return opened(viewer) if is_open else viewer


def _holds_papers(keeps: Keeps, viewer: Viewer) -> bool:
    kinds = ["", *(kind.value for kind in keeps.kinds or ())]
    return any(keeps.asks(kind, viewer) for kind in kinds)


class RevealFace:
    """``/reveal/<pk>``: say what for, read; ``/conceal/<pk>`` ends it before its time."""

    @expose("/reveal/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def reveal(self, pk: str) -> Any:
        """Open the record's secret fields; without a reason the question comes back as typed."""
        view: Any = self
        row = view.row_or_404(pk)
        if not (self.may_reveal(row) or self.may_reveal(row, "files")):
            abort(404)
        need, said = Need.of(request.form.get("need", "")), reason()
        errors = _errors(need, said)
        if errors:
            page = view.render_template(
                "archive/reveal.html", view=self, row=row, title=view._name(row), errors=errors,
                typed=request.form,
            )  # fmt: skip
            return page, 422
        minutes = dt.timedelta(minutes=int(current_app.config["REVEAL_MINUTES"]))
        looks.reveal(db.session, row, current_viewer(), sessions.present_key(), need, said, minutes)  # type: ignore[arg-type]
        db.session.commit()
        return redirect(self._whence(pk))

    @expose("/conceal/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def conceal(self, pk: str) -> Any:
        """Close them again; the reason and the look stay written down."""
        view: Any = self
        row = view.row_or_404(pk)
        looks.close(db.session, row, current_viewer(), sessions.present_key())
        db.session.commit()
        flash(gettext("The secret fields are masked again."), "success")
        return redirect(self._whence(pk))

    def _whence(self, pk: str) -> str:
        """The form, or the part of the record page, that was asked from."""
        view: Any = self
        if request.form.get("back") == "edit":
            return url_for(f"{view.endpoint}.edit", pk=pk)
        return url_for(f"{view.endpoint}.show", pk=pk, tab=request.form.get("back") or None)

    def reveal_words(self) -> list[tuple[str, Any]]:
        """The reasons one can choose from."""
        return Need.choices()

    def may_reveal(self, row: Any, part: str = "") -> bool:
        """True where the record, or with the part "files" a paper on it, opens for a reason."""
        view: Any = self
        viewer = current_viewer()
        if part == "files":
            return bool(view.keeps_files) and _holds_papers(view.keeps, viewer)
        return looks.holds_back(row, viewer)

    def revealed_until(self, row: Any) -> dt.datetime | None:
        """Until when the reader has them open."""
        return revealed_until(row)


def _errors(need: Any, said: str) -> dict[str, str]:
    if need is None:
        return {"need": gettext("Please choose.")}
    if len(said) > LONGEST:
        return {"reason": gettext("At most %(n)s characters.", n=LONGEST)}
    if need is Need.OTHER and not said:
        return {"reason": gettext("Please fill in this field.")}
    return {}
