"""How a job and its result travel between a worker's owner and its process: one JSON head, then the raw bytes.

JSON and not pickle: what comes back from a process that has read hostile input must never be able to run code here.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from .shapes import Job, Rendered


def send(wire: Connection, head: dict[str, Any], *blobs: bytes) -> None:
    """One message; OSError when the other end is gone."""
    wire.send_bytes(json.dumps(head | {"blobs": len(blobs)}).encode())
    for blob in blobs:
        wire.send_bytes(blob)


def receive(wire: Connection) -> tuple[dict[str, Any], list[bytes]]:
    """The next message; EOFError or OSError when the other end is gone."""
    head: dict[str, Any] = json.loads(wire.recv_bytes())
    return head, [wire.recv_bytes() for _ in range(head["blobs"])]


def send_job(wire: Connection, job: Job) -> None:
    """Hand a job over; characters that UTF-8 cannot carry become question marks."""
    head = {
        "title": job.title,
        "lang": job.lang,
        "created": job.created,
        "attachments": [[name, mime] for name, _, mime in job.attachments],
        "images": list(job.images),
    }
    contents = [content for _, content, _ in job.attachments]
    send(wire, head, job.html.encode("utf-8", "replace"), *contents, *job.images.values())


def receive_job(wire: Connection) -> Job:
    """The next job; EOFError when the owner is gone."""
    head, (html, *blobs) = receive(wire)
    names = head["attachments"]
    attachments = [(name, blob, mime) for (name, mime), blob in zip(names, blobs, strict=False)]
    images = dict(zip(head["images"], blobs[len(names) :], strict=True))
    return Job(html.decode(), head["title"], head["lang"], head["created"], attachments, images)


def send_result(wire: Connection, result: Rendered, *, is_last: bool) -> None:
    """Hand a result back; `is_last` tells that the process ends after it and wants to be replaced."""
    head = asdict(result) | {"pdf": None, "is_last": is_last}
    send(wire, head, result.pdf)


def result_of(head: dict[str, Any], pdf: bytes) -> Rendered:
    """The result inside a received message."""
    return Rendered(
        pdf, head["pages"], head["missing"], head["refused"], head["sha256"], head["seconds"]
    )
