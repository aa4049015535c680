"""One warm process that lays out papers for everyone in this process, one at a time, and is replaced when it fails.

The layout library is neither thread-safe nor safe against hostile input, so it never runs in a web thread: a job is
handed to the process over a socket, with limits on size, rows, pages, memory, processor time and wall time.
Works the same from web threads, the job runner and the command line.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask_babel.speaklater import LazyString

from . import fonts, wire
from .refusal import PaperRefused
from .shapes import Attached, Job, Limits, Rendered

START_SECONDS = 30
_CHILD = Path(__file__).with_name("child.py")
#: All the environment the process gets: no setting and no secret of the application.
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
_OUT_OF_TIME = (-signal.SIGXCPU,)
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGKILL)
_workers: weakref.WeakSet[PaperWorker] = weakref.WeakSet()


class PaperWorker:
    """A print process started at the first job, shared by threads, renewed after a crash, a time-out or a fork."""

    _lock: threading.Lock
    _process: subprocess.Popen[bytes] | None
    _wire: Connection | None
    _fonts: fonts.FontSet | None
    _is_subsetting_fast: bool

    def __init__(
        self,
        data_dir: Path,
        *,
        wall_seconds: float = 20,
        memory_bytes: int = 1_500_000_000,
        cpu_seconds: int = 20,
        limits: Limits | None = None,
    ) -> None:
        """`data_dir` holds the prepared fonts; `limits` sets the further limits (size, rows, pages, pictures)."""
        self.data_dir = data_dir
        self.limits = replace(
            limits or Limits(),
            wall_seconds=wall_seconds,
            memory_bytes=memory_bytes,
            cpu_seconds=cpu_seconds,
        )
        self._forget()
        _workers.add(self)
        atexit.register(self.stop)

    def render(
        self,
        html: str,
        *,
        attachments: Sequence[Attached] = (),
        images: Mapping[str, bytes] | None = None,
        title: str | LazyString | None = None,
        lang: str | None = None,
        created: datetime | str | None = None,
    ) -> Rendered:
        """Lay out finished HTML as PDF/A-3a + PDF/UA-1; PaperRefused with a reason when that cannot be done.

        `images` are pictures by id for `<img src="att:ID">`, `attachments` files to embed, `created` the moment
        written into the document (same input, same bytes).
        """
        title = None if title is None else str(title)
        job = Job(html, title, lang, _w3c(created), attachments, images or {})
        self._refuse_beyond_measure(job)
        if not self._lock.acquire(timeout=self.limits.wall_seconds * 2):
            raise PaperRefused("busy")
        try:
            self._ensure_started()
            return self._run(job)
        finally:
            self._lock.release()

    def missing(self, text: str) -> set[str]:
        """The characters of `text` that cannot be printed (checked here, without the process)."""
        font_set = fonts.load(self.data_dir) if self._fonts is None else self._fonts
        if font_set is None:
            raise PaperRefused("engine_missing", "the print fonts are not prepared")
        self._fonts = font_set
        return font_set.missing(text)

    def start(self) -> bool:
        """Start the process now; True when it can make font subsets fast. PaperRefused when it cannot start."""
        with self._lock:
            self._ensure_started()
            return self._is_subsetting_fast

    def stop(self) -> None:
        """End the process, if any; the next job starts another."""
        process, wire_end = self._process, self._wire
        self._process = self._wire = None
        if wire_end is not None:
            wire_end.close()
        if process is not None:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """The process id while there is a process."""
        return None if self._process is None else self._process.pid

    def _forget(self) -> None:
        """Begin without a process; after a fork the parent's process stays the parent's."""
        self._lock = threading.Lock()
        self._process = self._wire = self._fonts = None
        self._is_subsetting_fast = False

    def _leave_to_parent(self) -> None:
        """In a forked child: close our copy of the wire and touch nothing else."""
        if self._wire is not None:
            self._wire.close()
        if self._process is not None:
            self._process.returncode = 0
        self._forget()

    def _refuse_beyond_measure(self, job: Job) -> None:
        """Refuse, before any work, what is certain to be too long."""
        size = len(job.html.encode("utf-8", "replace"))
        rows = job.html.count("<tr")
        attached = sum(len(content) for _, content, _ in job.attachments) + sum(
            map(len, job.images.values())
        )
        for name, value, limit in (
            ("bytes of HTML", size, self.limits.html_bytes),
            ("rows", rows, self.limits.rows),
            ("bytes attached", attached, self.limits.attached_bytes),
        ):
            if value > limit:
                raise PaperRefused("too_long", f"{value:,} {name}, {limit:,} allowed")

    def _ensure_started(self) -> None:
        """Have a living process; PaperRefused("engine_missing") when it cannot start."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-I",
                str(_CHILD),
                str(theirs.fileno()),
                str(self.data_dir),
                json.dumps(asdict(self.limits)),
            ],
            pass_fds=[theirs.fileno()],
            env=_environment(),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        self._wire = Connection(ours.detach())
        head = self._answer(START_SECONDS)[0]
        if not head.get("ready"):
            self.stop()
            raise PaperRefused("engine_missing", str(head.get("detail", "")))
        self._is_subsetting_fast = bool(head["is_subsetting_fast"])

    def _run(self, job: Job) -> Rendered:
        """Hand the job over and wait for the answer."""
        head, blobs = self._answer(self.limits.wall_seconds, job)
        if head["is_last"]:
            self.stop()
        if "refused_because" in head:
            raise PaperRefused(head["refused_because"], head["detail"])
        return wire.result_of(head, blobs[0])

    def _answer(self, seconds: float, job: Job | None = None) -> tuple[dict[str, Any], list[bytes]]:
        """The next message of the process, which is killed when it takes longer; PaperRefused when it is gone."""
        process, wire_end = self._process, self._wire
        if process is None or wire_end is None:
            raise PaperRefused("failed", "the print process was stopped")
        is_late = threading.Event()

        def give_up() -> None:
            is_late.set()
            process.kill()

        alarm = threading.Timer(seconds, give_up)
        alarm.daemon = True
        alarm.start()
        try:
            if job is not None:
                wire.send_job(wire_end, job)
            return wire.receive(wire_end)
        except (EOFError, OSError) as error:
            code = process.wait()
            self.stop()
            raise PaperRefused(
                _reason(code, is_late.is_set()), f"the print process ended with {code}"
            ) from error
        except BaseException:
            self.stop()  # an answer nobody waited for must never reach the next caller
            raise
        finally:
            alarm.cancel()


def _reason(exit_code: int, is_late: bool) -> str:
    """Why a process is gone, as a code of `refusal.MESSAGES`."""
    if is_late or exit_code in _OUT_OF_TIME:
        return "too_slow"
    return "too_big" if exit_code in _OUT_OF_MEMORY else "failed"


def _environment() -> dict[str, str]:
    """The few variables the process needs."""
    return {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ} | {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def _w3c(moment: datetime | str | None) -> str | None:
    """A moment in the notation of PDF metadata; a naive one is UTC. ValueError when a string is no moment."""
    if moment is None:
        return None
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0).isoformat()


_shared: dict[Path, PaperWorker] = {}
_shared_lock = threading.Lock()


def get_worker(data_dir: Path) -> PaperWorker:
    """The worker of this process for a data folder; made at the first call, started at the first job."""
    key = data_dir.resolve()
    with _shared_lock:
        if key not in _shared:
            _shared[key] = PaperWorker(key)
        return _shared[key]


def _after_fork() -> None:
    """In a forked child nothing of the parent's is ours."""
    global _shared_lock
    _shared_lock = threading.Lock()
    for paper_worker in list(_workers):
        paper_worker._leave_to_parent()


os.register_at_fork(after_in_child=_after_fork)
