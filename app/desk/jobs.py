"""Background work on screen: how far, what became of it, stop and again."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import or_
from werkzeug.wrappers import Response

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.downloads import TYPES, stored
from app.desk.interface import rows_of
from app.desk.printing import pdf
from app.desk.sections import Section
from app.kernel import jobs, results
from app.kernel.db import db
from app.kernel.jobs import Job
from app.kernel.scope import current_viewer
from app.kernel.search import Found


class JobView(ArchiveView):
    """Everybody sees what he asked for; the administrator sees all."""

    datamodel = rows_of(Job)
    title = _("Background work")
    icon = "clock"
    name_column = "called"
    show_template = "jobs/show.html"
    base_permissions = ["can_list", "can_show", "can_chart"]
    list_columns = ["called", "state", "done", "total", "created_at", "finished_at", "attempts"]
    search_columns = ["title", "job_kind", "state", "created_at", "error_id"]
    order_columns = ["id", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section(
            "base",
            _("Background work"),
            [
                "called:4", "state", "done", "total", "attempts", "created_at", "started_at",
                "finished_at", "created_by_id", "run_at", "heartbeat_at", "error_id", "leased_by",
            ],
        )
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_day", _("By day"), by="created_at", bucket="day", series="state"),
    ]

    def _search(self, text: str, viewer: Any) -> Found:
        """By what the work is called in the reader's language, by its kind or its error number."""
        asked = text.casefold()
        kinds = [
            spec.kind for spec in jobs.specs() if asked in str(spec.title or spec.kind).casefold()
        ]
        return Found(or_(Job.job_kind.in_(kinds), Job.job_kind == text, Job.error_id == text))

    @expose("/progress/<pk>", methods=["GET"])
    @has_access
    @permission_name("show")
    def progress(self, pk: str) -> str:
        """How far a job is; the fragment asks again until it is over."""
        return render_template("jobs/progress.html", job=self.row_or_404(pk), view=self)

    @expose("/cancel/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def cancel(self, pk: str) -> Response:
        """Stop it: at once when it waits, at its next checkpoint when it runs."""
        done = jobs.cancel(db.session, self.row_or_404(pk))
        return self._told(pk, done, gettext("It will stop."))

    @expose("/retry/<pk>", methods=["POST"])
    @has_access
    @permission_name("show")
    def retry(self, pk: str) -> Response:
        """Run it again from its last checkpoint."""
        done = jobs.retry(db.session, self.row_or_404(pk))
        return self._told(pk, done, gettext("It will run again."))

    @expose("/result/<pk>", methods=["GET"])
    @has_access
    @permission_name("show")
    def result(self, pk: str) -> Response:
        """The file it made, for nobody but who asked: it was made with his eyes."""
        row = self.row_or_404(pk)
        if row.owner_id != current_viewer().user_id or not (row.result or {}).get("file"):
            abort(404)
        file, name = results.opened(row.id), str(row.result["file"])
        if file is None:
            flash(gettext("This file is no longer kept. Ask for it again."), "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        kind = name.rpartition(".")[2]
        if kind in TYPES:
            return stored(file, TYPES[kind], name, results.path(row.id).stat().st_size)
        with file:
            return pdf(file.read(), name, f"{row.job_kind}-{row.id}.pdf", save=False)

    def _told(self, pk: str, done: bool, said: str) -> Any:
        db.session.commit()
        if done:
            flash(said, "success")
        else:
            flash(gettext("Not possible in this state."), "warning")
        if request.headers.get("HX-Request"):
            return self.progress(pk)
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))
