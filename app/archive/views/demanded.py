"""What an archive has to hold, on one page: every line of required.csv, in words, and which tier has which set (C-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.archive import required
from app.archive.words import ArchiveSection, Breadth
from app.customers.models import Customer
from app.customers.words import IndustrySide, Nature, PartyKind
from app.desk import prints
from app.desk.reports import Block, Report, ReportView, Series
from app.kernel import policy
from app.kernel.papers import Paper
from app.kernel.words import listed

REQUIRED = Paper("required", _("What an archive has to hold"), "papers/_archive.html", None)
prints.declare(Customer, _("Customers"), [REQUIRED])


class RequiredView(ReportView):
    """档案必备内容: which facts each set asks for, of whom; to be read, not changed (C-11, R-003)."""

    route_base = "/required"
    kind = "archive_score"
    title = _("What an archive has to hold")
    paper = REQUIRED
    about = "customer"

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The sets by tier, and the lines of the file section by section."""
        lines = required.listed()
        sections = [each for each in ArchiveSection if any(line.section is each for line in lines)]
        return Report(
            "",
            [_sets(), *(_section(section, lines) for section in sections)],
            [str(section) for section in sections],
            [Series(str(set_), [sum(line.section is each and line.breadth is set_ for line in lines) for each in sections])
             for set_ in Breadth],
        )  # fmt: skip


def _sets() -> Block:
    """Which tier has which set by the register; core customers the full one."""
    rows = [[str(tier), str(Breadth(policy.value(key)))] for tier, key in required.SETS.items()]
    return Block(_("Sets by tier"), [_("Tier"), _("Set")], [*rows, [str(_("Core customers")), str(Breadth.FULL)]], words=2)  # fmt: skip


def _section(section: ArchiveSection, lines: Any) -> Block:
    rows = [
        [" / ".join(str(required.name_of(name)) for name in line.names), _of_whom(line), str(line.breadth)]
        for line in lines
        if line.section is section
    ]  # fmt: skip
    return Block(section.label, [_("Item"), _("Asked of"), _("From this set on")], rows, words=3)


def _of_whom(line: required.Wanted) -> str:
    """The customers a line is asked of; all of them where it names none."""
    nature = Nature.of(line.nature.removeprefix("!"))
    without = _("all but %(nature)s", nature=nature) if line.nature.startswith("!") else nature
    said = [PartyKind.of(line.party), IndustrySide.of(line.side), without]
    return listed(str(each) for each in said if each is not None) or str(_("all"))
