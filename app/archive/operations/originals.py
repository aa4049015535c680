"""Verbs of original papers: follow their scans, watch their validity, find the place of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.models import Original
from app.archive.words import CopyKind, OriginalState
from app.customers.models import Customer
from app.customers.words import OriginalKind
from app.kernel import clock, deadlines, numbering, policy, workdays
from app.kernel.cells import LOCALES
from app.kernel.db import actor_id, utcnow
from app.kernel.deadlines import Due
from app.kernel.files.models import Attachment
from app.kernel.files.refusal import FileRefused
from app.kernel.tasks import TaskSpec, close_tasks
from app.kernel.tokens import fold

FLOW = "original"
LEAD = "archive.validity_remind_days"
# what people call the usual papers when they name a scan
CALLED = {
    "营业执照": OriginalKind.BUSINESS_LICENCE, "执照": OriginalKind.BUSINESS_LICENCE,
    "身份证": OriginalKind.IDENTITY_PROOF, "合同": OriginalKind.CONTRACT,
    "授权书": OriginalKind.POWER_OF_ATTORNEY, "授权委托书": OriginalKind.POWER_OF_ATTORNEY,
    "介绍信": OriginalKind.INTRODUCTION_LETTER, "年报": OriginalKind.ANNUAL_ACCOUNTS,
    "财务报表": OriginalKind.ANNUAL_ACCOUNTS, "验收单": OriginalKind.ACCEPTANCE_RECORD,
    "送货单": OriginalKind.DELIVERY_VOUCHER, "收据": OriginalKind.DELIVERY_VOUCHER,
}  # fmt: skip
_PIECE = re.compile(r"[^\s_＿—–-]+")
MOST = 12  # pieces of a name that are looked at
_PARTS = re.compile(r"[\s_＿·—–+,，、]+|-(?=\D)|(?<=\D)-")
_TAIL = re.compile(r"[\s(（\[【]*\d*[)）\]】]*$")


def follow(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """Before a flush: a paper knows how many scans it has; a new term ends what was asked before."""
    touched: dict[int, int] = {}
    for row in (*session.new, *session.dirty):
        if isinstance(row, Attachment) and row.row_table == Original.__tablename__:
            touched[row.row_id] = touched.get(row.row_id, 0) + _step(row)
        elif isinstance(row, Original) and row.id and inspect(row).attrs.valid_to.history.deleted:
            with session.no_autoflush:
                close_tasks(session, row, actor_id(), utcnow(), "renewed", FLOW)
    with session.no_autoflush:
        for ident, step in sorted(touched.items()):
            paper = session.get(Original, ident) if step else None
            if paper is not None:
                _hold(session, paper)
                paper.scan_count = max(0, paper.scan_count + step)


def _hold(session: Session, paper: Original) -> None:
    """The paper as it stands now: several scans of it may come at once, and all count."""
    if not session.is_modified(paper):
        session.refresh(paper, with_for_update=True)


def _step(row: Attachment) -> int:
    """One more, one less, or as before."""
    if inspect(row).transient or inspect(row).pending:
        return 1
    changed = inspect(row).attrs.removed_at.history
    return -1 if changed.added and changed.added[0] is not None else 0


def end(row: Original) -> None:
    """A paper goes out of force; it stays in the archive with all its scans (R-025)."""
    row.ended_on = clock.today()


def term(session: Session, row: Original, _now: dt.datetime) -> Due:
    """The last moment of a paper's last day."""
    at = workdays.end_of_day(row.valid_to, clock.zone()) if row.valid_to is not None else None
    return Due(at, because=deadlines.stated(row, "valid_to").because)


RENEW = TaskSpec(to="owner_id", title=_("Ask for the new paper"), due=term, rule="R-025")
RENEW_UNOWNED = TaskSpec(
    roles=("custodian",), title=_("Ask for the new paper"), due=term, rule="R-025"
)


def soon(today: dt.date) -> dt.date:
    """Until which day a paper that runs out is spoken of today."""
    return today + dt.timedelta(days=int(policy.value(LEAD)))


# -- a file finds its place by its name ------------------------------------------------------------
def place(session: Session, file_name: str, may_make: bool) -> tuple[Original, bool]:
    """The paper that a file belongs to by its name, and whether it was made for it just now.

    The name says customer and kind in any order: ``锦昱商贸_营业执照.pdf``, archive number or
    customer code instead of the name. Raises FileRefused with what is missing.
    """
    words = [word for word in _PARTS.split(file_name.rsplit(".", 1)[0]) if word]
    kinds = [kind for word in words if (kind := kind_called(word)) is not None]
    if len(set(kinds)) != 1:
        raise FileRefused(
            _("The name does not say which kind of paper it is.")
            if not kinds
            else _("The name says more than one kind of paper.")
        )
    customer = _customer(session, file_name)
    if may_make:  # of two scans that come at once the second finds what the first registered
        held = select(Customer.id).where(Customer.id == customer.id)
        session.execute(held.with_for_update(key_share=True))
    found = queries.in_force(session, customer.id, kinds[0])
    if found is not None:
        return found, False
    if not may_make:
        raise FileRefused(_("No paper of this kind is registered for the customer yet."))
    return _new(session, customer, kinds[0]), True


def kind_called(word: str) -> OriginalKind | None:
    """The kind of paper that a word means: by its name in either language, its value, or as people say."""
    plain = _TAIL.sub("", word) or word
    return CALLED.get(plain) or _kinds().get(fold(plain))


def _kinds() -> dict[str, OriginalKind]:
    found: dict[str, OriginalKind] = {}
    for locale in LOCALES:
        with force_locale(locale):
            found |= {fold(str(kind.label)): kind for kind in OriginalKind}
    return found | {fold(kind.value): kind for kind in OriginalKind}


def _customer(session: Session, file_name: str) -> Customer:
    """The one customer that a word of the name, or several in a row, mean."""
    words = [word for word in _spans(file_name) if kind_called(word) is None]
    found = queries.named_customers(session, words) if words else ()
    if not found:
        raise FileRefused(_("No customer within your reach has this archive number, code or name."))
    if len(found) > 1:
        raise FileRefused(_("The name fits more than one customer; use the customer code."))
    return found[0]


def _spans(file_name: str) -> list[str]:
    """All that stands between two separators of a name: codes have such signs in them too."""
    stem = file_name.rsplit(".", 1)[0]
    at = [(match.start(), match.end()) for match in _PIECE.finditer(stem)][:MOST]
    return list(dict.fromkeys(stem[a:b] for i, (a, _end) in enumerate(at) for _a, b in at[i:]))


def _new(session: Session, customer: Customer, kind: OriginalKind) -> Original:
    row = Original(
        customer_id=customer.id, doc_kind=kind, doc_title=str(kind.label),
        doc_copy_kind=CopyKind.PHOTOCOPY, state=OriginalState.CURRENT,
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row
