"""Typed text as it is kept: without signs that control machines or hide, in one line or in several."""

from __future__ import annotations

import re
import unicodedata

_END = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_BREAK = re.compile(r"\s*[\t\n]\s*")
_JOINERS = "\u200c\u200d"  # some scripts and signs are written with them


def in_lines(text: str) -> str:
    """The text with its lines and tabs, outer space off; what turns, hides or rings is left out."""
    if text.isprintable():  # nothing of the kind is in it
        return text.strip()
    return "".join(sign for sign in _END.sub("\n", text) if _is_kept(sign)).strip()


def in_one_line(text: str) -> str:
    """The same with a space where a line ended."""
    kept = in_lines(text)
    return kept if kept.isprintable() else _BREAK.sub(" ", kept)


def _is_kept(sign: str) -> bool:
    return (
        sign in "\n\t" or sign in _JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
