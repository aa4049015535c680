"""How a customer is told from another: the folded name and the register code."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stdnum.cn import uscc

from app.customers.words import CodeState

_BRACKETS = str.maketrans("[{【〔〈《「『", "(" * 8) | str.maketrans("]}】〕〉》」』", ")" * 8)
CODE_LENGTH = 18  # of a unified social credit code (GB 32100)
_OLD_LENGTH = 15  # register numbers before the unified social credit code
# as the library divides it, which would clean our cleaned code twice more
_SHAPE = re.compile("[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}")
_NOTHING = {"", "-", "--", "—", "n/a", "na", "无", "null", "none"}


@lru_cache(maxsize=4096)
def fold_name(name: str | None) -> str:
    """One spelling of a name: full width, brackets, spaces and letter case fall away (R-011)."""
    plain = unicodedata.normalize("NFKC", name or "").translate(_BRACKETS).casefold()
    return re.sub(r"[\s\u200b\ufeff·•]+", "", plain)


@lru_cache(maxsize=4096)
def clean_code(code: str | None) -> str | None:
    """A register code as typed, without what cannot belong to it; None when there is none."""
    plain = re.sub(r"[\s\u200b\ufeff-]+", "", unicodedata.normalize("NFKC", code or ""))
    return None if plain.casefold() in _NOTHING else plain


@lru_cache(maxsize=4096)
def judge_code(code: str | None) -> CodeState | None:
    """What a register code is worth: valid, an old 15-digit number, or wrong."""
    plain = clean_code(code)
    if plain is None:
        return None
    if plain.isascii() and plain.isdigit() and len(plain) == _OLD_LENGTH:
        return CodeState.OLD
    code = plain.upper()
    is_valid = bool(_SHAPE.fullmatch(code)) and uscc.calc_check_digit(code) == code[-1]
    return CodeState.VALID if is_valid else CodeState.WRONG


@lru_cache(maxsize=4096)
def unique_code(code: str | None) -> str | None:
    """The code by which two cards are the same customer; only a valid one ever counts."""
    return (clean_code(code) or "").upper() if judge_code(code) is CodeState.VALID else None
