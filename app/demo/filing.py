"""The demonstration's original papers, some running out, one replaced; and corrections of cards."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.archive.facts import CardField
from app.archive.models import Correction, Original
from app.archive.words import CopyKind
from app.archive.workflow import correction_flow, original_flow
from app.customers.models import Customer
from app.customers.words import CardState, OriginalKind
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import begin

OFFICE = "成都市市场监督管理局"


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Two of three filed customers have their licence, every second a contract."""
    with acting_as(people.viewer("clerk")):
        filed = [row for row in customers if row.state is CardState.FILED]
        for number, customer in enumerate(filed):
            if number % 3 != 2:
                _licence(session, people, customer, number)
            if number % 2 == 0:
                _contract(session, people, customer, number)


CORRECTED = (
    ("scale", "50 至 200 人", ("propose", "stamp")), ("website", "www.yangli.example", ("propose",)),
    ("staff_total", "86", ()),
)  # fmt: skip


def correct(session: Session, people: People, customers: list[Customer]) -> None:
    """Of one salesperson's cards one correction is stamped, one waits for its stamp, one is a draft."""
    rep = people.viewer("rep")
    mine = [c for c in customers if c.state is CardState.FILED and c.owner_id == rep.user_id]
    for customer, (field, text, moves) in zip(mine, CORRECTED, strict=False):
        with acting_as(rep):
            row = Correction(
                customer_id=customer.id, field_name=CardField(field), new_value=text,
                reason="走访时向对方办公室核实",
            )  # fmt: skip
            numbering.number(session, row, on=clock.today())
            session.add(row)
            session.flush()
            begin(session, correction_flow, row, rep)
        for move in moves:
            people.move(
                "marketing" if move == "stamp" else "rep", correction_flow, row, move, utcnow()
            )


def _licence(session: Session, people: People, customer: Customer, number: int) -> None:
    """Most hold without end; some run out soon, one has run out, one was replaced."""
    ends = {0: None, 1: 20, 3: -6, 4: 400}.get(number % 8)
    today = clock.today()
    row = _keep(
        session, people, customer_id=customer.id, doc_kind=OriginalKind.BUSINESS_LICENCE,
        doc_title="营业执照（副本复印件）", doc_no=customer.credit_code, issued_by=OFFICE,
        doc_dated=customer.founded_on, valid_from=customer.founded_on,
        valid_to=today + dt.timedelta(days=ends) if ends is not None else None,
        doc_catalogue_no=f"一-{number + 1:03d}",
    )  # fmt: skip
    if number % 8 == 4:
        _keep(
            session, people, customer_id=customer.id, doc_kind=row.doc_kind,
            doc_title="营业执照（换发）", doc_no=row.doc_no, issued_by=OFFICE, replaces_id=row.id,
            doc_dated=today - dt.timedelta(days=90), valid_from=today - dt.timedelta(days=90),
            doc_catalogue_no=row.doc_catalogue_no,
        )  # fmt: skip


def _contract(session: Session, people: People, customer: Customer, number: int) -> None:
    begins = clock.today() - dt.timedelta(days=300 - number * 7)
    _keep(
        session, people, customer_id=customer.id, doc_kind=OriginalKind.CONTRACT,
        doc_title=f"{begins.year} 年度供货合同", doc_no=f"HT-{begins.year}-{number + 11:03d}",
        doc_copy_kind=CopyKind.ORIGINAL, doc_dated=begins, valid_from=begins,
        valid_to=begins + dt.timedelta(days=365), doc_pages=6, doc_catalogue_no=f"三-{number + 1:03d}",
    )  # fmt: skip


def _keep(session: Session, people: People, **values: object) -> Original:
    row = Original(**values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    begin(session, original_flow, row, people.viewer("clerk"))
    return row
