"""What is held on a person: found, shown with its purpose, taken along, erased; for those who may (PIPL, C-24)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk import sightings
from app.desk.facts import people
from app.desk.frame import may_open, views_by_name
from app.desk.printing import frame_of, give_out, text_of
from app.desk.prints import Subject
from app.desk.reveal import reader_of
from app.desk.shown import moment, shown
from app.kernel import findings, scope, search
from app.kernel.db import db, writing
from app.kernel.exchange import ExportEntry
from app.kernel.notes import notes_of
from app.kernel.papers import Paper
from app.kernel.persons import asking, gone, holds, plan
from app.kernel.persons.models import Ground
from app.kernel.scope import acting_as, current_viewer
from app.kernel.secrets import marks, opened, treatment
from app.kernel.texts import in_lines
from app.kernel.trail import plain
from app.kernel.viewer import Viewer

HELD = Paper("held", _("What we hold on you"), "papers/_archive.html", None)
EACH = 20
LONGEST = 80

# why something stays after an erasure, by the kernel's word for it
STAYS = {
    "record": _("That there was such a row, and who worked on it: without anything of the person."),
    "trail": _("Changes of ordinary fields that named the person: sealed history (R-024)."),
    "elsewhere": _("The same name on other records: perhaps somebody else. Look at them by hand."),
    "papers": _(
        "Papers on the same record: nobody has read what is in them. Look at them by hand."
    ),
}


class PersonView(BaseView):
    """Persons in all tables that declare them; the rows pass the gate like everywhere."""

    kind = "person"
    route_base = "/persons"
    title = _("Personal data")
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        text = request.args.get("q", "").strip()[:LONGEST]
        groups = [(m.__person__.title, _found(m, text)) for m in plan.persons()] if text else []
        if text and _may_erase():
            for model in plan.persons():
                title = _("%(table)s, deleted earlier", table=model.__person__.title)
                groups.append((title, gone.found(db.session, model, text, EACH)))
        return render_template("persons/list.html", title=self.title, text=text, groups=groups)

    @expose("/show/<table>/<int:ident>")
    @has_access
    def show(self, table: str, ident: int) -> str:
        return _page(_person(table, ident), {}, {})

    @expose("/export/<table>/<int:ident>", methods=["POST"])
    @has_access
    def export(self, table: str, ident: int) -> Response:
        """Everything as JSON, for the person who asked for it; logged like every export (R-306)."""
        row = _person(table, ident)
        if request.args.get("as") == "pdf":
            return self._paper(row)
        body = json.dumps(_all_of(row), ensure_ascii=False, indent=1)
        with writing():
            db.session.add(
                ExportEntry(
                    user_id=current_viewer().user_id, table_name=table, format="json",
                    query=f"person={ident}", columns=_open_columns(row, opened(current_viewer())),
                )
            )  # fmt: skip
            db.session.commit()
        answer = Response(body, mimetype="application/json")
        answer.headers["Content-Disposition"] = f"attachment; filename={table}-{ident}.json"
        return answer

    def _paper(self, row: Any) -> Any:
        """The same on paper, as a copy of the print log."""
        what = Subject.of(row, HELD.name)
        context = {**frame_of(HELD, str(row)), **_on_paper(row)}

        names = f"{HELD.title}-{what.said}.pdf", f"{what.row_table}-{what.row_id}.pdf"
        back = url_for("PersonView.show", table=what.row_table, ident=what.row_id)
        return give_out(what, HELD, context, str(HELD.title), names, back, save=True)

    @expose("/erase/<table>/<int:ident>", methods=["POST"])
    @has_access
    @permission_name("delete")
    def erase(self, table: str, ident: int) -> Any:
        """Ground, reason and a tick; the work is done in the background."""
        row = _person(table, ident)
        typed = {
            name: in_lines(request.form.get(name, "")) for name in ("ground", "reason", "sure")
        }
        errors = _errors(typed)
        if errors:
            return _page(row, typed, errors), 422
        try:
            with writing():
                asking.ask(db.session, row, Ground(typed["ground"]), typed["reason"][:500])
                db.session.commit()
        except asking.NotErasable as refused:
            if not refused.holds:
                abort(404)
            return _page(
                _person(table, ident), typed, {"sure": [str(h.why) for h in refused.holds]}
            ), 422
        flash(gettext("The person is being erased in the background."), "success")
        return redirect(url_for("PersonView.show", table=table, ident=ident))


def _errors(typed: dict[str, str]) -> dict[str, list[str]]:
    errors = {}
    if Ground.of(typed["ground"]) is None:
        errors["ground"] = [gettext("Please choose.")]
    if not typed["reason"]:
        errors["reason"] = [gettext("Please fill in this field.")]
    if not typed["sure"]:
        errors["sure"] = [gettext("Please confirm: it cannot be undone.")]
    return errors


def _person(table: str, ident: int) -> Any:
    """The row through the gate, or 404."""
    model = asking.person_model(table)
    row = scope.get(db.session, model, ident) if model is not None else None
    if row is None and model is not None and _may_erase():
        row = gone.recall(db.session, model, ident)
    return row if row is not None else abort(404)


def _may_erase() -> bool:
    """Who may erase also reaches what the history holds of rows that were deleted."""
    return current_viewer().may("can_delete", "PersonView")


def _found(model: Any, text: str) -> Sequence[Any]:
    if hasattr(model, "__search__"):
        which = model.id.in_(search.ids(db.session, model, text, EACH))
    else:
        which = getattr(model, model.__person__.name).contains(text, autoescape=True)
    return db.session.scalars(select(model).where(which).order_by(model.id).limit(EACH)).all()


def _page(row: Any, typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    table, viewer = row.__table__.name, current_viewer()
    erasures = asking.erasures_of(db.session, row)
    seen = sightings.of(db.session, row)
    names = people([each.by_id for each in seen] + [each.asked_by_id for each in erasures])
    is_gone = gone.is_gone(row)
    return render_template(
        "persons/show.html", title=str(row), row=row, table=table, about=type(row).__person__,
        fields=_fields(row, viewer if is_gone else reader_of(row)),
        places=_places(row), seen=seen, names=names, erasures=erasures, stays=STAYS,
        correction=None if is_gone else _edit_url(row), is_gone=is_gone,
        holds=holds.of(db.session, row), said=findings.said, grounds=Ground.choices(), typed=typed, errors=errors,
        may_export=viewer.may("can_export", "PersonView"),
        may_erase=_may_erase() and type(row).__person__.erasable,
    )  # fmt: skip


def _fields(row: Any, viewer: Viewer) -> list[tuple[Any, Any]]:
    """Label and value of each; what opens for a reason is masked until it was given on the record."""
    names = [*dict.fromkeys(_open_columns(row, opened(viewer)))]
    with acting_as(viewer):
        return [
            (marks(getattr(type(row), name)).get("label", name), shown(row, name)) for name in names
        ]


def _open_columns(row: Any, viewer: Viewer) -> list[str]:
    """The columns that say something about the person and that this viewer may read."""
    model = type(row)
    names = dict.fromkeys([model.__person__.name, *plan.own_columns(model)])
    treated = ((name, treatment(getattr(model, name), viewer)) for name in names)
    return [name for name, how in treated if how == "show"]


def _places(row: Any) -> list[tuple[Any, int]]:
    """Which other tables speak of this person by a key, and in how many rows the reader sees."""
    found = [(_("Notes"), len(notes_of(db.session, row)))]
    for model, key in sightings.referring(row):
        which = select(model.id).where(getattr(model, key) == row.id).limit(1000)
        label = marks(getattr(model, key)).get("label", key)
        found.append((label, len(db.session.scalars(which).all())))
    return [(label, number) for label, number in found if number]


def _all_of(row: Any) -> dict[str, Any]:
    """What the person gets: fields with their labels, purpose and ground, notes, where else it is named."""
    about, model = type(row).__person__, type(row)
    return {
        "person": str(row),
        "purpose": str(about.purpose),
        "ground": str(about.ground),
        "fields": {
            str(marks(getattr(model, name)).get("label", name)): plain(getattr(row, name))
            for name in _open_columns(row, opened(current_viewer()))
        },
        "notes": [{"at": plain(n.created_at), "text": n.text} for n in notes_of(db.session, row)],
        "named_in": {str(label): number for label, number in _places(row)},
    }


def _on_paper(row: Any) -> dict[str, Any]:
    """What the person gets, as the sections and tables of the default sheet."""
    about, table = type(row).__person__, type(row).__table__.name
    seen = sightings.of(db.session, row)
    names = people(each.by_id for each in seen)
    # who asks what is held on himself gets it whole; the export is written down
    fields = [
        (str(name), text_of(value), 6) for name, value in _fields(row, opened(current_viewer()))
    ]
    why = [
        (str(_("Purpose")), str(about.purpose), 6),
        (str(_("Legal ground")), str(about.ground), 6),
    ]
    where = [
        (str(_("Also in: %(place)s", place=label)), str(number), 6)
        for label, number in _places(row)
    ]
    return {
        "sections": [
            {"title": str(_("What is held")), "rows": [[cell] for cell in fields]},
            {"title": str(_("Why and where")), "rows": [[cell] for cell in (*why, *where)]},
        ],
        "tables": [{
            "title": str(_("Who saw or changed it")),
            "head": [str(_("When")), str(_("Who")), str(_("What"))],
            "rows": [[text_of(moment(s.at)), names.get(s.by_id or 0, str(_("System"))), str(s.what)] for s in seen],
        }],
        "steps": [], "head": {"doc_no": f"{table}-{row.id}"},
    }  # fmt: skip


def _edit_url(row: Any) -> str | None:
    """The form in which the person's data are corrected, for those who may open it."""
    for view in views_by_name().values():
        model = getattr(getattr(view, "datamodel", None), "obj", None)
        if model is type(row) and may_open(view, "edit"):
            return url_for(f"{view.endpoint}.edit", pk=row.id)
    return None
