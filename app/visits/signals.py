"""What the visits announce to the wings above them."""

from __future__ import annotations

from blinker import Namespace

_announced = Namespace()

visit_recorded = _announced.signal("visit-recorded")
"""A visit is recorded: sender is the slip; quotas count it, opinions become items (R-108, W-09)."""

departed_urgently = _announced.signal("departed-urgently")
"""Somebody left before the approval: sender is the slip (C-31)."""

contacts_asked = _announced.signal("contacts-asked")
"""Who was in contact with some customers: sender is the list of their numbers (R-068).

``session``, ``apart_from`` (table and number of the record that asks), ``span`` (two instants or
None) and ``most``; a hearer gives back a list of ``app.visits.encounters.Encounter``.
"""
