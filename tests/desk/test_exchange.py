"""Exchange on screen: who may, what is shown, and that nothing is written before it is seen."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app.customers.models import Customer
from app.customers.words import Lifecycle, Tier
from app.desk import exchange, export_job
from app.kernel import sheet_files
from app.kernel.exchange import ExportEntry, ImportBatch
from app.kernel.jobs import Job, JobState
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.trail import TrailEntry
from app.kernel.worker import Work

BASE = "/customerview"
FILE = """企业名称,统一社会信用代码,注册日期,注册资金,所在省份,地区
瓴岚一号有限公司,,2019-01-16,"1,000(万)",四川,成都
瓴岚一号 有限公司,,2019-01-16,N/A,四川,成都
瓴岚二号有限公司,510104000012345,2019-01-16,N/A,四川,成都
坏行有限公司,,昨天,很多,四川,成都
"""


def upload(client: Any, text: str = FILE, name: str = "公司.csv") -> Any:
    file = (io.BytesIO(text.encode("gb18030")), name)
    return client.post(f"{BASE}/import", data={"file": file}, content_type="multipart/form-data")


def mapping(html: str) -> dict[str, str]:
    """What the match page proposes, as its form would post it."""
    found = {}
    for name, body in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    if not found.get("branch", "1"):
        found["branch"] = re.search(r'name="branch".*?value="(\d+)"', html, re.DOTALL)[1]
    return found


def counts(session: Any) -> dict[str, int]:
    session.expire_all()
    return (
        session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one().counts
    )


def written(session: Any) -> int:
    with acting_as(SYSTEM):
        return session.scalar(
            select(func.count(Customer.id)).where(Customer.customer_name.startswith("瓴岚"))
        )


def walk_to_the_check(client: Any) -> str:
    """Upload, confirm the proposed headings; gives the address of the import."""
    place = upload(client).location
    page = client.get(place)
    assert page.status_code == 200
    assert client.post(f"{place}/check", data=mapping(page.text)).location == place
    return place


def test_a_file_walks_from_upload_to_rows_and_back(session: Any, client_as: Any) -> None:
    client = client_as("clerk")
    assert client.get(f"{BASE}/import").status_code == 200
    place = walk_to_the_check(client)
    assert counts(session) == {"new": 2, "duplicate_in_file": 1, "refused": 1, "warned": 1}
    assert written(session) == 0, "nothing is written before it is seen"
    page = client.get(place).text
    assert "昨天" in page and "很多" in page, "every finding with its cell"
    assert client.post(f"{place}/write").location == place
    assert written(session) == 2 and counts(session)["written"] == 2
    assert "瓴岚一号" in client.get(f"{BASE}/list/?q=瓴岚").text
    assert client.post(f"{place}/undo").location == place
    assert written(session) == 0 and counts(session)["undone"] == 2
    assert client.post(f"{place}/write").status_code == 409


def test_refused_rows_come_back_as_a_workbook_with_their_reasons(client_as: Any) -> None:
    client = client_as("clerk")
    place = walk_to_the_check(client)
    answer = client.get(f"{place}/rows.xlsx?outcome=refused")
    table = sheet_files.read(answer.data)
    assert table.headings[-1] == "错误原因"
    assert (
        len(table.rows) == 1 and "昨天" in table.rows[0][1][-1] and "很多" in table.rows[0][1][-1]
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_of_the_wizard_opens_in_both_languages(client_as: Any, locale: str) -> None:
    client = client_as("clerk", locale)
    place = walk_to_the_check(client)
    pages = [f"{BASE}/import", f"{place}?step=match", place]
    pages += [
        f"{place}?show={show}"
        for show in ("new", "duplicate_in_file", "refused", "warned", "nonsense")
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert not re.search(r">\s*(None|True|False)\s*<", answer.text)


def test_a_giant_cell_is_cut_on_every_page(client_as: Any) -> None:
    giant = "x" * 100_000
    text = f"企业名称,统一社会信用代码,注册日期\n{giant},,昨天{giant}\n坏行,,{giant}\n"
    client = client_as("clerk")
    place = upload(client, text).location
    pages = [client.get(place).text]
    client.post(f"{place}/check", data=mapping(pages[0]))
    pages += [client.get(f"{place}?show={show}").text for show in ("refused", "new")]
    assert "x" * 199 in pages[0] and "x" * 199 in pages[1]
    for page in pages:
        assert not re.search("x{401}", page)


def test_an_import_belongs_to_who_brought_it(client_as: Any) -> None:
    place = walk_to_the_check(client_as("clerk"))
    other = client_as("supervisor")
    for path in (place, f"{place}/rows.xlsx"):
        assert other.get(path).status_code == 404
    for step in ("check", "write", "undo"):
        assert other.post(f"{place}/{step}").status_code == 404


@pytest.mark.parametrize("person", ["rep", "attendance", "credit", "admin"])
def test_who_may_not_import_meets_a_closed_door(client_as: Any, person: str) -> None:
    client = client_as(person)
    assert client.get(f"{BASE}/import").status_code == 403
    assert upload(client).status_code == 403


@pytest.mark.parametrize("text", ["", "只有标题"])
def test_a_file_that_cannot_be_read_is_said(client_as: Any, session: Any, text: str) -> None:
    client = client_as("clerk")
    before = session.scalar(select(func.count(ImportBatch.id)))
    assert upload(client, text).location.endswith("/import")
    assert session.scalar(select(func.count(ImportBatch.id))) == before


def test_one_field_cannot_come_from_two_columns(client_as: Any, session: Any) -> None:
    client = client_as("clerk")
    place = upload(client).location
    form = mapping(client.get(place).text) | {"column-1": "customer_name"}
    assert "step=match" in client.post(f"{place}/check", data=form).location
    assert counts(session) == {}


def exported(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.rule("R-306")
def test_the_filtered_list_leaves_as_a_file_and_that_is_noted(
    session: Any, client_as: Any, user_id: Any
) -> None:
    with acting_as(SYSTEM):
        session.add(
            Customer(
                customer_name="=瓴岚公式", customer_code="T-9", branch_id=1, mobile="13912345678"
            )
        )
        session.flush()
    client = client_as("gm")
    rows = exported(client.get(f"{BASE}/export/csv?q=瓴岚"))
    assert len(rows) == 2 and "'=瓴岚公式" in rows[1]
    table = sheet_files.read(client.get(f"{BASE}/export/xlsx?q=瓴岚").data)
    assert "=瓴岚公式" in table.rows[0][1]
    notes = session.scalars(select(ExportEntry).order_by(ExportEntry.id.desc()).limit(2)).all()
    assert {(note.user_id, note.format) for note in notes} == {
        (user_id("gm"), "csv"),
        (user_id("gm"), "xlsx"),
    }
    assert client.get(f"{BASE}/export/pdf").status_code == 404


def test_a_long_list_becomes_a_job_whose_file_is_for_who_asked(
    session: Any, client_as: Any, user_id: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "AT_ONCE", 2)
    assert client_as("gm").get(f"{BASE}/export/csv?q=瓴岚").status_code == 200
    answer = client_as("gm").get(f"{BASE}/export/csv?f.tier.is=general&cols=customer_name")
    session.commit()
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        job = session.scalars(select(Job).where(Job.job_kind == export_job.KIND)).one()
        assert answer.location.endswith(f"/jobview/show/{job.id}")
        work = Work(job, export_job.jobs.spec(export_job.KIND), "test", None)  # type: ignore[arg-type]
        job.result, job.state = export_job.export_list(work, **job.arguments), JobState.DONE
        session.commit()
        general = session.scalars(
            select(Customer.customer_name).where(
                Customer.tier == Tier.GENERAL,
                Customer.lifecycle_status != Lifecycle.REMOVED_ARCHIVED,
            )
        ).all()
    where = f"/jobview/result/{job.id}"
    answer = client_as("gm").get(where)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = exported(answer)
    assert sorted(row[0] for row in rows[1:]) == sorted(general)
    assert where in client_as("gm").get(f"/jobview/show/{job.id}").text
    assert client_as("admin").get(where).status_code == 404, "he sees the job, not what it made"
    note = session.scalars(select(ExportEntry).order_by(ExportEntry.id.desc()).limit(1)).one()
    assert (note.user_id, note.row_count) == (user_id("gm"), len(general))
    told = session.scalars(select(Notice).where(Notice.notice_kind == export_job.READY)).one()
    assert told.user_id == user_id("gm") and str(len(general)) in told.text


def test_who_may_no_longer_export_gets_no_file(session: Any, user_id: Any) -> None:
    job = export_job.enqueue(session, user_id("finance"), "CustomerView", "csv", "", "zh")
    work = Work(job, export_job.jobs.spec(export_job.KIND), "test", None)  # type: ignore[arg-type]
    with acting_as(SYSTEM), pytest.raises(PermissionError):
        export_job.export_list(work, **job.arguments)


def test_the_export_log_is_for_those_who_answer_for_the_archive(client_as: Any) -> None:
    client_as("gm", "en").get(f"{BASE}/export/csv?q=瓴岚")
    page = client_as("custodian", "en").get("/exportlogview/list/")
    assert page.status_code == 200 and "瓴岚" in page.text and "Customers" in page.text
    assert "瓴岚" not in client_as("admin", "en").get("/exportlogview/list/").text
    assert client_as("rep").get("/exportlogview/list/").status_code == 403


EVIL = [
    f"{sign}1+cmd|' /C calc'!A0"
    for sign in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠")
]


def no_formula_in(answer: Any, *wanted: str) -> None:
    """Nothing in a file that a spreadsheet would run; what was stored is in it all the same."""
    assert answer.status_code == 200
    if answer.mimetype == "text/csv":
        cells = [cell for row in exported(answer) for cell in row]
        assert not [cell for cell in cells if cell.startswith(sheet_files.DANGEROUS)]
        held = {cell.removeprefix("'") for cell in cells}
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            parts = [book.read(name).decode() for name in book.namelist()]
        assert not [part for part in parts if re.search(r"<f[ >/]|t=\"str\"", part)]
        assert not [name for name in book.namelist() if "external" in name.lower()]
        table = sheet_files.read(answer.data)
        held = {*table.headings, *(str(cell) for _at, row in table.rows for cell in row)}
    assert {each.strip() for each in wanted} <= {each.strip() for each in held}


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_no_stored_text_leaves_as_a_formula(
    session: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch, fmt: str
) -> None:
    """Cells, headings, the names of rows behind keys and a saved view's name (OWASP)."""
    with acting_as(SYSTEM):
        owner = session.scalars(select(User).where(User.username == "rep")).one()
        owner.last_name, owner.first_name = "=HYPERLINK(1)", ""
        for number, evil in enumerate(EVIL):
            session.add(
                Customer(customer_name=f"瓴岚{number}", customer_code=f"T-{number}", remark=evil,
                         short_name=evil, owner_id=owner.id)
            )  # fmt: skip
        session.flush()
    client = client_as("gm")
    monkeypatch.setitem(Customer.__table__.c.remark.info, "label", "=SUM(A1)")
    kept = client.post(f"{BASE}/views/save", data={"title": "=1+1", "state": "q=瓴岚"})
    view = re.search(r"view=(\d+)", kept.location)[1]
    columns = "columns=customer_name,short_name,remark,owner_id"
    for query in (f"q=瓴岚&{columns}", f"view={view}&q=瓴岚", "q=瓴岚"):
        no_formula_in(client.get(f"{BASE}/export/{fmt}?{query}"), "瓴岚0")
    answer = client.get(f"{BASE}/export/{fmt}?q=瓴岚")
    assert "=1+1" not in answer.headers["Content-Disposition"]


def test_the_file_of_refused_rows_holds_no_formula(client_as: Any) -> None:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["企业名称", "注册日期", "=HYPERLINK(1)", "+SUM(A1)"])
    lines.writerows([f"瓴岚{n}", f"{evil}昨天", evil, evil] for n, evil in enumerate(EVIL))
    client = client_as("clerk")
    place = upload(client, text.getvalue(), "=cmd/../../x.csv").location
    client.post(f"{place}/check", data=mapping(client.get(place).text))
    answer = client.get(f"{place}/rows.xlsx?outcome=refused")
    no_formula_in(answer, "=HYPERLINK(1)", "瓴岚0")
    said = answer.headers["Content-Disposition"]
    assert "/" not in said and said.count('"') == 2


def test_an_export_holds_what_the_viewer_reaches_and_no_more(
    session: Any, client_as: Any, viewer_of: Any
) -> None:
    rows = exported(client_as("manager").get(f"{BASE}/export/csv"))
    with acting_as(viewer_of("manager")):
        assert len(rows) - 1 == session.scalar(select(func.count(Customer.id)))
    assert client_as("rep").get(f"{BASE}/export/csv").status_code == 403


def test_an_export_hides_and_masks_what_the_screen_does(
    session: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import roles

    with acting_as(SYSTEM):
        session.add(
            Customer(
                customer_name="瓴岚秘密",
                customer_code="T-8",
                mobile="13912345678",
                key_point_feedback="机密",
            )
        )
        session.flush()
    monkeypatch.setitem(roles.SECRETS["personal"], "gm", "mask")
    monkeypatch.setitem(roles.SECRETS["confidential"], "gm", "hide")
    text = client_as("gm").get(f"{BASE}/export/csv?q=瓴岚").data.decode()
    assert "瓴岚秘密" in text and "13912345678" not in text and "139" in text
    assert "机密" not in text and "关键点" not in text, "hidden heading and all"


def test_a_written_import_stands_in_the_trail(session: Any, client_as: Any, user_id: Any) -> None:
    client = client_as("clerk")
    client.post(f"{walk_to_the_check(client)}/write")
    with acting_as(SYSTEM):
        row = session.scalars(
            select(Customer).where(Customer.customer_name == "瓴岚一号有限公司")
        ).one()
    entry = session.scalars(
        select(TrailEntry).where(
            TrailEntry.table_name == "customer", TrailEntry.row_id == str(row.id)
        )
    ).one()
    assert (entry.action, entry.actor_id) == ("insert", user_id("clerk"))
