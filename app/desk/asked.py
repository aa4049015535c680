"""What a list's address asks for: filters, order, search, columns, page; read strictly, written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from app.desk import filters
from app.desk.filters import Filter
from app.desk.interface import Field
from app.kernel.viewer import Viewer

SIZES = (25, 50, 100)
LONGEST_Q = 60
GRAIN, NARROW, WIDE = 12, 60, 600  # pixels: steps and limits of a column's width, as in list.css


@dataclass(frozen=True)
class Asked:
    """A list as somebody wants to see it; frozen, made anew for every request (T5).

    ``order`` is a column name, ``down`` its direction; ``after``, ``before`` and ``last`` say
    which page. ``view`` is the saved view it started from; ``widths`` are the pixels of the columns
    somebody has drawn wider or narrower.
    """

    filters: tuple[Filter, ...] = ()
    q: str = ""
    order: str = ""
    down: bool = False
    columns: tuple[str, ...] = ()
    widths: tuple[tuple[str, int], ...] = ()
    size: int = 50
    view: int | None = None
    after: str = ""
    before: str = ""
    last: bool = False

    @property
    def sort(self) -> str:
        """The order as an address writes it: ``-created_at``."""
        return f"-{self.order}" if self.down else self.order

    @property
    def is_narrowed(self) -> bool:
        """True when fewer rows than all are asked for."""
        return bool(self.filters or self.q)

    def pairs(self) -> list[tuple[str, str]]:
        """Everything but the page, as pairs of an address."""
        out = [item.pair for item in self.filters]
        out += [("q", self.q)] if self.q else []
        out += [("sort", self.sort)] if self.order else []
        out += [("cols", ",".join(self.columns))] if self.columns else []
        widths = ",".join(f"{name}:{width}" for name, width in self.widths)
        out += [("widths", widths)] if widths else []
        out += [("size", str(self.size))] if self.size != SIZES[1] else []
        out += [("view", str(self.view)), ("own", "1")] if self.view is not None else []
        return out

    def query(self, *more: tuple[str, str]) -> str:
        """The query string of this list, with ``more`` behind it."""
        return urlencode([*self.pairs(), *more])

    def without(self, item: Filter) -> Asked:
        """The same list without one chip."""
        return replace(self, filters=tuple(f for f in self.filters if f is not item))

    def sorted_by(self, name: str) -> Asked:
        """The same list ordered by a column; asked twice, the other way round."""
        return replace(self, order=name, down=not self.down if self.order == name else False)

    def state(self) -> dict[str, Any]:
        """What a saved view keeps."""
        return {
            "filters": [[f.name, f.op, [*f.values]] for f in self.filters if not f.error],
            "q": self.q, "sort": self.sort, "columns": [*self.columns],
            "widths": dict(self.widths),
        }  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """What a view lets this viewer ask for: fields to filter, to sort and to show."""

    filterable: Mapping[str, Field]
    sortable: Mapping[str, Field]
    showable: Mapping[str, Field]
    standard: tuple[str, ...]  # the columns shown when nobody chose
    order: tuple[str, str] = ("id", "desc")


def read(
    pairs: Sequence[tuple[str, str]], offer: Offer, viewer: Viewer,
    saved: Mapping[str, Any] | None = None, kept: Mapping[str, str] | None = None,
) -> Asked:  # fmt: skip
    """What the pairs of an address ask for.

    A saved view speaks until the address says ``own=1``: then the address alone speaks.
    ``kept`` is what the browser keeps: the page size, the columns and their widths chosen last.
    Whatever is unknown or malformed is left out, never an error.
    """
    told, kept = dict(pairs), kept or {}
    base = saved if saved is not None and told.get("own") != "1" else None
    chosen = filters.read(pairs, offer.filterable, viewer)
    if base is not None:
        chosen = (*_kept(base, offer, viewer), *chosen)
    order, down = _order(told.get("sort") or (base or {}).get("sort"), offer)
    return Asked(
        filters=chosen,
        q=_q(told.get("q") or (base or {}).get("q")),
        order=order,
        down=down,
        columns=_columns(
            told.get("cols")
            or (base or {}).get("columns")
            or kept.get("cols", "").replace(".", ","),
            offer,
        ),
        widths=_widths(
            told.get("widths")
            or (base or {}).get("widths")
            or kept.get("widths", "").replace(".", ","),
            offer,
        ),
        size=_size(told.get("size") or kept.get("size")),
        view=int(told["view"]) if _is_number(told.get("view")) and saved is not None else None,
        after=told.get("after", "")[:2000],
        before=told.get("before", "")[:2000],
        last=told.get("last") == "1",
    )


def _kept(state: Mapping[str, Any], offer: Offer, viewer: Viewer) -> tuple[Filter, ...]:
    """The filters of a saved view, checked again: its maker may have seen more than its reader."""
    return tuple(
        filters.one(str(name), str(op), tuple(map(str, values)), offer.filterable, viewer)
        for name, op, values in state.get("filters", ())
    )


def _q(text: Any) -> str:
    return str(text or "").replace("\x00", "").strip()[:LONGEST_Q]


def _order(text: Any, offer: Offer) -> tuple[str, bool]:
    name = str(text or "")
    if name.removeprefix("-") in offer.sortable:
        return name.removeprefix("-"), name.startswith("-")
    column, direction = offer.order
    return column, direction == "desc"


def _columns(wanted: Any, offer: Offer) -> tuple[str, ...]:
    names = wanted.split(",") if isinstance(wanted, str) else list(wanted or ())
    return tuple(dict.fromkeys(str(name) for name in names if name in offer.showable))


def _widths(wanted: Any, offer: Offer) -> tuple[tuple[str, int], ...]:
    """Widths in the steps of the style sheet; what is no column or no number is left out."""
    if isinstance(wanted, Mapping):
        wanted = ",".join(f"{name}:{width}" for name, width in wanted.items())
    parts = (part.partition(":")[::2] for part in str(wanted or "").split(","))
    found = {
        name: max(NARROW, min(WIDE, -(-int(width) // GRAIN) * GRAIN))
        for name, width in parts
        if name in offer.showable and _is_number(width)
    }
    return tuple(found.items())


def _size(text: Any) -> int:
    return int(text) if str(text) in {str(size) for size in SIZES} else SIZES[1]


def _is_number(text: str | None) -> bool:
    return bool(text and text.isascii() and text.isdigit() and len(text) < 19)
