"""Adding, editing and deleting: one transaction, everything typed kept, nobody overwritten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Form

from app.desk import conflict
from app.desk.columns import named
from app.desk.facts import people, person_ids, relations, value_of
from app.desk.frame import menu
from app.desk.integrity import human
from app.desk.looked import note_look
from app.desk.numerals import key_of
from app.desk.office.errors import refuse
from app.desk.once import Sent
from app.desk.picks import PickFace
from app.desk.posted import again
from app.desk.ruleform import Moved, Refused, RuleForm
from app.desk.sections import check_sections
from app.desk.shown import EMPTY
from app.desk.slots import Slot, slots_of
from app.kernel import numbering, scope
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.removal import remove
from app.kernel.secrets import opened

Answer = str | Response | tuple[str, int]


class FormFace(PickFace):
    """Our own add, edit and delete in place of the framework's (T9, T13, T14, T19)."""

    form_template = "archive/form.html"
    conflict_template = "archive/conflict.html"

    def _init_properties(self) -> None:
        """Columns come from the sections, so the framework never guesses any (T9)."""
        model = self.datamodel.obj
        check_sections(type(self).__name__, model, self.sections)
        names = [name for section in self.sections for name in section.names()]
        self.add_columns = self.edit_columns = self.show_columns = names or ["id"]
        super()._init_properties()

    def _init_forms(self) -> None:
        """The framework's forms load whole tables behind foreign keys; none is built."""
        self.add_form = self.edit_form = self.search_form = Form

    # -- what others may ask -------------------------------------------------
    def label_of(self, name: str) -> Any:
        """The label of a column."""
        return named(self.datamodel.obj, name).label

    @property
    def heading(self) -> Any:
        """What one record is called: the label under "＋ new", else the archive's title."""
        items = (item for group in menu() for item in group.items)
        mine = next((item for item in items if item.view is type(self)), None)
        return (mine.new if mine else None) or type(self).title

    def row_or_404(self, pk: str, eager: tuple[str, ...] = ()) -> Any:
        """The row with this key through the gate; absent and out of reach answer alike."""
        return self.row_with(pk, eager)[0]

    def row_with(self, pk: str, eager: tuple[str, ...] = (), also: Sequence[Any] = ()) -> Any:
        """The same with further columns, all in one statement."""
        model = self.datamodel.obj
        ident = key_of(model, pk)
        if ident is None:
            abort(404)
        statement = select(model, *also).where(model.id == ident)
        statement = statement.options(*(joinedload(getattr(model, name)) for name in eager))
        if self.base_filters:
            statement = self._base_filters.apply_all(statement)
        found = db.session.execute(statement).unique().one_or_none()
        if found is None:
            abort(404)
        return found

    def locked_because(self, row: Any) -> str:
        """Why the row cannot be edited now, in words; empty when it can."""
        if self.flow is None or self.flow.is_editable(row):
            return ""
        now = self.flow.states(self.flow.state_of(row))
        names = [str(w.label) for w in self.flow.states if w.value in self.flow.editable]
        return gettext(
            "This record is “%(now)s”; it can be changed only as “%(states)s”.",
            now=str(now.label), states="”, “".join(names),
        )  # fmt: skip

    # -- add -----------------------------------------------------------------
    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Answer:
        """A new record."""
        if request.method == "GET":
            start = {name: ask(scope.current_viewer()) for name, ask in self.begins.items()}
            return self._form_page(RuleForm(self, start=start | self._prefill()))
        sent = Sent()  # before the rules: to them its own row would be a twin
        if sent.earlier:
            return sent.again()
        return self._checked(RuleForm(self, posted=MultiDict(request.form)), sent)

    def _prefill(self) -> dict[str, Any]:
        """Values of the address (``?customer_id=7``), each checked like a typed one."""
        wanted = MultiDict(pair for pair in request.args.items() if not pair[0].startswith("_"))
        if not wanted:
            return {}
        probe = RuleForm(self, posted=wanted)
        return {
            name: field.data
            for name, field in probe.items()
            if name in wanted and field.validate(probe.fields)
        }

    # -- edit ----------------------------------------------------------------
    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Answer:
        """An existing record, as long as its flow lets it be changed."""
        row = self.row_or_404(pk, self._form_relations())
        reason = self.locked_because(row)
        if reason:
            raise refuse(403, reason)
        if request.method == "GET":
            page = self._form_page(self.form_for_move(row, self.move_in_view(row)))
            note_look(row)
            return page
        posted = MultiDict(request.form)
        current = posted.get("lock_version") == str(row.version)
        if current and any(key.startswith("keep-") for key in posted):
            current = conflict.is_settled(posted)
            conflict.settle(self, row, posted)
        form = RuleForm(self, row, posted)
        if not current:
            return self._conflict_page(form)
        return self._checked(form, Sent())

    def _form_relations(self) -> tuple[str, ...]:
        """Relationships the form shows, loaded with the row instead of one by one."""
        model = self.datamodel.obj
        cells = [cell for section in self.sections for cell in section.cells(model)]
        return relations(slots_of(model, cells, opened(scope.current_viewer())))

    # -- saving --------------------------------------------------------------
    def _checked(self, form: RuleForm, sent: Sent) -> Answer:
        try:
            form.refuse_foreign()
        except Refused as refused:
            for label in refused.labels:
                form.put("", gettext("You may not write “%(field)s” here.", field=label))
            return self._form_page(form), 403
        if not form.validate():
            return self._form_page(form), 422
        return self._save(form, sent)

    def _save(self, form: RuleForm, sent: Sent) -> Answer:
        """Write and commit; whatever goes wrong leaves nothing behind and everything on the page."""
        try:
            row = form.write()
            answer = self._after(row)
            sent.leads(answer.location)
            db.session.commit()
        except (StaleDataError, Moved):
            return self._lost(form)
        except DBAPIError as error:
            db.session.rollback()
            form.put(*human(error, self.datamodel.obj))
            return self._form_page(form), 422
        except SQLAlchemyError:
            db.session.rollback()
            raise
        flash(gettext("Saved"), "success")
        for note in form.notes():
            flash(note, "warning")
        if request.form.get("then") == "move" and (move := self.move_in_view(row)) is not None:
            return self.save_and_move(row, move)  # what was typed is safe, whatever the move says
        return answer

    def _lost(self, form: RuleForm) -> Answer:
        """Somebody else committed between our read and our write: show it as it stands now."""
        db.session.rollback()
        db.session.expire_all()
        (ident,), posted = inspect(form.row).identity, form.posted
        return self._conflict_page(RuleForm(self, self.row_or_404(str(ident)), posted))

    def pre_add(self, row: Any) -> None:
        """Numbers are taken on insert, in the same transaction, so that none is skipped."""
        numbering.number(db.session, row, on=today())

    def _after(self, row: Any) -> Response:
        """Where a save leads: stay, a new form, the next record, or the record itself."""
        name, then = self.endpoint, request.form.get("then")
        saved: dict[str, Any] = {
            "_saved": "new" if request.endpoint == f"{name}.add" else str(row.id)
        }
        if request.args.get("_pick"):
            return redirect(
                url_for(f"{name}.show", pk=row.id, _picked=request.args["_pick"], **saved)
            )
        if not scope.sees(scope.current_viewer(), row):
            return redirect(url_for(f"{name}.list"))
        if then == "new" and self._may("can_add"):
            return redirect(again(f"{self.route_base}/add", **saved))
        following = request.form.get("next_pk", "")
        if then == "next" and following.isdigit():
            return redirect(url_for(f"{name}.edit", pk=following, **saved))
        if then == "stay" and self._may("can_edit"):
            return redirect(url_for(f"{name}.edit", pk=row.id, **saved))
        return redirect(url_for(f"{name}.show", pk=row.id, **saved))

    def _may(self, permission: str) -> bool:
        return bool(self.appbuilder.sm.has_access(permission, self.class_permission_name))

    # -- delete --------------------------------------------------------------
    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> Response:
        """Remove a record with its child rows; only as the person last saw it."""
        row = self.row_or_404(pk)
        reason = self.locked_because(row)
        if reason:
            raise refuse(403, reason)
        try:
            if request.form.get("lock_version") != str(row.version):
                raise StaleDataError()
            remove(db.session, row)
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            flash(gettext("Not deleted: somebody changed this record meanwhile."), "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        except DBAPIError:
            db.session.rollback()
            flash(gettext("Not deleted: other records still refer to this one."), "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        flash(gettext("Deleted"), "success")
        return redirect(url_for(f"{self.endpoint}.list"))

    # -- pages ---------------------------------------------------------------
    def _form_page(self, form: RuleForm) -> str:
        return self.render_template(
            self.form_template, view=self, form=form, row=form.row, title=self.heading,
            may_next=form.row is not None, may_add=self._may("can_add"),
            version=conflict.version_of(form), was=conflict.was_of(form), read=self._reader(form),
            move=self.move_in_view(form.row) if form.row is not None else None,
        )  # fmt: skip

    @staticmethod
    def _reader(form: RuleForm) -> Callable[[Any, Slot], Any]:
        """How cells that are only read get their value; names of people are asked for once."""
        fixed = [slot for slot in form.slots.values() if not slot.editable]
        rows = [] if form.row is None else [form.row]
        children = [
            (line.row, slot)
            for part in form.lines
            for line in part.rows
            if line.row is not None
            for slot in part.slots
            if not slot.editable
        ]
        idents = person_ids(rows, fixed) + [
            i for row, slot in children for i in person_ids([row], [slot])
        ]
        names = people(idents)
        return lambda row, slot: EMPTY if row is None else value_of(row, slot, names)

    def _conflict_page(self, form: RuleForm) -> tuple[str, int]:
        found = conflict.differences(self, form.row, form)
        page = self.render_template(
            self.conflict_template, view=self, form=form, row=form.row, title=self.heading,
            differences=found, carried=conflict.carried(form.posted or MultiDict()),
            was=RuleForm(self, form.row).original(), then=request.form.get("then", ""),
            by=people([form.row.changed_by_id]).get(form.row.changed_by_id or 0, gettext("the system")),
        )  # fmt: skip
        return page, 409
