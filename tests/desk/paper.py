"""Filling in forms in tests: what a browser would post for a customer card."""

from __future__ import annotations

import html
import re
from typing import Any

from app.customers.words import CollectChannel, CollectMode

CARD = {
    "party_kind": "organisation",
    "nature": "ordinary_company",
    "relation_kind": "direct",
    "collect_channel": next(iter(CollectChannel)).value,
    "collect_mode": next(iter(CollectMode)).value,
}


def card(name: str, **more: str) -> dict[str, str]:
    """A post that saves a customer called ``name``."""
    return {**CARD, "customer_name": name, **more}


def opened(client: Any, url: str) -> dict[str, str]:
    """The hidden notes of an edit form: the version seen and what it started from."""
    page = client.get(url)
    assert page.status_code == 200, page.get_data(as_text=True)[:400]
    text = page.get_data(as_text=True)
    return {name: field(text, name) for name in ("lock_version", "lock_was")}


def field(text: str, name: str) -> str:
    """The value of an input on a page."""
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', text)
    return html.unescape(found.group(1)) if found else ""


def faults(text: str) -> str:
    """The summary of errors above a form."""
    found = re.search(r'id="faults".*?</div>', text, re.S)
    return found.group(0) if found else ""
