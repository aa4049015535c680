"""What comes with a request, as a database can keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Request, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from app.kernel.texts import in_lines

LONGEST_REASON = 2000


class Plain(ImmutableMultiDict[str, Any]):
    """Values of an address or a form without NUL: no person types it, and PostgreSQL throws at it."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _plain(value)) for name, value in pairs or ()])


class PlainRequest(Request):
    """A request whose words and file names every database takes."""

    parameter_storage_class = Plain  # type: ignore[assignment]


def reason() -> str:
    """The reason that came with an act, as it is kept; the control takes no more than this."""
    return in_lines(request.form.get("reason", ""))[:LONGEST_REASON]


def again(path: str, **more: str) -> str:
    """This request's question put to an address of ours, with ``more`` in place of its own.

    Not by url_for: names such as ``_scheme`` in somebody's link would steer it.
    """
    asked = [pair for pair in request.args.items(multi=True) if pair[0] not in more]
    return f"{path}?{urlencode([*asked, *more.items()])}"


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, FileStorage) and value.filename:
        value.filename = value.filename.replace("\0", "")
    return value
