"""The stored files for the administrator: how many, when last checked, which are damaged; never their names."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.desk.shelf import readable
from app.kernel.db import db
from app.kernel.files import fixity


class StorageView(BaseView):
    """The health of the files."""

    kind = "account"
    title = _("Stored files")
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        found = fixity.health(db.session)
        return render_template(
            "office/storage.html", title=self.title, found=found, size=readable(found.size)
        )

    @expose("/check", methods=["POST"])
    @has_access
    @permission_name("list")
    def check(self) -> Response:
        """Have every file read and compared in the background."""
        fixity.recheck_all(db.session)
        db.session.commit()
        flash(gettext("All files are being checked in the background."), "success")
        return redirect(url_for("StorageView.list"))
