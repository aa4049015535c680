"""The demonstration's papers are real files: they pass the checks, have versions, and come once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.demo import papers
from app.kernel.files.models import Attachment, AttachmentVersion, StoredFile


def test_papers_hang_on_customers_and_slips_once(session: Any, as_system: None) -> None:
    made = papers.fill(session, customers=1, slips=1)
    assert made == 3 == session.scalar(select(func.count(Attachment.id)))
    kinds = set(session.scalars(select(StoredFile.file_type)))
    assert len(kinds) == 2
    assert session.scalar(select(func.count(AttachmentVersion.id))) == 4
    assert papers.fill(session) == 0


def test_the_history_says_what_was_hung_in_words(
    session: Any, as_system: None, client_as: Any
) -> None:
    papers.fill(session, customers=1, slips=0)
    licence = select(Attachment.row_id).where(Attachment.file_kind == "business_licence")
    ident = session.scalars(licence).one()
    session.commit()
    page = client_as("custodian").get(f"/originalview/show/{ident}/part/trail?kind=changes").text
    assert "营业执照副本复印件" in page and "营业执照（新）.png" in page
    assert "row_table" not in page and "business_licence" not in page
