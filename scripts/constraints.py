"""Writes constraints.txt: the versions of packages that ours bring along and nobody names."""

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Versions of the packages that our packages bring along; made by `make constraints`.\n"
# They belong to the environment, not to us.
TOOLS = {"pip", "setuptools", "wheel"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named() -> set[str]:
    text = "".join(
        (ROOT / file).read_text(encoding="utf-8")
        for file in ("requirements.txt", "requirements-dev.txt")
    )
    return {canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==", text, re.M)}


def main() -> None:
    installed = {canonical(found.name): found.version for found in distributions()}
    others = sorted(set(installed) - named() - TOOLS)
    lines = "".join(f"{name}=={installed[name]}\n" for name in others)
    (ROOT / "constraints.txt").write_text(HEADER + lines, encoding="utf-8")
    print(f"{len(others)} packages")


if __name__ == "__main__":
    main()
