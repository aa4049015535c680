"""Printing: HTML from a template becomes an archival, accessible PDF in a process of its own.

`Paper` declares what can be printed; `worker.get_worker(data_dir).render(html)` prints it; `text` makes user text safe;
`fonts.prepare` and `doctor.findings` are for set-up. This file stays light: the print process loads it too.
"""

from .shapes import Attached, Limits, Paper, Rendered

__all__ = ["Attached", "Limits", "Paper", "Rendered"]
