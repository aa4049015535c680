"""The minutes as they go to the customer, with the line on which he confirms the receipt (F-046, R-119)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel.papers import Paper
from app.kernel.papers.reading import grid, moment, plain, session_of, table
from app.visits import queries
from app.visits.models import Minutes, MinutesAgreement

#: Edition of the form (block B1); raised when the layout changes.
FORM_VERSION = "A/0"


def minutes(row: Minutes) -> Mapping[str, Any]:
    """Who met where about what, what was agreed, what is open; review and receipt below."""
    agreed = queries.agreements_of(session_of(row), row.id)
    return {
        "sections": [
            {"title": str(_("Talk")), "rows": [
                [(str(_("Customer")), row.customer_name, 6)],
                *grid(row, "met_at place:4", "attendees_ours:6", "attendees_theirs:6", "topics:6"),
            ]},
            {"title": str(_("Still open")), "rows": grid(row, "open_points:6")},
        ],
        "tables": [{
            "title": str(_("What was agreed")), "widths": [56, 24, 20],
            **table(agreed, MinutesAgreement, "item", "responsible", "due_on"),
        }],
        "steps": [{
            "move": str(_("Reviewed by")), "by": plain(row.reviewed_by), "at": moment(row.reviewed_at),
            "reason": "",
        }],
        "receipt": {
            "by": plain(row.receipt_confirmed_by), "on": plain(row.receipt_confirmed_on),
            "rows": grid(row, "sent_on sent_way"),
        },
        "head": {"doc_no": row.minutes_no, "form_version": FORM_VERSION, "branch": plain(row.visit_request.branch)},
    }  # fmt: skip


minutes_paper = Paper(
    "minutes", _("Minutes for the customer"), "papers/visits/minutes.html", minutes
)
