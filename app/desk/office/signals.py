"""What the office announces to the wings above it."""

from __future__ import annotations

from blinker import signal

language_chosen = signal("office.language-chosen")
"""A person chose a language: sender = user id, ``locale``, inside the office's transaction."""

signed_in = signal("office.signed-in")
"""A person logged in: sender = user id, inside the office's transaction."""
