"""A person's own choice, kind by kind: which notices on screen, by mail, in the daily digest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext

from app.desk.office.profile import NO_MAIL, signed_in
from app.kernel import notice_kinds, outbox
from app.kernel.db import db
from app.kernel.notice_kinds import DIGEST, Kind, Ways


class NoticeWishView(BaseView):
    """A page of the profile; everybody's own."""

    route_base = "/me/notices"
    default_view = "wishes"

    @expose("/", methods=["GET", "POST"])
    @signed_in
    def wishes(self) -> Any:
        """The table of kinds; a post keeps it whole."""
        if request.method == "POST":
            wanted = {kind.name: _asked(kind) for kind in notice_kinds.kinds()}
            notice_kinds.wish(db.session, g.user.id, wanted)
            db.session.commit()
            flash(gettext("Saved"), "success")
            return redirect(url_for("NoticeWishView.wishes"))
        return render_template(
            "office/notices.html", kinds=notice_kinds.kinds(), digest=DIGEST,
            wished=notice_kinds.wishes_of(db.session, g.user.id),
            has_server=outbox.is_on(), has_address=not g.user.email.endswith(NO_MAIL),
        )  # fmt: skip


def _asked(kind: Kind) -> Ways:
    """What is ticked of the ways the kind offers; the others stay as they are by default."""
    ticked = {way: f"{kind.name}.{way}" in request.form for way in kind.offers}
    return replace(kind.ways, **ticked)
