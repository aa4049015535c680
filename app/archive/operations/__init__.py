"""Verbs of the archive behind the card."""
