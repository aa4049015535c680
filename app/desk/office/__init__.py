"""The front office: who comes in, under which name, through which door, and what is said to them."""

from __future__ import annotations

from flask import Flask

from app.desk.numerals import Key
from app.desk.office import (
    errors,
    headers,
    health,
    hosts,
    keys,
    logs,
    models,
    rates,
    sessions,
    squeeze,
)

__all__ = ["init_app", "models", "rates"]  # rates: a scheme of the limits library


def init_app(app: Flask) -> None:
    """Everything about security that does not need the framework; the rest is in builder.py."""
    app.url_map.converters["int"] = Key  # before any address is made
    keys.init_app(app)
    logs.init_app(app)
    hosts.init_app(app)
    errors.init_app(app)
    sessions.init_app(app)
    health.init_app(app)
    squeeze.init_app(app)
    headers.init_app(app)
