"""Makes whatever a person typed safe and bounded for a paper: plain text only, in lines that lay out in linear time.

Long runs without a break and giant paragraphs cost quadratic time in the layout engine; control characters and
lone surrogates make an invalid PDF. Both are cured here, before the text reaches a template.
"""

from __future__ import annotations

import re
from typing import Any

from .columns import columns

#: A paragraph longer than this is split; the reader sees no more than a line end.
PARAGRAPH_CHARACTERS = 1_000
#: A field longer than this is cut, and the cut is shown.
FIELD_CHARACTERS = 20_000
#: And so is one with more lines: each costs time of its own.
FIELD_LINES = 1_000
#: A run without any break opportunity gets an invisible one each so many characters.
RUN_CHARACTERS = 40
CUT_MARK = "……"
BREAK_HERE = "\u200b"

# C0 and C1 controls but tab and line feed, directional overrides, BOM, variation selectors, surrogates, non-characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e01ef\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef]"
    "|["
    + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
# What the line breaker of the layout engine never breaks inside: anything but spaces and wide East Asian characters.
_LONG_RUN = re.compile(
    f"[^\\s{BREAK_HERE}\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{{{RUN_CHARACTERS}}}"
)


def clean(value: Any) -> str:
    """One bounded, printable string without control characters; None is the empty string."""
    if value is None:
        return ""
    text = str(value)
    is_cut = len(text) > FIELD_CHARACTERS
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text[:FIELD_CHARACTERS])).expandtabs(4)
    text = _LONG_RUN.sub(lambda run: run.group() + BREAK_HERE, text)
    return text + CUT_MARK if is_cut else text


def paragraphs(value: Any) -> list[str]:
    """The lines of a long text, each at most PARAGRAPH_CHARACTERS long, empty ones at both ends removed."""
    lines = [
        line[start : start + PARAGRAPH_CHARACTERS].rstrip()
        for line in clean(value).strip().split("\n")
        for start in range(0, max(len(line), 1), PARAGRAPH_CHARACTERS)
    ]
    if len(lines) > FIELD_LINES:
        lines[FIELD_LINES:] = [CUT_MARK]
    return lines if any(lines) else []


#: What a Jinja environment has to know to render papers: `app.jinja_env.filters.update(FILTERS)`.
FILTERS = {"paper_text": clean, "paper_lines": paragraphs, "paper_columns": columns}
