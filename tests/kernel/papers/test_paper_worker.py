"""The print process: what it prints, what it refuses, and that nothing harms the service around it."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.kernel.papers import Limits, fonts, wire
from app.kernel.papers.refusal import MESSAGES, PaperRefused
from app.kernel.papers.worker import PaperWorker, get_worker

pytestmark = [pytest.mark.slow, pytest.mark.no_database]

CREATED = "2026-11-21T10:00:00+08:00"


def document(body: str) -> str:
    style = "<style>html{font-family:'Noto Serif SC'}</style>"
    return f'<!doctype html><html lang="zh-CN"><title>试</title>{style}<body>{body}'


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def refused(worker: PaperWorker, html: str) -> str:
    with pytest.raises(PaperRefused) as caught:
        worker.render(html)
    assert caught.value.code in MESSAGES
    return caught.value.code


@pytest.fixture(scope="module")
def strict(font_set: fonts.FontSet) -> Iterator[PaperWorker]:
    """A worker with limits so small that the hostile tests are quick."""
    limits = Limits(html_bytes=2_000_000, rows=50, pages=3, image_pixels=10_000)
    paper_worker = PaperWorker(
        font_set.folder.parent,
        wall_seconds=4,
        cpu_seconds=1,
        memory_bytes=700_000_000,
        limits=limits,
    )
    yield paper_worker
    paper_worker.stop()


def test_a_line_is_printed_with_everything_said_about_it(worker: PaperWorker) -> None:
    result = worker.render(document("<p>客户𬭎"), title="客户卡", lang="zh-CN", created=CREATED)
    assert result.pages == 1
    assert (result.missing, result.refused) == ([], [])
    assert result.sha256 == hashlib.sha256(result.pdf).hexdigest()
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "客户卡"
        assert str(pdf.Root.Lang) == "zh-CN"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261121100000+08")


def test_the_same_input_gives_the_same_bytes(worker: PaperWorker, font_set: fonts.FontSet) -> None:
    other = PaperWorker(font_set.folder.parent)
    html = document("<table><thead><tr><th>一<tbody><tr><td>二</table>")
    first = worker.render(html, created=CREATED).sha256
    assert first == other.render(html, created=CREATED).sha256
    other.stop()


def test_a_character_without_glyph_is_marked_and_named(worker: PaperWorker) -> None:
    result = worker.render(document("<p>吉𪚥☑"))
    assert result.missing == ["☑", "𪚥"]
    assert worker.missing("吉𪚥☑") == {"☑", "𪚥"}


def test_files_are_embedded_with_their_kind(worker: PaperWorker) -> None:
    result = worker.render(
        document("<p>一"), attachments=[("数据.xml", b"<a/>", "text/xml")], created=CREATED
    )
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        attached = list(pdf.Root.AF)
        assert len(attached) == 1
        assert str(attached[0].UF) == "数据.xml"
        assert str(attached[0].EF.F.Subtype) == "/text/xml"
        assert attached[0].EF.F.read_bytes() == b"<a/>"


def test_pictures_come_from_the_job_and_nowhere_else(worker: PaperWorker) -> None:
    inline = base64.b64encode(picture()).decode()
    html = document(
        f'<img alt="a" src="att:7"><img alt="b" src="att:8"><img alt="c" src="data:image/png;base64,{inline}">'
    )
    result = worker.render(html, images={"7": picture("JPEG", "CMYK")})
    assert result.refused == ["att:8"]
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        spaces = {str(o.ColorSpace) for o in found if o.get("/Subtype") == "/Image"}
    assert spaces == {"/DeviceRGB"}


OUTSIDE = "http://127.0.0.1:9/x"
PROBES = [
    f'<link rel="stylesheet" href="{OUTSIDE}">',
    f"<style>@import url({OUTSIDE});</style>",
    f'<style>p{{background:url("{OUTSIDE}")}}</style><p>一',
    f"<style>@font-face{{font-family:x;src:url({OUTSIDE})}}p{{font-family:x}}</style><p>一",
    f'<img alt="" src="{OUTSIDE}">',
    f'<object data="{OUTSIDE}"></object>',
    f'<embed src="{OUTSIDE}">',
    '<img alt="" src="file:///etc/hostname">',
    '<img alt="" src="data:image/svg+xml,<svg/>">',
    '<img alt="" src="ftp://127.0.0.1/x">',
]


@pytest.mark.parametrize("probe", PROBES)
def test_no_address_outside_the_job_is_read(worker: PaperWorker, probe: str) -> None:
    result = worker.render(document(probe))
    assert len(result.refused) == 1
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        assert not pdf.attachments


def test_a_document_cannot_embed_files_of_the_server(worker: PaperWorker) -> None:
    """Links of this kind are not even looked at: the caller alone says what is attached."""
    html = document('<link rel="attachment" href="file:///etc/hostname">')
    with pikepdf.open(io.BytesIO(worker.render(html).pdf)) as pdf:
        assert not pdf.attachments
        assert "/AF" not in pdf.Root


def test_a_picture_with_too_many_pixels_is_refused(strict: PaperWorker) -> None:
    result = strict.render(
        document('<img alt="" src="att:1">'), images={"1": picture(size=(200, 200))}
    )
    assert result.refused == ["att:1"]


def test_too_much_html_or_too_many_rows_never_reach_the_process(strict: PaperWorker) -> None:
    assert refused(strict, "客" * 700_000) == "too_long"
    assert refused(strict, "<tr>" * 51) == "too_long"


def test_too_many_pages_are_refused(strict: PaperWorker) -> None:
    assert refused(strict, document('<p style="break-after:page">一' * 5)) == "too_many_pages"


@pytest.mark.parametrize(
    ("hostile", "codes"),
    [
        ("<p>" + "客" * 600_000, {"too_slow"}),
        ("<table><tr><td colspan=100000000>一</table>", {"too_slow", "too_big"}),
        ("<div>" * 2_000 + "一", {"failed", "too_slow"}),
        ('<div style="display:grid;grid-template-columns:repeat(100000000,1px)">', {"too_slow", "too_big"}),
    ],
    ids=["endless paragraph", "endless colspan", "deep nesting", "endless grid"],
)  # fmt: skip
def test_hostile_documents_end_within_their_limits(
    strict: PaperWorker, hostile: str, codes: set[str]
) -> None:
    started = time.monotonic()
    assert refused(strict, document(hostile)) in codes
    assert time.monotonic() - started < 8
    assert strict.render(document("<p>一")).pages == 1


def test_a_killed_process_is_replaced(worker: PaperWorker) -> None:
    worker.start()  # the last document of a process takes it along
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert worker.render(document("<p>一")).pages == 1


def test_threads_share_one_process(worker: PaperWorker) -> None:
    sums: list[str] = []
    html = [document(f"<p>第{n}号") for n in range(3)]
    alone = [worker.render(h, created=CREATED).sha256 for h in html]

    def job(n: int) -> None:
        sums.append(worker.render(html[n % 3], created=CREATED).sha256)

    threads = [threading.Thread(target=job, args=(n,)) for n in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sums) == sorted(alone * 3)


def test_an_interrupted_job_never_reaches_the_next_caller(
    worker: PaperWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_wire: object) -> None:
        raise KeyboardInterrupt

    worker.render(document("<p>一"))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(wire, "receive", interrupted)
        worker.render(document('<p style="break-after:page">秘密' * 2))
    assert worker.render(document("<p>一")).pages == 1


@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
def test_a_forked_child_gets_a_process_of_its_own(worker: PaperWorker) -> None:
    worker.start()
    parents = worker.pid
    child = os.fork()
    if child == 0:
        try:
            mine = worker.pid is None and worker.render(document("<p>一")).pages == 1
            is_right = mine and worker.pid != parents
            worker.stop()
        except BaseException:
            is_right = False
        os._exit(0 if is_right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert worker.pid == parents
    assert worker.render(document("<p>一")).pages == 1


def test_without_fonts_printing_is_refused_with_a_reason(tmp_path: Path) -> None:
    absent = PaperWorker(tmp_path)
    assert refused(absent, document("")) == "engine_missing"
    assert absent.pid is None


def test_a_refusal_tells_people_what_to_do_and_the_log_why() -> None:
    refusal = PaperRefused("too_slow", "killed")
    assert str(refusal).startswith("This document took too long")
    assert repr(refusal) == "PaperRefused('too_slow', 'killed')"


def test_the_process_knows_nothing_of_the_application(worker: PaperWorker) -> None:
    worker.start()
    environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    names = {pair.split(b"=")[0] for pair in environment.split(b"\0") if pair}
    assert names <= {b"PATH", b"LD_LIBRARY_PATH", b"TMPDIR", b"LANG", b"TZ"}


def test_there_is_one_worker_a_data_folder(font_set: fonts.FontSet) -> None:
    folder = font_set.folder.parent
    assert get_worker(folder) is get_worker(folder / "fonts" / "..")
