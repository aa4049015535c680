"""Time the pages people use all day on databases of several sizes, side by side (make bench)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FIRST = "list, first page"


def measured(rows: int, visits: int, folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """The figures of one size, taken in a process of its own; its database is made when absent."""
    place = folder / str(rows)
    place.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DATA_DIR": str(place), "DEMO": "1", "FLASK_APP": "run.py"}
    load = ["demo", "load", "--if-empty", "--customers", str(rows), "--visits", str(visits)]
    for command in (["setup"], load):
        subprocess.run([sys.executable, "-m", "flask", *command], env=environment, check=True)
    measure = [sys.executable, "-m", "bench.measure", str(rounds)]
    done = subprocess.run(measure, env=environment, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def table(figures: dict[int, dict[str, Any]]) -> str:
    """Median milliseconds, statements and kilobytes of each size; what the largest is of the smallest and of its own list."""
    sizes = sorted(figures)
    small, large = figures[sizes[0]], figures[sizes[-1]]
    heads = " | ".join(f"{size:,} ms" for size in sizes)
    lines = [
        f"| job | {heads} | growth | of the list | statements | KB |",
        "|---" * (len(sizes) + 5) + "|",
    ]
    for job, last in large.items():
        cells = " | ".join(f"{figures[size][job]['median']:.1f}" for size in sizes)
        growth = last["median"] / small[job]["median"]
        own = last["median"] / large[FIRST]["median"]
        lines.append(
            f"| {job} | {cells} | {growth:.2f} | {own:.2f} | {last['statements']:.0f} | {last['kilobytes']:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 5_000, 1_000_000])
    parser.add_argument("--visits", type=int, default=3, help="slips for each customer")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--folder", type=Path, default=Path("var/bench").absolute())
    chosen = parser.parse_args()
    figures = {
        size: measured(size, size * chosen.visits, chosen.folder, chosen.rounds)
        for size in chosen.sizes
    }
    print(table(figures))


if __name__ == "__main__":
    main()
