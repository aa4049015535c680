"""What is printed of a market: the contact book of an area (F-022)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.papers import Paper
from app.kernel.papers.reading import cell, grid, listed, plain, session_of, table
from app.market import queries
from app.market.models import MarketArea, OutletSale, RetailOutlet

#: Edition of the form (block B1); raised when the layout changes.
FORM_VERSION = "A/0"


def book(row: MarketArea) -> Mapping[str, Any]:
    """All outlets of the area within reach, customer by customer, as handed in after the trip (R-109)."""
    found = queries.outlets_of_area(session_of(row), row.area_id)
    sold = queries.sales_of(session_of(row), [outlet.id for outlet in found])
    parts = []
    for _customer_id, outlets in groupby(found, key=lambda outlet: outlet.customer_id):
        those = list(outlets)
        made = table(
            those, RetailOutlet, "outlet_name", "outlet_class", "outlet_is_hypermarket", "region", "outlet_address",
            "outlet_phone", "outlet_suggestions", "outlet_market_info",
        )  # fmt: skip
        made["head"].append(str(_("Products sold")))
        for outlet, line in zip(those, made["rows"], strict=True):
            line.append(listed(_sold(sale) for sale in sold.get(outlet.id, ())))
        parts.append({"title": plain(those[0].customer), **made})
    return {
        "area": grid(row, "area branch collected_on"),
        "parts": parts,
        "count": len(found),
        "head": {"form_version": FORM_VERSION, "branch": plain(row.branch)},
    }


def _sold(sale: OutletSale) -> str:
    """One product of an outlet: what, how much, when."""
    said = cell(sale, "sales_quantity")
    return " ".join(filter(None, (plain(sale.product), said[1] if said else "", sale.period)))


book_paper = Paper(
    "book", _("Contact book of the area's outlets"), "papers/market/book.html", book, landscape=True
)
