"""Notes on a record page: written by whoever sees the record, with a notice to those they name."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.desk import mentions
from app.desk.facts import people
from app.desk.once import Sent
from app.kernel import notes
from app.kernel.accounts import full_name
from app.kernel.db import db
from app.kernel.notice_kinds import MENTION
from app.kernel.notices import notify_all
from app.kernel.scope import current_viewer
from app.kernel.texts import in_lines
from app.kernel.words import listed

QUOTED = 200


class NoteFace:
    """The tab "Notes" of an archive that keeps them (``keeps_notes``)."""

    @expose("/note/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def note(self, pk: str) -> Any:
        """Write a note; what cannot be kept comes back as typed, with the reason beside it."""
        row = self._noted_or_404(pk)
        text = in_lines(request.form.get("text", ""))
        problem, told, untold = self._examine(row, text)
        if problem:
            part = {**self._notes_part(row), "typed": text, "problem": problem}
            return self._page(pk, "notes", part), 422
        viewer, done = current_viewer(), url_for(f"{self.endpoint}.show", pk=pk, tab="notes")
        sent = Sent()
        if sent.earlier:
            return redirect(done)
        sent.leads(done)
        notes.write(db.session, row, text, [user.id for user in told])
        message = _("%(who)s mentioned you: %(text)s", who=viewer.name, text=text[:QUOTED])
        notify_all(db.session, [user.id for user in told], MENTION, message, row)
        db.session.commit()
        if untold:  # why is not for the writer to know: what a colleague may see is the colleague's
            flash(
                gettext("No notice of this note goes to %(names)s.", names=listed(untold)),
                "warning",
            )
        return redirect(done)

    @expose("/colleagues/<pk>", methods=["GET"])
    @has_access
    @permission_name("show")
    def colleagues(self, pk: str) -> Any:
        """Whom one may name here: people who see the record."""
        row, text = self._noted_or_404(pk), request.args.get("q", "")[:40].strip()
        found = mentions.colleagues(self, row, text, current_viewer().user_id)
        return jsonify([{"name": full_name(user), "user": user.username} for user in found])

    def _noted_or_404(self, pk: str) -> Any:
        return self.row_or_404(pk) if self.keeps_notes else abort(404)

    def _examine(self, row: Any, text: str) -> tuple[str, list[Any], list[str]]:
        """What is wrong with a note, or the people it tells and the names of those it does not."""
        if not text:
            return gettext("Please write something."), [], []
        if len(text) > notes.LENGTH:
            return gettext("At most %(n)s characters.", n=notes.LENGTH), [], []
        named = [user for users in mentions.meant(text).values() for user in users]
        able, unable = mentions.split(self, row, named, current_viewer().user_id)
        names = {full_name(user) for user in able}
        return "", able, [name for user in unable if (name := full_name(user)) not in names]

    def _notes_part(self, row: Any) -> dict[str, Any]:
        found = notes.notes_of(db.session, row)
        return {
            "kind": "notes", "notes": found,
            "names": {**self._heads(row, [], [], []), **people(n.created_by_id for n in found)},
        }  # fmt: skip
