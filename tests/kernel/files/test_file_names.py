"""Names: Chinese stays, tricks go, endings follow the content."""

from __future__ import annotations

import pytest

from app.kernel.files.names import clean, with_ending

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("营业执照(副本).pdf", "营业执照(副本).pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("C:\\扫描\\合同.pdf", "合同.pdf"),
        ("发票\u202efdp.exe", "发票fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("e\u0301.png", "\u00e9.png"),
        ("  . ", "file"),
        ("CON.txt", "_CON.txt"),
        ('名"片<1>.jpg', "名 片 1.jpg"),
    ],
)
def test_a_name_is_made_harmless(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean("合" * 300 + ".pdf")
    assert kept.endswith(".pdf") and len(kept) <= 120


def test_the_ending_is_that_of_the_content() -> None:
    assert with_ending("照片.JPG", ("jpg", "jpeg")) == "照片.JPG"
    assert with_ending("照片.png", ("jpg", "jpeg")) == "照片.jpg"
    assert with_ending("关于1.2版", ("pdf",)) == "关于1.pdf"
    assert with_ending("无后缀", ("pdf",)) == "无后缀.pdf"
