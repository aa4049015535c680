"""Exchange on screen: the filtered list as a file, and the wizard that brings a file in."""

from __future__ import annotations

from app.kernel import exchange as books

__all__ = ["ExchangeFace", "books"]


class ExchangeFace:
    """Export and import of one archive table."""
