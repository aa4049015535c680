"""Tokens: turns names, codes and telephone numbers into search tokens, and what a person types into a query over them.

One tokeniser serves both databases, so that a search finds the same rows on SQLite and on PostgreSQL. Every token carries a
one-letter tag, except Chinese characters, which cannot be mistaken for anything else:

    百, 百鑫       single Han characters and pairs
    i + 2 or 3     pinyin initials, a window from each place
    f + 3 or 6     full pinyin, a window from each syllable
    p + 4          telephone numbers, every four digits
    c + 2 to 12    a code from its beginning, t + 2 to 6 its end backwards

But for five letters of pinyin, no term asks for all that begins with it: the database has to put all those postings together first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import Any, NamedTuple

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT, RE_HANS
from pypinyin.seg.mmseg import p_set
from pypinyin.seg.simpleseg import seg

FULL, SHORT, INITIALS, GRAM = 6, 3, 3, 4  # widths of the windows
HEADS, TAILS = (12, 9, 6, 4, 3, 2), (6, 5, 4, 3, 2)  # pieces of codes
ANY = "*"  # at the end of a term: and whatever follows
LONGEST_QUERY = 64  # what is typed beyond this narrows nothing and only costs time

LEGAL_FORMS = frozenset(
    "公司 有限 责任 股份 集团 有限公司 责任公司 有限责任 有限责任公司 股份有限 股份有限公司 集团公司 集团有限公司 分公司".split()
)
_LEGAL_TAILS = ("股份有限公司", "有限责任公司", "有限公司", "分公司", "公司")
# every initial with every final: more than exist, which only makes a division of letters less sure, never wrong
_INITIALS = ["", *"b p m f d t n l g k h j q x zh ch sh r z c s y w".split()]
_FINALS = "a o e i u v ai ei ui ao ou iu ie ue ve er an en in un vn ang eng ing ong ia ian iang iao iong ua uai uan uang uo".split()
SYLLABLES = frozenset(initial + final for initial in _INITIALS for final in _FINALS)
LONGEST_SYLLABLE = max(map(len, SYLLABLES))
_BEGINNINGS = frozenset(
    syllable[:length] for syllable in SYLLABLES for length in range(1, len(syllable) + 1)
)

_COUNTRY_CODE = re.compile(r"(?:\+|\b00)86[\s-]*(?=\d)")
_NO_DIGITS = re.compile(r"[^0-9]+")
_SPACED_NUMBER = re.compile(r"\s*(?:[\s()-]*\d){7,}[\s()-]*")  # 138 1234 5678, (028) 8512-3456
_LOOK_ALIKES = str.maketrans({"○": "〇", "Ｏ": "O"})


class Document(NamedTuple):
    """What is stored for one row: the tokens, and the folded texts against which hits are rechecked."""

    tokens: str
    names: str
    codes: str
    phones: str


@dataclass(frozen=True)
class Run:
    """One stretch of what was typed: any of its readings may match, each reading needs all of its terms."""

    text: str
    readings: tuple[tuple[str, tuple[str, ...]], ...]  # ("names" | "codes" | "phones", terms)
    is_exact: bool  # the terms alone decide; nothing to recheck
    is_common: bool  # matches so many rows that asking first how many is wasted time


@lru_cache(maxsize=30_000)  # asked of every character several times
def is_han(char: str) -> bool:
    return (
        "\u3400" <= char <= "\u9fff"
        or char == "〇"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def fold(text: object) -> str:
    """One spelling for what people write in many: width, case, brackets, spaces, punctuation and marks fall away."""
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(text).translate(_LOOK_ALIKES)).casefold()
    return plain if plain.isalnum() else "".join([char for char in plain if char.isalnum()])


def digits(text: object) -> str:
    """The digits of a telephone number without the country code."""
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(text))
    return _NO_DIGITS.sub("", _COUNTRY_CODE.sub("", plain) if "86" in plain else plain)


@lru_cache(maxsize=30_000)
def _letter_reading(char: str) -> str:
    return lazy_pinyin(char)[0]


def _letters(text: str) -> Any:
    """What the library cannot read stays letter by letter."""
    return list(text)


@lru_cache(maxsize=50_000)
def _word_reading(word: str) -> tuple[str, ...]:
    """The syllables of one word as the library divides a text: names are made of the same words again and again."""
    return tuple(lazy_pinyin(word, errors=_letters))


def _words(text: str) -> Sequence[str]:
    """The words of a stretch of Chinese characters, as the library divides it, in a quarter of its time."""
    if not RE_HANS.match(text):  # signs among them that the library does not read
        found: Sequence[str] = seg(text)
        return found
    words, at, end = list[str](), 0, len(text)
    while at < end:
        last, stop = 0, at + 1
        while stop <= end and (piece := text[at:stop]) in p_set:
            last = stop if piece in PHRASES_DICT else last
            stop += 1
        if not last and stop > end:  # the beginning of a phrase, and nothing after it
            return [*words, *text[at:]]
        words.append(text[at : last or at + 1])
        at = last or at + 1
    return words


def _by_phrase(name: str) -> list[str]:
    """Syllables as the library's phrases read them; the usual legal form is looked up once, which halves the work."""
    tail = next((form for form in _LEGAL_TAILS if name.endswith(form)), "")
    syllables: list[str] = []
    for stretch in _stretches(name[: len(name) - len(tail)]):
        words = _words(stretch) if is_han(stretch[0]) else ()
        syllables += [part for word in words for part in _word_reading(word)] or list(stretch)
    return syllables + list(_word_reading(tail))


def readings(name: str) -> list[list[str]]:
    """The ways a folded name may be spelt in pinyin: as phrases have it, and character by character (重庆: chong, zhong)."""
    by_phrase = _by_phrase(name)
    by_letter = [_letter_reading(char) if is_han(char) else char for char in name]
    return [by_phrase] if by_phrase == by_letter else [by_phrase, by_letter]


def _add_name(tokens: set[str], name: str) -> None:
    for stretch in _stretches(name):
        if is_han(stretch[0]):
            tokens.update(stretch)
            tokens.update(map(add, stretch, stretch[1:]))


def _add_spelling(tokens: set[str], spelling: str, syllables: list[str]) -> None:
    starts = list(accumulate(map(len, syllables), initial=0))[:-1]
    tokens.update(["f" + spelling[start : start + FULL] for start in starts])
    tokens.update(["f" + spelling[start : start + SHORT] for start in starts])


def _add_initials(tokens: set[str], initials: str) -> None:
    tokens.update(["i" + initials[at : at + 2] for at in range(len(initials))])
    tokens.update(["i" + initials[at : at + INITIALS] for at in range(len(initials))])


def _add_code(tokens: set[str], code: str) -> None:
    backwards = code[::-1]
    tokens.update(["c" + code[:length] for length in HEADS])
    tokens.update(["t" + backwards[:length] for length in TAILS])


def _add_phone(tokens: set[str], phone: str) -> None:
    tokens.update(["p" + phone[at : at + GRAM] for at in range(max(1, len(phone) - GRAM + 1))])


def document(
    names: Iterable[object] = (), codes: Iterable[object] = (), phones: Iterable[object] = ()
) -> Document:
    """The tokens and folded texts of one row."""
    tokens: set[str] = set()
    spelt: list[str] = []
    for name in filter(None, map(fold, names)):
        _add_name(tokens, name)
        spelt.append(name)
        for syllables in readings(name):
            spelling, initials = "".join(syllables), "".join([part[0] for part in syllables])
            _add_spelling(tokens, spelling, syllables)
            _add_initials(tokens, initials)
            spelt += [spelling, initials]
    folded_codes = list(filter(None, map(fold, codes)))
    for code in folded_codes:
        _add_code(tokens, code)
    folded_phones = list(filter(None, map(digits, phones)))
    for phone in folded_phones:
        _add_phone(tokens, phone)
    lines = ("\n".join(dict.fromkeys(part)) for part in (spelt, folded_codes, folded_phones))
    return Document(" ".join(tokens), *lines)


# --- what people type ---------------------------------------------------------------------------------------------------


def runs(text: str) -> list[Run]:
    """The stretches of what was typed; a row is found when each of them matches."""
    plain = unicodedata.normalize("NFKC", text.translate(_LOOK_ALIKES))[:LONGEST_QUERY]
    plain = _COUNTRY_CODE.sub("", plain)
    if _SPACED_NUMBER.fullmatch(plain):
        plain = digits(plain)
    found: dict[str, Run] = {}
    for word in plain.split():
        for stretch in _stretches(fold(word)):
            found.setdefault(
                stretch, _han_run(stretch) if is_han(stretch[0]) else _letter_run(stretch)
            )
    return list(found.values())


def _stretches(word: str) -> Iterator[str]:
    """The word where Chinese and other characters meet."""
    start, before = 0, False
    for at, char in enumerate(word):
        if is_han(char) is not before:
            if at:
                yield word[start:at]
            start, before = at, not before
    if word:
        yield word[start:]


def _han_run(text: str) -> Run:
    grams = [text[at : at + 2] for at in range(len(text) - 1)] or [text]
    return Run(text, (("names", _once(grams)),), len(text) <= 2, text in LEGAL_FORMS)


def _letter_run(text: str) -> Run:
    """Letters and digits may be initials, pinyin, a code or a telephone number: whichever is found."""
    if len(text) == 1:  # stands in almost every name: the ordered scan finds a page at once
        return Run(text, (), is_exact=False, is_common=True)
    width = min(len(text), INITIALS)
    initials = ["i" + text[at : at + width] for at in range(len(text) - width + 1)]
    possible = [("names", _once(initials))]
    if len(text) >= SHORT:
        possible.append(("names", _full_terms(text)))
    possible.append(("codes", ("c" + _longest(text, HEADS),)))
    possible.append(("codes", ("t" + _longest(text[::-1], TAILS),)))
    if text.isascii() and text.isdigit() and len(text) >= GRAM:
        grams = ["p" + text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]
        possible.append(("phones", _once(grams)))
    is_short_pinyin = len(text) == 2 and text in SYLLABLES  # ba begins half of all names
    return Run(text, tuple(possible), is_exact=len(text) <= SHORT, is_common=is_short_pinyin)


def _once(terms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))


def _longest(text: str, lengths: tuple[int, ...]) -> str:
    """The longest stored piece that the text is not shorter than."""
    return text[: next(length for length in lengths if length <= len(text))]


def _full_terms(text: str) -> tuple[str, ...]:
    """Windows of full pinyin where a syllable begins however the letters are divided (xian: xian, xi'an)."""
    if (
        len(text) == FULL - 1
    ):  # jinyu: jin stands in a third of all names, and yu is too short for a window
        return ("f" + text + ANY,)
    starts = _sure_starts(text)
    wide = ["f" + text[at : at + FULL] for at in starts if at + FULL <= len(text)]
    narrow = ["f" + text[at : at + SHORT] for at in starts if at + SHORT <= len(text) < at + FULL]
    return _once(wide + narrow)


def _sure_starts(text: str) -> list[int]:
    """Places where a syllable begins in every division of the letters, the last syllable perhaps unfinished.

    Counts the divisions that lead to a place and from it; one that all divisions pass has as many as there are in all.
    """
    end = len(text)
    into, out = [1] + [0] * end, [0] * end + [1]
    edges = [
        (a, b)
        for a in range(end)
        for b in range(a + 1, min(a + LONGEST_SYLLABLE, end) + 1)
        if _may_be_syllable(text, a, b)
    ]
    for start, stop in edges:
        into[stop] += into[start]
    for start, stop in reversed(edges):
        out[start] += out[stop]
    return [at for at in range(end) if at == 0 or (into[at] and into[at] * out[at] == out[0])]


def _may_be_syllable(text: str, start: int, stop: int) -> bool:
    piece = text[start:stop]
    return piece in SYLLABLES or (stop == len(text) and piece in _BEGINNINGS)
