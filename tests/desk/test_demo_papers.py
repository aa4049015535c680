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
