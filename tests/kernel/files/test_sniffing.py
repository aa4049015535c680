"""What a file is by its content; what is not on the list is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kernel.files.pictures import draw, measure
from app.kernel.files.refusal import FileRefused
from app.kernel.files.sniffing import PICTURES, sniff
from tests.factories import files

pytestmark = pytest.mark.no_database

HONEST = {
    "合同.pdf": ("pdf", files.document()),
    "照片.jpg": ("jpeg", files.picture(kind="JPEG")),
    "照片.png": ("png", files.picture()),
    "动图.gif": ("gif", files.picture(kind="GIF")),
    "图.webp": ("webp", files.picture(kind="WEBP")),
    "扫描.tif": ("tiff", files.picture(kind="TIFF")),
    "图.bmp": ("bmp", files.picture(kind="BMP")),
    "方案.docx": ("docx", files.DOCX),
    "名单.xlsx": ("xlsx", files.packed(**{"xl/workbook.xml": b""})),
    "发票.ofd": ("ofd", files.packed(**{"OFD.xml": b""})),
    "旧.doc": ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le")),
    "记录.txt": ("text", "与客户的谈话记录".encode("gb18030")),
    "名单.csv": ("csv", "姓名,电话\n".encode()),
}


@pytest.fixture
def put(tmp_path: Path):
    def write(content: bytes) -> Path:
        path = tmp_path / "content"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_known_whatever_it_is_called(put, name: str) -> None:
    expected, content = HONEST[name]
    assert sniff(put(content), name).name == expected
    if expected not in ("text", "csv"):
        assert sniff(put(content), "anything.exe").name == expected


@pytest.mark.parametrize("name", files.HOSTILE)
def test_what_is_not_on_the_list_is_refused_with_a_sentence(app, put, name: str) -> None:
    path = put(files.HOSTILE[name])
    with app.test_request_context(), pytest.raises(FileRefused) as refused:
        kind = sniff(path, name)
        assert kind.name in PICTURES
        measure(path, kind.name)
    with app.test_request_context():
        assert str(refused.value)


def test_pictures_of_pages_are_bounded_and_upright(app, put) -> None:
    with app.app_context():
        with put(files.document(9)).open("rb") as file:
            pages = draw(file, "pdf")
        with put(files.picture(3000, "JPEG")).open("rb") as file:
            ((small, large),) = draw(file, "jpeg")
    assert len(pages) == 5, "the first pages are enough"
    assert _size(small) == (320, 320) and _size(large) == (1400, 1400)


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", files.huge_picture(), b"GIF89a;<script>"])
def test_what_cannot_be_drawn_has_no_picture_and_does_no_harm(app, put, content: bytes) -> None:
    with app.app_context():
        for kind in ("pdf", "png"):
            with put(content).open("rb") as file:
                assert draw(file, kind) == []


def _size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
