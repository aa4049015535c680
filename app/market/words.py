"""Closed words of what surrounds a customer (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class Satisfaction(Words):
    """Five levels of satisfaction (E-42)."""

    shape = nonmember("tag")

    VERY_SATISFIED = "very_satisfied", _("Very satisfied"), "bad"  # with the rival: bad for us
    FAIRLY_SATISFIED = "fairly_satisfied", _("Fairly satisfied"), "warn"
    BASICALLY_SATISFIED = "basically_satisfied", _("Basically satisfied"), "plain"
    RATHER_DISSATISFIED = "rather_dissatisfied", _("Rather dissatisfied"), "info"
    DISSATISFIED = "dissatisfied", _("Dissatisfied"), "info"
