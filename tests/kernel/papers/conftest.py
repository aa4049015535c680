"""Fonts prepared once into the repository's scratch folder, and one print process for all tests of printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.kernel.papers import fonts
from app.kernel.papers.worker import PaperWorker

DATA_DIR = Path(__file__).parents[3] / "var" / "test-fonts"


@pytest.fixture(scope="session")
def font_set() -> fonts.FontSet:
    """The prepared fonts; the first run makes them, which takes most of a minute."""
    return fonts.prepare(DATA_DIR)


@pytest.fixture(scope="session")
def worker(font_set: fonts.FontSet) -> Iterator[PaperWorker]:
    """A warm print process with the product's limits."""
    paper_worker = PaperWorker(DATA_DIR)
    yield paper_worker
    paper_worker.stop()
