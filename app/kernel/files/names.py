"""File names: Chinese stays as it is, tricks with paths and invisible signs go."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_SENT = re.compile(r"%0[ad]|%22", re.IGNORECASE)  # how browsers send line ends and quotes in a name
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean(name: str) -> str:
    """The last part of a path in NFC, without signs that are invisible, reversing or forbidden somewhere."""
    name = _SENT.sub(" ", name)
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    text = "".join(sign if not sign.isspace() else " " for sign in text)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", text)).strip(" .")
    if _DEVICES.match(text):
        text = f"_{text}"
    stem, dot, ending = text.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending}"
    return text[:LONGEST] or "file"


def ending_of(name: str) -> str:
    """The ending without its dot, in small letters; empty when there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def with_ending(name: str, endings: tuple[str, ...]) -> str:
    """A clean name that ends as its content is: what is saved opens in the right program."""
    tidy = clean(name)
    ending = ending_of(tidy)
    if ending in endings:
        return tidy
    stem = tidy[: -len(ending) - 1] if ending and len(ending) <= 5 else tidy
    return f"{stem[: LONGEST - 6]}.{endings[0]}"
