"""The outbox on screen, for the administrator: what waits, what was given up and why, send again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Section
from app.kernel import outbox
from app.kernel.db import db, utcnow
from app.kernel.outbox import Mail


class MailView(ArchiveView):
    """Letters without their text: that is written for the reader alone, when it goes."""

    datamodel = rows_of(Mail)
    title = _("Letters")
    icon = "send"
    name_column = "called"
    show_template = "mail/show.html"
    base_permissions = ["can_list", "can_show", "can_chart", "can_retry"]
    list_columns = ["called", "user_id", "state", "attempts", "created_at", "sent_at", "error"]
    search_columns = ["state", "template", "created_at", "sent_at", "error", "error_id"]
    order_columns = ["id", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section(
            "base",
            _("Letters"),
            [
                "user_id", "template", "state", "attempts", "created_at", "next_at", "sent_at",
                "message_id", "error:4", "error_id",
            ],
        )
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_day", _("By day"), by="created_at", bucket="day", series="state"),
    ]

    @expose("/retry/<pk>", methods=["POST"])
    @has_access
    @permission_name("retry")
    def retry(self, pk: str) -> Response:
        """Send a letter that was given up once more."""
        done = outbox.retry(db.session, self.row_or_404(pk), utcnow())
        db.session.commit()
        if done:
            flash(gettext("It will be sent again."), "success")
        else:
            flash(gettext("Not possible in this state."), "warning")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))
