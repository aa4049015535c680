"""Hand customers over in one batch: list, sign, move, close (W-05)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.allocation import balance, carrying, queries
from app.allocation.models import Transfer, TransferItem, TransferSignature
from app.allocation.operations.giving import Cause, give
from app.allocation.words import ItemState, TransferReason, Why
from app.customers.models import Customer
from app.kernel import clock, jobs, manifests
from app.kernel.bulk import bulk_write
from app.kernel.files.models import Attachment
from app.kernel.moving import count_many, hand_all_tasks
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify_all
from app.kernel.scope import everything
from app.organization.models import Staff
from app.visits.models import VisitRequest
from app.visits.queries import OPEN

HAND_OVER = declare("hand_over", _("Hand-overs"), by_mail=True)
AT_ONCE = 200  # customers that move while somebody waits; more is the work of a job
CHUNK = 500
LEAVING = (TransferReason.DEPARTURE, TransferReason.POST_CHANGE)


def list_customers(session: Session, row: Transfer, now: dt.datetime) -> None:
    """The manifest: every customer of who hands over, what hangs on each, a successor for each."""
    customers = queries.held_by(session, row.from_user_id)
    receivers = _receivers(session, row, customers, now)
    for at in range(0, len(customers), CHUNK):
        some = customers[at : at + CHUNK]
        hanging = _hanging(session, [each.id for each in some])
        bulk_write(session, TransferItem, [
            {"transfer_id": row.id, "customer_id": each.id, "customer_name": each.customer_name,
             "to_user_id": to_id, **{name: held.get(each.id, 0) for name, held in hanging.items()}}
            for each, to_id in zip(some, receivers[at : at + CHUNK], strict=True)
        ])  # fmt: skip
    row.customer_count = len(customers)


def _receivers(
    session: Session, row: Transfer, customers: Sequence[Any], now: dt.datetime
) -> list[int | None]:
    """The named successor, or the balanced one for each, in the order of the customers (R-062)."""
    if row.to_user_id is not None:
        return [row.to_user_id] * len(customers)
    among = [i for i in carrying.salespeople(session, row.branch_id) if i != row.from_user_id]
    if not among:
        return [None] * len(customers)
    grades = [each.abc_grade.value if each.abc_grade else "" for each in customers]
    loads = carrying.loads(session, among, now)
    return [*balance.share_out(loads, grades, balance.weights())[0]]


def _hanging(session: Session, ids: Sequence[int]) -> dict[str, Mapping[int, Any]]:
    """What hangs on each of these customers, by the columns of the manifest."""
    left = VisitRequest.leftover_problem.is_not(None)
    hanging = manifests.hanging(session, Customer, ids)
    with everything():
        return {
            "hanging": hanging,
            "contacts": {i: held.get("contact", [0])[0] for i, held in hanging.items()},
            "visits": {i: held.get("visit_request", [0])[0] for i, held in hanging.items()},
            "open_slips": _count(session, VisitRequest.customer_id, ids, VisitRequest.state.in_(OPEN)),
            "promises": _count(session, VisitRequest.customer_id, ids, left),
            "open_tasks": manifests.waiting(session, Customer, ids),
            "originals": _count(
                session, Attachment.row_id, ids, Attachment.row_table == "customer",
                Attachment.removed_at.is_(None),
            ),
        }  # fmt: skip


def _count(session: Session, key: Any, ids: Sequence[int], *conditions: Any) -> dict[int, int]:
    found = select(key, func.count()).where(key.in_(ids), *conditions).group_by(key)
    return {row[0]: row[1] for row in session.execute(found)}


def sign_giver(session: Session, row: Transfer, now: dt.datetime) -> None:
    """Who hands over signs: every line that is not called incomplete is ticked."""
    row.given_at = now
    _tick(session, row, ItemState.LISTED, ItemState.GIVEN)
    row.unsigned = len(queries.receivers_left(session, row))


def _tick(
    session: Session, row: Transfer, before: ItemState, after: ItemState, *conditions: Any
) -> None:
    """Every line in a state gets the next one; who signed and when stands on the sheet."""
    session.flush()
    lines = update(TransferItem).where(
        TransferItem.transfer_id == row.id, TransferItem.state == before, *conditions
    )
    with everything():
        session.execute(lines.values(state=after, version=TransferItem.version + 1))


def check(session: Session, row: Transfer, by_id: int | None, now: dt.datetime) -> None:
    """The custodian has looked at the originals; the receivers learn that it is their turn (R-025)."""
    row.checked_by_id, row.checked_at = by_id, now
    left = queries.receivers_left(session, row)
    row.unsigned, row.customer_count = len(left), queries.lines_of(session, row.id)
    notify_all(session, left, HAND_OVER, _("Customers are handed over to you: please sign."), row)


def sign_receiver(session: Session, row: Transfer, user_id: int, now: dt.datetime) -> None:
    """A receiver signs: his lines are ticked."""
    session.add(TransferSignature(transfer_id=row.id, user_id=user_id, at=now))
    _tick(session, row, ItemState.GIVEN, ItemState.RECEIVED, TransferItem.to_user_id == user_id)
    row.unsigned = len(queries.receivers_left(session, row))


def take_over(session: Session, row: Transfer, by_id: int | None, now: dt.datetime) -> None:
    """The last signature: the customers change hands, at once or as a job (R-066)."""
    row.accepted_at = now
    if row.customer_count > AT_ONCE:
        jobs.enqueue(session, "hand_over_customers", key=f"transfer:{row.id}", transfer_id=row.id)
        return
    while move_some(session, row, by_id, now):
        pass


def move_some(session: Session, row: Transfer, by_id: int | None, now: dt.datetime) -> int:
    """The next lines of one receiver, all that hangs on them counted before and after; how many."""
    waiting = select(TransferItem).where(
        TransferItem.transfer_id == row.id, TransferItem.is_moved.is_(False),
        TransferItem.to_user_id.is_not(None),
    )  # fmt: skip
    with everything():
        first = session.scalars(
            waiting.order_by(TransferItem.to_user_id, TransferItem.id).limit(1)
        ).first()
        if first is None:
            return 0
        mine = waiting.where(TransferItem.to_user_id == first.to_user_id)
        items = session.scalars(mine.order_by(TransferItem.id).limit(CHUNK)).all()
    ids = [item.customer_id for item in items]
    before = Counter(row.counted_before) + Counter(count_many(session, Customer, ids))
    cause = Cause(Why(row.transfer_reason.value), by_id, row.transfer_no)
    moved = give(session, ids, first.to_user_id, cause, now)
    row.counted_before, row.counted_after = (
        dict(before),
        dict(Counter(row.counted_after) + Counter(moved)),
    )
    for item in items:
        item.is_moved = True
    row.moved_count += len(items)
    session.flush()
    return len(items)


def close(session: Session, row: Transfer, by_id: int | None, now: dt.datetime) -> None:
    """Everything is where it belongs; who leaves loses his account only now, and what he still had
    to do about no customer is the manager's who closes (R-066)."""
    row.closed_at = now
    if row.transfer_reason is not TransferReason.DEPARTURE:
        return
    hand_all_tasks(session, row.from_user_id, by_id)
    user = session.get_one(User, row.from_user_id)
    user.active = False
    person = session.scalars(select(Staff).where(Staff.user_id == user.id)).first()
    if person is not None and person.left_on is None:
        person.left_on = row.handed_on or clock.day_of(now)
