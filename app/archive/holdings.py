"""What archives hold, asked for many customers at once: cards, people, child rows, papers in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.archive import required
from app.archive.models import ArchiveScore, Original
from app.archive.words import OriginalState
from app.customers.models import (
    Contact,
    Customer,
    CustomerBrand,
    CustomerChannel,
    CustomerResult,
    CustomerRival,
    FundsDeclaration,
    TradingDeclaration,
)
from app.customers.words import CardState
from app.kernel import policy
from app.kernel.files.models import Attachment
from app.market.models import CustomerCompetitor

ROWS: Mapping[str, Any] = {
    "brands": CustomerBrand, "channels": CustomerChannel, "results": CustomerResult,
    "rivals": CustomerRival, "competitors": CustomerCompetitor, "declared": TradingDeclaration,
    "funds": FundsDeclaration,
}  # fmt: skip
# a change of any of these may change how complete an archive is
SPEAKING = (Customer, Contact, Original, *ROWS.values())
KNOWN = (
    "id", "party_kind", "nature", "industry_side", "tier", "is_core", "deal_stage", "state",
    "entry_due_at", "next_revision_due", "owner_id", "completeness_pct",
)  # fmt: skip

# cards that are no archive: nothing is owed for them
COUNTED: tuple[ColumnElement[bool], ...] = (
    Customer.merged_into_id.is_(None),
    Customer.state != CardState.INVALID,
)


def cards(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    """Of each card the columns that decide what it has to hold, and those it may have to hold."""
    names = dict.fromkeys([*KNOWN, *required.columns()])
    chosen = [getattr(Customer, name) for name in names]
    return session.execute(select(*chosen).where(Customer.id.in_(ids), *COUNTED)).all()


def scores(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What was counted last, by customer."""
    chosen = [each.class_attribute for each in ArchiveScore.__mapper__.column_attrs]
    found = session.execute(select(*chosen).where(ArchiveScore.customer_id.in_(ids)))
    return {row.customer_id: row for row in found}


def held(session: Session, ids: Sequence[int], today: dt.date) -> dict[int, set[str]]:
    """By customer the keys of what is there beside the card itself: R-025 R-043 R-050."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    beside = union_all(
        *(_rows(name, model, ids) for name, model in ROWS.items()), _papers(ids, today), _hung(ids)
    )
    for ident, key in session.execute(beside):
        found[ident].add(key)
    _people(session, ids, found)
    return found


def _rows(name: str, model: Any, ids: Sequence[int]) -> Select[Any, Any]:
    chosen = select(model.customer_id, literal(f"@{name}"))
    return chosen.where(model.customer_id.in_(ids)).distinct()


def _people(session: Session, ids: Sequence[int], found: dict[int, set[str]]) -> None:
    keys: defaultdict[int, int] = defaultdict(int)
    for ident, position, is_key in session.execute(
        select(Contact.customer_id, Contact.position, Contact.is_key_person).where(
            Contact.customer_id.in_(ids), Contact.is_active.is_(True)
        )
    ):
        keys[ident] += bool(is_key)
        if position is not None:
            found[ident].add(f"{required.POST}{position.value}")
    for ident, number in keys.items():
        if number >= policy.value(required.KEY_PERSONS):
            found[ident].add(required.KEY_PERSON)


def _papers(ids: Sequence[int], today: dt.date) -> Select[Any, Any]:
    """A paper that ran out is none."""
    holds = or_(Original.valid_to.is_(None), Original.valid_to >= today)
    return (
        select(Original.customer_id, _paper(Original.doc_kind))
        .where(Original.customer_id.in_(ids), Original.state == OriginalState.CURRENT, holds)
        .distinct()
    )


def _hung(ids: Sequence[int]) -> Select[Any, Any]:
    """Files on the card itself that say what kind of paper they are."""
    return select(Attachment.row_id, _paper(Attachment.file_kind)).where(
        Attachment.row_table == Customer.__tablename__, Attachment.row_id.in_(ids),
        Attachment.removed_at.is_(None), Attachment.file_kind != "",
    )  # fmt: skip


def _paper(kind: Any) -> ColumnElement[str]:
    return literal(required.PAPER) + cast(kind, String)


def uncounted(session: Session, limit: int) -> Sequence[int]:
    """Cards nobody has counted yet: those a file brought in."""
    lacking = Customer.completeness_pct.is_(None)
    return session.scalars(select(Customer.id).where(lacking, *COUNTED).limit(limit)).all()


def following(session: Session, after: int, limit: int) -> Sequence[int]:
    """The next cards by their key."""
    return session.scalars(
        select(Customer.id).where(Customer.id > after).order_by(Customer.id).limit(limit)
    ).all()


def incomplete(session: Session, customer_id: int) -> ArchiveScore | None:
    """What was counted for a customer within reach."""
    return session.scalars(
        select(ArchiveScore).where(ArchiveScore.customer_id == customer_id)
    ).first()
