"""Two people changed the same record: original, theirs and mine side by side, field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.desk.lines import LineSet, rebased
from app.desk.ruleform import RuleForm

# what the conflict page itself posts; never part of the record
OWN = ("keep-", "ask", "lock_version", "lock_was", "csrf_token", "then", "next_pk")


@dataclass(frozen=True)
class Difference:
    """One field (or child table) that is not the same in the three versions.

    ``by`` is mine, theirs or both: who changed it. Values are lists of lines of text.
    """

    name: str
    label: Any
    original: list[str]
    theirs: list[str]
    mine: list[str]
    by: str


def version_of(form: RuleForm) -> str:
    """The version that the editor of a form has seen."""
    if form.posted is not None:
        return str(form.posted.get("lock_version", ""))
    return str(form.row.version) if form.row is not None else ""


def was_of(form: RuleForm) -> str:
    """What he started from, as the form carries it."""
    if form.posted is not None:
        return str(form.posted.get("lock_was", ""))
    return form.original() if form.row is not None else ""


def differences(view: Any, row: Any, mine: RuleForm) -> list[Difference]:
    """What differs between the record as it stands and the form as it was typed."""
    was = _was(mine.posted)
    theirs = RuleForm(view, row)
    original = RuleForm(view, row, _as_post(was, mine)) if was else theirs
    out = []
    for name, field in mine.items():
        if name in mine.in_grids:
            continue  # its rows are compared below
        texts = was.get(name, theirs.fields[name].texts)
        by = _who(texts, theirs.fields[name].texts, field.texts)
        if by:
            label = field.label.text
            shown: list[Any] = [[form.fields[name].display] for form in (original, theirs, mine)]
            out.append(Difference(name, label, *shown, by=by))
    for part in mine.lines:
        out += _of_lines(part, theirs, original, was)
    return out


def _of_lines(
    mine: LineSet, theirs: RuleForm, original: RuleForm, was: dict[str, Any]
) -> list[Difference]:
    other = next(part for part in theirs.lines if part.name == mine.name)
    first = next(part for part in original.lines if part.name == mine.name)
    by = _who(was.get(f"{mine.name}-", other.texts()), other.texts(), mine.texts())
    if not by:
        return []
    columns: list[Any] = [
        [" · ".join(row) for row in part.display()] for part in (first, other, mine)
    ]
    return [Difference(mine.name, mine.title, *columns, by=by)]


def _who(was: list[Any], theirs: list[Any], mine: list[Any]) -> str:
    def plain(texts: list[Any]) -> list[Any]:
        return [text for text in texts if text not in ("", None)]

    was, theirs, mine = plain(was), plain(theirs), plain(mine)
    if theirs == mine:
        return ""
    if was == mine:
        return "theirs"
    return "mine" if was == theirs else "both"


def _was(posted: Any) -> dict[str, Any]:
    """What the editor started from; of a note that is not as we wrote it, what is."""
    try:
        found = json.loads((posted or {}).get("lock_was") or "{}")
    except (ValueError, RecursionError):
        return {}
    parts = found.items() if isinstance(found, dict) else ()
    return {name: part for name, part in parts if _is_ours(name, part)}


def _is_ours(name: str, part: Any) -> bool:
    """True for the texts of a field, or (its name ends in a dash) rows of an id and texts."""
    if not isinstance(part, list):
        return False
    if name.endswith("-"):
        return all(isinstance(row, list) and row for row in part)
    return all(isinstance(text, str) for text in part)


def _as_post(was: dict[str, Any], form: RuleForm) -> MultiDict[str, str]:
    """The original texts as if they were posted, so that the same fields can read them."""
    post: MultiDict[str, str] = MultiDict()
    for name, texts in was.items():
        if isinstance(texts, list) and not name.endswith("-"):
            post.setlist(name, ["", *map(str, texts)])
    for part in form.lines:
        rows = was.get(f"{part.name}-")
        post[f"{part.name}-posted"] = "1"
        for index, (_ident, *texts) in enumerate(rows if isinstance(rows, list) else []):
            for name, text in zip(part.columns, texts, strict=False):
                post[f"{part.name}-{index}-{name}"] = str(text)
    return post


def carried(posted: MultiDict[str, str]) -> list[tuple[str, str]]:
    """All that was typed, to be posted again from the conflict page."""
    return [(key, value) for key, value in posted.items(multi=True) if not key.startswith(OWN)]


def is_settled(posted: MultiDict[str, str]) -> bool:
    """True when every field that both changed has been decided."""
    return all(posted.get(f"keep-{name}") in ("mine", "theirs") for name in posted.getlist("ask"))


def settle(view: Any, row: Any, posted: MultiDict[str, str]) -> None:
    """Put the decisions into the post: "theirs" takes today's texts, "mine" today's versions."""
    theirs = RuleForm(view, row)
    for name, field in theirs.items():
        if posted.get(f"keep-{name}") == "theirs":
            posted.setlist(name, ["", *field.texts])
    for part in theirs.lines:
        decision = posted.get(f"keep-{part.name}")
        if decision == "theirs":
            posted.poplist(f"{part.name}-posted")
        elif decision == "mine":
            for key, value in list(rebased(part.name, posted, part.stored)):
                posted[key] = value
