"""The inbox: what waits for a person, what he was told, what he set going; decisions one by one and in bulk."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.desk import counts, letters, tasks
from app.desk.bulk import STALE
from app.desk.handing import HandingFace, may_hand_on
from app.desk.numerals import whole, wholes
from app.desk.office.profile import signed_in
from app.desk.posted import reason as reason_given
from app.kernel import notices
from app.kernel.clock import day_of
from app.kernel.db import db, utcnow
from app.kernel.notice_kinds import MENTION
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer

log = logging.getLogger("kedang.inbox")

GROUPS = {
    "late": _("Late"),
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "later": _("Later"),
    "open": _("No deadline"),
}
TABS = {
    "tasks": _("For me to do"),
    "notices": _("Notices"),
    "mentions": _("Mentions of me"),
    "sent": _("Sent by me"),
}
TOLD = ("notices", "mentions")
GONE = _("This is no longer waiting for you.")
NO_MOVE = _("This one needs its own page.")
MOST = 100
PAGE = 50


@dataclass(frozen=True)
class Result:
    """What became of one task."""

    task: int
    name: str
    done: bool
    message: str


class InboxView(HandingFace, BaseView):
    """One page, three lists, the whole record beside them."""

    route_base = "/inbox"
    default_view = "inbox"

    @expose("/")
    @signed_in
    def inbox(self) -> str:
        """The page; ``task`` opens one at once."""
        tab = request.args.get("tab", "tasks")
        if tab not in TABS:
            abort(404)
        now, viewer = utcnow(), current_viewer()
        lists: dict[str, Any] = {"entries": [], "notices": [], "older": None}
        if tab in TOLD:
            lists |= told(viewer, tab, whole(request.args.get("before")))
        else:
            find = tasks.waiting if tab == "tasks" else tasks.sent
            lists["entries"] = find(db.session, viewer, now)
        entries: list[tasks.Entry] = lists["entries"]
        chosen = whole(request.args.get("task"))
        opened = next((e for e in entries if e.task.id == chosen), entries[0] if entries else None)
        return render_template(
            "inbox.html", tab=tab, tabs=TABS, now=now, groups=grouped(entries), opened=opened, approves=any(tasks.can_refuse(e, viewer) for e in entries),
            is_asked=chosen is not None, weekday=format_date(day_of(now), "EEEE"), counts=counters(), due_text=tasks.due_text,
            subject_of=letters.subject_of, viewer=viewer, **lists, **self._pane(opened, viewer, tab == "tasks"),
        )  # fmt: skip

    @expose("/task/<int:ident>")
    @signed_in
    def task(self, ident: int) -> str:
        """The right-hand side for one task."""
        viewer = current_viewer()
        entry = tasks.load(db.session, viewer, ident, utcnow())
        is_mine = entry is not None
        if entry is None:
            entry = next(
                (e for e in tasks.sent(db.session, viewer, utcnow()) if e.task.id == ident), None
            )
        if entry is None:
            abort(404)
        return render_template(
            "inbox/pane.html", opened=entry, now=utcnow(), due_text=tasks.due_text,
            **self._pane(entry, viewer, is_mine),
        )  # fmt: skip

    @staticmethod
    def _pane(entry: tasks.Entry | None, viewer: Viewer, is_mine: bool) -> dict[str, Any]:
        """What the pane says beside the record: the moves that refuse, then those that go on."""
        offered = tasks.moves(db.session, entry, viewer) if entry is not None and is_mine else []
        backs = [m for m in offered if entry is not None and tasks.goes_back(entry, m)]
        ahead = [move for move in offered if move not in backs]
        ahead.sort(key=lambda move: move.primary)  # the primary one stands at the right
        may_give = entry is not None and may_hand_on(entry.task, viewer)
        return {"backs": backs, "ahead": ahead, "may_give": may_give}

    @expose("/decide", methods=["POST"])
    @signed_in
    def decide(self) -> Any:
        """Make one move for each chosen task, each in its own transaction, each with a result."""
        idents = wholes(request.form.getlist("task"))
        if len(idents) > MOST:
            abort(413)
        verb = request.form.get("move", "")
        reason = reason_given()
        viewer = current_viewer()
        results = [
            decide_one(viewer, ident, verb, reason, whole(request.form.get(f"version_{ident}")))
            for ident in idents
        ]
        if request.headers.get("X-Requested-With") == "fetch":
            return jsonify(results=[vars(result) for result in results], say=summary(results))
        for result in results:
            flash(f"{result.name}: {result.message}", "success" if result.done else "danger")
        if not results:
            flash(gettext("Nothing is selected."), "warning")
        return redirect(url_for("InboxView.inbox"))

    @expose("/read", methods=["POST"])
    @signed_in
    def read(self) -> Response:
        """Mark notices read: those named, else all of the tab."""
        idents = wholes(request.form.getlist("notice")) or None
        tab = "mentions" if request.form.get("tab") == "mentions" else "notices"
        user_id = current_viewer().user_id or 0
        notices.mark_read(db.session, user_id, idents, mentions=tab == "mentions")
        db.session.commit()
        return redirect(url_for("InboxView.inbox", tab=tab))

    @expose("/notice/<int:ident>", methods=["POST"])
    @signed_in
    def notice(self, ident: int) -> Response:
        """Open what a notice is about; it counts as read."""
        viewer = current_viewer()
        found = db.session.get(notices.Notice, ident)
        if found is None or found.user_id != viewer.user_id:
            abort(404)
        view = tasks.any_view_of(found.row_table)
        row_id, is_mention = found.row_id, found.notice_kind == MENTION
        notices.mark_read(db.session, found.user_id, [ident])
        db.session.commit()
        if view is None:
            return redirect(url_for("InboxView.inbox", tab="mentions" if is_mention else "notices"))
        tab = "notes" if is_mention and view.keeps_notes else None
        return redirect(url_for(f"{view.endpoint}.show", pk=row_id, tab=tab))


def told(viewer: Viewer, tab: str, before: int | None) -> dict[str, Any]:
    """A page of notices, newest first, and where the older ones begin (None: there are none)."""
    rows = notices.latest(
        db.session, viewer.user_id or 0, PAGE + 1, before, mentions=tab == "mentions"
    )
    return {"notices": rows[:PAGE], "older": rows[PAGE - 1].id if len(rows) > PAGE else None}


def decide_one(viewer: Viewer, ident: int, verb: str, reason: str, version: int | None) -> Result:
    """One task in one transaction: done and committed, or rolled back with the reason why."""
    entry = tasks.load(db.session, viewer, ident, utcnow())
    if entry is None:
        db.session.rollback()
        return Result(ident, f"#{ident}", False, str(GONE))
    name = entry.subject
    move = tasks.chosen(verb, entry, tasks.moves(db.session, entry, viewer))
    if move is None:
        db.session.rollback()
        return Result(ident, name, False, str(NO_MOVE))
    if version is None:
        db.session.rollback()
        return Result(ident, name, False, str(STALE))
    label = str(move.label)
    try:
        problem = entry.view.make_move(entry.row, move, version=version, reason=reason)
    except SQLAlchemyError:
        db.session.rollback()
        number = secrets.token_hex(4)
        log.exception("decision failed", extra={"facts": {"task": ident, "error_id": number}})
        return Result(ident, name, False, gettext("That did not work (error %(id)s).", id=number))
    if problem is not None:
        return Result(ident, name, False, " ".join(problem[1]))
    return Result(ident, name, True, gettext("Done: %(move)s", move=label))


def summary(results: Sequence[Result]) -> str:
    """What happened, in one line."""
    done = sum(result.done for result in results)
    if not results:
        return gettext("Nothing is selected.")
    if len(results) == 1:
        return f"{results[0].name}: {results[0].message}"
    if done == len(results):
        return gettext("%(n)s done.", n=done)
    return gettext("%(n)s done, %(m)s not: see the list.", n=done, m=len(results) - done)


def grouped(entries: Sequence[tasks.Entry]) -> list[tuple[str, Any, list[tasks.Entry]]]:
    """Late, today, tomorrow, later, without a deadline: only groups that hold something."""
    return [
        (name, label, found)
        for name, label in GROUPS.items()
        if (found := [entry for entry in entries if entry.group == name])
    ]


def counters() -> dict[str, list[Any]]:
    """What waits, by view, asked once a request."""
    if "task_counters" not in g:
        g.task_counters = counts.counters(db.session, current_viewer(), utcnow())
    return g.task_counters


def count_of(view_name: str) -> Callable[[], tuple[int, bool]]:
    """The counter of a line of the sidebar (``Item(..., count=count_of("VisitRequestView"))``)."""

    def count() -> tuple[int, bool]:
        number, late = counters().get(view_name, (0, False))
        return number, late

    return count
