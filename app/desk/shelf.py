"""What the files tab shows of a record's papers to one reader: rows, checklist, one paper's sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.desk.facts import people
from app.kernel.db import db
from app.kernel.files import keeping
from app.kernel.files.checklist import Wanted
from app.kernel.files.models import Attachment, AttachmentVersion, PreviewState
from app.kernel.files.sniffing import ACCEPT, TYPES
from app.kernel.viewer import Viewer

UNITS = ("B", "KB", "MB", "GB")


@dataclass(frozen=True)
class Leaf:
    """One paper as a line of the tab; a masked one says only that it is there."""

    paper: Attachment
    kind: str
    open: bool
    version: AttachmentVersion | None = None
    has_picture: bool = False
    asks: bool = False  # opens for a reason

    @property
    def icon(self) -> str:
        """The icon that stands for a paper without a picture."""
        stored = self.version.stored if self.version is not None else None
        return TYPES[stored.file_type].icon if stored is not None else "lock"

    @property
    def is_held(self) -> bool:
        """True when the shown version's content is there."""
        return self.version is not None and self.version.stored is not None

    @property
    def size(self) -> str:
        """How large the shown version is."""
        return readable(self.version.size) if self.version is not None else ""


@dataclass(frozen=True)
class Shelf:
    """All that the tab shows."""

    leaves: Sequence[Leaf]
    checklist: Sequence[tuple[Wanted, bool]]
    kinds: Sequence[tuple[str, Any]]
    may_attach: bool
    waits: bool
    most: int
    accept: str = ACCEPT
    names: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One paper: its versions, the pictures of the shown one, and what the reader may do."""

    leaf: Leaf
    versions: Sequence[AttachmentVersion]
    kinds: Sequence[tuple[str, Any]]
    may_attach: bool
    may_remove: bool
    names: dict[int, str]
    accept: str = ACCEPT

    @property
    def pages(self) -> range:
        """Numbers of the pages that have a picture."""
        stored = self.leaf.version.stored if self.leaf.version is not None else None
        return range(1, stored.pages + 1 if stored is not None else 1)

    @property
    def why_no_picture(self) -> str:
        """What stands in place of a picture."""
        stored = self.leaf.version.stored if self.leaf.version is not None else None
        if stored is not None and stored.preview is PreviewState.WAITING:
            return gettext("The preview is being made. Open it again in a moment.")
        if stored is not None and stored.preview is PreviewState.FAILED:
            return gettext("No preview can be made of this file.")
        return gettext("Files of this kind have no preview. Download it to read it.")


def shelf_of(view: Any, row: Any, viewer: Viewer) -> Shelf:
    """The papers of a record as this viewer may know of them, and which are missing."""
    keeps = view.keeps
    every = keeping.papers_of(db.session, row)
    known = [p for p in every if keeps.treatment(p.file_kind, viewer) != "hide"]
    versions = _shown(known)
    leaves = [_leaf(keeps, paper, versions.get(paper.id), viewer) for paper in known]
    held = [p.file_kind for p in every]
    return Shelf(
        leaves=leaves, checklist=keeps.missing(row, held), kinds=_kinds(keeps, viewer),
        may_attach=view._may("can_attach") and keeps.may_take(row, viewer),
        waits=keeping.previews_waiting(versions.values()),
        most=int(current_app.config["FILE_MAX_BYTES"]),
        names=people([paper.changed_by_id for paper in known]),
    )  # fmt: skip


def sheet_of(view: Any, row: Any, paper: Attachment, viewer: Viewer) -> Sheet:
    """One paper that the viewer may open."""
    versions = keeping.versions_of(db.session, [paper.id])
    leaf = _leaf(view.keeps, paper, versions[0] if versions else None, viewer)
    return Sheet(
        leaf=leaf, versions=versions, kinds=_kinds(view.keeps, viewer),
        may_attach=view._may("can_attach"), may_remove=view.may_take_away(row, paper),
        names=people([version.uploaded_by_id for version in versions]),
    )  # fmt: skip


def _shown(papers: Sequence[Attachment]) -> dict[int, AttachmentVersion]:
    """The newest version of each paper."""
    newest: dict[int, AttachmentVersion] = {}
    if papers:
        for version in keeping.versions_of(db.session, [paper.id for paper in papers]):
            newest.setdefault(version.attachment_id, version)
    return newest


def _leaf(keeps: Any, paper: Attachment, version: AttachmentVersion | None, viewer: Viewer) -> Leaf:
    word = keeps.kinds.of(paper.file_kind) if keeps.kinds else None
    is_open = keeps.treatment(paper.file_kind, viewer) == "show"
    pages = version.stored.pages if version is not None and version.stored is not None else 0
    # a secret paper shows nothing of itself before it is opened
    picture = is_open and pages > 0 and not keeps.is_watched(paper.file_kind)
    asks = not is_open and keeps.asks(paper.file_kind, viewer)
    return Leaf(
        paper, str(word) if word else "", is_open, version if is_open else None, picture, asks
    )


def _kinds(keeps: Any, viewer: Viewer) -> list[tuple[str, Any]]:
    """The kinds this viewer may give a paper."""
    pairs = keeps.kinds.choices() if keeps.kinds and keeps.of is None else []
    return [pair for pair in pairs if keeps.may_hang(pair[0], viewer)]


def readable(size: int) -> str:
    """A size as a person says it: 340 KB, 1.2 MB."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    digits = f"{amount:.1f}".removesuffix(".0") if unit > 1 else f"{amount:.0f}"
    return f"{digits} {UNITS[unit]}"
