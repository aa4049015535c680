"""The tables of the archive behind the card."""

from app.archive.models.original import Original

__all__ = ["Original"]
