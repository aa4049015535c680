"""What the office announces to the wings above it."""

from __future__ import annotations

from blinker import signal

signed_in = signal("office.signed-in")
"""A person logged in: sender = user id, inside the office's transaction."""
