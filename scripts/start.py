"""Runs the server and one worker together until Ctrl-C, or until one of them ends."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import Config  # noqa: E402 (the line above lets it be found)

DEMO_PASSWORD = "Kedang-demo-2026"
DEMO_PEOPLE = """
  admin                     administrator: accounts and parameters, no business rows
  gm                        general manager
  manager, manager2         branch managers (成都, another branch)
  supervisor                area supervisor
  rep, rep2, rep3           salespeople (成都, 成都, another branch)
  agent, clerk, attendance  customer service, data entry, attendance
  marketing, director, dept, custodian, credit, finance, legal, quality
"""
STARTING_MAY_TAKE = 60  # seconds
STOPPING_MAY_TAKE = 25


def reachable_host() -> str:
    return "127.0.0.1" if Config.HOST in {"0.0.0.0", "::", ""} else Config.HOST


def address() -> str:
    host = reachable_host()
    return f"http://{f'[{host}]' if ':' in host else host}:{Config.PORT}"


def refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in Config.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((Config.HOST, Config.PORT))
        except OSError as error:
            sys.exit(
                f"✗ {Config.HOST}:{Config.PORT} cannot be used ({error.strerror}). "
                "Stop what uses it, or choose another port: PORT=8081 make run"
            )


def worker() -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches us alone, and we stop the two in order.
    command = [sys.executable, "-m", "flask", "jobs", "run"]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def server() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "run:app"]  # gunicorn.conf.py says how
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def answers() -> bool:
    # Never through a proxy of the machine: the server is here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address()}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_until_up(processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTING_MAY_TAKE
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            return
        if answers():
            return
        time.sleep(0.2)


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    # Whoever is impatient and asks again must not leave half of us behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(STOPPING_MAY_TAKE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def be_interrupted(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def greet(is_demo: bool) -> None:
    print(f"\n客档 is running at {Config.PUBLIC_URL or address()}", flush=True)
    if is_demo:
        print(f"Demo log-ins, password {DEMO_PASSWORD}:{DEMO_PEOPLE.rstrip()}", flush=True)
    print("Ctrl-C stops it.", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", action="store_true", help="print the demo log-ins")
    is_demo = parser.parse_args().demo
    refuse_taken_port()
    signal.signal(signal.SIGTERM, be_interrupted)

    processes = [worker(), server()]
    code = 0
    try:
        wait_until_up(processes)
        if all(process.poll() is None for process in processes):
            greet(is_demo)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        ended = "worker" if processes[0].poll() is not None else "server"
        print(f"✗ The {ended} ended; stopping the rest.", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        stop(processes)
    sys.exit(code)


if __name__ == "__main__":
    main()
