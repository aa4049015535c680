"""The census' fixtures serve the test of the doors."""

from tests.house.conftest import view_of, viewers

__all__ = ["view_of", "viewers"]
