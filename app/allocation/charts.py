"""What the wing puts on the workbench."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.home import HomeChart

CHARTS = [HomeChart("AllocationView", "by_person", _("Allocations by person"))]
