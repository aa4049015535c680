"""What surrounds every page: sidebar, top bar, theme, language, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.local import LocalProxy

from app.desk import assets, shown
from app.desk.menu import Drawer, Group, Item, Page
from app.kernel.accounts import full_name
from app.kernel.viewer import current_or_none
from app.kernel.words import listed

HTML_LANG = {"zh": "zh-CN", "en": "en"}
THEMES = ("light", "dark")


@dataclass
class Crumb:
    label: Any
    url: str | None = None


def views_by_name() -> dict[str, Any]:
    """The registered views: class name → instance."""
    builder = current_app.extensions["appbuilder"]
    return {type(view).__name__: view for view in builder.baseviews}


def may_open(view: Any, method: str | None = None) -> bool:
    """True when the reader holds the permission behind a view's page."""
    method = method or view.default_view
    permission = getattr(getattr(view, method, None), "_permission_name", None)
    if permission is None:
        return True
    name = view.get_method_permission(method)
    return bool(view.appbuilder.sm.has_access(f"can_{name}", view.class_permission_name))


class Frame:
    """Everything the frame's templates ask for; made once a request, each part at first use."""

    def __init__(self, anonymous: bool = False) -> None:
        user = None if anonymous else getattr(g, "user", None)
        self.user = user if user is not None and user.is_authenticated else None
        self.user_id = self.user.id if self.user else None

    # -- who ---------------------------------------------------------------
    @property
    def user_name(self) -> str:
        return full_name(self.user) if self.user else ""

    @property
    def user_mark(self) -> str:
        return self.user_name[:1]

    @property
    def user_roles(self) -> str:
        labels = current_app.extensions.get("role_labels") or {}
        names = sorted(getattr(getattr(g, "viewer", None), "roles", ())) if self.user else []
        return listed(str(labels.get(name, name)) for name in names)

    @property
    def place(self) -> str:
        """The reader's branch, beside the brand."""
        ask, viewer = current_app.extensions.get("place_of"), g.get("viewer")
        return str(ask(viewer)) if ask and viewer and self.user else ""

    # -- language and look -------------------------------------------------
    @property
    def locale(self) -> str:
        return str(get_locale() or current_app.config["BABEL_DEFAULT_LOCALE"])

    @property
    def html_lang(self) -> str:
        return HTML_LANG.get(self.locale, self.locale)

    @property
    def theme_choice(self) -> str:
        chosen = request.cookies.get("kd_theme", "") if has_request_context() else ""
        return chosen if chosen in THEMES else "auto"

    @property
    def theme(self) -> str:
        return "light" if self.theme_choice == "auto" else self.theme_choice

    @property
    def slim(self) -> bool:
        return request.cookies.get("kd_side") == "slim"

    @property
    def density(self) -> str:
        return "compact" if request.cookies.get("kd_density") == "compact" else "comfortable"

    @property
    def languages(self) -> list[dict[str, Any]]:
        return [
            {
                "code": code,
                "name": language["name"],
                "url": url_for("LanguageView.choose", locale=code, next=here()),
                "current": code == self.locale,
            }
            for code, language in current_app.config["LANGUAGES"].items()
        ]

    @property
    def refused(self) -> bool:
        return refused()

    @property
    def script_words(self) -> dict[str, Any]:
        return script_words()

    # -- where -------------------------------------------------------------
    @property
    def groups(self) -> list[Drawer]:
        if not hasattr(self, "_groups"):
            self._groups = list(self._drawers()) if self.user else []
        return self._groups

    def _drawers(self) -> Iterator[Drawer]:
        views = views_by_name()
        for group in menu():
            drawer = Drawer(group.label, group.icon)
            for item in group.items:
                view = views.get(item_name(item))
                if view is None or getattr(item, "hidden", False) or not may_open(view):
                    continue
                drawer.pages.append(page_of(item, view))
            drawer.pages.extend(self._shortcuts(group, views))
            if drawer.pages:
                yield drawer

    @staticmethod
    def _shortcuts(group: Group, views: dict[str, Any]) -> Iterator[Page]:
        viewer = current_or_none()
        for cut in group.shortcuts:
            view = views[cut.view.__name__]
            if viewer is not None and cut.when(viewer) and may_open(view):
                url = f"{url_for(f'{view.endpoint}.list')}?{cut.query}"
                yield Page(cut.query, cut.label, cut.icon, url, False, False)

    @property
    def pages(self) -> list[Page]:
        return [page for drawer in self.groups for page in drawer.pages]

    @property
    def first_page(self) -> Page | None:
        skip = {"HomeView", "InboxView", "IndexView", "AgendaView", "LateWorkView"}
        return next((page for page in self.pages if page.name not in skip), None)

    @property
    def news(self) -> list[dict[str, Any]]:
        return [
            {"label": page.new_label, "url": page.new, "icon": page.icon}
            for page in self.pages
            if page.new
        ]

    @property
    def here(self) -> list[Crumb]:
        for drawer in self.groups:
            for page in drawer.pages:
                if page.current:
                    own = Crumb(page.label, page.url)
                    alone = len(drawer.pages) == 1 or drawer.label == page.label
                    return [own] if alone else [Crumb(drawer.label), own]
        return []

    @property
    def home(self) -> str:
        return url_for(f"{current_app.extensions['appbuilder'].indexview.__name__}.index")

    @property
    def inbox(self) -> str | None:
        view = views_by_name().get("InboxView")
        return url_for(f"{view.endpoint}.{view.default_view}") if view and self.user else None

    @property
    def find(self) -> str | None:
        return url_for("FindView.find") if "FindView" in views_by_name() else None

    @property
    def at_home(self) -> bool:
        return endpoint() == current_app.extensions["appbuilder"].indexview.__name__

    @property
    def at_inbox(self) -> bool:
        return endpoint() == "InboxView"

    @property
    def at_me(self) -> bool:
        return endpoint() == "ProfileView"


def item_name(item: Item) -> str:
    return item.view.__name__


def page_of(item: Item, view: Any) -> Page:
    """The line of a view the reader may open."""
    new = None
    if hasattr(view, "add") and may_open(view, "add"):
        new = url_for(f"{view.endpoint}.add")
    wanted = getattr(item, "new", None)
    return Page(
        name=item_name(item),
        label=item.label,
        icon=item.icon,
        url=url_for(f"{view.endpoint}.{view.default_view}"),
        current=view.endpoint == endpoint(),
        counts=getattr(item, "count", None) is not None,
        new=new if wanted else None,
        new_label=wanted,
    )


def endpoint() -> str:
    """The view that answers this request; none where it was refused."""
    return (request.blueprint or "") if has_request_context() and not refused() else ""


def here() -> str:
    """This page's own address, to come back to; never another host's, nor one that was refused."""
    return request.full_path.rstrip("?") if request.method == "GET" and not refused() else ""


def refused() -> bool:
    """True while a refusal is drawn: whatever was asked for, its page is the same to the byte."""
    return bool(g.get("refused"))


def menu() -> Sequence[Group]:
    """The registration of app/menu.py, put here by create_app."""
    return current_app.extensions.get("menu", ())


def script_words() -> dict[str, Any]:
    """What scripts say, in the reader's language."""
    return {
        "close": gettext("Close"),
        "failed": gettext("That did not work. Please try again."),
        "offline": gettext("No connection to the server."),
        "signed_out": gettext("Your session has ended. Log in again; what you typed is kept."),
        "nothing_found": gettext("Nothing found"),
        "searching": gettext("Searching…"),
        "saved": gettext("Saved"),
        "lacking": gettext("Please fill this in."),
        "leave": gettext("There are unsaved changes. Leave anyway?"),
    }


def current_frame() -> Frame:
    if "frame" not in g:
        g.frame = Frame()
    return g.frame


def init_app(app: Flask) -> None:
    assets.init_app(app)
    shown.init_app(app)
    # widgets are rendered outside the context processors: only globals reach them
    app.jinja_env.globals["frame"] = LocalProxy(current_frame)
