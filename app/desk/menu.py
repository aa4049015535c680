"""What a line of the sidebar is; app/menu.py fills in which lines there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.viewer import Viewer


@dataclass(frozen=True)
class Item:
    """A page of the sidebar: a view class, its label, its icon; `count` says how many wait there."""

    view: type
    label: Any
    icon: str = "table"
    count: Callable[[], int | tuple[int, bool]] | None = (
        None  # called once a request, only for those who may see
    )
    new: Any = None  # label under "＋ new"; None keeps the page out of that menu
    hidden: bool = False  # registered, but reached from another page
    tabs: Sequence[Any] = ()  # Attached: lists of upper wings that stand on its records
    beside: Sequence[Any] = ()  # Beside: cards of upper wings that stand beside its records
    papers: Sequence[Any] = ()  # Paper: what upper wings print of its records

    @property
    def name(self) -> str:
        return self.view.__name__


@dataclass(frozen=True)
class Shortcut:
    """A line of the sidebar that leads to some rows of a list whose own line stands elsewhere."""

    view: type
    label: Any
    icon: str
    query: str  # of the list's address
    when: Callable[[Viewer], bool] = lambda viewer: True  # for whom it stands there


@dataclass(frozen=True)
class Group:
    """A group of the sidebar, named after the work."""

    name: str
    label: Any
    icon: str
    items: Sequence[Item] = field(default_factory=tuple)
    shortcuts: Sequence[Shortcut] = ()


@dataclass
class Page:
    """A line of the sidebar as this reader sees it."""

    name: str
    label: Any
    icon: str
    url: str
    current: bool
    counts: bool
    new: str | None = None
    new_label: Any = None


@dataclass
class Drawer:
    """A group of the sidebar as this reader sees it."""

    label: Any
    icon: str
    pages: list[Page] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.pages[0].url

    @property
    def open(self) -> bool:
        return any(page.current for page in self.pages)

    @property
    def current(self) -> bool:
        return self.open and len(self.pages) == 1

    @property
    def names(self) -> str:
        return " ".join(page.name for page in self.pages if page.counts)
