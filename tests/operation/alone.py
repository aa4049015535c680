"""Run where there is no network: installs the unpacked bundle, starts it, looks at the log-in page.

Its last line says as JSON what it saw.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import time
import urllib.request

PORT = 8080
ADDRESS = f"http://127.0.0.1:{PORT}"
PATIENCE = 120  # seconds
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def bring_loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def be_sure_to_be_alone() -> None:
    interfaces = [name for _, name in socket.if_nameindex()]
    if interfaces != ["lo"]:
        raise SystemExit(f"not alone: {interfaces}")


def fetch(path: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(ADDRESS + path, timeout=20) as answer:
        return answer.status, answer.read()


def wait_until_ready(server: subprocess.Popen[bytes]) -> dict:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return json.loads(fetch("/readyz")[1])
        except OSError:
            time.sleep(0.5)
    raise SystemExit("it did not become ready")


def main() -> None:
    bring_loopback_up()
    be_sure_to_be_alone()
    secret = {"KEDANG_ADMIN_USERNAME": "chief", "KEDANG_ADMIN_PASSWORD": "Eleven-blue-herons-4"}
    subprocess.run(["make", "install"], check=True, env={**os.environ, **secret})
    server = subprocess.Popen(["make", "serve"], start_new_session=True)
    try:
        told = {"ready": wait_until_ready(server)}
        told["login"], page = fetch("/login/")
        assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode())
        told["assets"] = {path: fetch(path)[0] for path in assets}
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
    print(json.dumps(told))


main()
