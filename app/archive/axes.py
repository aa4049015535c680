"""The axes along which customers are classed, each a column of the card with a closed list (C-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import LazyString

from app.archive.words import ClassAxis, YesNo
from app.customers.models import Customer
from app.customers.traits import (
    BuyerClass,
    MarkClass,
    PotentialClass,
    SalesLevel,
    VolumeClass,
)
from app.customers.words import AbcGrade, DealStage, Nature, Tier, TimeClass
from app.kernel import policy
from app.kernel.words import Words

ENABLED = "class.axes_enabled"


#: Where the class of an axis stands on the card.
COLUMN: Mapping[ClassAxis, str] = {
    ClassAxis.TIER: "tier", ClassAxis.GRADE: "abc_grade", ClassAxis.CORE: "is_core",
    ClassAxis.FIRST: "is_first_tier", ClassAxis.VOLUME: "volume_class",
    ClassAxis.SALES: "sales_level", ClassAxis.TIME: "time_class", ClassAxis.DEAL: "deal_stage",
    ClassAxis.BUYER: "buyer_class", ClassAxis.POTENTIAL: "potential_class",
    ClassAxis.MARKS: "mark_class", ClassAxis.NATURE: "nature",
}  # fmt: skip
AXIS_OF: Mapping[str, ClassAxis] = {column: axis for axis, column in COLUMN.items()}
WORDS: Mapping[ClassAxis, type[Words]] = {
    ClassAxis.TIER: Tier, ClassAxis.GRADE: AbcGrade, ClassAxis.CORE: YesNo, ClassAxis.FIRST: YesNo,
    ClassAxis.VOLUME: VolumeClass, ClassAxis.SALES: SalesLevel, ClassAxis.TIME: TimeClass,
    ClassAxis.DEAL: DealStage, ClassAxis.BUYER: BuyerClass, ClassAxis.POTENTIAL: PotentialClass,
    ClassAxis.MARKS: MarkClass, ClassAxis.NATURE: Nature,
}  # fmt: skip
#: Follow from what is known at any time (R-217, R-218, R-226, R-227, R-229, R-230).
AUTOMATIC = (
    ClassAxis.TIME, ClassAxis.DEAL, ClassAxis.BUYER, ClassAxis.POTENTIAL, ClassAxis.FIRST,
    ClassAxis.MARKS,
)  # fmt: skip
#: Are worked out now and then, looked at, and then taken over (R-219, R-221, R-224).
PERIODIC = (ClassAxis.VOLUME, ClassAxis.CORE, ClassAxis.SALES)
# what a customer is by nature is a fact of the card: a correction changes it, nobody sets it aside
FACTS = (ClassAxis.NATURE,)


def _members(long: bool) -> Iterator[tuple[str, tuple[str, Any, str]]]:
    for axis in ClassAxis:
        if long and axis in FACTS:
            continue
        for word in WORDS[axis]:
            label = LazyString(_told, axis, word) if long else word.label
            yield f"{axis.name}_{word.name}", (f"{axis.value}:{word.value}", label, word.colour)


def _told(axis: ClassAxis, word: Words) -> str:
    return f"{axis} · {word}"


# every class of every axis as one list of words: as a history tells it, and as somebody chooses it
ClassValue: Any = Words("ClassValue", dict(_members(long=False)))
ClassValue.shape = "plain"
ClassChoice: Any = Words("ClassChoice", dict(_members(long=True)))
ClassChoice.shape = "plain"


def code(axis: ClassAxis, value: Any) -> str | None:
    """What a class of the card is called in the history; None for none."""
    if value is None:
        return None
    if isinstance(value, bool):
        value = YesNo.YES if value else YesNo.NO
    return f"{axis.value}:{getattr(value, 'value', value)}"


def meant(said: str | None) -> Any:
    """The value of the card that a code of the history means; None for none."""
    if said is None:
        return None
    axis, _colon, value = said.partition(":")
    word = WORDS[ClassAxis(axis)](value)
    return word is YesNo.YES if isinstance(word, YesNo) else word


def enabled(among: Sequence[ClassAxis] = tuple(ClassAxis)) -> list[ClassAxis]:
    """The axes that the register has in use (C-03)."""
    said = policy.value(ENABLED)
    return [axis for axis in among if "all" in said or axis.value in said]


def standing(card: Any) -> dict[ClassAxis, Any]:
    """The classes a card has now, by axis."""
    return {axis: getattr(card, COLUMN[axis]) for axis in enabled()}


def secret(axis: ClassAxis) -> Any:
    """The column that says how secret a class is (C-24)."""
    return Customer.__mapper__.columns[COLUMN[axis]]
