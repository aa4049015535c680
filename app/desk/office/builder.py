"""The framework's builder without its open doors, and the choice of language."""

from __future__ import annotations

from typing import Any

import flask_appbuilder
from flask import Flask, current_app, g, has_request_context, session
from flask_babel import Domain, get_translations
from flask_wtf import form as flask_wtf_form
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def choose_locale() -> str:
    """The language chosen in this session, else the default; the framework also wrote a cookie."""
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    chosen = session.get("locale", default)
    return chosen if chosen in current_app.config["LANGUAGES"] else default


class Catalogue(Domain):  # type: ignore[misc]
    """The translations of a request, found once: a page asks for a thousand words.

    The library's domain looks up context, language and catalogue for each of them. What is kept
    here goes with the request's language and is looked up anew where that was changed.
    """

    def get_translations(self) -> Any:
        here = getattr(g._get_current_object(), "_flask_babel", None) if g else None
        locale = getattr(here, "babel_locale", None)
        if here is None or locale is None:
            return super().get_translations()
        kept = getattr(here, "catalogue", None)
        if kept is None or kept[0] is not locale:
            kept = here.catalogue = locale, super().get_translations()
        return kept[1]


@pass_eval_context
def translated(how: EvalContext, text: str, **values: Any) -> str:
    """``_("…", name=…)`` of a template: what the library's says, at a third of its cost."""
    said: str = get_translations().ugettext(text)
    if not how.autoescape or not values:
        said = said % values
        return Markup(said) if how.autoescape else said
    return Markup(said) % values


class FormTranslations:
    """WTForms' own messages out of our catalogue: its Chinese one lacks seven of them."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(get_translations().ungettext(one, many, number))


class AppBuilder(flask_appbuilder.AppBuilder):
    """No /back, no menu API, no OpenAPI, no security API: only views of ours are registered."""

    def init_app(self, app: Flask, session: Any) -> None:
        super().init_app(app, session)
        babel = app.extensions["babel"]
        babel.locale_selector = choose_locale
        babel.instance.domain_instance = Catalogue(domain=babel.default_domain)
        app.jinja_env.globals["_"] = translated
        flask_wtf_form.translations = FormTranslations()

    def _add_admin_views(self) -> None:
        if self.indexview:
            self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()

    def _add_global_static(self) -> None:
        """The framework's own pages and scripts are not served."""

    def _check_and_init(self, baseview: Any) -> Any:
        view = super()._check_and_init(baseview)
        view.template_folder = None  # else the framework's templates would fill any gap unseen
        return view

    def _add_menu_permissions(self, update_perms: bool = False) -> None:
        """The sidebar follows the views' rights; the framework's own menu is not used."""
