"""Closed words of the reference data."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class RegionLevel(Words):
    """Levels of the administrative divisions."""

    shape = nonmember("plain")

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
