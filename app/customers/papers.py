"""What a customer prints: the data card with its review (F-004, F-007)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.papers import Paper

# without a context of its own the desk lays the sections out and keeps every secret
card_paper = Paper("card", _("Customer data card"), "papers/customers/card.html", None)
