"""Contents are held once, versions stay, what nobody holds goes; rows and files never part."""

from __future__ import annotations

import io
import os
import threading

import pytest
from sqlalchemy import func, select

from app.customers.models import Customer
from app.kernel import jobs
from app.kernel.db import db, writing
from app.kernel.files import fixity, keeping
from app.kernel.files.models import (
    Attachment,
    AttachmentVersion,
    FileState,
    PreviewState,
    StoredFile,
)
from app.kernel.files.refusal import FileRefused
from app.kernel.files.store import Folder, store
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.trail import TrailEntry
from app.kernel.worker import Worker
from tests.factories import files


@pytest.fixture
def ground(own_app):
    """An application with a committed database and a store of its own."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        yield own_app
        db.session.remove()


def some_card(number: int = 0) -> Customer:
    return db.session.scalars(select(Customer).order_by(Customer.id).offset(number)).first()


def hang(content: bytes, name: str = "合同.pdf", row: Customer | None = None) -> int:
    with keeping.checked(io.BytesIO(content), name) as file:
        ident = keeping.attach(db.session, row or some_card(), file).id
        db.session.commit()
    return ident


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def lying(app) -> int:
    """How many contents lie in the store."""
    return sum(1 for _key in store().keys(-60))


def test_the_same_content_lies_there_once_and_goes_with_its_last_holder(ground) -> None:
    content = files.document()
    first, second = hang(content), hang(content, "另一份.pdf", some_card(1))
    assert (count(StoredFile), count(Attachment), lying(ground)) == (1, 2, 1)
    for ident, left in ((first, 1), (second, 0)):
        keeping.remove(db.session, db.session.get_one(Attachment, ident), "重复")
        db.session.commit()
        Worker(ground).drain()
        assert (count(StoredFile), lying(ground)) == (left, left)
    row = db.session.get_one(Attachment, second)
    assert row.removed_at is not None and row.removed_because == "重复", "the row tells of it"
    assert keeping.papers_of(db.session, some_card()) == []


def test_a_new_version_is_shown_and_the_old_one_stays(ground) -> None:
    ident = hang(files.document(1))
    with keeping.checked(io.BytesIO(files.document(3)), "合同 修订.pdf") as file:
        paper = keeping.paper_of(db.session, some_card(), ident, lock=True)
        keeping.replace(db.session, paper, file)
        db.session.commit()
    newest, oldest = keeping.versions_of(db.session, [ident])
    assert (newest.number, newest.file_name) == (2, "合同 修订.pdf")
    assert (oldest.number, oldest.file_name) == (1, "合同.pdf")
    assert db.session.get_one(Attachment, ident).file_name == "合同 修订.pdf"
    with store().open(oldest.stored.storage_key) as file:
        assert file.read() == files.document(1)


def test_a_deleted_record_takes_its_papers_along_and_the_trail_keeps_them(ground) -> None:
    card = Customer(customer_code="T-1", customer_name="试样商行")
    db.session.add(card)
    db.session.commit()
    ident = hang(files.document(), row=card)
    db.session.delete(card)
    db.session.commit()
    assert count(Attachment) == count(AttachmentVersion) == 0
    said = select(TrailEntry.action).where(
        TrailEntry.table_name == "attachment", TrailEntry.row_id == str(ident)
    )
    assert list(db.session.scalars(said.order_by(TrailEntry.id))) == ["insert", "delete"]
    jobs.enqueue(db.session, "sweep_files")
    db.session.commit()
    Worker(ground).drain()
    assert (count(StoredFile), lying(ground)) == (0, 0)


def test_a_file_whose_row_was_never_committed_is_swept_after_a_day(ground) -> None:
    with keeping.checked(io.BytesIO(files.document()), "合同.pdf") as file:
        keeping.attach(db.session, some_card(), file)
        db.session.rollback()  # as if the process had died before its commit
    assert (count(StoredFile), lying(ground)) == (0, 1)
    db.session.rollback()
    assert fixity.sweep_strays(db.session) == 0, "it may still be on its way"
    assert fixity.sweep_strays(db.session, seconds=-60) == 1
    assert lying(ground) == 0


def test_what_was_refused_or_not_attached_leaves_nothing_behind(ground) -> None:
    incoming = ground.config["DATA_DIR"] / "files" / "incoming"
    with pytest.raises(FileRefused), keeping.checked(io.BytesIO(b"MZ"), "a.pdf"):
        pass
    with keeping.checked(io.BytesIO(files.document()), "a.pdf"):
        assert len(os.listdir(incoming)) == 1
    assert os.listdir(incoming) == [] and lying(ground) == 0


def test_a_file_too_long_and_one_too_many_are_refused(ground) -> None:
    ground.config["FILE_MAX_BYTES"] = 100
    with pytest.raises(FileRefused), keeping.checked(io.BytesIO(files.document()), "a.pdf"):
        pass
    ground.config.update(FILE_MAX_BYTES=10_000_000, FILES_PER_RECORD=1)
    hang(files.document())
    with pytest.raises(FileRefused):
        hang(files.document(1))


def test_previews_are_made_by_a_job(ground) -> None:
    hang(files.document(2))
    hang(files.DOCX, "方案.docx")
    Worker(ground).drain()
    by_type = {row.file_type: row for row in db.session.scalars(select(StoredFile))}
    assert (by_type["pdf"].preview, by_type["pdf"].pages) == (PreviewState.MADE, 2)
    assert by_type["docx"].preview is PreviewState.NONE
    with store().open_preview(by_type["pdf"].storage_key, "small.2.png") as file:
        assert file.read(4) == b"\x89PNG"


def test_a_broken_and_a_missing_file_are_found_told_once_and_healed(ground) -> None:
    broken, missing = files.document(1), files.document(2)
    hang(broken), hang(missing), hang(files.document(3))
    rows = list(db.session.scalars(select(StoredFile).order_by(StoredFile.id)))
    root = ground.config["DATA_DIR"] / "files" / "blobs"
    (root / rows[0].storage_key).write_bytes(b"bit rot")
    (root / rows[1].storage_key).unlink()
    for _round in range(2):
        fixity.recheck_all(db.session)
        db.session.commit()
        Worker(ground).drain()
    found = db.session.scalars(select(StoredFile.state).order_by(StoredFile.id)).all()
    assert found == [FileState.BROKEN, FileState.MISSING, FileState.SOUND]
    told = select(func.count(Notice.id)).where(Notice.notice_kind == "file_damaged")
    assert db.session.scalar(told) == 2, "one administrator, two files, each told once"
    health = fixity.health(db.session)
    assert [row.id for row in health.damaged] == [rows[0].id, rows[1].id]
    assert set(health.holders.values()) == {1}
    db.session.commit()
    hang(missing)
    assert db.session.get_one(StoredFile, rows[1].id).state is FileState.SOUND


def test_files_are_looked_at_again_only_when_it_is_time(ground) -> None:
    hang(files.document())
    jobs.enqueue(db.session, "check_files", key="early")
    db.session.commit()
    Worker(ground).drain()
    assert jobs.by_key(db.session, "early").result == {"checked": 0, "damaged": 0}


def test_two_uploads_of_the_same_content_at_once_hold_one(ground) -> None:
    ids, gate, faults = [some_card().id, some_card(1).id], threading.Barrier(2), []
    db.session.rollback()

    def upload(ident: int) -> None:
        try:
            with ground.app_context(), acting_as(SYSTEM), writing():
                with keeping.checked(io.BytesIO(files.document()), "合同.pdf") as file:
                    gate.wait(60)
                    row = db.session.get_one(Customer, ident)
                    keeping.attach(db.session, row, file)
                    db.session.commit()
                db.session.remove()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=upload, args=(ident,)) for ident in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not faults
    assert (count(StoredFile), count(Attachment), lying(ground)) == (1, 2, 1)


def test_a_sweep_spares_what_somebody_holds_again(ground) -> None:
    ident = hang(files.document())
    stored = db.session.scalars(select(StoredFile)).one()
    assert fixity._forget(db.session, [stored.id]) == []
    keeping.remove(db.session, db.session.get_one(Attachment, ident), "错传")
    db.session.commit()
    hang(files.document(), row=some_card(2))
    Worker(ground).drain()
    assert (count(StoredFile), lying(ground)) == (1, 1)


def test_no_key_leads_out_of_the_folder(tmp_path) -> None:
    folder = Folder(tmp_path / "files")
    (tmp_path / "secret").write_text("x")
    for key in ("../secret", "..", "ab/../../secret", "/etc/passwd", "", "ab/"):
        with pytest.raises(FileNotFoundError):
            folder.open(key)
