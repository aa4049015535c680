"""What an archive has to hold, as data (required.csv): by party kind, industry side, nature and tier (C-11)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _

from app.archive.words import ArchiveSection, Breadth
from app.customers.models import Customer
from app.customers.rules import wanted_originals
from app.customers.words import ContactPosition, OriginalKind, Tier
from app.kernel import policy

SOURCE = Path(__file__).with_name("required.csv")
MINIMUM = "archive.completeness_min_pct"
SECTIONS = "archive.sections_required"
DEEP = "archive.deep_fields"
POSITIONS = "contact.positions_expected"
KEY_PERSONS = "customer.min_key_persons"
SETS = {
    Tier.IMPORTANT: "archive.required_set.important",
    Tier.SPECIAL: "archive.required_set.special",
    Tier.GENERAL: "archive.required_set.general",
}
# columns of the card that decide what is asked of it
DECIDING = ("party_kind", "nature", "industry_side", "tier", "is_core", "deal_stage")
# parts of the archive that R-003 names and the register may leave out
NAMED = frozenset({"base", "product_structure", "competition", "transactions"})

# what stands in child rows, by the mark "@" in the file: the part of the form and what it is called
LISTS: Mapping[str, Any] = {
    "brands": _("Similar brands"), "channels": _("Channels"), "results": _("Results"),
    "rivals": _("Main competitors"), "competitors": _("Competitors at customers"),
    "declared": _("State of trade"), "funds": _("Funds and arrears"),
}  # fmt: skip
KEY_PERSON = "key_person"
POST, PAPER = "post:", "paper:"


@dataclass(frozen=True)
class Wanted:
    """One thing an archive has to hold: any of ``names`` is enough; its ``key`` names the first."""

    section: ArchiveSection
    names: tuple[str, ...]
    party: str = ""
    side: str = ""
    nature: str = ""
    breadth: Breadth = Breadth.SHORT

    @property
    def key(self) -> str:
        """By what a gap is remembered."""
        return self.names[0]

    def asks(self, card: Any) -> bool:
        """True when it is asked of a customer of this party kind, side and nature."""
        nature, side = _value(card.nature), _value(card.industry_side)
        refused = self.nature.startswith("!") and self.nature[1:] == nature
        other = bool(self.nature) and not self.nature.startswith("!") and self.nature != nature
        return not refused and not other and self.party in ("", _value(card.party_kind)) and (
            self.side in ("", side)
        )  # fmt: skip


def _value(word: Any) -> str:
    return getattr(word, "value", word) or ""


@cache
def listed() -> Sequence[Wanted]:
    """The lines of the file. Raises LookupError for a field the card does not have."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        found = [
            Wanted(
                ArchiveSection(line["section"]), tuple(line["item"].split("|")), line["party"],
                line["side"], line["nature"], Breadth(line["breadth"]),
            )
            for line in csv.DictReader(lines)
        ]  # fmt: skip
    known = {*Customer.__mapper__.column_attrs.keys(), *(f"@{name}" for name in LISTS)}
    unknown = {name for item in found for name in item.names} - known
    if unknown:
        raise LookupError(f"required.csv names {sorted(unknown)}")
    return found


def columns() -> list[str]:
    """The columns of the card that may be asked for."""
    names = {name for item in listed() for name in item.names if not name.startswith("@")}
    return sorted(names | set(policy.value(DEEP)))


def breadth_of(card: Any) -> Breadth:
    """How much the archive of this customer holds: in full for the important and for core customers (C-11)."""
    if card.is_core:
        return Breadth.FULL
    return Breadth(policy.value(SETS[card.tier or Tier.GENERAL]))


def wanted_of(card: Any) -> Iterator[Wanted]:
    """All that the archive of this customer has to hold: R-003 R-016 R-025 R-043 R-050 C-11."""
    breadth = breadth_of(card)
    within = list(Breadth)[: list(Breadth).index(breadth) + 1]
    left_out = NAMED - set(policy.value(SECTIONS))
    for item in listed():
        if item.breadth in within and item.section.value not in left_out and item.asks(card):
            yield item
    if _value(card.party_kind) == "organisation":
        yield from _people(breadth)
        if breadth is not Breadth.SHORT:
            yield from (Wanted(ArchiveSection.FEATURES, (name,)) for name in policy.value(DEEP))
    for paper in wanted_originals(card):
        names = tuple(f"{PAPER}{kind.value}" for kind in paper.kinds)
        yield Wanted(ArchiveSection.PAPERS, names)


def _people(breadth: Breadth) -> Iterator[Wanted]:
    if policy.value(KEY_PERSONS):
        yield Wanted(ArchiveSection.PEOPLE, (KEY_PERSON,))
    if breadth is not Breadth.SHORT:
        for post in policy.value(POSITIONS):
            yield Wanted(ArchiveSection.PEOPLE, (f"{POST}{post}",))


def name_of(key: str) -> Any:
    """What a missing thing is called."""
    if key == KEY_PERSON:
        return _("Key person")
    if key.startswith(POST):
        return ContactPosition(key.removeprefix(POST)).label
    if key.startswith(PAPER):
        return OriginalKind(key.removeprefix(PAPER)).label
    if key.startswith("@"):
        return LISTS[key[1:]]
    return Customer.__mapper__.columns[key].info["label"]
