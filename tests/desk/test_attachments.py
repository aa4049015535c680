"""The doors of the files: who may, what never passes, and that nothing strange is ever shown."""

from __future__ import annotations

import io
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.kernel.files import previews
from app.kernel.files.models import Attachment, FileAccess, StoredFile
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.cards import make_cards
from tests.factories import files

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def ident(session) -> int:
    return make_cards(session, "rep", 1, start=7000)[0]


@pytest.fixture
def other(session) -> int:
    """A card out of rep's reach."""
    return make_cards(session, "rep3", 1, start=7100)[0]


def send(client, ident: int, content: bytes, name: str, kind: str = "", to: str = ""):
    data = {"file": (io.BytesIO(content), name), "kind": kind}
    return client.post(f"/customerview/files/{ident}{to}", data=data, headers=FETCH)


def hang(client, session, ident: int, kind: str = "", content: bytes = b"") -> Attachment:
    answer = send(client, ident, content or files.document(), "营业执照 副本.pdf", kind)
    assert answer.status_code == 200, answer.text
    return session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()


class Work:
    """What a job is given, without a worker around it."""

    def __init__(self, session) -> None:
        self.session = session


def draw(session) -> None:
    session.commit()  # the job rolls back, and may only undo what is its own
    with acting_as(SYSTEM):
        waiting = select(StoredFile.id).where(StoredFile.preview == "waiting")
        for stored_id in session.scalars(waiting).all():
            previews.preview_file(Work(session), stored_id)
            session.commit()


def test_the_tab_shows_what_is_there_and_what_is_missing(client_as, session, ident) -> None:
    client = client_as("rep")
    before = client.get(f"/customerview/show/{ident}/part/files").text
    assert 'class="missing"' in before and "营业执照副本复印件" in before
    paper = hang(client, session, ident, "business_licence")
    after = client.get(f"/customerview/show/{ident}/part/files").text
    assert 'class="there"' in after and 'class="missing"' not in after
    assert "营业执照 副本.pdf" in after
    page = client.get(f"/customerview/show/{ident}?tab=files").text
    assert 'part/files"' in page and '<span class="kd-count">1</span>' in page
    assert "营业执照 副本.pdf" in client.get(f"/customerview/show/{ident}/part/trail").text
    assert client.get(f"/customerview/files/{ident}/{paper.id}", headers=FETCH).status_code == 200


def test_a_download_is_never_shown_keeps_its_chinese_name_and_is_written_down(
    client_as, session, ident, user_id
) -> None:
    client = client_as("rep")
    paper = hang(client, session, ident, "contract")
    answer = client.get(f"/customerview/files/{ident}/{paper.id}/content/1")
    assert answer.data == files.document() and answer.mimetype == "application/pdf"
    head = answer.headers
    assert head["Content-Disposition"].startswith('attachment; filename="file.pdf"')
    assert f"filename*=UTF-8''{quote('营业执照 副本.pdf')}" in head["Content-Disposition"]
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in head["Cache-Control"]
    entry = session.scalars(select(FileAccess)).one()
    assert (entry.user_id, entry.how, entry.row_id) == (user_id("rep"), "download", ident)


@pytest.mark.parametrize("name", files.HOSTILE)
def test_what_strangers_send_is_refused_beside_its_name(client_as, session, ident, name) -> None:
    answer = send(client_as("rep"), ident, files.HOSTILE[name], name)
    assert answer.status_code == 422 and answer.json["error"]
    assert session.scalar(select(Attachment.id)) is None


def test_a_polyglot_is_only_ever_a_picture_and_a_saved_file(client_as, session, ident) -> None:
    client = client_as("rep")
    content = files.picture(kind="GIF") + b"<script>alert(1)</script>"
    assert send(client, ident, content, "../../<b>x.html").status_code == 200
    paper = session.scalars(select(Attachment)).one()
    assert paper.file_name == "b x.gif"
    answer = client.get(f"/customerview/files/{ident}/{paper.id}/content/1")
    assert answer.mimetype == "image/gif"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    draw(session)
    shown = client.get(f"/customerview/files/{ident}/{paper.id}/picture/1/small/1")
    assert shown.mimetype == "image/png" and b"script" not in shown.data
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for path in ("picture/1/small/2", "picture/1/raw/1", "picture/9/small/1", "content/9"):
        assert client.get(f"/customerview/files/{ident}/{paper.id}/{path}").status_code == 404


def test_other_peoples_papers_answer_like_missing_ones(client_as, session, ident, other) -> None:
    mine = hang(client_as("rep"), session, ident)
    theirs = hang(client_as("rep3"), session, other)
    client = client_as("rep")
    for row, paper in ((other, theirs.id), (ident, theirs.id), (ident, 2**64), (other, mine.id)):
        base = f"/customerview/files/{row}/{paper}"
        for path in ("", "/content/1", "/picture/1/small/1"):
            assert client.get(base + path).status_code == 404, base + path
        for path in ("/kind", "/remove"):
            assert client.post(base + path, data={"reason": "x"}).status_code == 404
        assert (
            send(client, row, files.document(), "a.pdf", to=f"/{paper}/version").status_code == 404
        )
    assert send(client, other, files.document(), "a.pdf").status_code == 404
    assert client.get(f"/customerview/show/{other}/part/files").status_code == 404


def test_rights_come_before_rows(client_as, session, ident) -> None:
    paper = hang(client_as("rep"), session, ident)
    for person in ("admin", "attendance"):
        client = client_as(person)
        assert client.get(f"/customerview/files/{ident}/{paper.id}").status_code == 403
        assert client.get(f"/customerview/files/999999/{paper.id}/content/1").status_code == 403
    reader = client_as("manager")  # reads and prints, brings nothing
    assert reader.get(f"/customerview/files/{ident}/{paper.id}").status_code == 200
    assert send(reader, ident, files.document(), "a.pdf").status_code == 403
    assert "data-pick" not in reader.get(f"/customerview/show/{ident}/part/files").text


@pytest.mark.rule("C-24", "R-048")
def test_a_secret_kind_is_shut_for_roles_that_may_not_know(client_as, session, ident) -> None:
    rep = client_as("rep")
    paper = hang(rep, session, ident, "identity_proof")
    draw(session)
    shelf = f"/customerview/show/{ident}/part/files"
    assert "营业执照 副本.pdf" not in rep.get(shelf).text, "it opens for a reason"
    assert rep.get(f"/customerview/files/{ident}/{paper.id}/content/1").status_code == 404
    rep.post(f"/customerview/reveal/{ident}", data={"need": "keep", "back": "files"})
    part = rep.get(shelf).text
    assert "营业执照 副本.pdf" in part and "/picture/" not in part, "opened first, and written down"
    rep.get(f"/customerview/files/{ident}/{paper.id}/picture/1/large/1")
    assert session.scalars(select(FileAccess.how)).all() == ["view"]
    clerk = client_as("clerk")  # sensitive: hidden from clerks
    assert "营业执照 副本.pdf" not in clerk.get(f"/customerview/show/{ident}/part/files").text
    assert "营业执照 副本.pdf" not in clerk.get(f"/customerview/show/{ident}/part/trail").text
    for path in ("", "/content/1", "/picture/1/small/1"):
        assert clerk.get(f"/customerview/files/{ident}/{paper.id}{path}").status_code == 404
    hang(clerk, session, ident, "identity_proof", files.document(5))
    newest = session.scalars(select(Attachment.file_kind).order_by(Attachment.id.desc())).first()
    assert newest == "", "nobody files under a kind he may not open"


def test_versions_and_kinds_are_changed_by_those_who_may_attach(client_as, session, ident) -> None:
    client = client_as("rep")
    paper = hang(client, session, ident)
    again = send(client, ident, files.document(4), "新版.pdf", to=f"/{paper.id}/version")
    assert again.status_code == 200
    assert client.post(
        f"/customerview/files/{ident}/{paper.id}/kind", data={"kind": "contract"}
    ).location.endswith(f"/show/{ident}?tab=files")
    session.refresh(paper)
    assert (paper.number, paper.file_name, paper.file_kind) == (2, "新版.pdf", "contract")
    base = f"/customerview/files/{ident}/{paper.id}/content"
    assert client.get(f"{base}/1").data == files.document()
    assert client.get(f"{base}/2").data == files.document(4)


@pytest.mark.rule("R-025")
def test_originals_stay_and_only_their_keeper_takes_them_away(client_as, session, ident) -> None:
    from app.customers.models import Customer
    from app.customers.words import CardState

    rep = client_as("rep")
    drafted, kept = hang(rep, session, ident), hang(rep, session, ident, content=files.document(5))
    away = f"/customerview/files/{ident}/%s/remove"
    assert rep.post(away % drafted.id, data={"reason": "错传"}).status_code == 302
    with acting_as(SYSTEM):
        session.get(Customer, ident).state = CardState.FILED
        session.commit()
    assert rep.post(away % kept.id, data={"reason": "错传"}).status_code == 403
    keeper = client_as("custodian")
    assert keeper.post(away % kept.id, data={}, headers=FETCH).status_code == 422, "a reason"
    assert keeper.post(away % kept.id, data={"reason": "依法删除"}).status_code == 302
    assert keeper.get(f"/customerview/files/{ident}/{kept.id}").status_code == 404
    trail = keeper.get(f"/customerview/show/{ident}/part/trail").text
    assert "依法删除" in trail and "错传" in trail


def test_several_files_without_scripts_each_have_their_fate(client_as, session, ident) -> None:
    several = {"file": [(io.BytesIO(files.document()), "好.pdf"), (io.BytesIO(b"MZ"), "坏.pdf")]}
    answer = client_as("rep").post(
        f"/customerview/files/{ident}", data=several, follow_redirects=True
    )
    assert "坏.pdf" in answer.text
    assert session.scalars(select(Attachment.file_name)).all() == ["好.pdf"]


def test_a_lost_content_is_said_and_told(app, client_as, session, ident) -> None:
    client = client_as("rep")
    paper = hang(client, session, ident, content=files.document(6))
    stored = session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()
    (app.config["DATA_DIR"] / "files" / "blobs" / stored.storage_key).unlink()
    answer = client.get(f"/customerview/files/{ident}/{paper.id}/content/1", headers=FETCH)
    assert answer.status_code == 404 and "管理员" in answer.json["error"]
    page = client_as("admin").get("/storageview/list/").text
    assert stored.sha256[:16] in page and "营业执照" not in page
    assert client_as("rep").get("/storageview/list/").status_code == 403


def test_views_that_keep_no_files_have_no_such_doors(app) -> None:
    doors = [rule.rule for rule in app.url_map.iter_rules() if "/files/<pk>" in rule.rule]
    views = app.extensions["appbuilder"].baseviews
    keeping = {v.route_base.strip("/") for v in views if getattr(v, "keeps_files", False)}
    assert (
        {"customerview", "visitrequestview"} <= keeping < {v.route_base.strip("/") for v in views}
    )
    assert {rule.split("/")[1] for rule in doors} == keeping
