"""The fonts are made once, the same everywhere, and know what they cannot draw."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from app.kernel.papers import fonts, truetype

pytestmark = pytest.mark.no_database

CHILD = Path(truetype.__file__).with_name("child.py")
RARE_NAMES = "㛃䶮𬭎𬱖𤧛𫖯𬀩𬍛𬭚堃喆翀旻珏玥頔赟昇瑢燚犇骉垚淼鑫"


def test_common_and_rare_characters_are_covered(font_set: fonts.FontSet) -> None:
    assert font_set.missing("客户档案 ABC 123 ①②㎡№√×≥—…《》，。" + RARE_NAMES) == set()


def test_what_no_font_has_is_named(font_set: fonts.FontSet) -> None:
    fonts.load(font_set.folder.parent)  # another test may have loaded a set that lacks some
    assert fonts.missing("吉𠮷野家☑👍𪚥") == {"☑", "👍", "𪚥"}


def test_spaces_and_format_marks_are_not_missing(font_set: fonts.FontSet) -> None:
    assert font_set.missing("a\u200b\u200d\u00ad\u2060\u3000\n\t\u2009 b") == set()


def test_preparing_again_changes_nothing(font_set: fonts.FontSet) -> None:
    before = os.stat(font_set.folder / fonts.MANIFEST).st_mtime_ns
    assert fonts.prepare(font_set.folder.parent) == font_set
    assert os.stat(font_set.folder / fonts.MANIFEST).st_mtime_ns == before


def test_the_files_are_what_the_manifest_says(font_set: fonts.FontSet) -> None:
    assert font_set.damaged() == []
    assert len(font_set.digest) == 64
    assert (font_set.folder / "LICENSE").read_text("utf-8").find("SIL OPEN FONT LICENSE") > 0


def test_only_our_fonts_are_visible(font_set: fonts.FontSet) -> None:
    config = font_set.config.read_text("utf-8")
    assert config.count("<dir>") == 1
    assert str(font_set.folder) in config


def _copy(font_set: fonts.FontSet, folder: Path) -> Path:
    """A data folder whose fonts are links to the real ones, with a manifest of its own."""
    target = folder / "fonts"
    target.mkdir()
    for name in fonts.FAMILIES:
        (target / name).symlink_to(font_set.folder / name)
    (target / fonts.MANIFEST).write_bytes((font_set.folder / fonts.MANIFEST).read_bytes())
    return folder


def test_a_moved_folder_gets_a_true_config(font_set: fonts.FontSet, tmp_path: Path) -> None:
    moved = fonts.load(_copy(font_set, tmp_path))
    assert moved is not None
    assert str(tmp_path) in moved.config.read_text("utf-8")


@pytest.mark.parametrize("harm", ["version", "short", "absent", "garbled"])
def test_an_incomplete_set_does_not_count(
    font_set: fonts.FontSet, tmp_path: Path, harm: str
) -> None:
    folder = _copy(font_set, tmp_path) / "fonts"
    manifest = folder / fonts.MANIFEST
    match harm:
        case "version":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": "old"}))
        case "short":
            (folder / "NotoSansSC-Regular.ttf").unlink()
            (folder / "NotoSansSC-Regular.ttf").write_bytes(b"cut off")
        case "absent":
            (folder / "NotoSansSC-Regular.ttf").unlink()
        case "garbled":
            manifest.write_text("{")
    assert fonts.load(tmp_path) is None


def _tiny_cff_font(path: Path) -> None:
    """A font with one curved glyph, outlines in CFF."""
    pen = T2CharStringPen(600, None)
    pen.moveTo((0, 0))
    pen.curveTo((0, 300), (300, 600), (600, 600))
    pen.lineTo((600, 0))
    pen.closePath()
    shape = pen.getCharString()
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a"])
    builder.setupCharacterMap({97: "a"})
    builder.setupCFF("Tiny", {}, {".notdef": shape, "a": shape}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "a": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


def test_conversion_is_truetype_and_deterministic(tmp_path: Path) -> None:
    _tiny_cff_font(tmp_path / "a.otf")
    truetype.convert(tmp_path / "a.otf", tmp_path / "1.ttf")
    script = [sys.executable, "-I", truetype.__file__, tmp_path / "a.otf", tmp_path / "2.ttf"]
    subprocess.run(script, check=True)
    assert (tmp_path / "1.ttf").read_bytes() == (tmp_path / "2.ttf").read_bytes()
    font = TTFont(tmp_path / "1.ttf")
    assert "glyf" in font
    assert "CFF " not in font
    assert font["glyf"]["a"].numberOfContours == 1


def test_two_processes_may_prepare_at_once(tmp_path: Path) -> None:
    """The second one waits for the lock and finds the work done."""
    _tiny_cff_font(tmp_path / "a.otf")
    code = (
        "import sys, pathlib, runpy; runpy.run_path(sys.argv[3])['load_package']()\n"
        "from papers import fonts\n"
        "source = pathlib.Path(sys.argv[2])\n"
        "fonts._sources = lambda: dict.fromkeys(fonts.FAMILIES, source)\n"
        "print(fonts.prepare(pathlib.Path(sys.argv[1])).digest)"
    )
    command = [sys.executable, "-c", code, tmp_path / "data", tmp_path / "a.otf", CHILD]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    digests = {run.communicate(timeout=60)[0] for run in runs}
    assert [run.returncode for run in runs] == [0, 0]
    assert len(digests) == 1
    assert not list((tmp_path / "data").glob(".fonts-*"))
