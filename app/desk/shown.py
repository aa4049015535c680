"""How values look to people: days, instants, money, words, yes and no, and what is secret."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import gettext
from markupsafe import Markup, escape

from app.kernel.db import utcnow
from app.kernel.deadlines import explain
from app.kernel.secrets import mask, treatment
from app.kernel.viewer import current_or_none
from app.kernel.words import Words

EMPTY = "—"
RINGS = {"ring": "s-wait", "ring-off": "s-off"}


def zone() -> ZoneInfo:
    """The company's time zone: days and hours on screen are its days and hours."""
    return ZoneInfo(current_app.config.get("TIMEZONE", "Asia/Shanghai"))


def dash(value: Any) -> Any:
    """The value, or a dash where there is none."""
    return EMPTY if value is None or value == "" else value


def day(value: dt.date | dt.datetime | None) -> Any:
    """2026-11-21, of an instant the company's day."""
    if value is None:
        return EMPTY
    if isinstance(value, dt.datetime):
        value = _local(value).date()
    text = value.isoformat()
    return Markup(f'<time datetime="{text}">{text}</time>')  # as it is: a list draws hundreds


def moment(value: dt.datetime | None, seconds: bool = False) -> Any:
    """2026-11-21 14:05 in the company's time zone."""
    if value is None:
        return EMPTY
    local = _local(value)
    text = local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), text)


def brief(value: dt.datetime | None) -> Any:
    """11-21 14:05 where room is scarce; the year only when it is not this one."""
    if value is None:
        return EMPTY
    local = _local(value)
    text = local.strftime("%m-%d %H:%M" if local.year == _local(utcnow()).year else "%Y-%m-%d")
    whole = local.strftime("%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(local.isoformat(), whole, text)


def _local(value: dt.datetime) -> dt.datetime:
    # without a zone: the framework's own columns, which hold UTC without saying so
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(zone())


def number(value: Any) -> str:
    """1,234,567.5 without idle zeros."""
    if value is None:
        return EMPTY
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Any) -> str:
    """¥1,234.50"""
    if value is None:
        return EMPTY
    amount = Decimal(value)
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"


def yes(value: bool | None) -> str:
    """是 or 否, never True or False."""
    return EMPTY if value is None else gettext("Yes") if value else gettext("No")


def word(value: Any, words: type[Words] | None = None) -> Any:
    """The badge of an option: one shape per dimension, one colour per meaning, always with text."""
    member = words.of(value) if words else value
    if not isinstance(member, Words):
        return dash(member)
    return Markup(f'<span class="{_badge(member)}">{escape(str(member))}</span>')


def shape_of(member: Words) -> str:
    """How a word is drawn; a tag where its list says nothing."""
    return getattr(type(member), "shape", "tag")


def _badge(member: Words) -> str:
    """The classes of the mark (colours and shapes: the mock's README)."""
    colour = str(getattr(member, "colour", "plain") or "plain")
    shape = shape_of(member)
    if colour.startswith("grade-"):
        return f"kd-grade g-{colour.removeprefix('grade-')}"
    if colour in RINGS:
        return f"kd-state {RINGS[colour]}"
    if colour.startswith("dot"):
        dot = colour.removeprefix("dot").lstrip("-") or "off"
        return f"kd-state s-{ {'info': 'wait', 'neutral': 'off'}.get(dot, dot) }"
    if shape == "dot":
        return f"kd-state s-{ {'info': 'wait', 'neutral': 'off', 'plain': 'off', 'stop': 'bad'}.get(colour, colour) }"
    if shape == "grade":
        return f"kd-grade g-{str(member.value).lower()}"
    if shape == "plain":
        return "kd-tag m-plain"
    return f"kd-tag m-{colour}"


def plain(value: Any, info: dict[str, Any] | None = None) -> Any:
    """Any value as a person reads it; escaped by the template, markup only from here."""
    if isinstance(value, bool):
        return yes(value)
    if value is None or value == "":
        return EMPTY
    if isinstance(value, Words):
        return word(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        return money(value) if (info or {}).get("money") else number(value)
    if isinstance(value, (int, float)):
        if (info or {}).get("meter"):
            return f"{value} %"
        return str(value) if (info or {}).get("raw") else number(value)
    if isinstance(value, (list, tuple, set)):
        return Markup("、").join(escape(plain(each)) for each in value) if value else EMPTY
    return str(value)


def column_of(row: Any, name: str) -> Any:
    """The mapped column behind an attribute, or None (relationship, property)."""
    column = getattr(type(row), name, None)
    return column if hasattr(column, "property") or hasattr(column, "info") else None


def shown(row: Any, name: str) -> Any:
    """The value of ``row.name`` as the present viewer may see it: shown, masked or hidden."""
    value = row
    column = None
    for part in name.split("."):
        column = column_of(value, part) if value is not None else None
        value = getattr(value, part, None)
        value = value() if callable(value) else value
    how = treatment(column, current_or_none()) if column is not None else "show"
    if how == "hide":
        return Markup('<span class="t3" title="{}">•••</span>').format(gettext("Hidden from you"))
    if how == "mask" and value not in (None, ""):
        return mask(value)
    return plain(value, dict(getattr(column, "info", None) or {}))


def because(text: str | None) -> str:
    """Why a deadline is when it is, a line a reason."""
    return "\n".join(str(line) for line in explain(text))


def rule_text(ident: str) -> str:
    """What a rule wants, in the reader's language; empty where nobody wrote it down."""
    texts = current_app.extensions.get("rule_texts") or {}
    return str(texts.get(ident, ""))


def rule_mark(ident: str, *more: str) -> Markup:
    """The mark of a rule; resting on it tells what the rule wants, and ``more`` lines besides."""
    said = "\n".join(filter(None, (rule_text(ident), *more)))
    return Markup('<span class="kd-rule" title="{}">{}</span>').format(said, ident)


def init_app(app: Flask) -> None:
    helpers = {
        "dash": dash, "day": day, "moment": moment, "brief": brief, "money": money, "number": number,
        "because": because, "reasons": explain, "yes": yes, "word": word, "plain": plain, "shown": shown,
        "rule_mark": rule_mark, "rule_text": rule_text,
    }  # fmt: skip
    app.jinja_env.globals.update(helpers)
    app.jinja_env.filters.update(helpers)
