"""Pictures of contents: made by a job in a process of their own, looked at instead of the content itself."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import jobs
from app.kernel.files.models import PreviewState, StoredFile
from app.kernel.files.pictures import draw
from app.kernel.files.sniffing import FileType
from app.kernel.files.store import store
from app.kernel.scope import SYSTEM, acting_as

SIZES = ("small", "large")


def ask(session: Any, stored: StoredFile, kind: FileType) -> None:
    """Have pictures made of a content that pictures can be made of."""
    if not kind.has_preview:
        return
    stored.preview = PreviewState.WAITING
    session.flush()
    with acting_as(SYSTEM):  # the house's own work, nothing for a person's list
        jobs.enqueue(
            session, "preview_file", key=f"preview-{stored.storage_key}", file_id=stored.id
        )


def picture_name(size: str, page: int) -> str:
    """What the store calls a picture."""
    return f"{size}.{page}.png"


@jobs.job("preview_file", title=_("Make the preview of a file"), lease_seconds=180)
def preview_file(work: Any, file_id: int) -> dict[str, int]:
    """The first pages as pictures; drawing holds no transaction open."""
    stored = work.session.get(StoredFile, file_id)
    if stored is None:
        return {"pages": 0}
    key, kind = stored.storage_key, stored.file_type
    work.session.rollback()
    try:
        with store().open(key) as file:
            pages = draw(file, kind)
    except FileNotFoundError:
        pages = []  # the check of the files will tell the administrator
    for number, pictures in enumerate(pages, start=1):
        for size, picture in zip(SIZES, pictures, strict=True):
            store().put_preview(key, picture_name(size, number), picture)
    stored = work.session.get(StoredFile, file_id)
    if stored is not None and stored.storage_key == key:
        stored.pages = len(pages)
        stored.preview = PreviewState.MADE if pages else PreviewState.FAILED
    return {"pages": len(pages)}
