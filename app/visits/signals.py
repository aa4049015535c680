"""What the visits announce to the wings above them."""

from __future__ import annotations

from blinker import Namespace

_announced = Namespace()

visit_recorded = _announced.signal("visit-recorded")
"""A visit is recorded: sender is the slip; quotas count it, opinions become items (R-108, W-09)."""

departed_urgently = _announced.signal("departed-urgently")
"""Somebody left before the approval: sender is the slip (C-31)."""
