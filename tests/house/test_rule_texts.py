"""Every rule that people meet on screen says in both languages what it wants."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

from app.reference.rule_texts import RULE_TEXTS

APP = Path(__file__).resolve().parents[2] / "app"
RULE = re.compile(r"[RC]-\d{2,3}")


def met_on_screen() -> set[str]:
    """Rule ids at fields, deadlines and findings: where one stands alone it is shown."""
    found: set[str] = set()
    for path in APP.rglob("*.py"):
        if path.name != "rule_texts.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= {node.value} if RULE.fullmatch(node.value) else set()
    return found


def test_every_rule_on_screen_has_its_text(app: Flask) -> None:
    assert met_on_screen() - set(RULE_TEXTS) == set()
    with app.test_request_context():
        for ident, text in RULE_TEXTS.items():
            with force_locale("en"):
                assert str(text).endswith("."), ident
            with force_locale("zh"):
                assert re.search(r"[\u4e00-\u9fff].*。$", str(text)), f"{ident}: {text}"


def test_a_field_and_a_deadline_tell_why(client_as: Any) -> None:
    page = client_as("rep").get("/customerview/add").text
    assert 'title="R-011 一个客户只有一份档案，' in page
    pane = client_as("manager").get("/inbox/").text
    assert re.search(r'class="kd-rule" title="[^"]*[\u4e00-\u9fff]', pane)
