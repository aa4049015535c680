"""Every rule of the catalogue that the code of a wing carries out is named by a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# whatever is no room of these carries rules out; labels at columns and forms only point to their source
POINTING = {
    "__init__", "faces", "layouts", "matters", "models", "traits", "views", "words",
}  # fmt: skip
WINGS = ROOT / "app"
FLOORS = {"kernel", "desk", "demo", "static", "translations", "reference", "organization"}
RULE = re.compile(r"\b[RC]-\d{2,3}\b")


def carried_out() -> dict[str, str]:
    """Rule ids in the rooms of the wings that carry rules out, with a file that names each."""
    found: dict[str, str] = {}
    for path in sorted(WINGS.glob("*/**/*.py")):
        wing, room, *_rest = path.relative_to(WINGS).parts
        if wing not in FLOORS and room.removesuffix(".py") not in POINTING:
            for rule in RULE.findall(path.read_text("utf-8")):
                found.setdefault(rule, str(path.relative_to(ROOT)))
    return found


def marked() -> set[str]:
    """Rule ids in the ``rule`` marks of all tests."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
                found |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return found


def test_a_test_names_every_rule_that_the_wings_carry_out() -> None:
    there = marked()
    missing = {rule: where for rule, where in carried_out().items() if rule not in there}
    assert missing == {}, 'mark a test of each with @pytest.mark.rule("…")'
