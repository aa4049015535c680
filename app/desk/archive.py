"""The one view every archive table is declared with: the framework's, plus five words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from flask_appbuilder import ModelView

from app.desk import prints
from app.desk.attachments import AttachmentFace
from app.desk.beside import Beside
from app.desk.charts import Chart, ChartFace
from app.desk.exchange import ExchangeFace
from app.desk.former import FormerFace
from app.desk.forms import FormFace
from app.desk.lists import ListFace
from app.desk.moves import MoveFace
from app.desk.notes import NoteFace
from app.desk.print_lists import PrintFace
from app.desk.records import RecordFace
from app.desk.reveal import RevealFace
from app.desk.sections import Grid, Lines, Section
from app.desk.twins import TwinFace, Twins
from app.desk.walking import WalkFace
from app.kernel.files.checklist import Keeps
from app.kernel.rules import Rule
from app.kernel.viewer import Viewer
from app.kernel.workflow import Workflow


class ArchiveView(
    ListFace,
    WalkFace,
    ChartFace,
    AttachmentFace,
    RecordFace,
    RevealFace,
    FormerFace,
    NoteFace,
    FormFace,
    TwinFace,
    MoveFace,
    PrintFace,
    ExchangeFace,
    ModelView,
):
    """A record kind on screen: list, chart, form, record page, moves, print, exchange.

    Each attribute is declared in the wing's ``views.py``; nothing else is written there.
    """

    title: ClassVar[Any] = ""
    """What the list is called; lazy text."""
    icon: ClassVar[str] = "folder"
    """Name of the icon in the sprite."""
    name_column: ClassVar[str] = "id"
    """The column a person knows the row by."""
    sections: ClassVar[Sequence[Section]] = ()
    """The form and the record page: sections of columns, as on the paper."""
    lines: ClassVar[Sequence[Lines]] = ()
    """Child tables edited inside the form, in the same save."""
    grids: ClassVar[Sequence[Grid]] = ()
    """Text columns whose value may be rows, edited like child rows."""
    charts: ClassVar[Sequence[Chart]] = ()
    """Groupings of the chart tab; two are drawn by default."""
    eager: ClassVar[Sequence[str]] = ()
    """Relationships the list reads, loaded with it."""
    begins: ClassVar[Mapping[str, Callable[[Viewer], Any]]] = {}
    """What a new form starts with, asked of the person who opens it; None starts empty."""
    twins: ClassVar[Twins | None] = None
    """What is looked for while somebody types: records like this one."""
    beside: ClassVar[Sequence[Beside]] = ()
    """Cards that stand with the warnings, beside the record and in the inbox."""
    rules: ClassVar[Sequence[Rule]] = ()
    """Word one: what must hold; the same in form, import and move."""
    flow: ClassVar[Workflow | None] = None
    """Word two: the states and moves; brings buttons, endpoint, permissions, history."""
    papers: ClassVar[Sequence[Any]] = ()
    """Word three: what can be printed besides the default sheet."""
    sheet: ClassVar[Any] = None
    """Word four: what can be imported and exported besides the default export."""
    keeps_files: ClassVar[Keeps | bool] = False
    """Word five: whether papers are hung on the rows: True, or ``Keeps(…)`` with their kinds."""

    keeps_notes: ClassVar[bool] = False
    """Whether people write notes on the rows, to be seen by whoever sees the row."""

    # the framework's own doors that skip rows' reach or write outside our transaction (T1, T16)
    exclude_route_methods: ClassVar[set[str]] = {"action", "action_post", "download"}
    page_size = 50

    def __init__(self, **kwargs: Any) -> None:
        self._refuse_silence()
        super().__init__(**kwargs)
        prints.declare(self.datamodel.obj, self.title, self.all_papers())

    def _refuse_silence(self) -> None:
        """Columns are named, never guessed: a guess empties collections (T9)."""
        for word in ("title", "sections", "list_columns", "search_columns"):
            if word not in self._declared():
                raise TypeError(f"{type(self).__name__} declares no {word}")

    @classmethod
    def _declared(cls) -> set[str]:
        own = [base for base in cls.__mro__ if base.__module__ != __name__]
        ours = cls.__mro__[: cls.__mro__.index(ArchiveView)]
        return {name for base in own if base in ours for name in vars(base)}
