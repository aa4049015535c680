"""Why a file is not taken, in words for the person who brings it."""

from __future__ import annotations

from typing import Any


class FileRefused(Exception):
    """The file is not taken; ``message`` is a lazy text that says what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
