"""The list of every archive table: filters, order, search, keyset pages, columns, saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from flask import (
    Response,
    abort,
    g,
    has_request_context,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_wtf import FlaskForm
from sqlalchemy import Select

from app.desk import asked as asking
from app.desk import cells, filters, listing, paging
from app.desk.asked import Asked, Offer
from app.desk.bulk import BulkFace
from app.desk.counting import Tally, counted
from app.desk.interface import Field, Rows
from app.desk.saved_views import SavedView, SavedViewFace, views_for
from app.kernel import search
from app.kernel.db import db
from app.kernel.scope import REACH, Owned, current_viewer
from app.kernel.successors import merged_by
from app.kernel.viewer import Viewer

UNSORTABLE = {"plain", "row", "person"}  # an order by ids of another table says nothing


class ListFace(SavedViewFace, BulkFace):
    """Replaces the framework's list wholesale; nothing about a request is kept on the view (T5)."""

    datamodel: Rows
    shown_too: Sequence[str] = ()
    """Columns of the chooser that nobody filters by: an address on a mailing list."""
    search_form = FlaskForm  # keeps the framework from building one with a select per foreign key
    # the framework's doors that load rows beside the gate or guess files by name (T1, T16)
    action = None
    action_post = None
    download = None

    @property
    def _filters(self) -> Any:
        """The framework's filters: empty and made anew, so that no two requests can share them."""
        return self.datamodel.get_filters([])

    @_filters.setter
    def _filters(self, _value: Any) -> None:
        """Whatever the framework would keep here is not kept."""

    def _init_titles(self) -> None:
        """The declared title, not the framework's "List Customer"."""
        self.list_title = self.add_title = self.edit_title = self.show_title = self.title

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """The page; for htmx only the part that changes."""
        viewer = current_viewer()
        asked = self._asked(viewer)
        context = self._context(viewer, asked) | self._rows(viewer, asked)
        part = request.headers.get("HX-Target") == "list-pane"
        template = "archive/_rows.html" if part else "archive/list.html"
        response = make_response(self.render_template(template, **context))  # type: ignore[attr-defined]
        response.vary.update(["HX-Request", "HX-Target"])
        return response

    @expose("/counts/")
    @has_access
    @permission_name("list")
    def counts(self) -> Response:
        """How many rows stand behind each pinned view, for the tabs; asked after the page is there."""
        viewer = current_viewer()
        views = [v for v in views_for(self._view_name, viewer) if v.is_pinned][: listing.TABS]
        asked = {str(v.id): self._asked(viewer, f"view={v.id}", views) for v in views}
        tallies = {name: self._narrowed(each, viewer) for name, each in asked.items()}
        counts = counted(db.session, tallies)
        return jsonify({name: str(count.shown) for name, count in counts.items()})

    @expose("/offer/")
    @has_access
    @permission_name("list")
    def offer(self) -> Response:
        """What may be filtered by and shown; asked for when a dialog first opens: half of a page's weight."""
        viewer = current_viewer()
        asked, offer = self._asked(viewer), self._offer(viewer)
        chooser = render_template("archive/_columns.html", asked=asked, offer=offer)
        return jsonify(fields=listing.editor(offer, self.route_base), columns=chooser)  # type: ignore[attr-defined]

    # -- what may be asked ---------------------------------------------------------------------

    def _offer(self, viewer: Viewer) -> Offer:
        """What this viewer may filter, sort and see: a field they may not see is an oracle."""
        shown = self._open([*self.list_columns, *self._more_columns()], viewer, "show", "mask")  # type: ignore[attr-defined]
        return Offer(
            filterable={
                n: f
                for n, f in self._open(self.search_columns, viewer).items()
                if f.kind in filters.OPS and f.column is not None
            },  # type: ignore[attr-defined]
            sortable=self._sortable(viewer),
            showable=shown,
            standard=tuple(name for name in self.list_columns if name in shown),  # type: ignore[attr-defined]
            order=self._base_order(),
        )

    def _more_columns(self) -> Sequence[str]:
        """Columns of the chooser beyond the standard ones: all that may be filtered by, and ``shown_too``."""
        names = [*self.search_columns, *self.shown_too]  # type: ignore[attr-defined]
        return [name for name in names if name not in self.list_columns]  # type: ignore[attr-defined]

    def _open(self, names: Sequence[str], viewer: Viewer, *how: str) -> dict[str, Field]:
        found = ((name, self.datamodel.field(name)) for name in dict.fromkeys(names))
        return {
            n: f for n, f in found if f is not None and f.treatment(viewer) in (how or ("show",))
        }

    def _sortable(self, viewer: Viewer) -> Mapping[str, Field]:
        fields = self._open([*self.order_columns, self._base_order()[0]], viewer)  # type: ignore[attr-defined]
        return {n: f for n, f in fields.items() if f.kind not in UNSORTABLE}

    def _base_order(self) -> tuple[str, str]:
        given = getattr(self, "base_order", None)
        return (given[0], given[1]) if given else (self.datamodel.key.key, "desc")

    def _asked(
        self, viewer: Viewer, query: str | None = None, views: Sequence[SavedView] | None = None
    ) -> Asked:
        """What the address (or a query string kept in a form) asks for."""
        pairs = list_of_pairs(query)
        wanted = dict(pairs).get("view", "")
        views = self._views(viewer) if views is None else views
        saved = next((v.state for v in views if str(v.id) == wanted), None)
        cookies = request.cookies if has_request_context() else {}  # a job has none
        kept = {name: cookies.get(f"kd_{name}", "") for name in ("size", "cols", "widths")}
        return asking.read(pairs, self._offer(viewer), viewer, saved, kept)

    def _views(self, viewer: Viewer) -> Sequence[SavedView]:
        """The saved views, read once a request."""
        kept: dict[str, Sequence[SavedView]] = g.setdefault("saved_views", {})
        if self._view_name not in kept:
            kept[self._view_name] = views_for(self._view_name, viewer)
        return kept[self._view_name]

    # -- rows ----------------------------------------------------------------------------------

    def _narrowed(self, asked: Asked, viewer: Viewer) -> Tally:
        """What is asked for: the filters as an ORM select, to which the gate adds the viewer's clause, and the search."""
        every = self._daily(asked)
        if not asked.is_narrowed:
            return Tally(self.datamodel, daily=every)
        conditions = filters.where(asked.filters, self.datamodel.dialect, viewer)
        found = self._search(asked.q, viewer) if asked.q else None
        statement = every.where(*conditions)
        is_search_alone = self._sees_all(viewer) and not conditions
        return Tally(self.datamodel, statement, found, is_search_alone, every)

    def _daily(self, asked: Asked) -> Select[Any]:
        """All rows but those merged into another one: they stand in the list when somebody asks for them."""
        every, merged = self.datamodel.every(), merged_by(self.datamodel.obj)
        return every if merged is None or self._aside(asked) else every.where(merged.is_(None))

    def _aside(self, asked: Asked) -> Field | None:
        """The field by whose filter somebody asks for merged rows."""
        merged = merged_by(self.datamodel.obj)
        fields = (item.field for item in asked.filters if merged is not None)
        return next(
            (f for f in fields if f and f.column is not None and f.column.key == merged.key), None
        )

    def _sees_all(self, viewer: Viewer) -> bool:
        model = self.datamodel.obj
        return not issubclass(model, Owned) or "all" in viewer.breadth_of(model.kind)

    def _filtered(self, asked: Asked, viewer: Viewer) -> Select[Any]:
        """The rows asked for."""
        return self._narrowed(asked, viewer).statement

    def _search(self, text: str, viewer: Viewer) -> search.Found | None:
        """Through the search tokens or the names the model knows, else the name's beginning."""
        model = self.datamodel.obj
        if getattr(model, "__search__", None) is not None:
            return search.find(db.session, model, text)
        if hasattr(model, "known_as"):
            return search.Found(model.known_as(text))
        name = self.datamodel.field(self.name_column)  # type: ignore[attr-defined]
        if (
            name is None
            or name.column is None
            or name.kind != "text"
            or name.treatment(viewer) != "show"
        ):
            return None
        return search.Found(filters.begins(name.column, text, self.datamodel.dialect))

    def _turn(self, asked: Asked) -> paging.Turn:
        field = self.datamodel.field(asked.order) or abort(404)
        cursor = asked.before or asked.after
        place = paging.placed(cursor, field, self.datamodel.key) if cursor else None
        back = asked.last or bool(asked.before and place)
        return paging.Turn(
            field, self.datamodel.key, asked.down, asked.size, None if asked.last else place, back
        )

    def _rows(self, viewer: Viewer, asked: Asked) -> dict[str, Any]:
        """One page of rows with its counts and cursors."""
        columns = self._columns(viewer, asked)
        tally = self._narrowed(asked, viewer)
        turn = replace(self._turn(asked), ids_first=not self._sees_all(viewer))
        aside = self._aside(asked)
        loaded = [*columns, aside] if aside else columns
        statement = tally.statement.options(*self._loading(loaded, turn.field))
        page = paging.fetch(turn, statement, partial(tally.run, db.session))
        name = self.name_column  # type: ignore[attr-defined]
        named = self.datamodel.field(name) or abort(404)
        widths = listing.widths(columns, name, dict(asked.widths))
        chosen = asked.columns or asked.widths  # what somebody settled himself stays
        since = {} if chosen else cells.shown_since(widths, name)
        return {
            "page": listing.Shown(page, turn, asked, tally.count(len(page.rows)), columns),
            "columns": self._drawn(cells.columns(columns, name, viewer, widths, since), aside),
            "draw_name": cells.drawing(named, viewer),
            "least": listing.least_width({n: w for n, w in widths.items() if not since.get(n)}),
            "key_name": self.datamodel.key.key,
            "versioned": "version" in self.datamodel.list_columns,
        }

    def _drawn(self, drawn: list[cells.Column], aside: Field | None) -> list[cells.Column]:
        """The state of a merged row is that it was merged, and into which."""
        flow = getattr(self, "flow", None)
        if aside is None or flow is None:
            return drawn
        return [
            replace(each, draw=cells.merged_or(each.draw, aside.relation))
            if each.name == flow.column
            else each
            for each in drawn
        ]

    def _loading(self, columns: Sequence[Field], order: Field) -> Sequence[Any]:
        flow = getattr(self, "flow", None)
        also = {self.name_column, order.name, "version", *REACH}  # type: ignore[attr-defined]
        return self.datamodel.loading(
            columns, self.eager, also | ({flow.column} if flow else set())
        )  # type: ignore[attr-defined]

    def _columns(self, viewer: Viewer, asked: Asked) -> Sequence[Field]:
        offer = self._offer(viewer)
        return [offer.showable[name] for name in asked.columns or offer.standard]

    # -- the page around them ------------------------------------------------------------------

    def _context(self, viewer: Viewer, asked: Asked) -> dict[str, Any]:
        """What list and chart pages share: tabs, chips, chooser, buttons."""
        offer = self._offer(viewer)
        views = self._views(viewer)
        return {
            "view": self, "viewer": viewer, "asked": asked, "offer": offer, "title": self.title,
            "views": views, "current": next((v for v in views if v.id == asked.view), None),
            "chips": listing.chips(asked, db.session), "doors": listing.doors(self, viewer),
            "shares": listing.shares(viewer), "bulk": self.bulk_actions(viewer),
            "rows_url": f"{self.route_base}/list/", "chart_url": f"{self.route_base}/chart/",  # type: ignore[attr-defined]
        }  # fmt: skip


def list_of_pairs(query: str | None) -> Sequence[tuple[str, str]]:
    """The pairs of a query string; of this request's when none is given."""
    if query is None:
        return [(key, value) for key, values in request.args.lists() for value in values]
    return parse_qsl(query[:8000], keep_blank_values=True)
