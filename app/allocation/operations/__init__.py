"""Verbs of who owns a customer: allocate, watch, transfer, decide, claim."""
