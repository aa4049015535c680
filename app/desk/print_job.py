"""Printing a list: the rows of a list as a paper, at once or in the background, as its reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.desk import cells, prints
from app.desk.interface import Field
from app.desk.printing import frame_of, lay_out, on_paper, press, printed_by, text_of
from app.desk.prints import A_LIST, LIST, Copy, Subject
from app.kernel import jobs, results
from app.kernel.db import db
from app.kernel.papers import Paper, Rendered
from app.kernel.scope import acting_as, current_viewer
from app.kernel.viewer import Viewer

KIND = "print_list"
TEMPLATE = "papers/_list.html"


@dataclass(frozen=True)
class Wanted:
    """A list to print: the rows in order, their columns, and the words that say which rows these are."""

    view: Any
    rows: Sequence[Any]
    columns: Sequence[Field]
    filters: str

    @property
    def title(self) -> str:
        """What the list is called."""
        return str(self.view.title)

    @property
    def subject(self) -> Subject:
        """What the log writes down."""
        table = self.view.datamodel.obj.__tablename__
        return Subject(table, A_LIST, LIST, self.filters, len(self.rows))


def context_of(wanted: Wanted) -> dict[str, Any]:
    """What the template receives; every cell as the viewer in force may read it."""
    viewer = current_viewer()
    draw = [cells.drawing(field, viewer) for field in wanted.columns]
    return {
        **frame_of(Paper(LIST, wanted.title, TEMPLATE, None), ""),
        "filters": wanted.filters,
        "head": [str(field.label) for field in wanted.columns],
        "rows": [[text_of(each(row)) for each in draw] for row in wanted.rows],
    }


def hand_out(wanted: Wanted, context: dict[str, Any]) -> Rendered:
    """The next copy, laid out and written down; the caller commits. Raises PaperRefused."""

    def make(copy: Copy) -> Rendered:
        meta = printed_by(copy)
        db.session.rollback()
        return lay_out(TEMPLATE, {**context, "meta": meta}, wanted.title, copy)

    return prints.handed_out(wanted.subject, make)[1]


def enqueue(
    session: Any, user_id: int, view: str, ids: Sequence[int], columns: Sequence[str],
    filters: str, locale: str,
) -> jobs.Job:  # fmt: skip
    """Put a long list into the background: these rows in this order, looked at anew when it is printed."""
    return jobs.enqueue(
        session, KIND, user_id=user_id, view=view, ids=[*ids], columns=[*columns],
        filters=filters, locale=locale,
    )  # fmt: skip


@jobs.job(KIND, title=_("Print a list"), lease_seconds=120)
def print_list(
    work: Any,
    user_id: int,
    view: str,
    ids: list[int],
    columns: list[str],
    filters: str,
    locale: str,
) -> dict[str, Any]:
    """A list as a PDF that waits for who asked; copy and file come with the job's last transaction."""
    viewer: Viewer = on_paper(current_app.extensions["viewer_for"](user_id, work.session))
    with acting_as(viewer), force_locale(locale):
        shown = next(each for each in _views() if type(each).__name__ == view)
        fields = [field for name in columns if (field := _open(shown, name, viewer)) is not None]
        found = {
            row.id: row for row in work.session.scalars(_statement(shown, ids, fields)).unique()
        }
        wanted = Wanted(shown, [found[i] for i in ids if i in found], fields, filters)
        context = context_of(wanted)
        lacking = press().missing("".join(cell for row in context["rows"] for cell in row))
        work.session.rollback()  # laying out holds no transaction open
        done = hand_out(wanted, context)
        results.keep(work.id, done.pdf)
    return {"file": f"{wanted.title}.pdf", "pages": done.pages, "missing": "".join(sorted(lacking))}


def _views() -> Sequence[Any]:
    found: Sequence[Any] = current_app.extensions["appbuilder"].baseviews
    return found


def _open(view: Any, name: str, viewer: Viewer) -> Field | None:
    field: Field | None = view.datamodel.field(name)
    return field if field is not None and field.treatment(viewer) != "hide" else None


def _statement(view: Any, ids: Sequence[int], fields: Sequence[Field]) -> Any:
    rows = view.datamodel
    return rows.every().where(rows.key.in_(ids)).options(*view.loading_for(fields))
