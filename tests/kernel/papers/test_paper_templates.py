"""The house's own papers: they say what they are given, escape it, and are valid archival, accessible documents."""

from __future__ import annotations

import io
import re
import subprocess
from typing import Any

import paper_press as press
import paper_samples as samples
import pikepdf
import pytest
from PIL import Image

from app.kernel.papers import Rendered
from app.kernel.papers.marks import qr
from app.kernel.papers.worker import PaperWorker
from tests.kernel.papers import paper_validator

pytestmark = [pytest.mark.slow, pytest.mark.no_database]

CREATED = "2026-11-21T10:00:00+08:00"


def text_of(result: Rendered) -> str:
    """What a reader can copy out of the document."""
    command = ["pdftotext", "-layout", "-", "-"]
    run = subprocess.run(command, input=result.pdf, capture_output=True, check=True)
    return run.stdout.decode()


def slip() -> str:
    template = press.environment("zh-CN").from_string(samples.SLIP)
    code = qr("https://kedang.example/visit/42", "编号 ZF-202611-0042")
    return template.render(lang="zh-CN", qr=code, **samples.SLIP_CONTEXT)


SAMPLES: dict[str, tuple[str, str]] = {
    "record zh": ("zh-CN", press.page("_archive.html", **samples.RECORD)),
    "record en": ("en", press.page("_archive.html", "en", **samples.RECORD_EN)),
    "slip zh": ("zh-CN", slip()),
    "list zh": ("zh-CN", press.page("_list.html", **samples.customer_list(60))),
    "wide list en": ("en", press.page("_list.html", "en", **samples.customer_list(10, wide=True))),
}  # fmt: skip


def test_a_record_shows_every_label_and_value(worker: PaperWorker) -> None:
    text = text_of(worker.render(SAMPLES["record zh"][1], lang="zh-CN"))
    for part in ("客户档案登记表", "一、基本信息", "91510100MA6CABCD1X", "刘㛃", "1,280,500.00", "资料齐全，同意建档。",
                 "档号 KH-2026-00037", "份号 2", "无记录", "六、审批过程"):  # fmt: skip
        assert part in text
    assert re.search(r"第 ?2 ?页\s+共 ?2 ?页", text)


def test_an_english_record_speaks_english(worker: PaperWorker) -> None:
    text = text_of(worker.render(SAMPLES["record en"][1], lang="en"))
    for part in (
        "Customer card",
        "1. Identity",
        "Page 1 of 1",
        "Printed by Chen Siyuan",
        "Branch: Chengdu",
    ):
        assert part in text


def test_a_slip_has_opinions_signatures_and_ticked_boxes(worker: PaperWorker) -> None:
    html = SAMPLES["slip zh"][1]
    assert html.count("<title>已选</title>") == 1
    assert html.count("<title>未选</title>") == 2
    text = text_of(worker.render(html, lang="zh-CN"))
    assert "李建国" in text
    assert "2026-11-19 08:55" in text
    assert re.search(r"年\s+月\s+日", text)


def test_a_list_repeats_its_head_and_counts(worker: PaperWorker) -> None:
    result = worker.render(SAMPLES["list zh"][1], lang="zh-CN")
    text = text_of(result)
    assert result.pages == 2
    assert text.count("客户编号") == 2
    assert "共 60 条" in text


def test_many_columns_turn_the_page(worker: PaperWorker) -> None:
    result = worker.render(SAMPLES["wide list en"][1], lang="en")
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        left, bottom, right, top = map(float, pdf.pages[0].MediaBox)
    assert right - left > top - bottom


def test_what_a_user_typed_stays_text() -> None:
    evil = '</style><script>x</script><img src="http://x/">"\'{{ 7*7 }}'
    context: dict[str, Any] = {
        "title": evil,
        "subtitle": evil,
        "sections": [{"title": evil, "rows": [[(evil, evil, 2), (evil, evil, 4)]]}],
        "tables": [{"title": evil, "head": [evil], "rows": [[evil]]}],
        "steps": [{"move": evil, "by": evil, "at": evil, "reason": evil}],
        "head": dict.fromkeys(("doc_no", "form_version", "filled_by", "status"), evil),
        "meta": dict.fromkeys(("archive_no", "printed_by", "printed_at", "copy_no"), evil),
    }
    html = press.page("_archive.html", **context)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</style>") == 1
    assert "49" not in html.split("</style>")[1]


def test_a_row_always_fills_six_columns() -> None:
    rows = [[("a", "1", 2)], [("b", "1", 4), ("c", "2", 2)], [("d", "1", 9)], [("e", "1", 1)] * 3]
    context = {"title": "x", "sections": [{"title": "y", "rows": rows}]}
    body = press.page("_archive.html", **context).split("<tbody>", 1)[1]
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        spans = [
            int(re.search(r'colspan="(\d)"', td)[1]) if "colspan" in td else 1
            for td in re.findall(r"<td[^>]*>", row)
        ]  # type: ignore[index]
        assert sum(spans) + row.count("<th") == 6


def test_a_very_long_text_flows_over_pages_without_an_empty_one(worker: PaperWorker) -> None:
    sections = [{"title": "一", "rows": [[("说明", "客户情况说明。" * 700, 6)]]}]
    result = worker.render(press.page("_archive.html", title="长", sections=sections))
    pages = text_of(result).split("\f")[:-1]
    assert result.pages == len(pages) >= 3
    assert all("客户情况说明" in page for page in pages)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_paper_is_valid_for_archive_and_screen_reader(worker: PaperWorker, name: str) -> None:
    lang, html = SAMPLES[name]
    attached = [("data.json", b"{}", "application/json")]
    result = worker.render(html, lang=lang, created=CREATED, attachments=attached)
    assert paper_validator.findings(result.pdf, "3a", "ua1") == {"3a": {}, "ua1": {}}


def test_odd_characters_and_pictures_do_not_break_validity(worker: PaperWorker) -> None:
    odd = "吉𠮷☑👍 \u2009\u200b\u200d\u00ad\u2060\u3000 e\u0301 ①㎡"
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 0, 0, 90)).save(out, "PNG")
    html = press.page(
        "_archive.html", title=odd, sections=[{"title": odd, "rows": [[(odd, odd, 6)]]}]
    )
    html = html.replace("</body>", '<p><img src="att:1" alt="图"></p></body>')
    result = worker.render(html, lang="zh-CN", created=CREATED, images={"1": out.getvalue()})
    assert result.missing
    assert paper_validator.findings(result.pdf, "3a", "ua1") == {"3a": {}, "ua1": {}}


def test_the_validator_finds_what_is_wrong(worker: PaperWorker) -> None:
    """An instrument that never says no proves nothing: a part 3 document is no part 2 document."""
    pdf = worker.render(SAMPLES["record en"][1], lang="en", created=CREATED).pdf
    assert paper_validator.findings(pdf, "2b")["2b"]
