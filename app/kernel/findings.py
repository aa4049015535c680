"""Findings: what is said of a row of a file, kept untranslated so that every reader gets his own language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext

from app.kernel.rules import Broken
from app.kernel.words import Words

ERROR, WARNING, NOTE = "error", "warning", "note"

Finding = list[Any]
"""Field, text, rule and level; the text as ``kept`` leaves it."""


def finding(broken: Broken) -> Finding:
    """What a rule or a reader of cells found, as a row keeps it."""
    return [
        broken.field, kept(broken.message), broken.rule, WARNING if broken.warning else ERROR,
    ]  # fmt: skip


def note(field: str, message: Any, level: str = NOTE) -> Finding:
    """What the import itself has to say about a row."""
    return [field, kept(message), "", level]


def kept(message: Any) -> Any:
    """A lazy text as its msgids and parameters; any other as it is."""
    words = getattr(message, "_args", None)
    if not words:
        return str(message)
    parameters = getattr(message, "_kwargs", None) or {}
    return [list(words), {name: _parameter(value) for name, value in parameters.items()}]


def _parameter(value: Any) -> Any:
    if isinstance(value, Words):
        return kept(value.label)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return kept(value)


def said(text: Any) -> str:
    """A kept text in the language of the moment."""
    if isinstance(text, str):
        return text
    words, parameters = text
    spoken = {
        name: said(value) if isinstance(value, list) else value
        for name, value in parameters.items()
    }
    if len(words) == 1:
        return gettext(words[0], **spoken)
    return ngettext(*words, **spoken)


def reason(findings: Sequence[Finding], label: Any) -> str:
    """All findings of a row as the lines of one cell; ``label`` names a field."""
    lines = [(str(label(field)) if field else "", said(text)) for field, text, *_rest in findings]
    return "\n".join(f"{where}: {text}" if where else text for where, text in lines)
