"""The doctor names what is wrong in words an administrator can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kernel.papers import doctor, fonts
from app.kernel.papers.refusal import PaperRefused
from app.kernel.papers.worker import PaperWorker

pytestmark = pytest.mark.no_database


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_sound_until", {})


def test_a_sound_server_has_no_findings(font_set: fonts.FontSet) -> None:
    assert doctor.findings(font_set.folder.parent) == []
    assert doctor.findings(font_set.folder.parent, probe=False) == []


def test_a_good_probe_holds_for_a_while(
    font_set: fonts.FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor.findings(font_set.folder.parent) == []
    monkeypatch.setattr(PaperWorker, "render", None)
    assert doctor.findings(font_set.folder.parent) == []


def test_absent_fonts_are_an_error(tmp_path: Path) -> None:
    assert [finding.level for finding in doctor.findings(tmp_path)] == ["error"]


def test_a_missing_library_is_an_error_that_names_the_cure(
    font_set: fonts.FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: PaperWorker) -> bool:
        raise PaperRefused("engine_missing", "OSError: cannot load library 'libpangoft2-1.0-0'")

    monkeypatch.setattr(PaperWorker, "start", fail)
    (finding,) = doctor.findings(font_set.folder.parent)
    assert finding.level == "error"
    assert "libpangoft2" in finding.detail


def test_a_missing_subset_library_is_a_warning(
    font_set: fonts.FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperWorker, "start", lambda self: False)
    assert [f.level for f in doctor.findings(font_set.folder.parent)] == ["warning"]


def test_a_damaged_font_is_an_error(
    font_set: fonts.FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts.FontSet, "damaged", lambda self: ["NotoSansSC-Regular.ttf"])
    (finding,) = doctor.findings(font_set.folder.parent)
    assert (finding.level, finding.detail) == ("error", "NotoSansSC-Regular.ttf")
