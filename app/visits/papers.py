"""What a visit prints: the slip with its approval block (F-041)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kernel.papers import Paper

# without a context of its own the desk lays the sections out and keeps every secret
slip_paper = Paper("slip", _("Customer visit slip"), "papers/visits/slip.html", None)
