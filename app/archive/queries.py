"""Named questions about original papers and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.archive.axes import ClassAxis
from app.archive.models import ClassOverride, ClassRun, Correction, Custodian, Original, Revision
from app.archive.words import (
    CorrectionState,
    CustodianState,
    OriginalState,
    OverrideState,
    RevisionState,
    RunState,
)
from app.customers.identity import fold_name
from app.customers.models import Customer, TradingDeclaration
from app.customers.rules import FILING_FIELDS
from app.customers.traits import VolumeClass
from app.customers.words import CardState, Lifecycle, OriginalKind
from app.kernel import clock, scope, trail
from app.kernel.db import holds
from app.kernel.tasks import Task

# what the system keeps on a card says nothing about the customer
NOT_FACTS = FILING_FIELDS | {
    "completeness_pct", "state", "lifecycle_status", "last_revised_on", "filed_by_id", "reviewed_by_id",
    "reviewed_at", "entered_at", "forwarded_at", "archive_opened_on", "archive_no", "entry_due_at",
    "is_entered_late", "review_opinion", "assigned_on", "name_key", "core_key", "sound_key", "phone_key",
    "unique_code", "code_state",
} - {"tier", "abc_grade", "is_core"}  # fmt: skip

IN_FORCE: ColumnElement[bool] = Original.state == OriginalState.CURRENT


def original(session: Session, ident: int) -> Original | None:
    """A paper within the reader's reach."""
    return scope.get(session, Original, ident)


def same_original(
    session: Session, values: Mapping[str, Any], apart_from: int | None
) -> Original | None:
    """A paper in force of this customer with the same kind and number."""
    if not values.get("doc_no") or not values.get("customer_id"):
        return None
    return session.scalars(
        select(Original)
        .where(
            Original.customer_id == values["customer_id"], Original.doc_no == values["doc_no"],
            Original.doc_kind == values.get("doc_kind"), IN_FORCE, Original.id != (apart_from or 0),
        )
        .limit(1)
    ).first()  # fmt: skip


def in_force(session: Session, customer_id: int, kind: OriginalKind) -> Original | None:
    """The newest paper of a kind that holds for a customer."""
    return session.scalars(
        select(Original)
        .where(Original.customer_id == customer_id, Original.doc_kind == kind, IN_FORCE)
        .order_by(Original.id.desc())
        .limit(1)
    ).first()


def kinds_in_force(session: Session, customer_id: int) -> set[OriginalKind]:
    """The kinds of papers that are registered for a customer and have not run out."""
    holds = or_(Original.valid_to.is_(None), Original.valid_to >= clock.today())
    return set(
        session.scalars(
            select(Original.doc_kind).where(Original.customer_id == customer_id, IN_FORCE, holds)
        )
    )


def running_out(session: Session, until: dt.date, limit: int) -> Sequence[Original]:
    """Papers in force that run out by a day and about which nobody has been asked yet (R-025)."""
    asked = select(Task.id).where(
        Task.row_table == Original.__tablename__, Task.row_id == Original.id,
        Task.closed_at.is_(None),
    )  # fmt: skip
    return session.scalars(
        select(Original)
        .where(IN_FORCE, Original.valid_to <= until, ~asked.exists())
        .order_by(Original.valid_to, Original.id)
        .limit(limit)
    ).all()


def named_customers(session: Session, words: Sequence[str], limit: int = 2) -> Sequence[Customer]:
    """Customers within reach that one of the words means: archive number, code, full or short name."""
    return session.scalars(
        select(Customer)
        .where(
            or_(
                Customer.archive_no.in_(words), Customer.customer_code.in_(words),
                Customer.name_key.in_([fold_name(word) for word in words]),
                Customer.short_name.in_(words),
            ),
            Customer.merged_into_id.is_(None),
        )
        .limit(limit)
    ).all()  # fmt: skip


def open_correction(
    session: Session, customer_id: int, field: Any, apart_from: int | None
) -> Correction | None:
    """A correction of the same fact that nobody has decided yet."""
    return session.scalars(
        select(Correction)
        .where(
            Correction.customer_id == customer_id, Correction.field_name == field,
            Correction.state.in_([CorrectionState.DRAFT, CorrectionState.PROPOSED]),
            Correction.id != (apart_from or 0),
        )
        .limit(1)
    ).first()  # fmt: skip


def corrections_of(session: Session, customer_id: int) -> Sequence[Correction]:
    """The stamped corrections of a card, the newest first."""
    return session.scalars(
        select(Correction)
        .where(Correction.customer_id == customer_id, Correction.state == CorrectionState.APPLIED)
        .order_by(Correction.corrected_on.desc(), Correction.id.desc())
    ).all()


def open_override(
    session: Session, customer_id: int, axis: ClassAxis, apart_from: int | None
) -> ClassOverride | None:
    """A setting of the same axis that is proposed or in force."""
    return session.scalars(
        select(ClassOverride)
        .where(
            ClassOverride.customer_id == customer_id, ClassOverride.axis == axis,
            ClassOverride.state.in_([OverrideState.PROPOSED, OverrideState.IN_FORCE]),
            ClassOverride.id != (apart_from or 0),
        )
        .limit(1)
    ).first()  # fmt: skip


def lapsed_overrides(session: Session, today: dt.date, limit: int) -> Sequence[ClassOverride]:
    """Settings whose last day has passed."""
    return session.scalars(
        select(ClassOverride)
        .where(ClassOverride.state == OverrideState.IN_FORCE, ClassOverride.valid_until < today)
        .order_by(ClassOverride.id)
        .limit(limit)
    ).all()


# -- revisions -------------------------------------------------------------------------------------
def to_be_revised(
    session: Session, until: dt.date, limit: int, with_past: bool, with_small: bool
) -> Sequence[Customer]:
    """Filed archives due by a day without a revision under way, the oldest first (R-301)."""
    going = select(Revision.id).where(
        Revision.customer_id == Customer.id, Revision.state != RevisionState.DONE
    )
    asked = select(Customer).where(
        Customer.next_revision_due <= until, Customer.state == CardState.FILED,
        Customer.merged_into_id.is_(None), ~going.exists(),
    )  # fmt: skip
    if not with_past:
        asked = asked.where(Customer.lifecycle_status != Lifecycle.LOST)
    if not with_small:
        scattered = Customer.volume_class == VolumeClass.SCATTERED
        asked = asked.where(or_(Customer.volume_class.is_(None), ~scattered))
    return session.scalars(
        asked.order_by(Customer.next_revision_due, Customer.id).limit(limit)
    ).all()


def changed_since(session: Session, card: Customer, since: dt.date | None) -> list[str]:
    """Columns of the card that changed after a day, as the trail has them, the latest first (R-024)."""
    found: dict[str, None] = {}
    for entry in trail.entries(session, card):
        if entry.action == "update" and (since is None or clock.day_of(entry.at) > since):
            found |= dict.fromkeys(entry.changes)
    return [name for name in found if name not in NOT_FACTS]


def growth(session: Session, customer_id: int) -> int | None:
    """By how many per cent yearly purchases grew from the last declaration but one to the last (R-257)."""
    amounts = session.scalars(
        select(TradingDeclaration.annual_purchase_amount)
        .where(
            TradingDeclaration.customer_id == customer_id,
            TradingDeclaration.valid_from <= clock.today(),
            TradingDeclaration.annual_purchase_amount.is_not(None),
        )
        .order_by(TradingDeclaration.valid_from.desc(), TradingDeclaration.id.desc())
        .limit(2)
    ).all()  # fmt: skip
    if len(amounts) < 2 or amounts[0] is None or not amounts[1]:
        return None
    return int((amounts[0] - amounts[1]) * 100 // amounts[1])


def is_custodian(session: Session, user_id: int) -> bool:
    """True when somebody is proposed for custodian, or is one (R-309)."""
    if not holds(Custodian.user_id.property.columns[0], user_id):
        return False
    found = select(Custodian.id).where(
        Custodian.user_id == user_id, Custodian.state != CustodianState.ENDED
    )
    return session.scalar(found.limit(1)) is not None


def open_run(session: Session) -> bool:
    """True while a run over the classes of all customers waits for somebody or works."""
    ended = ClassRun.state.in_((RunState.APPLIED, RunState.DROPPED))
    return bool(session.scalar(select(ClassRun.id).where(~ended).limit(1)))
