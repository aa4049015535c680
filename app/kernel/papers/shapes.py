"""The small values that travel between a caller, the print worker and the layout engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Paper:
    """Something that can be printed: its name in URLs, title, template and where the data comes from.

    `context` is called with the record (or the selected rows) and returns what the template receives; None means
    that the desk lays the record out by itself with the default template.
    """

    name: str
    title: str | LazyString
    template: str
    context: Callable[..., Mapping[str, Any]] | None
    landscape: bool = False
    when: Callable[[Any], bool] | None = None
    """For which records there is such a paper; None for all."""


#: A file to embed into the PDF: name, content, MIME type.
Attached = tuple[str, bytes, str]


@dataclass(frozen=True)
class Limits:
    """How much one print job may take; beyond it the job is refused, never the service harmed."""

    html_bytes: int = 6_000_000
    rows: int = 2_000
    pages: int = 300
    image_pixels: int = 30_000_000
    attached_bytes: int = 100_000_000
    wall_seconds: float = 20
    cpu_seconds: int = 20
    memory_bytes: int = 1_500_000_000


@dataclass(frozen=True)
class Job:
    """One document to lay out: finished HTML and everything it may refer to."""

    html: str
    title: str | None = None
    lang: str | None = None
    created: str | None = None
    attachments: Sequence[Attached] = ()
    #: Pictures by id; `<img src="att:ID">` finds them here and nowhere else.
    images: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """A finished PDF and what has to be said about it."""

    pdf: bytes
    pages: int
    #: Characters no font has; they stand as 〓 in the document.
    missing: list[str]
    #: Addresses the document asked for and did not get.
    refused: list[str]
    sha256: str
    seconds: float
