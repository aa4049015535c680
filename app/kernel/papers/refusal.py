"""Why something was not printed, in words a person can act on."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

MESSAGES: Final[dict[str, LazyString]] = {
    "too_long": _("This document is too long to print in one piece. Choose fewer rows."),
    "too_many_pages": _(
        "This document would have too many pages. Choose fewer rows or print it in parts."
    ),
    "too_slow": _(
        "This document took too long to lay out and was stopped. Choose fewer rows or shorten its texts."
    ),
    "too_big": _(
        "This document needs more memory than printing may use. Choose fewer rows or smaller pictures."
    ),
    "busy": _("Printing is busy at the moment. Please try again in a few seconds."),
    "engine_missing": _(
        "Printing is not available on this server. An administrator sees the reason with “flask print doctor”."
    ),
    "failed": _("This document could not be laid out. The reason is in the print log."),
}


class PaperRefused(Exception):
    """A print job that was not done: `code` for programs and tests, `message` for people, `detail` for the log."""

    def __init__(self, code: str, detail: str = "") -> None:
        """`code` is a key of MESSAGES; KeyError otherwise."""
        super().__init__(code, detail)
        self.code = code
        self.message = MESSAGES[code]
        self.detail = detail

    def __str__(self) -> str:
        """What to tell people, in their language; `repr` gives code and detail for the log."""
        return str(self.message)
