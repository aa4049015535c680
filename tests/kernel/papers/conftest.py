"""Fonts prepared once into the repository's scratch folder, and one print process for all tests of printing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.kernel.papers import fonts
from app.kernel.papers.worker import PaperWorker
from tests.factories.papers import DATA_DIR, prepared


@pytest.fixture(scope="session")
def font_set() -> fonts.FontSet:
    """The prepared fonts."""
    return prepared()


@pytest.fixture(scope="session")
def worker(font_set: fonts.FontSet) -> Iterator[PaperWorker]:
    """A warm print process with the product's limits."""
    paper_worker = PaperWorker(DATA_DIR)
    yield paper_worker
    paper_worker.stop()
