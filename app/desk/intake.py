"""Many scans at once: each file finds the record it belongs to by its name, each with a fate of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import current_app, jsonify, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.desk.office.errors import wants_data
from app.kernel.db import db
from app.kernel.files import keeping
from app.kernel.files.checklist import Keeps
from app.kernel.files.keeping import Checked
from app.kernel.files.refusal import FileRefused
from app.kernel.files.sniffing import ACCEPT
from app.kernel.scope import current_viewer

UNREADABLE = _("Your role may not open this kind of paper.")


@dataclass(frozen=True)
class Intake:
    """How a file finds its record: ``place(session, name, may_make)`` gives it and whether it is new.

    It raises FileRefused with the reason; ``helps`` are sentences that tell how files are named.
    """

    place: Callable[[Any, str, bool], tuple[Any, bool]]
    helps: Sequence[Any] = ()


@dataclass(frozen=True)
class Fate:
    """What became of one file: taken in and where, or why not."""

    name: str
    told: str
    url: str = ""

    @property
    def is_good(self) -> bool:
        """True when the file hangs on a record now."""
        return bool(self.url)


class IntakeFace:
    """``/intake`` of a view that keeps files: choose or drop many, read the result of each."""

    intake: ClassVar[Intake]
    keeps: Keeps
    endpoint: str
    title: Any

    @expose("/intake", methods=["GET"])
    @has_access
    @permission_name("attach")
    def take_in(self) -> str:
        """Where the files are chosen."""
        return self._intake_page([])

    @expose("/intake", methods=["POST"])
    @has_access
    @permission_name("attach")
    def take_in_files(self) -> Response | str | tuple[Response, int]:
        """Hang each posted file on its record; a script sends one a request."""
        uploads = [each for each in request.files.getlist("file") if each.filename]
        fates = [self._fate(upload) for upload in uploads]
        if not wants_data():
            return self._intake_page(fates)
        if not fates:
            return jsonify(error=gettext("Choose a file.")), 422
        if not fates[0].is_good:
            return jsonify(error=fates[0].told), 422
        return jsonify(done=True, told=fates[0].told, url=fates[0].url)

    def _intake_page(self, fates: list[Fate]) -> str:
        page: str = self.render_template(  # type: ignore[attr-defined]
            "archive/intake.html", view=self, title=self.title, fates=fates, accept=ACCEPT,
            helps=self.intake.helps, most=int(current_app.config["FILE_MAX_BYTES"]),
        )  # fmt: skip
        return page

    def _fate(self, upload: FileStorage) -> Fate:
        """One file in one transaction; it is looked at while none is open."""
        name = upload.filename or ""
        db.session.rollback()
        try:
            with keeping.checked(upload.stream, name) as file:
                fate = self._hang(file)
                db.session.commit()
                return fate
        except FileRefused as fault:
            db.session.rollback()
            return Fate(name, str(fault))

    def _hang(self, file: Checked) -> Fate:
        row, is_new = self.intake.place(db.session, file.name, self._may("can_add"))  # type: ignore[attr-defined]
        if not self.keeps.may_take(row, current_viewer()):
            raise FileRefused(UNREADABLE)
        url = url_for(f"{self.endpoint}.show", pk=row.id, tab="files")
        about = " · ".join(dict.fromkeys([str(getattr(row, "task_subject", row)), str(row)]))
        papers = keeping.papers_of(db.session, row)
        shown = keeping.versions_of(db.session, [paper.id for paper in papers])
        if any(version.sha256 == file.received.sha256 for version in shown):
            return Fate(file.name, gettext("Is there already: %(what)s", what=about), url)
        again = next((paper for paper in papers if paper.file_name == file.name), None)
        if again is not None:
            keeping.replace(db.session, again, file)
            return Fate(file.name, gettext("New version: %(what)s", what=about), url)
        kind = self.keeps.kind_of(row, "", current_viewer())
        keeping.attach(db.session, row, file, kind)
        if is_new:
            return Fate(file.name, gettext("Newly registered: %(what)s", what=about), url)
        return Fate(file.name, gettext("Added to: %(what)s", what=about), url)
