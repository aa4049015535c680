"""Time what people do all day on databases of several sizes, side by side (make bench); it prints figures and ratios, and judges none."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FIRST = "list, first page"
Figures = dict[str, dict[str, float]]


class Place:
    """One size: its folder, its environment, and programs run in processes of their own."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        fast = {"DATA_DIR": str(folder), "DEMO": "1", "FLASK_APP": "run.py", "PYTHONPATH": "."}
        self.is_sqlite = not url
        self.environment = {**os.environ, **fast, **({"DATABASE_URL": url} if url else {})}

    def fill(self, **crowd: int) -> None:
        """The demonstration and the crowd, as far as they are not there yet; says how long it took."""
        begun = time.monotonic()
        wanted = [f"--{kind}={rows}" for kind, rows in crowd.items()]
        for command in (["setup"], ["demo", "load", "--if-empty", *wanted]):
            self._run("-m", "flask", *command)
        said = ", ".join(f"{rows:,} {kind}" for kind, rows in crowd.items())
        say(f"{said}: ready after {time.monotonic() - begun:.0f} s")

    def figures(self, module: str, *arguments: object) -> Any:
        """What a program of the bench prints; None where it broke, so that the others are measured all the same."""
        say(f"measuring: {module}")
        try:
            done = self._run("-m", f"bench.{module}", *map(str, arguments), stdout=subprocess.PIPE)
        except subprocess.CalledProcessError as fault:
            say(f"{module} broke: {fault}")
            return None
        return json.loads(done.stdout.splitlines()[-1])

    def _run(self, *command: str, **more: Any) -> Any:
        return subprocess.run([sys.executable, *command], env=self.environment, check=True, **more)


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}, load {os.getloadavg()[0]:.1f}", flush=True)


def table(figures: dict[int, Figures]) -> str:
    """Median milliseconds of each size, fastest processor time, statements and kilobytes of the largest."""
    sizes = sorted(figures)
    small, large = figures[sizes[0]], figures[sizes[-1]]
    heads = " | ".join(f"{size:,} ms" for size in sizes)
    lines = [
        f"| job | {heads} | growth | of the list | processor ms | statements | KB |",
        "|---" * (len(sizes) + 6) + "|",
    ]
    for job, last in large.items():
        if any(job not in figures[size] for size in sizes):
            continue
        cells = " | ".join(f"{figures[size][job]['median']:.1f}" for size in sizes)
        growth = last["median"] / small[job]["median"]
        own = last["median"] / large[FIRST]["median"]
        lines.append(
            f"| {job} | {cells} | {growth:.2f} | {own:.2f} | {last['cpu']:.1f} "
            f"| {last['statements']:.0f} | {last['kilobytes']:.0f} |"
        )
    return "\n".join(lines)


def against(own: Figures, peer: Figures) -> str:
    """Processor time of the product's pages and of a bare list's, taken one after the other in this run."""
    lines = ["| page | product ms | bare list ms | ratio | statements |", "|---|---|---|---|---|"]
    for job, other in peer.items():
        mine = own[job]
        lines.append(
            f"| {job} | {mine['cpu']:.1f} | {other['cpu']:.1f} | {mine['cpu'] / other['cpu']:.2f} "
            f"| {mine['statements']:.0f} and {other['statements']:.0f} |"
        )
    return "\n".join(lines)


def files(found: Figures, rows: int) -> str:
    """Processor and wall seconds of files in and out."""
    lines = [f"| {rows:,} rows | processor s | wall s | more memory MB |", "|---|---|---|---|"]
    lines += [
        f"| {job} | {one['cpu']:.1f} | {one['wall']:.1f} | {one['mb']:.0f} |"
        for job, one in found.items()
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 5_000, 1_000_000])
    parser.add_argument("--contacts", type=int, default=2, help="contacts for each customer")
    parser.add_argument("--visits", type=int, default=3, help="slips for each customer")
    parser.add_argument(
        "--slips", type=int, default=3_000_000, help="no more slips than so, whatever the size"
    )
    parser.add_argument(
        "--fill",
        action="store_true",
        help="only fill the databases; goes on where it was broken off",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--rows", type=int, default=5_000, help="rows of the files that come and go"
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="server processes for requests a second"
    )
    parser.add_argument("--folder", type=Path, default=Path("var/bench").absolute())
    chosen = parser.parse_args()
    url = os.environ.get("TEST_DATABASE_URL", "")  # scripts/with_postgres: one database, one size
    if url and len(chosen.sizes) > 1:
        parser.error("on PostgreSQL one size at a time: --sizes 5000")
    figures: dict[int, Figures] = {}
    for size in sorted(chosen.sizes):
        place = Place(chosen.folder / (f"pg-{size}" if url else str(size)), url)
        place.fill(
            customers=size,
            contacts=size * chosen.contacts,
            visits=min(size * chosen.visits, chosen.slips),
        )
        if not chosen.fill and (found := place.figures("measure", chosen.rounds)):
            figures[size] = found  # told at once: what breaks later takes nothing away
            print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{table(figures)}\n")
    if figures:
        around(place, figures, chosen)


def around(place: Place, figures: dict[int, Figures], chosen: argparse.Namespace) -> None:
    """What is measured on the largest database alone: a bare list, a server, files."""
    own = figures[max(figures)]
    if place.is_sqlite and (peer := place.figures("peer", chosen.rounds)):
        print(against(own, peer), "\n", flush=True)
    if place.is_sqlite and (rates := place.figures("served", chosen.workers)):
        said = ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
        print(f"Lists a second, 8 clients, {chosen.workers} processes each: {said}\n", flush=True)
    if moved := place.figures("bulk", chosen.rows):
        print(files(moved, chosen.rows))


if __name__ == "__main__":
    main()
