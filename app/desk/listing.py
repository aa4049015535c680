"""What the list's template shows: chips in words, columns with widths, the pager, the buttons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import and_, literal, select, union_all

from app.desk.asked import GRAIN, Asked, Offer
from app.desk.counting import Count
from app.desk.filters import Filter, ops_of
from app.desk.interface import Field
from app.desk.paging import Page, Turn, mark
from app.desk.picks import naming
from app.desk.tasks import any_view_of
from app.kernel import clock
from app.kernel.viewer import Viewer
from app.kernel.words import listed

TABS = 6  # pinned views that stand as tabs; the rest is behind "all views"
LONG = 120  # characters from which a name needs the room left
STEP, NARROWEST, WIDEST = 100, 700, 3000  # classes of least table widths in list.css
BROADEST, HEADING, BOX = 180, 120, 42  # limits of a column's own width; the column of the boxes
WIDTHS = {
    "bool": 60, "day": 108, "instant": 144, "whole": 84, "number": 120, "person": 84, "row": 120,
    "text": 120, "plain": 120, "tag": 72, "dot": 96, "grade": 60, "code": 132, "name": 216, "meter": 124,
}  # fmt: skip
MARKS = {"dot": 32, "tag": 32, "grade": 26}  # pixels of a badge beside its text
VALUELESS = ("empty", "filled", "mine")
Names = Mapping[tuple[Any, int], str]  # of rows, by model and id
CODES = ("_code", "_no", "_number", "code", "number")


@dataclass(frozen=True)
class Chip:
    """A filter in words, the address of the list without it, and what the editor needs to change it."""

    filter: Filter
    label: Any
    word: Any
    text: str
    less: str


@dataclass(frozen=True)
class Shown:
    """One page of rows with everything around it."""

    page: Page
    turn: Turn
    asked: Asked
    count: Count
    columns: Sequence[Field]

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of the page, in order."""
        return self.page.rows

    @property
    def range(self) -> str:
        """Rows 1–50 of 428; without numbers where the place in the whole is not known."""
        total = str(self.count.shown)
        first = self._first()
        if not self.rows:
            return ""
        if not first:
            return gettext("%(rows)s of %(total)s rows", rows=len(self.rows), total=total)
        last = first + len(self.rows) - 1
        return gettext(
            "Rows %(first)s–%(last)s of %(total)s",
            first=f"{first:,}",
            last=f"{last:,}",
            total=total,
        )

    def _first(self) -> int:
        from_end = self.asked.last and not self.page.first and not self.count.shown.more
        return self.count.shown.value - len(self.rows) + 1 if from_end else self.page.first

    @property
    def next(self) -> str:
        """Where the next page is; "" on the last one."""
        if not self.page.has_after or not self.rows:
            return ""
        first = self._first()
        at = first + len(self.rows) - 1 if first else 0
        return self.asked.query(("after", mark(self.rows[-1], self.turn, at)))

    @property
    def previous(self) -> str:
        """Where the page before is; "" on the first one."""
        if not self.page.has_before or not self.rows:
            return ""
        return self.asked.query(("before", mark(self.rows[0], self.turn, self._first())))

    @property
    def first(self) -> str:
        """The first page."""
        return self.asked.query() if self.page.has_before else ""

    @property
    def last(self) -> str:
        """The last page: the order walked from its end."""
        return self.asked.query(("last", "1")) if self.page.has_after else ""


def due(value: Any) -> str:
    """The class of a deadline: late, soon (today) or nothing; the text says the date anyway."""
    day = clock.day_of(value) if isinstance(value, dt.datetime) else value
    today = clock.today()
    return "late" if day < today else "soon" if day == today else ""


def style_of(field: Field, name_column: str) -> str:
    """What kind of cell it is, for the style sheet."""
    if field.name == name_column:
        return "name"
    if field.kind == "words":
        return field.shape if field.shape in WIDTHS else "tag"
    return "code" if field.kind == "text" and field.name.endswith(CODES) else field.kind


def widest(columns: Sequence[Field], name_column: str) -> str:
    """The column that takes the room left: the name, or where that is short, the row it is about."""
    about = next((f.name for f in columns if is_about(f)), "")
    name = next((f for f in columns if f.name == name_column), None)
    if name is None or is_short(name):
        told = next((f.name for f in columns if f.pixels >= WIDTHS["name"]), "")
        return about or told or (name or columns[-1]).name
    return name_column


def is_short(field: Field) -> bool:
    """True for a number, and for the name of a person."""
    kind = getattr(field.column, "type", None)
    return field.name.endswith(CODES) or (getattr(kind, "length", None) or LONG) < LONG


def is_about(field: Field) -> bool:
    """True for a row of an archive people know by a long name, not by a number."""
    if field.kind != "row" or not hasattr(field.target, "__search__"):
        return False
    return not getattr(any_view_of(field.target.__tablename__), "name_column", "").endswith(CODES)


def width_of(field: Field, name_column: str) -> int:
    """The width of a column: what stands in it or its heading, in the steps the style sheet knows."""
    style = style_of(field, name_column)
    if is_about(field):
        return BROADEST
    words = [text_width(str(label)) + MARKS.get(style, 16) for _v, label in _options(field)]
    heading = min(HEADING, text_width(str(field.label)) + 34)
    needed = max([WIDTHS["meter" if field.marks.get("meter") else style], heading, *words])
    if style == "name":
        return WIDTHS["code" if is_short(field) else "name"]
    if field.pixels:
        return field.pixels
    return min(BROADEST, -(-needed // GRAIN) * GRAIN)


def text_width(text: str) -> int:
    """About how many pixels a heading takes: a Chinese character is as wide as two letters."""
    return sum(14 if ord(sign) > 0x2E80 else 7 for sign in text)


def widths(columns: Sequence[Field], name_column: str, chosen: Mapping[str, int]) -> dict[str, int]:
    """The width of each column: the one somebody chose, else the one that fits."""
    return {f.name: chosen.get(f.name) or width_of(f, name_column) for f in columns}


def least_width(pixels: Mapping[str, int]) -> int:
    """The least width of the table, in the steps the style sheet knows."""
    needed = BOX + sum(pixels.values())
    return max(NARROWEST, min(WIDEST, -(-needed // STEP) * STEP))


def chips(asked: Asked, session: Any) -> list[Chip]:
    """The filters in words; the rows behind foreign keys are named through the gate."""
    names = _names(asked.filters, session)
    return [
        Chip(
            item,
            item.field.label if item.field else item.name,
            item.word,
            _values(item, names),
            asked.without(item).query(),
        )
        for item in asked.filters
    ]


def _values(item: Filter, names: Names) -> str:
    field = item.field
    if field is None or item.error or item.op in VALUELESS:
        return "" if field is not None and not item.error else listed(item.values)
    if field.kind == "bool":
        return gettext("Yes") if item.values[0] == "1" else gettext("No")
    if field.kind == "words" and field.words is not None:
        return listed(str(field.words.of(value)) for value in item.values)
    if field.target is not None:
        found = (names.get((field.target, int(value))) for value in item.values)
        return listed(name for name in found if name is not None) or "—"
    joint = " – " if item.op == "between" else "、"
    return joint.join(item.values) if item.op not in ("today", "week", "month", "past") else ""


def _names(chosen: Sequence[Filter], session: Any) -> Names:
    """What the rows behind foreign keys are called, those of all tables in one statement."""
    wanted: dict[Any, set[int]] = {}
    for item in chosen:
        if (
            item.field is not None
            and item.field.target is not None
            and not item.error
            and item.op not in VALUELESS
        ):
            wanted.setdefault(item.field.target, set()).update(map(int, item.values))
    if not wanted:
        return {}
    # a line for each table, to which only its own rows are joined
    lines = union_all(*(select(literal(at).label("at")) for at in range(len(wanted)))).subquery()
    statement = select(*wanted).select_from(lines)
    for at, (target, ids) in enumerate(wanted.items()):
        key = target.__mapper__.primary_key[0]
        statement = statement.outerjoin(target, and_(lines.c.at == at, key.in_(ids)))
    rows = {
        row for found in session.execute(statement).unique() for row in found if row is not None
    }
    return {(type(row), row.id): naming(row) for row in rows}


def editor(offer: Offer, route: str) -> list[dict[str, Any]]:
    """What list.js builds the filter editor from: fields, their operators and values."""
    return [
        {
            "name": name, "label": str(field.label), "kind": field.kind,
            "ops": [{"name": op.name, "label": str(op.label), "takes": op.takes} for op in ops_of(field)],
            "options": _options(field),
            "pick": f"{route}/pick/{name}" if field.target is not None else "",
        }
        for name, field in offer.filterable.items()
    ]  # fmt: skip


def _options(field: Field) -> list[tuple[str, str]]:
    if field.kind == "bool":
        return [("1", gettext("Yes")), ("0", gettext("No"))]
    return [(value, str(label)) for value, label in field.words.choices()] if field.words else []


def doors(view: Any, viewer: Viewer) -> dict[str, str]:
    """Addresses of what this viewer may do from the list; a door nobody built has no button."""
    wanted: dict[str, tuple[str, dict[str, Any]]] = {"add": ("can_add", {}), "show": ("can_show", {"pk": 0}), "edit": ("can_edit", {"pk": 0}), "chart": ("can_chart", {}),
              "export": ("can_export", {"fmt": "xlsx"}), "import": ("can_import", {}), "print": ("can_print", {}), "intake": ("can_attach", {})}  # fmt: skip
    routes = {"import": ("import_", "import_start", "import_file", "imports"),
              "print": ("print_list",), "intake": ("take_in",)}  # fmt: skip
    out = {}
    if getattr(view, "sheet", None) is None:
        del wanted["import"]
    for door, (permission, arguments) in wanted.items():
        for method in routes.get(door, (door,)):
            endpoint = f"{view.endpoint}.{method}"
            if endpoint in current_app.view_functions and _may(view, viewer, method, permission):
                out[door] = _address(endpoint, arguments)
                break
    return {door: address for door, address in out.items() if address}


def _may(view: Any, viewer: Viewer, method: str, permission: str) -> bool:
    function = getattr(view, method, None)
    name = getattr(function, "_permission_name", None)
    return viewer.may(f"can_{name}" if name else permission, view.class_permission_name)


def _address(endpoint: str, arguments: dict[str, Any]) -> str:
    rule = next(current_app.url_map.iter_rules(endpoint))
    if rule.arguments - arguments.keys():
        return ""
    address = url_for(endpoint, **{name: arguments[name] for name in rule.arguments})
    return address.rsplit("/", 1)[0] if "pk" in rule.arguments else address


def shares(viewer: Viewer) -> list[tuple[str, Any]]:
    """With whom a view may be shared: nobody, the viewer's own roles, everybody."""
    labels = current_app.extensions.get("role_labels") or {}
    roles = [(role, _role_word(labels.get(role, role), viewer)) for role in sorted(viewer.roles)]
    return [("", _("Only me")), *roles, ("*", _("Everybody"))]


def _role_word(label: Any, viewer: Viewer) -> Any:
    """A role's name: the rolebook keeps one a language."""
    language = str(get_locale() or viewer.locale)
    return label.get(language) or label.get("zh") if isinstance(label, dict) else label
