"""Persons: what is held on a natural person, where, why, and how it is lawfully erased."""
