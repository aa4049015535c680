"""Attachments on screen: the files tab of a record, upload, download, pictures, versions, taking away."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import String, cast, select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.desk import downloads, shelf
from app.desk.history import Part
from app.desk.office.errors import refuse, wants_data
from app.desk.once import Sent
from app.desk.reveal import reader_of_papers
from app.kernel.db import db, writing
from app.kernel.files import fixity, keeping, previews
from app.kernel.files.checklist import Keeps
from app.kernel.files.models import Attachment, AttachmentVersion, FileState, StoredFile
from app.kernel.files.refusal import FileRefused
from app.kernel.files.sniffing import TYPES
from app.kernel.files.store import store
from app.kernel.scope import current_viewer
from app.kernel.texts import in_lines

DOORS = {
    "attach",
    "attach_version",
    "sort_file",
    "take_away",
    "file",
    "file_content",
    "file_picture",
}
BIG = 2**63  # beyond any key
READ = _("This file cannot be read now. The administrator has been told.")

Held = tuple[Attachment, AttachmentVersion, StoredFile]


class AttachmentFace:
    """``/files/<pk>…`` on every view with ``keeps_files``; on the others the doors are not there.

    Each door loads the record through the gate first: a file is seen by whoever sees its record.
    """

    keeps_files: Keeps | bool
    exclude_route_methods: ClassVar[set[str]]

    def __init__(self, **kwargs: Any) -> None:
        if not self.keeps_files:
            type(self).exclude_route_methods = self.exclude_route_methods | DOORS
        super().__init__(**kwargs)
        if (
            self.keeps_files
        ):  # no door of its own: who brought a draft's paper may take it away as well
            self.base_permissions.append("can_detach")

    # -- what the record page asks -------------------------------------------------
    @property
    def keeps(self) -> Keeps:
        """The declaration; a bare True keeps papers without kinds."""
        return self.keeps_files if isinstance(self.keeps_files, Keeps) else Keeps()

    def shows_files(self) -> bool:
        """True when the reader gets a files tab."""
        return bool(self.keeps_files) and self._may("can_download")

    def count_files(self) -> Any:
        """How many the reader may know of, for the statement that reads the row."""
        return keeping.count_of(self.datamodel.obj, self.keeps.hidden(current_viewer()))

    def files_part(self, row: Any) -> dict[str, Any]:
        """What the tab's template gets."""
        found = shelf.shelf_of(self, row, reader_of_papers(self.keeps, row))
        return {"kind": "files", "name": "files", "shelf": found, "names": found.names}

    def files_in_history(self, row: Any) -> list[Part]:
        """The papers' changes for the record's history, without those of hidden kinds."""
        if not self.shows_files():
            return []
        ids = select(cast(Attachment.id, String)).where(
            Attachment.row_table == row.__table__.name,
            Attachment.row_id == row.id,
            Attachment.file_kind.not_in(self.keeps.hidden(current_viewer())),
        )
        words = {"file_kind": self.keeps.kinds} if self.keeps.kinds else {}
        return [Part(Attachment, _("Attachments"), ids, words)]

    def may_take_away(self, row: Any, paper: Attachment) -> bool:
        """Who may delete; and who brought it, unless the record's papers are kept for ever (R-025).

        A draft is no archive yet: there a slip of the hand can always be taken back.
        """
        if self._may("can_detach"):
            return True
        own = paper.created_by_id == current_viewer().user_id and self._may("can_attach")
        draft = self.flow is not None and self.flow.state_of(row) == self.flow.initial
        return own and (draft or not self.keeps.is_for_ever)

    # -- taking in -----------------------------------------------------------------
    @expose("/files/<pk>", methods=["POST"])
    @has_access
    @permission_name("attach")
    def attach(self, pk: str) -> Response:
        """Hang the posted files on the record; scripts send one a request and get its fate."""
        row = self.row_or_404(pk)
        if not self.keeps.may_take(row, current_viewer()):
            abort(404)
        uploads = [each for each in request.files.getlist("file") if each.filename]
        refused = [] if uploads else [gettext("Choose a file.")]
        kind = self._posted_kind(row)
        for upload in uploads:
            try:
                self._take_in(pk, upload, kind)
            except FileRefused as fault:
                refused.append(f"{upload.filename}: {fault}" if not wants_data() else str(fault))
        return self._file_told(pk, refused)

    @expose("/files/<pk>/<int:ident>/version", methods=["POST"])
    @has_access
    @permission_name("attach")
    def attach_version(self, pk: str, ident: int) -> Response:
        """A newer version of a paper; the older ones stay."""
        self._open_paper(self.row_or_404(pk), ident)
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            return self._file_told(pk, [gettext("Choose a file.")])
        try:
            self._take_in(pk, upload, "", ident)
        except FileRefused as fault:
            return self._file_told(pk, [str(fault)])
        return self._file_told(pk, [])

    def _take_in(self, pk: str, upload: FileStorage, kind: str, ident: int | None = None) -> None:
        """Look at the file while no transaction is open, then write in one."""
        db.session.rollback()
        with keeping.checked(upload.stream, upload.filename or "") as file:
            row = self.row_or_404(pk)
            if Sent(file.received.sha256, file.name).earlier:
                return
            if ident is None:
                keeping.attach(db.session, row, file, kind)
            else:
                keeping.replace(db.session, self._open_paper(row, ident, lock=True), file)
            db.session.commit()

    def _posted_kind(self, row: Any) -> str:
        """The kind of paper chosen; an unknown one, or one hidden from the sender, is none."""
        return self.keeps.kind_of(row, request.form.get("kind", ""), current_viewer())

    def _file_told(self, pk: str, refused: list[str]) -> Any:
        """The fate of an upload: a sentence for the script, a flash for a browser without one."""
        if wants_data():
            return (jsonify(error=" ".join(refused)), 422) if refused else jsonify(done=True)
        for said in refused:
            flash(said, "warning")
        if not refused:
            flash(gettext("Saved"), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk, tab="files"))

    # -- changing ------------------------------------------------------------------
    @expose("/files/<pk>/<int:ident>/kind", methods=["POST"])
    @has_access
    @permission_name("attach")
    def sort_file(self, pk: str, ident: int) -> Response:
        """Say what kind of paper it is."""
        row = self.row_or_404(pk)
        paper = self._open_paper(row, ident, lock=True)
        paper.file_kind = self._posted_kind(row)
        db.session.commit()
        return self._file_told(pk, [])

    @expose("/files/<pk>/<int:ident>/remove", methods=["POST"])
    @has_access
    @permission_name("download")
    def take_away(self, pk: str, ident: int) -> Response:
        """Take a paper away with a reason; who, when and why stay in the history."""
        row = self.row_or_404(pk)
        paper = self._open_paper(row, ident, lock=True)
        if not self.may_take_away(row, paper):
            raise refuse(
                403, gettext("Originals are kept: only the archive's keeper may remove them.")
            )
        reason = in_lines(request.form.get("reason", ""))
        if not reason:
            return self._file_told(pk, [gettext("Please give a reason.")])
        keeping.remove(db.session, paper, reason)
        db.session.commit()
        return self._file_told(pk, [])

    # -- looking -------------------------------------------------------------------
    @expose("/files/<pk>/<int:ident>", methods=["GET"])
    @has_access
    @permission_name("download")
    def file(self, pk: str, ident: int) -> str:
        """One paper with its pictures, versions, kind and what may be done with it."""
        row = self.row_or_404(pk)
        paper = self._open_paper(row, ident)
        found = shelf.sheet_of(self, row, paper, reader_of_papers(self.keeps, row))
        page = "archive/_file.html" if wants_data() else "archive/file.html"
        return self.render_template(page, view=self, row=row, sheet=found, title=paper.file_name)

    @expose("/files/<pk>/<int:ident>/content/<int:number>", methods=["GET"])
    @has_access
    @permission_name("download")
    def file_content(self, pk: str, ident: int, number: int) -> Response:
        """A version to be saved, written down in the book of those who took papers along (R-306)."""
        paper, version, stored = self._held(pk, ident, number)
        try:
            file = store().open(stored.storage_key)
        except FileNotFoundError:
            self._content_lost(stored.id)
            raise refuse(404, READ) from None
        media_type = TYPES[stored.file_type].media_type
        answer = downloads.stored(file, media_type, version.file_name, version.size)
        self._note_access(paper, version, "download")
        return answer

    @expose("/files/<pk>/<int:ident>/picture/<int:number>/<size>/<int:page>", methods=["GET"])
    @has_access
    @permission_name("download")
    def file_picture(self, pk: str, ident: int, number: int, size: str, page: int) -> Response:
        """A picture of one page, drawn by the house; that of a secret paper is written down."""
        paper, version, stored = self._held(pk, ident, number)
        if size not in previews.SIZES or not 1 <= page <= stored.pages:
            abort(404)
        try:
            file = store().open_preview(stored.storage_key, previews.picture_name(size, page))
        except FileNotFoundError:
            abort(404)
        answer = downloads.picture(file, file.seek(0, 2))
        file.seek(0)
        if self.keeps.is_watched(paper.file_kind):
            self._note_access(paper, version, "view")
        return answer

    # -- common --------------------------------------------------------------------
    def _open_paper(self, row: Any, ident: int, lock: bool = False) -> Attachment:
        """A paper of this record that the reader may open; 404 for any other."""
        paper = keeping.paper_of(db.session, row, ident, lock) if ident < BIG else None
        if (
            paper is None
            or self.keeps.treatment(paper.file_kind, reader_of_papers(self.keeps, row)) != "show"
        ):
            abort(404)
        return paper

    def _held(self, pk: str, ident: int, number: int) -> Held:
        paper = self._open_paper(self.row_or_404(pk), ident)
        versions = keeping.versions_of(db.session, [paper.id])
        found = next((each for each in versions if each.number == number), None)
        if found is None or found.stored is None:
            abort(404)
        return paper, found, found.stored

    @staticmethod
    def _note_access(paper: Attachment, version: AttachmentVersion, how: str) -> None:
        entry = keeping.access(paper, version, how)
        db.session.rollback()  # the read ends before the write begins (SQLite queues writers)
        with writing():
            db.session.add(entry)
            db.session.commit()

    @staticmethod
    def _content_lost(ident: int) -> None:
        """The content is not in its place: note it and tell the administrator."""
        db.session.rollback()
        with writing():
            stored = db.session.get(StoredFile, ident)
            if stored is not None:
                fixity.note(db.session, stored, FileState.MISSING)
                db.session.commit()
