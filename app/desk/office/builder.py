"""The framework's builder without its open doors, and the choice of language."""

from __future__ import annotations

from typing import Any

import flask_appbuilder
from flask import Flask, current_app, has_request_context, session
from flask_babel import get_translations
from flask_wtf import form as flask_wtf_form


def choose_locale() -> str:
    """The language chosen in this session, else the default; the framework also wrote a cookie."""
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    chosen = session.get("locale", default)
    return chosen if chosen in current_app.config["LANGUAGES"] else default


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
        app.extensions["babel"].locale_selector = choose_locale
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
