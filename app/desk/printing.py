"""What every paper goes through: the eyes of a paper, the frame, the print process, the answer to the browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template
from flask_babel import get_locale

from app.desk import prints
from app.desk.facts import people
from app.desk.prints import Copy, Subject
from app.desk.shown import EMPTY, moment
from app.kernel import policy
from app.kernel.db import db
from app.kernel.papers import Paper, Rendered
from app.kernel.papers.refusal import PaperRefused
from app.kernel.papers.text import FILTERS
from app.kernel.papers.worker import PaperWorker, get_worker
from app.kernel.scope import current_viewer
from app.kernel.secrets import outside
from app.kernel.viewer import Viewer


def on_paper(viewer: Viewer) -> Viewer:
    """The same person before a paper: sensitive fields stay off it unless the company says otherwise (C-24)."""
    return outside(viewer, bool(policy.value("privacy.sensitive_print")))


def press() -> PaperWorker:
    """The print process of this process."""
    return get_worker(Path(current_app.config["DATA_DIR"]))


def lay_out(template: str, context: Mapping[str, Any], title: str, copy: Copy) -> Rendered:
    """A template's context as a PDF. Raises PaperRefused."""
    for name, function in FILTERS.items():
        current_app.jinja_env.filters.setdefault(name, function)
    html = render_template(template, **context)
    return press().render(html, title=title, lang=context["lang"], created=copy.at)


def frame_of(paper: Paper, subtitle: str) -> dict[str, Any]:
    """What every paper has around its contents."""
    return {
        "lang": "zh-CN" if str(get_locale()).startswith("zh") else "en",
        "title": str(paper.title), "landscape": paper.landscape, "subtitle": subtitle, "head": {},
    }  # fmt: skip


def printed_by(copy: Copy) -> dict[str, str]:
    """Who prints, when, and which copy it is: the foot of every page (R-306)."""
    viewer = current_viewer()
    return {
        "printed_by": people([viewer.user_id]).get(viewer.user_id or 0, ""),
        "printed_at": moment(copy.at).striptags(), "copy_no": str(copy.number),
    }  # fmt: skip


def text_of(value: Any) -> str:
    """Text without markup; an empty cell stays empty for the pen."""
    text = value.striptags() if hasattr(value, "striptags") else str(value)
    return "" if text == EMPTY else text


def pdf(content: bytes, name: str, plain: str, save: bool) -> Response:
    """The answer with a name people can read, and a plain one for systems that cannot."""
    clean = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("_") or "paper.pdf"
    how = "attachment" if save else "inline"
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean)}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def give_out(
    what: Subject, paper: Paper, context: Mapping[str, Any], title: str, names: tuple[str, str],
    back: str, save: bool = False,
) -> Any:  # fmt: skip
    """The next copy of a paper, laid out, written down and for the browser; refused, as ``refuse``."""

    def make(copy: Copy) -> Rendered:
        meta = {**context.get("meta", {}), **printed_by(copy)}
        return lay_out(paper.template, {**context, "meta": meta}, title, copy)

    try:
        done = prints.handed_out(what, make)[1]
    except PaperRefused as refused:
        return refuse(what, refused, back)
    db.session.commit()
    return pdf(done.pdf, *names, save=save)


def refuse(what: Subject, refused: PaperRefused, back: str) -> Any:
    """A paper that did not come out: a line in the log, and the reason for the person."""
    prints.failed(what, refused)
    db.session.commit()
    flash(str(refused), "warning")
    return redirect(back)
