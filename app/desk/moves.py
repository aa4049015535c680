"""Moves of a flow: one endpoint, the buttons from the same declaration, the reason when refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.desk.facts import people
from app.desk.moveform import MoveForm, check_asks
from app.desk.numerals import whole
from app.desk.office.signin import safe_next
from app.desk.posted import reason as reason_given
from app.desk.ruleform import RuleForm
from app.desk.shown import moment
from app.kernel import scope
from app.kernel.db import db
from app.kernel.handing import LABELS
from app.kernel.rules import Broken
from app.kernel.scope import current_viewer
from app.kernel.workflow import Denied, Move, Step, run, steps

FOR = "for"  # in the form's address: the move that its fields are filled in for


class Problem(NamedTuple):
    """Why a move was not made: the code of Denied, what to tell the person, the rules broken."""

    code: str
    messages: list[str]
    broken: Sequence[Broken] = ()


class MoveFace:
    """``POST /move/<pk>/<move>``: page right, row, move right, then the flow itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.flow is not None:
            for move in self.flow.moves:
                check_asks(type(self).__name__, self.datamodel.obj, move)
            known = set(self.base_permissions)
            self.base_permissions += [
                name
                for name in dict.fromkeys(m.permission for m in self.flow.moves)
                if name not in known
            ]

    @expose("/move/<pk>/<move>", methods=["POST"])
    @has_access
    @permission_name("show")
    def move(self, pk: str, move: str) -> Response | tuple[str, int]:
        """Make a move, or say why not; what it asks for is kept and judged field by field."""
        row = self.row_or_404(pk)
        found = self._move_named(move)
        if not self._may(found.permission):
            abort(
                403,
                description=gettext("Your role may not do this: %(move)s.", move=str(found.label)),
            )
        form = None  # a move that is not possible is refused for that, not for its form
        if found.asks and found in self.possible_moves(row, steps(db.session, row)):
            form = MoveForm(self, row, found, MultiDict(request.form))
        if form is not None and not form.validate():
            return self._page(pk, "overview", asked=form), 422
        version = whole(request.form.get("lock_version"))
        problem = self.make_move(
            row,
            found,
            version=-1 if version is None else version,
            reason=reason_given(),
            asked=form.values() if form is not None else None,
        )
        if problem is not None and form is not None and problem.code == "guard":
            form.put(list(problem.broken))
            return self._page(pk, "overview", asked=form), 422
        if problem is not None and problem.code == "guard" and self._is_mended_by_form(pk, problem):
            return redirect(self._form_of(found, pk))
        self._say(problem, found)
        return redirect(safe_next(request.form.get("next"), "") or self._after_move(pk))

    # -- what a move still lacks, filled in where it belongs ---------------------------
    def _is_mended_by_form(self, pk: str, problem: Problem) -> bool:
        """True when this person can fill in what the move lacks: then the form says it field by field."""
        row = self.row_or_404(pk)
        if not self._may("can_edit") or self.locked_because(row):
            return False
        form = RuleForm(self, row)
        return any(form.has_place(broken) for broken in problem.broken)

    def _form_of(self, move: Move, pk: str, **also: Any) -> str:
        """The address of the form that says what the move lacks."""
        return url_for(f"{self.endpoint}.edit", **{"pk": pk, FOR: move.name, **also})

    def move_in_view(self, row: Any) -> Move | None:
        """The move for which the form was opened (``?for=submit``), while it is possible."""
        name = request.args.get(FOR, "")
        if not name or self.flow is None:
            return None
        moves = self.possible_moves(row, steps(db.session, row))
        return next((move for move in moves if move.name == name), None)

    def form_for_move(self, row: Any, move: Move | None) -> RuleForm:
        """The stored record as a form, with what the move lacks beside the fields."""
        form = RuleForm(self, row)
        if move is not None and move.guard is not None:
            form.point_out([b for b in move.guard(row, current_viewer()) if not b.warning])
        return form

    def save_and_move(self, row: Any, move: Move) -> Response:
        """Make the move after the save; with something still lacking the form comes back."""
        pk = str(row.id)
        if move.needs_reason or move.asks:
            return redirect(url_for(f"{self.endpoint}.show", pk=pk, move=move.name))
        problem = self.make_move(row, move, version=row.version)
        if problem is not None and problem.code == "guard" and self._is_mended_by_form(pk, problem):
            return redirect(self._form_of(move, pk, _saved=pk))
        self._say(problem, move)
        return redirect(self._after_move(pk))

    @staticmethod
    def _say(problem: Problem | None, move: Move) -> None:
        """Tell the person what became of the move; what is not his to make is 403."""
        if problem is None:
            flash(gettext("Done: %(move)s", move=str(move.label)), "success")
            return
        if problem.code in ("own", "by"):
            abort(403, description=problem.messages[0])
        for message in problem.messages:
            flash(message, "warning")

    def _move_named(self, name: str) -> Move:
        try:
            return self.flow.move(name)
        except (AttributeError, LookupError):
            abort(404)

    def make_move(
        self, row: Any, move: Move, *, version: int | None, reason: str = "",
        asked: Mapping[str, Any] | None = None,
    ) -> Problem | None:  # fmt: skip
        """One move in one transaction; None when made.

        The list's bulk actions and the inbox call this as well, row by row.
        """
        ident = row.id
        try:
            run(
                db.session,
                self.flow,
                row,
                move.name,
                viewer=current_viewer(),
                version=version,
                reason=reason,
                asked=asked,
            )
            db.session.commit()
            return None
        except Denied as denied:
            db.session.rollback()
            return Problem(denied.code, self._why(denied, move, ident), denied.broken)

    def _why(self, denied: Denied, move: Move, ident: int) -> list[str]:
        if denied.code == "guard":
            return [str(broken.message) for broken in denied.broken]
        if denied.code in ("moved", "state"):
            return [self._what_happened(ident, move)]
        texts = {
            "own": gettext(
                "Four eyes: “%(move)s” must be done by somebody else.", move=str(move.label)
            ),
            "by": gettext(
                "“%(move)s” belongs to the person in charge of this record.", move=str(move.label)
            ),
            "duties": gettext(
                "Others have to do their part before “%(move)s”.", move=str(move.label)
            ),
            "reason": gettext("Please give a reason for “%(move)s”.", move=str(move.label)),
        }
        return [texts.get(denied.code, denied.code)]

    def _what_happened(self, ident: int, move: Move) -> str:
        """What somebody else did first, told to the one who came second."""
        row = db.session.get(self.datamodel.obj, ident, populate_existing=True)
        if row is None:
            return gettext("This record has been removed.")
        history = steps(db.session, row)
        now = self.flow.states(self.flow.state_of(row)).label
        if not history:
            return gettext(
                "“%(move)s” is not possible while the record is “%(state)s”.",
                move=str(move.label),
                state=str(now),
            )
        last = history[-1]
        who = people([last.by_id]).get(last.by_id or 0, gettext("the system"))
        return gettext(
            "Already moved: %(who)s did “%(done)s” at %(at)s; it is now “%(state)s”.",
            who=who, done=self.move_label(last.move), at=moment(last.at).striptags(), state=str(now),
        )  # fmt: skip

    def move_label(self, name: str) -> str:
        """What a move is called; steps of moves long gone keep their name."""
        try:
            return str(self.flow.move(name).label)
        except LookupError:
            return str(LABELS.get(name, name))

    def _after_move(self, pk: str) -> str:
        """Back to the record, or to the list when it has left the person's reach."""
        row = db.session.get(self.datamodel.obj, int(pk))
        if row is None or not scope.sees(current_viewer(), row):
            return url_for(f"{self.endpoint}.list")
        return url_for(f"{self.endpoint}.show", pk=pk)

    def possible_moves(self, row: Any, history: Sequence[Step]) -> list[Move]:
        """The buttons of a record page for the present viewer."""
        if self.flow is None:
            return []
        found = self.flow.possible(row, current_viewer(), self._may, history)
        return sorted(found, key=lambda move: (not move.primary, move.danger))
