"""One act on many rows: each row through the gate, each in its own transaction, each with a result."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from app.desk.posted import reason as reason_given
from app.kernel import scope
from app.kernel.db import db
from app.kernel.removal import remove
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer
from app.kernel.workflow import Denied, Move, run

MOST = 500  # rows of one act; more is the work of a job
BIG = 2**63 - 1

log = logging.getLogger(__name__)

WHY = {
    "moved": _("Somebody else was first."),
    "state": _("Not possible in this state."),
    "own": _("The same person may not do both steps."),
    "by": _("Another person has to do this."),
    "guard": _("A rule is not met."),
    "reason": _("A reason is needed."),
    "duties": _("Others have to do their part first."),
}
GONE = _("Not found.")
USED = _("Other records still refer to it.")
LOCKED = _("The record cannot be changed in this state.")
FAILED = _("That did not work.")
STALE = _("This page is out of date. Please open it again.")


@dataclass(frozen=True)
class Act:
    """One thing to do with selected rows: what the button says and which right it needs."""

    name: str
    label: Any
    permission: str
    icon: str = "check"
    needs_reason: bool = False
    danger: bool = False
    states: tuple[str, ...] = ()  # shown while a row in one of them is selected; empty: always


@dataclass(frozen=True)
class Result:
    """What became of one row."""

    ident: int
    name: str
    done: bool
    message: Any = ""


class Refused(Exception):
    """A row was not changed, and why."""


class BulkFace:
    """The route behind the selection bar; the framework's own action routes are gone (T1, T2)."""

    bulk_delete = True

    @expose("/bulk/<act>", methods=["POST"])
    @has_access
    @permission_name("list")
    def bulk(self, act: str) -> Response:
        """Do ``act`` with the posted rows and show each row's result."""
        viewer = current_viewer()
        chosen = next((a for a in self._acts() if a.name == act), None) or abort(404)
        if not viewer.may(chosen.permission, self.class_permission_name):  # type: ignore[attr-defined]
            abort(403)
        rows = posted(request.form.getlist("ids"))
        if len(rows) > MOST:
            abort(413)
        reason = reason_given()
        if chosen.needs_reason and not reason:
            return self._answer(chosen, [], gettext("Please give a reason."), 422)
        if not rows:
            return self._answer(chosen, [], gettext("No row is selected."), 422)
        results = [self._one(chosen, ident, version, viewer, reason) for ident, version in rows]
        return self._answer(chosen, results, "", 200)

    def bulk_actions(self, viewer: Viewer) -> Sequence[Act]:
        """What this viewer may do with selected rows."""
        name = self.class_permission_name  # type: ignore[attr-defined]
        return [act for act in self._acts() if viewer.may(act.permission, name)]

    def _acts(self) -> Sequence[Act]:
        flow = getattr(self, "flow", None)
        acts = [_act_of(move) for move in flow.moves] if flow is not None else []
        has_delete = "delete" in dir(self) and "can_delete" in self.base_permissions  # type: ignore[attr-defined]
        if self.bulk_delete and has_delete:
            acts.append(Act("delete", _("Delete"), "can_delete", "trash", danger=True))
        return acts

    def _one(
        self, act: Act, ident: int, version: int | None, viewer: Viewer, reason: str
    ) -> Result:
        """One row in one transaction."""
        row = scope.get(db.session, self.datamodel.obj, ident)  # type: ignore[attr-defined]
        if row is None:
            db.session.rollback()
            return Result(ident, f"#{ident}", False, GONE)
        name = str(getattr(row, self.name_column, None) or row)  # type: ignore[attr-defined]
        why = self._attempt(lambda: self._do(act, row, version, viewer, reason), ident)
        return Result(ident, name, not why, why)

    def _attempt(self, change: Callable[[], None], ident: int) -> Any:
        """Do and commit, or roll back and say why; "" when done."""
        try:
            change()
            db.session.commit()
        except Denied as denied:
            db.session.rollback()
            said = "；".join(str(broken.message) for broken in denied.broken if not broken.warning)
            return said or WHY.get(denied.code, FAILED)
        except Refused as refused:
            db.session.rollback()
            return refused.args[0]
        except StaleDataError:
            db.session.rollback()
            return WHY["moved"]
        except IntegrityError:
            db.session.rollback()
            return USED
        except SQLAlchemyError:
            db.session.rollback()
            number = secrets.token_hex(4)
            log.exception("bulk act failed", extra={"facts": {"row": ident, "error_id": number}})
            return gettext("That did not work (error %(id)s).", id=number)
        return ""

    def _do(self, act: Act, row: Any, version: int | None, viewer: Viewer, reason: str) -> None:
        flow = getattr(self, "flow", None)
        seen = getattr(row, "version", None)
        if seen is not None and version is None:
            raise Refused(STALE)
        if act.name == "delete":
            if version != seen:
                raise Refused(WHY["moved"])
            if flow is not None and not flow.is_editable(row):
                raise Refused(LOCKED)
            remove(db.session, row)
            return
        run(db.session, flow, row, act.name, viewer=viewer, version=version, reason=reason)  # type: ignore[arg-type]

    def _answer(self, act: Act, results: Sequence[Result], error: str, status: int) -> Response:
        done = sum(result.done for result in results)
        page = self.render_template(  # type: ignore[attr-defined]
            "archive/_results.html", act=act, results=results, done=done, failed=len(results) - done, error=error,
        )  # fmt: skip
        return make_response(page, status)


def _act_of(move: Move) -> Act:
    return Act(
        move.name, move.label, move.permission, move.icon or "check", move.needs_reason,
        move.danger, tuple(sorted(move.from_)),
    )  # fmt: skip


def posted(values: Sequence[str]) -> list[tuple[int, int | None]]:
    """Ids (``12``) or ids with the version the person saw (``12:3``), each once."""
    out: dict[int, int | None] = {}
    for value in values:
        ident, _colon, version = value.partition(":")
        if not _is_number(ident) or (version and not _is_number(version)):
            abort(404)
        out[int(ident)] = int(version) if version else None
    return list(out.items())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= BIG
