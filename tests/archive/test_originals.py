"""Original papers: registered once, superseded and never gone, watched until they run out (F-021, R-025)."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.archive import jobs, rules
from app.archive.models import Original
from app.archive.operations import originals
from app.archive.words import OriginalState
from app.archive.workflow import original_flow
from app.customers.rules import originals as wanted
from app.customers.words import ArchivePart, OriginalKind
from app.kernel import clock
from app.kernel.db import db, writing
from app.kernel.files.models import Attachment
from app.kernel.files.refusal import FileRefused
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, run
from tests.factories import archive, files
from tests.factories.customers import card
from tests.factories.policy import in_force

FETCH = {"X-Requested-With": "fetch"}
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer(session: Any, user_id: Any) -> Any:
    with acting_as(SYSTEM):
        return card(
            session, user_id("rep"), customer_name="锦昱样例商贸有限公司", archive_no="DA-77"
        )


def said(values: dict[str, Any], row: Any = None) -> tuple[list[str], list[str]]:
    errors, warnings = check([rules.original], values, row)
    return [b.field for b in errors], [b.field for b in warnings]


@pytest.mark.rule("R-025")
def test_a_paper_stands_in_the_register_once(session: Any, as_system: None, customer: Any) -> None:
    row = archive.original(session, customer)
    values = {"customer_id": customer.id, "doc_kind": row.doc_kind, "doc_no": row.doc_no,
              "doc_dated": clock.today()}  # fmt: skip
    assert said(values) == (["doc_no"], [])
    assert said(values, row) == ([], [])
    assert said({**values, "doc_no": "2"}) == ([], [])
    assert said({**values, "replaces_id": row.id}) == ([], [])


@pytest.mark.rule("R-025")
def test_the_days_of_a_paper_are_in_order(as_system: None) -> None:
    today = clock.today()
    assert said({"doc_dated": today + DAY}) == (["doc_dated"], [])
    assert said({"doc_dated": today, "valid_from": today, "valid_to": today - DAY})[0] == [
        "valid_to"
    ]
    assert said({"valid_to": today - DAY}) == ([], ["doc_dated", "valid_to"])


@pytest.mark.rule("R-025")
def test_a_new_paper_supersedes_the_old_one_which_stays(
    session: Any, as_system: None, customer: Any
) -> None:
    old = archive.original(session, customer)
    new = archive.original(session, customer, replaces_id=old.id)
    assert old.state is OriginalState.SUPERSEDED and old.ended_on == clock.today()
    assert new.state is OriginalState.CURRENT
    values = {"customer_id": customer.id, "doc_kind": new.doc_kind, "doc_dated": clock.today()}
    assert said({**values, "replaces_id": old.id}) == (["replaces_id"], [])
    other = {**values, "doc_kind": OriginalKind.CONTRACT, "replaces_id": new.id}
    assert said(other) == (["replaces_id"], [])
    with pytest.raises(Denied, match="state"):
        run(session, original_flow, old, "void", viewer=SYSTEM, reason="x")


@pytest.mark.rule("R-025")
def test_nobody_deletes_an_original(client_as: Any, session: Any, customer: Any) -> None:
    with acting_as(SYSTEM):
        row = archive.original(session, customer)
    session.commit()
    answer = client_as("custodian").post(
        f"/originalview/delete/{row.id}", data={"lock_version": row.version}
    )
    assert answer.status_code == 403
    with acting_as(SYSTEM):
        assert session.get(Original, row.id) is not None


@pytest.mark.rule("R-302")
def test_each_kind_lies_in_its_part(session: Any, as_system: None, customer: Any) -> None:
    kinds = (OriginalKind.BUSINESS_LICENCE, OriginalKind.ANNUAL_ACCOUNTS, OriginalKind.CONTRACT)
    laid = [archive.original(session, customer, doc_kind=kind).doc_part for kind in kinds]
    assert laid == [ArchivePart.BASE, ArchivePart.CREDIT_FINANCE, ArchivePart.TRADE]
    chosen = archive.original(session, customer, doc_no="3", doc_part=ArchivePart.REFUND)
    assert chosen.doc_part is ArchivePart.REFUND


@pytest.mark.rule("R-025")
def test_what_is_registered_need_not_hang_on_the_card(
    session: Any, as_system: None, customer: Any
) -> None:
    assert list(wanted(customer))
    row = archive.original(session, customer)
    assert not list(wanted(customer))
    row.valid_to = clock.today() - DAY
    session.flush()
    assert list(wanted(customer)), "a licence that ran out is none"


class Work(SimpleNamespace):
    """What a job is given, without a worker around it."""

    def checkpoint(self, state: Any, done: int) -> None:
        self.session.flush()


def watch(session: Any) -> int:
    return jobs.watch_originals(Work(session=session, state={}))["asked"]


@pytest.mark.rule("R-025")
@pytest.mark.parametrize("lead", [30, 10])
def test_whose_paper_runs_out_is_asked_once(
    session: Any, as_system: None, customer: Any, user_id: Any, lead: int
) -> None:
    in_force(session, originals.LEAD, str(lead))
    watch(session)  # whatever the demonstration has
    near = archive.original(session, customer, valid_to=clock.today() + lead * DAY)
    archive.original(session, customer, doc_no="2", valid_to=clock.today() + (lead + 1) * DAY)
    archive.original(session, customer, doc_no="3")
    assert watch(session) == 1 and watch(session) == 0
    (task,) = open_tasks(session, near)
    assert task.user_id == user_id("rep")
    assert clock.day_of(task.due_at) == near.valid_to
    near.valid_to = clock.today() + 400 * DAY
    session.flush()
    assert not open_tasks(session, near), "a new term ends what was asked about the old one"


# -- scans -----------------------------------------------------------------------------------------
def send(client: Any, name: str, content: bytes = b"") -> Any:
    data = {"file": (io.BytesIO(content or files.document()), name)}
    return client.post("/originalview/intake", data=data, headers=FETCH)


@pytest.mark.rule("R-025")
@pytest.mark.parametrize(
    "name",
    [
        "锦昱样例商贸有限公司_营业执照.pdf",
        "DA-77 营业执照 2.pdf",
        "营业执照副本复印件-DA-77.pdf",
        "营业执照_DA-77_2.pdf",
    ],
)
def test_a_scan_finds_its_paper_by_its_name(
    client_as: Any, session: Any, customer: Any, name: str
) -> None:
    session.commit()
    client = client_as("clerk")
    first = send(client, name)
    assert first.status_code == 200 and "新登记" in first.json["told"]
    again = send(client, name)
    assert "已有" in again.json["told"], "the same content is taken in once"
    newer = send(client, name, files.document(3))
    assert "新版本" in newer.json["told"]
    with acting_as(SYSTEM):
        (row,) = session.scalars(select(Original).where(Original.customer_id == customer.id))
        assert (row.doc_kind, row.scan_count) == (OriginalKind.BUSINESS_LICENCE, 1)
        (paper,) = session.scalars(
            select(Attachment).where(
                Attachment.row_table == "original_document", Attachment.row_id == row.id
            )
        )
        assert (paper.file_kind, paper.number) == ("business_licence", 2)


def test_the_result_of_each_file_says_what_to_do(
    client_as: Any, session: Any, customer: Any
) -> None:
    session.commit()
    client = client_as("clerk")
    assert "种类" in send(client, "锦昱样例商贸有限公司.pdf").json["error"]
    assert "客户" in send(client, "查无此人公司_合同.pdf").json["error"]
    assert send(client, "DA-77_合同_身份证.pdf").status_code == 422
    assert "不能查看" in send(client, "DA-77_身份证.pdf").json["error"], "a clerk may not open it"
    assert "没有登记" in send(client_as("custodian"), "DA-77_合同.pdf").json["error"]
    page = client.post(
        "/originalview/intake",
        data={"file": [(io.BytesIO(files.document()), "DA-77_合同.pdf"),
                       (io.BytesIO(b"MZ"), "DA-77_合同.exe")]},
    ).text  # fmt: skip
    assert page.count('class="done"') == 1 and page.count('class="failed"') == 1


@pytest.mark.rule("R-025")
def test_scans_that_come_at_once_hang_on_one_paper(own_app: Any) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        rep = db.session.scalars(select(User.id).where(User.username == "rep")).one()
        ident = card(db.session, rep, archive_no="DA-78").id
        db.session.commit()
    start = Barrier(4)

    def bring(number: int) -> None:
        with own_app.app_context(), acting_as(SYSTEM), writing():
            start.wait(30)
            row, _is_new = originals.place(db.session, f"DA-78_营业执照_{number}.pdf", True)
            name, table = f"{number}.pdf", Original.__tablename__
            db.session.add(Attachment(row_table=table, row_id=row.id, file_name=name))
            db.session.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(bring, range(4)))
    with own_app.app_context(), acting_as(SYSTEM):
        counts = select(Original.scan_count).where(Original.customer_id == ident)
        assert db.session.scalars(counts).all() == [4]


def test_a_customer_out_of_reach_is_none(client_as: Any, session: Any, customer: Any) -> None:
    session.commit()
    assert "客户" in send(client_as("rep3"), "DA-77_合同.pdf").json["error"]


def test_a_word_means_its_kind(session: Any, as_system: None) -> None:
    assert originals.kind_called("合同（2）") is OriginalKind.CONTRACT
    assert originals.kind_called("business_licence") is OriginalKind.BUSINESS_LICENCE
    assert originals.kind_called("锦昱") is None
    with pytest.raises(FileRefused):
        originals.place(session, "合同.pdf", True)
