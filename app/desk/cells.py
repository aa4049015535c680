"""Cells of a list: how each column is drawn is settled once a page, not once a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from app.desk import listing
from app.desk.interface import Field
from app.desk.links import linked, merged_into
from app.desk.picks import naming
from app.desk.shown import EMPTY, plain, shown
from app.kernel import scope
from app.kernel.viewer import Viewer

SINCE, ALWAYS, LATEST = 50, 800, 2000  # steps and limits of the widths from which a column is shown
PANE = 1150  # the list on a screen of 1,366 pixels
LOW, BAD = 60, 40  # per cent of a meter below which it is drawn as low or bad


@dataclass(frozen=True)
class Column:
    """A column as the template needs it; ``draw`` gives the cell of a row.

    ``width`` is its class: one column takes the room left and has ``pixels`` at the least.
    ``since`` is the width of the pane, in pixels, from which it is shown; 0: always.
    What each row repeats is made once here.
    """

    name: str
    label: str
    style: str
    width: str
    pixels: int
    is_number: bool
    draw: Callable[[Any], Any]
    since: int = 0

    @cached_property
    def hides(self) -> str:
        """The class of a column that needs a wider pane."""
        return f" kd-since-{self.since}" if self.since else ""

    @cached_property
    def marks(self) -> str:
        """The classes of the head and of each cell."""
        return (" num" if self.is_number else "") + self.hides

    @cached_property
    def said(self) -> Markup:
        """What each cell of the column says of itself."""
        return Markup(' class="c-{}{}" data-label="{}"').format(self.style, self.marks, self.label)


def shown_since(widths: Mapping[str, int], first: str) -> dict[str, int]:
    """From which width of the pane on each column stands there, so that a usual list fits its screen."""
    needed, found = listing.BOX, {}
    for name, pixels in widths.items():
        needed += pixels
        step = min(LATEST, -(-needed // SINCE) * SINCE)
        found[name] = 0 if name == first or needed <= ALWAYS else step
    return found


def columns(
    fields: Sequence[Field], name_column: str, viewer: Viewer, widths: Mapping[str, int],
    since: Mapping[str, int],
) -> list[Column]:  # fmt: skip
    """The columns of a page."""
    wide = _sharing(fields, name_column, widths, since)
    return [
        Column(
            name=field.name,
            label=str(field.label),
            style=listing.style_of(field, name_column),
            width="name" if field.name in wide else f"w{widths[field.name]}",
            pixels=widths[field.name],
            is_number=field.kind in ("whole", "number") and not field.marks.get("raw"),
            draw=drawing(field, viewer, leads=field.name != name_column),
            since=since.get(field.name, 0),
        )
        for field in fields
    ]


def _sharing(
    fields: Sequence[Field], name_column: str, widths: Mapping[str, int], since: Mapping[str, int]
) -> set[str]:
    """The columns that share the room left: the widest, and the long texts and names beside it where
    an ordinary screen has so much room that none gets less than its own width by it."""
    widest = listing.widest(fields, name_column)
    shown_at_once = [field for field in fields if since.get(field.name, PANE) <= PANE]
    long = {field.name for field in shown_at_once if _is_long(field)} | {widest}
    spare = PANE - listing.BOX - sum(widths[field.name] for field in shown_at_once)
    needed = len(long) * max(widths[name] for name in long) - sum(widths[name] for name in long)
    return long if since and spare >= needed else {widest}


def _is_long(field: Field) -> bool:
    """True for a text of many words, and for a row people know by a long name."""
    return listing.is_about(field) or (field.kind == "text" and not listing.is_short(field))


def drawing(field: Field, viewer: Viewer, leads: bool = False) -> Callable[[Any], Any]:
    """How a value of this field is drawn for this viewer; a related record may lead to its page."""
    name, marks = field.name, field.marks
    if field.treatment(viewer) != "show" or field.kind == "plain":
        return lambda row: shown(row, name)
    if field.relation:
        return _naming(field.relation, marks.get("kept"), viewer, leads)
    if marks.get("meter"):
        return lambda row: _meter(getattr(row, name), str(field.label))
    if marks.get("due"):
        return lambda row: _due(row, name, marks)
    return lambda row: plain(getattr(row, name), marks)


def merged_or(draw: Callable[[Any], Any], relation: str) -> Callable[[Any], Any]:
    """The cell of a state, but for a row merged into one in reach: that one says where it went."""

    def drawn(row: Any) -> Any:
        to = getattr(row, relation)
        is_told = to is not None and scope.sees(scope.current_viewer(), to)
        return merged_into(to) if is_told else draw(row)

    return drawn


def _naming(relation: str, kept: str | None, viewer: Viewer, leads: bool) -> Callable[[Any], Any]:
    """The name of a related record in reach; of another what the row keeps of it, as on its page.

    What is loaded along with a row has not passed the gate. Each record is looked at once a page.
    """
    seen: dict[Any, bool] = {}

    def draw(row: Any) -> Any:
        to = getattr(row, relation)
        if to is not None and to not in seen:
            seen[to] = scope.sees(viewer, to)
        if to is None or not seen[to]:
            return (getattr(row, kept) if kept else None) or EMPTY
        return linked(to) if leads else naming(to) or EMPTY

    return draw


def _meter(value: Any, label: str) -> Any:
    if value is None:
        return EMPTY
    state = " bad" if value < BAD else " low" if value < LOW else ""
    meter = '<progress class="kd-meter{}" value="{}" max="100" aria-label="{}"></progress> {}%'
    return Markup(meter).format(state, value, label, value)


def _due(row: Any, name: str, marks: dict[str, Any]) -> Any:
    """A deadline in its colour until the column that ``due`` names says when it was met."""
    value, met = getattr(row, name), marks["due"]
    if value is None:
        return EMPTY
    if isinstance(met, str) and getattr(row, met) is not None:
        return plain(value, marks)
    return Markup('<span class="{}">{}</span>').format(listing.due(value), plain(value, marks))
