"""What telephone numbers look like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import tokens
from app.kernel.rules import Broken

MOBILE = re.compile(r"1\d{10}")
APART = re.compile(r"[,，、;；/\n]")  # between several numbers in one field


def mobile(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A mobile number of this country has eleven digits; a slip of the finger is asked about (CF-058, CF-175)."""
    typed = str(values.get("mobile") or "")
    numbers = [part.strip() for part in APART.split(typed) if part.strip()]
    abroad = ("+", "00")
    at_home = [n for n in numbers if not n.startswith(abroad) or n.startswith(("+86", "0086"))]
    if any(not MOBILE.fullmatch(tokens.digits(number)) for number in at_home):
        message = _("A mobile number has 11 digits and begins with 1: please check.")
        yield Broken("mobile", message, warning=True)
