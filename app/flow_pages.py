"""Every flow as a page of docs/flows: its picture and its moves, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import getdoc
from typing import Any

from flask_babel import force_locale, gettext

from app.kernel.flows import Move, Workflow
from app.kernel.tasks import TaskSpec, msgid
from app.role_moves import MOVES
from app.roles import ROLES

INTRO = "Drawn from the code by `flask flows draw`; do not edit."
HEADS = ("Move", "From", "To", "Who", "Only", "Not who did", "Reason", "Guard", "Tasks", "Rules")
WORDS = {
    "zh": dict(zip(HEADS, ("流转", "从", "到", "角色", "限于", "不得由谁做", "须说明原因", "条件", "待办", "规则"), strict=True))
    | {"yes": "是", "stays": "状态不变", "of": "字段", "chain": "审批链", "beside": "不阻挡流转", "title": "中文"},
    "en": {head: head for head in HEADS}
    | {"yes": "yes", "stays": "state stays", "of": "column", "chain": "chain", "beside": "beside the flow", "title": "English"},
}  # fmt: skip


def pages(flows: Iterable[Workflow]) -> Iterator[tuple[str, str]]:
    """File name and text of each flow's page."""
    for flow in flows:
        yield f"{flow.source}-{flow.name}.md", page(flow)


def page(flow: Workflow) -> str:
    """One flow in both languages."""
    parts = [f"# {flow.source} `{flow.name}`", INTRO]
    for locale, words in WORDS.items():
        with force_locale(locale):
            parts += [f"## {words['title']}", picture(flow), table(flow, words)]
    return "\n\n".join(parts) + "\n"


def picture(flow: Workflow) -> str:
    """The states and arrows as a Mermaid diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{word.label}" as {word.value}' for word in flow.states]
    lines.append(f"    [*] --> {flow.initial}")
    for move in flow.moves:
        for state in _in_order(flow, move.from_):
            lines.append(f"    {state} --> {move.to or state}: {move.label}")
    lines += [f"    {state} --> [*]" for state in _in_order(flow, flow.finals)]
    return "\n".join([*lines, "```"])


def table(flow: Workflow, words: dict[str, str]) -> str:
    """The moves: who, from where to where, what must hold, what waits afterwards."""
    rows = [[words[head] for head in HEADS], ["---"] * len(HEADS)]
    rows += [_row(flow, move, words) for move in flow.moves]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _row(flow: Workflow, move: Move, words: dict[str, str]) -> list[str]:
    return [
        f"{move.label} `{move.name}`",
        _states(flow, move.from_),
        _states(flow, {move.to}) if move.to else words["stays"],
        _roles(MOVES.get(flow.name, {}).get(move.name, ())),
        _codes((move.by,) if isinstance(move.by, str) else move.by),
        _codes(move.apart_from),
        words["yes"] if move.needs_reason else "",
        "<br>".join(_said(part) for part in (move.when, move.guard) if part is not None),
        "<br>".join(_task(spec, words) for spec in (move.task, *move.duties) if spec),
        " ".join(move.rules),
    ]


def _said(part: Any) -> str:
    """What a guard says of itself; the code's own language is English."""
    return (getdoc(part) or part.__name__).splitlines()[0]


def _task(spec: TaskSpec | Callable[[Any], TaskSpec | None], words: dict[str, str]) -> str:
    if not isinstance(spec, TaskSpec):
        return _said(spec)  # which task it is, the row and the register say
    who = _roles(spec.roles)
    if spec.chain:
        keys = (spec.chain,) if isinstance(spec.chain, str) else spec.chain
        who = f"{words['chain']} {_codes(keys)}"
    elif spec.to:
        who = f"{words['of']} `{spec.to}`"
    beside = f" ({words['beside']})" if spec.beside else ""
    return f"{gettext(msgid(spec.title))} → {who}{beside} {spec.rule}".rstrip()


def _states(flow: Workflow, names: Iterable[str]) -> str:
    return ", ".join(str(flow.states(name).label) for name in _in_order(flow, names))  # type: ignore[attr-defined]


def _in_order(flow: Workflow, names: Iterable[str]) -> list[str]:
    held = set(names)
    return [word.value for word in flow.states if word.value in held]


def _roles(names: Iterable[str]) -> str:
    return ", ".join(str(ROLES.get(name, name)) for name in names)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
