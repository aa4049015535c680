"""The first file the print process runs: `python -I child.py SOCKET DATA_DIR LIMITS`.

It loads this package under the name `papers`, by its place on disk, so that the process never imports the
application around it: no settings, no database, no keys, half the start time and memory.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def load_package() -> None:
    """Put this folder into sys.modules as the package `papers`, without any change to the import path."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        "papers", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package in {folder}")
    package = sys.modules["papers"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


if __name__ == "__main__":
    load_package()
    serve = importlib.import_module("papers.serve")
    serve.main(sys.argv[1:])
