"""Kedang (客档): customer archive and visits; here, and only here, all parts meet."""

from __future__ import annotations

from typing import Any

from flask import Flask


def create_app(config: Any = "config.Config") -> Flask:
    """The application, ready to serve; touches no database.

    Imports stand inside, here and nowhere else: a room must be importable without the house.
    """
    from flask_migrate import Migrate
    from flask_wtf import CSRFProtect
    from werkzeug.utils import import_string

    from app import cli, listeners, menu  # noqa: F401  (listeners only has to be there)
    from app.desk import doors, frame, office, once
    from app.desk.home import HomeView
    from app.desk.office.builder import AppBuilder
    from app.desk.office.security import AppSecurityManager
    from app.kernel.db import db
    from app.organization.viewer import viewer_for

    config = import_string(config) if isinstance(config, str) else config
    app = Flask(__name__, template_folder="../templates", static_folder="static")
    app.config.from_object(config)
    CSRFProtect(app)  # before the framework: a GET must never delete (T19)
    db.init_app(app)
    Migrate(app, db, render_as_batch=True, compare_type=True)
    doors.init_app(app, viewer_for)
    office.init_app(app)
    with app.app_context():
        builder = AppBuilder(
            base_template="appbuilder/baselayout.html",
            indexview=HomeView,
            security_manager_class=AppSecurityManager,
        )
        builder.init_app(app, db.session)
        frame.init_app(app)
        once.init_app(app)
        menu.register(builder)
    cli.register(app)
    return app
