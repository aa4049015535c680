"""Requests a second over a real server: eight clients ask for one list, the product's and a bare one's in turn."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection

CLIENTS, SECONDS = 8, 6
LIST = "/customerview/list/"


@contextmanager
def server(application: str, workers: int) -> Iterator[int]:
    """gunicorn with so many processes, on a free port; ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "/dev/null", "-k", "gthread", "--threads", "4", "-w", str(workers),
               "-b", f"127.0.0.1:{port}", "--log-level", "error", application]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _turn in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def asked(port: int, cookie: str) -> int:
    """How many times one client had the list within the time."""
    client, count = HTTPConnection("127.0.0.1", port), 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        client.request("GET", LIST, headers={"Cookie": cookie})
        answer = client.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        count += 1
    return count


def rate(port: int, cookie: str) -> float:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(lambda _n: asked(port, cookie), range(CLIENTS))) / SECONDS


def _cookie(module: str, call: str) -> str:
    """A signed-in session, made in a process of its own: the two applications share no interpreter."""
    program = f"from {module} import cookie; print({call})"
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().splitlines()[-1]


def main() -> None:
    workers = int(sys.argv[1])
    cookies = {
        "product": _cookie("bench.measure", "cookie()"),
        "bare list": _cookie("bench.peer", "cookie()"),
    }
    found: dict[str, float] = {}
    applications = {"product": "run:app", "bare list": "bench.peer:create()"}
    with (
        server(applications["product"], workers) as one,
        server(applications["bare list"], workers) as two,
    ):
        ports = {"product": one, "bare list": two}
        for _turn in range(2):  # in turn: what else the machine does falls on both
            for name, port in ports.items():
                found[name] = max(found.get(name, 0), rate(port, cookies[name]))
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("HOST", "127.0.0.1")
    main()
