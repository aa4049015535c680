"""What comes with a request, as a database can keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict


class Plain(ImmutableMultiDict[str, Any]):
    """Values of an address or a form without NUL: no person types it, and PostgreSQL throws at it."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(name, _plain(value)) for name, value in pairs or ()])


class PlainRequest(Request):
    """A request whose words and file names every database takes."""

    parameter_storage_class = Plain  # type: ignore[assignment]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, FileStorage) and value.filename:
        value.filename = value.filename.replace("\0", "")
    return value
