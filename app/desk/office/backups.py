"""The backups for the administrator: how old the last one is, whether a restore was tried, and the log (F-140)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, render_template, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import lazy_gettext as _

from app.desk.home import Line, Panel
from app.desk.shelf import readable
from app.kernel.backup import log
from app.kernel.db import db, utcnow
from app.kernel.viewer import Viewer


class BackupView(BaseView):
    """How the installation stands with its backups (R-311, W-39)."""

    kind = "account"
    title = _("Backups")
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        return render_template(
            "office/backups.html", title=self.title, found=log.standing(db.session, utcnow()),
            runs=log.runs(db.session), size=readable, folder=current_app.config["BACKUP_DIR"],
        )  # fmt: skip


def _late(session: Any, viewer: Viewer, now: Any) -> Sequence[Line]:
    """One line while a backup or its trial is missing; nothing when all is well."""
    warning = log.standing(session, now).warning
    return [Line(url_for("BackupView.list"), (warning,), late=True)] if warning else ()


PANELS = [Panel("backup", _("Backups"), "BackupView", _late, counted=False)]
