"""Exporting in the background: a long list as a file that waits for whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.desk import exporting
from app.kernel import jobs, notice_kinds, notices, results
from app.kernel.scope import acting_as

KIND = "export_list"
STEP = 5_000  # rows between two signs of life
READY = notice_kinds.declare("export_ready", _("A file is ready"))


def enqueue(session: Any, user_id: int, view: str, fmt: str, query: str, locale: str) -> jobs.Job:
    """Put a long export into the background; it is made with the eyes of who asked."""
    return jobs.enqueue(
        session, KIND, user_id=user_id, view=view, fmt=fmt, query=query, locale=locale
    )


@jobs.job(KIND, title=_("Export a list"), lease_seconds=120)
def export_list(
    work: Any, user_id: int, view: str, fmt: str, query: str, locale: str
) -> dict[str, Any]:
    """The rows as they are now; file, log entry and notice come with the job's last transaction."""
    viewer = current_app.extensions["viewer_for"](user_id, work.session)
    views = current_app.extensions["appbuilder"].baseviews
    shown = next(each for each in views if type(each).__name__ == view)
    with acting_as(viewer), force_locale(locale):
        if not viewer.may("can_export", shown.class_permission_name):
            raise PermissionError(f"{view} may no longer be exported")
        asked, title = shown.export_asked(query, viewer), str(shown.title)
        wanted = shown.export_lines(asked, viewer)
        rows = exporting.Counted(shown.export_cells(asked, wanted, viewer))
        results.keep_pieces(work.id, exporting.body(fmt, title, wanted, _alive(work, rows)))
        shown.note_export(fmt, wanted, exporting.which_rows(asked), rows.count)
        message = _(
            "The export of “%(title)s” is ready: %(count)s rows.", title=title, count=rows.count
        )
        notices.notify(work.session, user_id, READY, message, work.session.get(jobs.Job, work.id))
    return {"file": f"{title}.{fmt}", "rows": rows.count}


def _alive(work: Any, rows: exporting.Counted) -> Iterator[list[Any]]:
    """The rows, with a sign of life every few thousand: nobody waits behind a long read."""
    for row in rows:
        yield row
        if rows.count % STEP == 0:
            work.checkpoint(done=rows.count)
