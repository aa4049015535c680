"""What the tests of printing share: a small Jinja environment with a Chinese or an English voice, and sample papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from app.kernel.papers.text import FILTERS

TEMPLATES = Path(__file__).parents[3] / "templates"
CHINESE = {
    "Document no.": "编号", "Archive no.": "档号", "Form version": "表单版本", "Status": "状态", "Filled in by": "填表人",
    "Filled in on": "填表日期", "Branch": "分公司", "Printed by": "打印人", "Copy no.": "份号", "Approval": "审批意见",
    "Page {page} of {pages}": "第 {page} 页　共 {pages} 页", "Signature": "签字", "ticked": "已选", "not ticked": "未选",
    "Year / Month / Day": "年\u2003\u2003月\u2003\u2003日", "No.": "序号", "No entries": "无记录",
    "Course of approval": "审批过程", "Step": "步骤", "By": "办理人", "Time": "时间", "Opinion": "意见", "Selection": "筛选条件",
    "%(num)s entry": "%(num)s 条", "%(num)s row in all": "共 %(num)s 条", "%(shown)s of %(total)s rows": "本表 %(shown)s 条，总计 %(total)s 条",
    ":": "：",
}  # fmt: skip


def environment(lang: str) -> Environment:
    """A Jinja environment like the application's, with the words of one language."""
    words = CHINESE if lang.startswith("zh") else {}
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        extensions=["jinja2.ext.i18n"],
    )
    env.filters.update(FILTERS)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: words.get(text, text),
        lambda one, many, number: words.get(one, one if number == 1 else many),
        newstyle=True,
    )
    return env


def page(template: str, lang: str = "zh-CN", **context: Any) -> str:
    """A template of templates/papers as HTML."""
    return environment(lang).get_template(f"papers/{template}").render(lang=lang, **context)
