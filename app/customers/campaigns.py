"""What must hold for a campaign that gathers information: plan, person, budget, report (R-031, R-032)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Campaign
from app.kernel import policy
from app.kernel.rules import Broken

# the register names the fields of R-031 in the words of the form; these are our columns
PLAN_FIELDS = {"plan": ("goal", "gather_ways"), "person_in_charge": ("person_in_charge_id",)}
REPORT_FIELDS = ("methods", "figures", "conclusions")


def campaign(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A campaign has a detailed plan, somebody in charge and a budget (R-031)."""
    for key in policy.value("collect.plan_required_fields"):
        for name in PLAN_FIELDS.get(key, (key,)):
            if values.get(name) in (None, "", []):
                message = _("A campaign needs: %(what)s.", what=_label(name))
                yield Broken(name, message, "R-031")
    start, end = values.get("from_on"), values.get("to_on")
    if start and end and end < start:
        yield Broken("to_on", _("It ends before it begins."), "R-031")


def divided(row: Campaign) -> Iterator[Broken]:
    """Before the material is worked up, it is agreed who does what (R-032)."""
    if not row.division:
        yield Broken("division", _("Say who does which part of the work."), "R-032")


def reported(row: Campaign) -> Iterator[Broken]:
    """A campaign ends in a report: methods, figures, conclusions (R-032)."""
    if not policy.value("collect.final_report_required"):
        return
    for name in REPORT_FIELDS:
        if not getattr(row, name):
            message = _("The report lacks: %(what)s.", what=_label(name))
            yield Broken(name, message, "R-032")


def _label(name: str) -> Any:
    return Campaign.__mapper__.columns[name].info["label"]
