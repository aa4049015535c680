"""Lays out HTML as a PDF/A-3a and PDF/UA-1 document. Lives in the print worker's process, never in a web thread.

WeasyPrint is imported only by `Engine`, after FONTCONFIG_FILE points at the prepared fonts; nothing else in the
product may import it.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import fonts
from .shapes import Attached, Job, Limits, Rendered

if TYPE_CHECKING:
    from .fonts import FontSet

#: Stands for a character that no font has, as printers have always done; the document stays valid.
GETA = "〓"
VARIANT = "pdf/a-3a"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
# Interpolated pictures are not allowed in PDF/A.
_HOUSE_CSS = "img{image-rendering:crisp-edges}"


class TooManyPages(Exception):
    """The layout has more pages than allowed; the argument is the allowed number."""


class Engine:
    """One per process: font configuration and house style are made once and reused by every job."""

    def __init__(self, font_set: FontSet, limits: Limits) -> None:
        """Import the layout library; OSError or ImportError when it or a system library is missing."""
        os.environ["FONTCONFIG_FILE"] = str(font_set.config)
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        from .fetcher import ClosedFetcher
        from .finish import finish

        self._weasyprint, self._fetcher_class, self._finish = weasyprint, ClosedFetcher, finish
        self._fonts, self._limits = font_set, limits
        self._font_config = FontConfiguration()
        self._css = weasyprint.CSS(
            string=_HOUSE_CSS, font_config=self._font_config, url_fetcher=ClosedFetcher({}, 0)
        )

    def render(self, job: Job) -> Rendered:
        """Lay out one document; TooManyPages, MemoryError or RecursionError when it is beyond measure."""
        started = time.perf_counter()
        fetcher = self._fetcher_class(job.images, self._limits.image_pixels)
        html, missing = self._printable(job.html)
        with _Warnings() as warnings:
            source = self._weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher)
            document = source.render(stylesheets=[self._css], font_config=self._font_config)
            pages = len(document.pages)
            if pages > self._limits.pages:
                raise TooManyPages(self._limits.pages)
            self._describe(document.metadata, job)
            pdf: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=self._finish)
        missing |= warnings.missing
        seconds = time.perf_counter() - started
        return Rendered(
            pdf, pages, sorted(missing), fetcher.refused, hashlib.sha256(pdf).hexdigest(), seconds
        )

    def _printable(self, html: str) -> tuple[str, set[str]]:
        """The document with every character no font has replaced, and those characters."""
        missing = self._fonts.missing(html)
        if missing:
            html = html.translate({ord(character): GETA for character in missing})
        return html, missing

    def _describe(self, metadata: Any, job: Job) -> None:
        """Title, language, dates and embedded files as the caller says, whatever the HTML says."""
        metadata.title = job.title or metadata.title
        metadata.lang = job.lang or metadata.lang
        metadata.created = metadata.modified = job.created or metadata.created
        moment = datetime.fromisoformat(job.created) if job.created else _NO_DATE
        metadata.attachments = [
            self._embedded(attached, moment.astimezone(UTC)) for attached in sorted(job.attachments)
        ]

    def _embedded(self, attached: Attached, moment: datetime) -> Any:
        """One file to embed, with the MIME type we were told instead of one guessed from its name."""
        name, content, mime = attached
        file = self._weasyprint.Attachment(
            string=b"", name=name, description=name, created=moment, modified=moment
        )
        file.source, file.relationship = (
            nullcontext((io.BytesIO(content), None, None, mime)),
            "Source",
        )
        return file


class _Warnings(logging.Handler):
    """Listens to the layout library while a job runs and keeps the characters it found no glyph for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()

    def __enter__(self) -> _Warnings:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Called for each message; only missing glyphs matter."""
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple) and record.args:
            self.missing.update(str(record.args[0]))


def start(data_dir: Path, limits: Limits) -> Engine:
    """Make this process's engine; LookupError when the fonts are not prepared, OSError when a library is missing."""
    font_set = fonts.load(data_dir)
    if font_set is None:
        raise LookupError("the print fonts are not prepared")
    return Engine(font_set, limits)
