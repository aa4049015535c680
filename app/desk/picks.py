"""Pick lists: twenty rows of another table at a time, only those in reach, only those that fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Response, abort, jsonify, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import String, false, or_, select

from app.desk.columns import Named, named
from app.desk.frame import may_open, views_by_name
from app.desk.numerals import whole
from app.kernel import search, tokens
from app.kernel.accounts import full_name
from app.kernel.db import db, holds
from app.kernel.scope import current_viewer
from app.kernel.secrets import treatment
from app.kernel.successors import merged_by

ROWS = 20
MOST_WORDS = 8000  # rows of a table without an index that are read through for pinyin


@dataclass(frozen=True)
class Pick:
    """How one foreign key is chosen.

    ``by`` narrows the target by other fields of the form: {target column: form field}.
    ``where`` gives a further SQL condition, ``create`` the name of the view that can make a new
    row without leaving the form: it begins with what narrows the list and with the text typed.
    """

    by: Mapping[str, str] = field(default_factory=dict)
    where: Callable[[], Any] | None = None
    create: str = ""


def naming(row: Any) -> str:
    """What a row is called in a pick list and on a page; people by their display name."""
    for name in ("display_name", "full_name"):
        value = getattr(row, name, None)
        if isinstance(value, str) and value:
            return value
    if hasattr(row, "first_name") and hasattr(row, "last_name"):
        return full_name(row)
    return str(row)


def narrowed(target: Any, pick: Pick, context: Mapping[str, Any]) -> list[Any]:
    """The pick's own conditions; an unanswered context allows nothing to slip through."""
    conditions = [
        _is(getattr(target, column), context.get(source)) for column, source in pick.by.items()
    ]
    return conditions + ([pick.where()] if pick.where is not None else [])


def _is(column: Any, value: Any) -> Any:
    return false() if isinstance(value, int) and not holds(column, value) else column == value


def load_one(target: Any, pick: Pick, ident: int, context: Mapping[str, Any] | None) -> Any:
    """The row with this id, through the gate and (with a context) the pick's conditions."""
    if not holds(target.id, ident):
        return None
    statement = select(target).where(target.id == ident)
    if context is not None:
        statement = statement.where(*narrowed(target, pick, context))
    return db.session.execute(statement).scalar_one_or_none()


def find(target: Any, text: str, conditions: list[Any], limit: int = ROWS) -> list[Any]:
    """Rows in reach that match what was typed; the newest ones when nothing was typed.

    A table of words shows its own order then, and is found by pinyin and initials as well.
    """
    merged = merged_by(target)
    aside = [] if merged is None else [merged.is_(None)]  # who was merged is no choice any more
    statement = select(target).where(*conditions, *aside).limit(limit)
    if not text:
        return list(db.session.scalars(statement.order_by(*_resting(target))))
    if getattr(target, "__search__", None) is not None:
        # a condition may throw away what the index found first, so ask it for more then
        ids = list(search.ids(db.session, target, text, limit * 10 if conditions else limit))
        rows = db.session.scalars(statement.where(target.id.in_(ids))) if ids else ()
        order = {ident: place for place, ident in enumerate(ids)}
        return sorted(rows, key=lambda row: order[row.id])
    if hasattr(target, "last_name") and hasattr(target, "first_name"):
        ids = called(target, text, conditions)[:limit]
        rows = db.session.scalars(select(target).where(target.id.in_(ids))) if ids else ()
        return sorted(rows, key=lambda row: ids.index(row.id))
    rows = list(
        db.session.scalars(statement.where(_matching(target, text)).order_by(*_resting(target)))
    )
    if rows or not text.isascii() or text.isdigit():
        return rows
    ids = spelt_so(target, text, conditions)[:limit]
    rows = list(db.session.scalars(select(target).where(target.id.in_(ids)))) if ids else []
    return sorted(rows, key=lambda row: ids.index(row.id))


def _resting(target: Any) -> list[Any]:
    """The order of a list nobody has searched: the table's own places, else the newest first."""
    if hasattr(target, "position"):
        return [target.position, target.id]
    return [target.id.desc() if getattr(target, "__search__", None) is not None else target.id]


def spelt_so(target: Any, text: str, conditions: list[Any]) -> list[int]:
    """Ids of words by pinyin or initials; those that begin so first, then the shorter word.

    Word lists have no search index and are read through: a few thousand short names at most.
    """
    wanted, viewer = tokens.fold(text), current_viewer()
    named_by = [
        column
        for name in ("name", "full_name")
        if (column := getattr(target, name, None)) is not None
        and treatment(column, viewer) == "show"
    ]
    if not named_by or not wanted:
        return []
    statement = (
        select(target.id, *named_by).where(*conditions).order_by(target.id).limit(MOST_WORDS)
    )
    places = [
        (min(found), len(names[0]), ident)
        for ident, *names in db.session.execute(statement)
        if (found := [at for name in names for way in _ways(name) if (at := way.find(wanted)) >= 0])
    ]
    return [ident for _place, _length, ident in sorted(places)]


@lru_cache(maxsize=16_384)
def _ways(name: str) -> tuple[str, ...]:
    """A word as it is written, in pinyin and in initials, folded."""
    return tuple(tokens.document(names=(name,)).names.split("\n"))


def called(target: Any, text: str, conditions: list[Any]) -> list[int]:
    """Ids of people by whole name, pinyin, initials or log-in; those whose name begins so first.

    A name lies in two columns and pinyin in none, so the accounts (hundreds) are read through.
    """
    wanted = tokens.fold(text)
    columns = (target.id, target.last_name, target.first_name, target.username)
    places = [
        (min(found), ident)
        for ident, last, first, login in db.session.execute(select(*columns).where(*conditions))
        if (found := [at for way in _spelt(last, first, login) if (at := way.find(wanted)) >= 0])
    ]
    return [ident for _place, ident in sorted(places)]


@lru_cache(maxsize=4096)
def _spelt(last: str, first: str, login: str) -> tuple[str, ...]:
    """What a person may be called by: both orders of the name, its pinyin and initials, the log-in."""
    whole = tokens.document(names=(f"{last}{first}", f"{first}{last}")).names
    return (*whole.split("\n"), tokens.fold(login))


def _matching(target: Any, text: str) -> Any:
    """By the names the model itself knows, else by its text columns."""
    return target.known_as(text) if hasattr(target, "known_as") else _like(target, text)


def _like(target: Any, text: str) -> Any:
    """Prefix on short text columns the viewer may see; contained only for a table of words."""
    viewer = current_viewer()
    columns = [
        attribute
        for attribute in (getattr(target, a.key) for a in target.__mapper__.column_attrs)
        if isinstance(attribute.type, String)
        and not attribute.type.__class__.__name__.endswith("Enum")
        and attribute.key not in ("password", "email")
        and treatment(attribute, viewer) == "show"
    ]
    return or_(*(column.icontains(text, autoescape=True) for column in columns[:6]))


class PickFace:
    """The endpoint behind every remote pick list of an archive."""

    picks: Mapping[str, Pick] = {}

    @expose("/pick/<field>", methods=["GET"])
    @permission_name("list")
    def pick(self, field: str) -> Response:
        """Up to twenty rows for a field (``customer_id``, or ``contacts.region_id`` for lines)."""
        self._may_pick()
        found, choice = self._pick_of(field)
        viewer = current_viewer()
        if found.treatment(viewer) != "show":
            abort(403)
        context = {source: whole(request.args.get(source)) for source in choice.by.values()}
        text = request.args.get("q", "").strip()[:60]
        rows = find(found.target, text, narrowed(found.target, choice, context), ROWS + 1)
        items = [
            {"value": str(row.id), "text": naming(row), "hint": hint(row, viewer)}
            for row in rows[:ROWS]
        ]
        return jsonify(items=items, more=len(rows) > ROWS, create=create_url(choice, context, text))

    def _may_pick(self) -> None:
        """Whoever may list, add or edit here may open its pick lists; nobody else."""
        sm, name = self.appbuilder.sm, self.class_permission_name  # type: ignore[attr-defined]
        if not any(sm.has_access(right, name) for right in ("can_add", "can_edit", "can_list")):
            abort(403 if current_user.is_authenticated else 401)

    def _pick_of(self, name: str) -> tuple[Named, Pick]:
        part, _dot, column = name.rpartition(".")
        model = self.datamodel.obj  # type: ignore[attr-defined]
        if part:
            model = next((ln.model for ln in getattr(self, "lines", ()) if ln.name == part), None)
        if model is None or column not in self._pickable(part):
            abort(404)
        found = named(model, column)
        if found.target is None:
            abort(404)
        return found, self.picks.get(name) or self.picks.get(found.name) or Pick()

    def _pickable(self, part: str) -> set[str]:
        """Only what stands in a form or a filter can be asked for."""
        if part:
            lines = next(ln for ln in self.lines if ln.name == part)  # type: ignore[attr-defined]
            return {
                name
                for cell in lines.cells()
                for name in (cell.name, named(lines.model, cell.name).key)
            }
        model = self.datamodel.obj  # type: ignore[attr-defined]
        declared = [n for s in self.sections for n in s.names()]  # type: ignore[attr-defined]
        declared += list(getattr(self, "search_columns", None) or [])
        return {key for name in declared for key in (name, named(model, name).key)}


def create_url(pick: Pick, context: Mapping[str, Any], text: str) -> str | None:
    """Where a missing row can be made, for those who may; only when its context is chosen."""
    view = views_by_name().get(pick.create)
    if view is None or not may_open(view, "add") or None in context.values():
        return None
    begun = {column: context[source] for column, source in pick.by.items()}
    if text and not text.isdigit():
        begun[view.name_column] = text
    return url_for(f"{view.endpoint}.add", **begun)


def hint(row: Any, viewer: Any) -> str:
    """What tells namesakes apart: the row's codes, where the viewer may see them."""
    codes = getattr(getattr(type(row), "__search__", None), "codes", ()) or ()
    shown = [
        str(getattr(row, code))
        for code in codes
        if treatment(getattr(type(row), code), viewer) == "show" and getattr(row, code)
    ]
    if not shown and hasattr(row, "username"):
        return gettext("log-in %(name)s", name=row.username)
    return " · ".join(shown[:2])
