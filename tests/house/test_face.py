"""The templates keep the policy: nothing inline, nothing from outside, every icon in the sprite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.menu import MENU

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    path for path in sorted((ROOT / "templates").rglob("*.html"))
    if path.relative_to(ROOT / "templates").parts[0] not in {"papers", "mail"}
]  # fmt: skip
SCRIPTS = sorted((ROOT / "app/static/js").glob("*.js"))
STYLES = sorted((ROOT / "app/static/css").glob("*.css"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_has_no_inline_style_script_or_handler(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, body[:60]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_trusts_no_data_as_markup(page: Path) -> None:
    assert not re.search(r"\|\s*safe\b", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", PAGES + SCRIPTS + STYLES, ids=name)
def test_nothing_comes_from_outside(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s\"')]*", text)
    assert not [url for url in found if "www.w3.org" not in url]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_post_form_carries_a_token(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for form in re.findall(
        r"<form\b[^>]*method=\"post\".*?(?:</form>|\Z)", text, re.DOTALL | re.IGNORECASE
    ):
        assert "csrf_token" in form, form[:80]


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_scripts_make_no_markup_of_data(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"\b(eval|new Function|document\.write|insertAdjacentHTML)\s*\(", text)


def test_every_icon_that_a_page_names_stands_in_the_sprite() -> None:
    listed = set((ROOT / "app/static/icons.txt").read_text().split())
    used = set()
    for page in PAGES:
        used |= set(
            re.findall(r"icon\(\s*[\"']([a-z0-9-]+)[\"']", page.read_text(encoding="utf-8"))
        )
    assert used <= listed, used - listed


def test_every_icon_of_the_menu_stands_in_the_sprite() -> None:
    listed = set((ROOT / "app/static/icons.txt").read_text().split())
    items = [item for group in MENU for item in group.items]
    used = {group.icon for group in MENU} | {item.icon for item in items}
    used |= {str(getattr(item.view, "icon", "")) for item in items} - {""}
    used |= {tab.icon for item in items for tab in item.tabs}
    missing = used - listed
    assert not missing, (
        f"app/static/icons.txt does not name {missing}: add them, then scripts/setup"
    )


def test_the_frame_has_what_readers_of_all_kinds_need() -> None:
    frame = (ROOT / "templates/appbuilder/baselayout.html").read_text(encoding="utf-8")
    skeleton = (ROOT / "templates/appbuilder/init.html").read_text(encoding="utf-8")
    assert "kd-skip" in frame and "<main" in frame and 'id="main"' in frame
    assert '<html lang="{{ frame.html_lang }}"' in skeleton
    assert '"allowEval":false' in skeleton and '"includeIndicatorStyles":false' in skeleton


def test_every_mark_a_page_sets_is_read() -> None:
    """By a script or a style, or by a test that looks for it; Tabler reads its own."""
    readers = [*SCRIPTS, *STYLES, *(ROOT / "tests").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in readers)
    marks = {
        mark for page in PAGES
        for mark in re.findall(r"[\s}](data-[a-z][a-z-]*)", page.read_text(encoding="utf-8"))
        if not mark.startswith("data-bs-")
    }  # fmt: skip
    said = {mark: re.sub(r"-(\w)", lambda m: m[1].upper(), mark[5:]) for mark in marks}
    unread = {
        mark for mark, name in said.items() if mark not in text and f"dataset.{name}" not in text
    }
    assert marks and unread == set()
