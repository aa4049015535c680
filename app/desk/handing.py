"""Handing a task on: who may, to whom, the page that asks for person and reason."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk import tasks
from app.desk.numerals import whole
from app.desk.office.profile import signed_in
from app.desk.posted import reason as reason_given
from app.kernel import scope
from app.kernel.db import db, utcnow
from app.kernel.flows import Denied
from app.kernel.handing import hand_on
from app.kernel.scope import current_viewer
from app.kernel.tasks import Task, able
from app.kernel.viewer import Viewer


def may_hand_on(task: Task, viewer: Viewer) -> bool:
    """Whoever has a task hands it on, and the heads do for those whose records they see."""
    heads = current_app.extensions.get("hands_on") or ()
    return task.closed_at is None and (tasks.is_mine(task, viewer) or bool(viewer.roles & {*heads}))


def successors(entry: tasks.Entry) -> list[Viewer]:
    """Those who reach the record and could make a move that does this task, by name."""
    task, view, row = entry.task, entry.view, entry.row
    found: set[int] = set()
    for role in current_app.extensions.get("role_labels") or ():
        found |= able(db.session, role, row).people
    viewers = (_viewer(ident) for ident in sorted(found - {task.user_id, *(task.apart or ())}))
    fit = (v for v in viewers if not tasks.is_apart(task.apart, v) and scope.sees(v, row))
    return sorted((v for v in fit if _could(v, task, view, row)), key=lambda v: v.name)


def _viewer(ident: int) -> Viewer:
    found: Viewer = current_app.extensions["viewer_for"](ident, db.session)
    return found


def _could(viewer: Viewer, task: Task, view: Any, row: Any) -> bool:
    """True when a move that does the task is this person's to make."""
    name = view.class_permission_name
    history = tasks.steps(db.session, row)
    moves = view.flow.possible(row, viewer, lambda right: viewer.may(right, name), history)
    return any(move.closes == task.duty for move in moves)


class HandingFace:
    """``/inbox/hand/<task>``: from the inbox and from the record the same page."""

    @expose("/hand/<int:ident>", methods=["GET", "POST"])
    @signed_in
    def hand(self, ident: int) -> Any:
        """Ask for person and reason; hand the task on."""
        task = db.session.get(Task, ident)
        entry = (
            next(iter(tasks.entries(db.session, [task], utcnow(), whole=True)), None)
            if task
            else None
        )
        if task is None or entry is None or not may_hand_on(task, current_viewer()):
            abort(404)
        people, errors = successors(entry), {}
        chosen = whole(request.form.get("to"))
        reason = reason_given()
        if request.method == "POST":
            to = next((person for person in people if person.user_id == chosen), None)
            if to is None:
                errors["to"] = gettext("Please choose a person.")
            if not reason:
                errors["reason"] = gettext("Please give a reason.")
            if to is not None and not errors:
                return self._hand(entry, to, reason)
        page = render_template(
            "inbox/hand.html", entry=entry, people=people, errors=errors, chosen=chosen,
            reason=reason, now=utcnow(), due_text=tasks.due_text,
        )  # fmt: skip
        return page, 422 if errors else 200

    @staticmethod
    def _hand(entry: tasks.Entry, to: Viewer, reason: str) -> Response:
        """One transaction; who comes second is told."""
        url = entry.url
        try:
            hand_on(
                db.session, entry.view.flow, entry.row, entry.task, to,
                viewer=current_viewer(), reason=reason, now=utcnow(),
            )  # fmt: skip
            db.session.commit()
            flash(gettext("Handed on to %(name)s.", name=to.name), "success")
        except Denied:
            db.session.rollback()
            flash(gettext("This task has been done or handed on meanwhile."), "warning")
        return redirect(url if to.user_id else url_for("InboxView.inbox"))
