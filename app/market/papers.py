"""What is printed of a market: the contact book of an area (F-022)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.papers import Paper
from app.kernel.papers.reading import grid, plain, session_of, table
from app.market import queries
from app.market.models import MarketArea, RetailOutlet

#: Edition of the form (block B1); raised when the layout changes.
FORM_VERSION = "A/0"


def book(row: MarketArea) -> Mapping[str, Any]:
    """All outlets of the area within reach, customer by customer, as handed in after the trip (R-109)."""
    found = queries.outlets_of_area(session_of(row), row.area_id)
    parts = []
    for _customer_id, outlets in groupby(found, key=lambda outlet: outlet.customer_id):
        those = list(outlets)
        parts.append({
            "title": plain(those[0].customer),
            **table(those, RetailOutlet, "outlet_name", "outlet_class", "outlet_address",
                    "outlet_phone", "outlet_suggestions", "outlet_market_info"),
        })  # fmt: skip
    return {
        "area": grid(row, "area branch collected_on"),
        "parts": parts,
        "count": len(found),
        "head": {"form_version": FORM_VERSION, "branch": plain(row.branch)},
    }


book_paper = Paper("book", _("Contact book of the area's outlets"), "papers/market/book.html", book)
