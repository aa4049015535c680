"""The life of the print process: start the engine, say so, then one job after the other under hard limits.

Memory is capped for the whole life, processor time anew for each job; whoever exceeds them is killed by the system
and replaced by `worker.PaperWorker`. The process ends by itself when its owner closes the wire.
"""

from __future__ import annotations

import gc
import json
import math
import resource
from multiprocessing.connection import Connection
from pathlib import Path

from . import engine, wire
from .shapes import Job, Limits

#: A process that once grew beyond this share of its memory is replaced, so that the memory goes back.
RETIRE_SHARE = 0.4


def main(arguments: list[str]) -> None:
    """Serve jobs from the socket (file descriptor, first argument) until it is closed."""
    descriptor, data_dir, limits_json = arguments
    owner = Connection(int(descriptor))
    limits = Limits(**json.loads(limits_json))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        maker = engine.start(Path(data_dir), limits)
        is_subsetting_fast = _has_subset_library()
    except (ImportError, OSError, LookupError) as error:
        wire.send(owner, {"ready": False, "detail": f"{type(error).__name__}: {error}"})
        return
    _cap(resource.RLIMIT_AS, limits.memory_bytes)
    gc.disable()
    gc.freeze()
    try:
        wire.send(owner, {"ready": True, "is_subsetting_fast": is_subsetting_fast})
        while _serve_one(owner, maker, limits):
            gc.collect()  # between jobs, when nobody waits
    except (EOFError, OSError):
        return


def _has_subset_library() -> bool:
    """Whether HarfBuzz can make font subsets here; without it each document takes seven times as long."""
    from weasyprint.text import ffi

    return ffi.harfbuzz_subset is not None


def _cap(which: int, soft: int) -> None:
    """Lower a soft limit of this process, within what the system allows."""
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(which, (soft, hard))


def _serve_one(owner: Connection, maker: engine.Engine, limits: Limits) -> bool:
    """Do one job and answer; False when this process should be replaced."""
    job = wire.receive_job(owner)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _cap(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_seconds)
    return _answer(owner, maker, job, limits)


def _answer(owner: Connection, maker: engine.Engine, job: Job, limits: Limits) -> bool:
    """Send the document or the reason why there is none."""
    code, detail = "failed", ""
    try:
        result = maker.render(job)
        is_last = (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            > limits.memory_bytes * RETIRE_SHARE
        )
        wire.send_result(owner, result, is_last=is_last)
        return not is_last
    except engine.TooManyPages as error:
        code, detail = "too_many_pages", str(error)
    except MemoryError:
        code = "too_big"
    except (EOFError, OSError):
        raise
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"[:500]
    wire.send(owner, {"refused_because": code, "detail": detail, "is_last": True})
    return False
