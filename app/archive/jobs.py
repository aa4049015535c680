"""What happens by itself: papers that run out."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.archive import queries
from app.archive.operations import originals
from app.kernel import clock, jobs
from app.kernel.db import utcnow
from app.kernel.schedule import Daily
from app.kernel.summons import summon
from app.kernel.tasks import open_task
from app.kernel.viewer import SYSTEM

BATCH = 100


@jobs.job("watch_originals", title=_("Watch papers that run out"), every=Daily("06:30"))
def watch_originals(work: Any) -> dict[str, int]:
    """Whose paper runs out within the lead of the register is asked for the new one, once (R-025)."""
    done, until = work.state.get("done", 0), originals.soon(clock.today())
    while found := queries.running_out(work.session, until, BATCH):
        for row in found:
            spec = originals.RENEW if row.owner_id is not None else originals.RENEW_UNOWNED
            task = open_task(work.session, originals.FLOW, row, spec, utcnow(), set(), spec.roles)
            summon(work.session, row, task, SYSTEM)
        done += len(found)
        work.checkpoint({"done": done}, done=done)
    return {"asked": done}
