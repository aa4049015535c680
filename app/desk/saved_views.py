"""Saved views: a list's filters, columns and order under a name, for one person or a role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.desk.once import Sent
from app.kernel.db import Model, Stamped, db, label
from app.kernel.scope import current_viewer
from app.kernel.texts import in_one_line
from app.kernel.viewer import Viewer

ALL = "*"  # shared with everybody who may open the list
MOST = 30  # views one person keeps on one list


class SavedView(Stamped, Model):
    """A list as somebody likes to see it; the rows in it are still the reader's own."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_view_name_user_id", "view_name", "user_id"),)

    view_name: Mapped[str] = mapped_column(String(80), info=label(_("List")))
    title: Mapped[str] = mapped_column(String(60), info=label(_("Title")))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), info=label(_("Owner")))
    shared_with: Mapped[str] = mapped_column(String(64), default="", info=label(_("Shared with")))
    is_pinned: Mapped[bool] = mapped_column(default=True, info=label(_("Pinned")))
    state: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=label(_("Filters")))

    def __str__(self) -> str:
        return self.title


def views_for(view_name: str, viewer: Viewer) -> Sequence[SavedView]:
    """The saved views of a list that this viewer may use: own ones, and those shared with them."""
    shared = SavedView.shared_with.in_([ALL, *sorted(viewer.roles)])
    mine = SavedView.user_id == viewer.user_id
    return db.session.scalars(
        select(SavedView)
        .where(SavedView.view_name == view_name, or_(mine, shared))
        .order_by(SavedView.is_pinned.desc(), SavedView.id)
    ).all()


class SavedViewFace:
    """The three posts that keep, change and remove a saved view of a list."""

    @expose("/views/save", methods=["POST"])
    @has_access
    @permission_name("list")
    def save_view(self) -> Response:
        """Keep the list the page shows under a name."""
        viewer = current_viewer()
        title, shared = self._title(), self._shared(viewer)
        own = [v for v in views_for(self._view_name, viewer) if v.user_id == viewer.user_id]
        if len(own) >= MOST:
            flash(
                gettext("You already keep %(count)s views here. Delete one first.", count=MOST),
                "warning",
            )
            return redirect(self._list_url())  # type: ignore[return-value]
        asked = self._asked(viewer, request.form.get("state", ""))  # type: ignore[attr-defined]
        kept = SavedView(
            view_name=self._view_name, title=title, user_id=viewer.user_id, shared_with=shared,
            is_pinned=request.form.get("pinned", "1") == "1", state=asked.state(),
        )  # fmt: skip
        sent = Sent()
        if sent.earlier:
            return sent.again()  # type: ignore[return-value]
        db.session.add(kept)
        db.session.flush()
        sent.leads(f"{self._list_url()}?view={kept.id}")
        db.session.commit()
        flash(gettext("View “%(title)s” is saved.", title=title), "success")
        return redirect(f"{self._list_url()}?view={kept.id}")  # type: ignore[return-value]

    @expose("/views/<int:ident>/change", methods=["POST"])
    @has_access
    @permission_name("list")
    def change_view(self, ident: int) -> Response:
        """Rename, share or pin an own view; with a state, its filters, columns and order too."""
        viewer = current_viewer()
        kept = self._own_view(ident, viewer)
        kept.title, kept.shared_with = self._title(), self._shared(viewer)
        kept.is_pinned = request.form.get("pinned") == "1"
        if request.form.get("state"):
            kept.state = self._asked(viewer, request.form["state"]).state()  # type: ignore[attr-defined]
        db.session.commit()
        flash(gettext("View “%(title)s” is saved.", title=kept.title), "success")
        return redirect(f"{self._list_url()}?view={kept.id}")  # type: ignore[return-value]

    @expose("/views/<int:ident>/delete", methods=["POST"])
    @has_access
    @permission_name("list")
    def delete_view(self, ident: int) -> Response:
        """Remove an own view."""
        kept = self._own_view(ident, current_viewer())
        title = kept.title
        db.session.delete(kept)
        db.session.commit()
        flash(gettext("View “%(title)s” is deleted.", title=title), "success")
        return redirect(self._list_url())  # type: ignore[return-value]

    @property
    def _view_name(self) -> str:
        return str(self.class_permission_name)  # type: ignore[attr-defined]

    def _list_url(self) -> str:
        return f"{self.route_base}/list/"  # type: ignore[attr-defined]

    def _own_view(self, ident: int, viewer: Viewer) -> SavedView:
        """The viewer's own view; another's is answered like one that does not exist."""
        statement = select(SavedView).where(
            SavedView.id == ident,
            SavedView.view_name == self._view_name,
            SavedView.user_id == viewer.user_id,
        )
        kept = db.session.scalars(statement).one_or_none()
        return kept if kept is not None else abort(404)

    def _title(self) -> str:
        title = " ".join(in_one_line(request.form.get("title", "")).split())[:60]
        return title or gettext("View without a name")

    def _shared(self, viewer: Viewer) -> str:
        wanted = request.form.get("shared", "")
        return wanted if wanted in {ALL, *viewer.roles} else ""
