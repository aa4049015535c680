"""What happens by itself: papers that run out, archives counted anew."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.archive import holdings, queries
from app.archive.operations import originals, scoring
from app.kernel import clock, jobs
from app.kernel.db import utcnow
from app.kernel.schedule import Daily, Every
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


@jobs.job("count_new_archives", title=_("Count new archives"), every=Every(minutes=10))
def count_new_archives(work: Any) -> dict[str, int]:
    """Cards that a file brought in get their completeness within minutes (R-015)."""
    done = work.state.get("done", 0)
    while found := holdings.uncounted(work.session, scoring.PIECE):
        scoring.recount(work.session, found)
        done += len(found)
        work.checkpoint({"done": done}, done=done)
    return {"counted": done}


@jobs.job("recount_archives", title=_("Recount all archives"), every=Daily("02:40"))
def recount_archives(work: Any) -> dict[str, int]:
    """In the night all are counted anew: papers ran out, files came in, the register changed (C-11)."""
    last, changed = work.state.get("last", 0), work.state.get("changed", 0)
    while found := holdings.following(work.session, last, scoring.PIECE):
        changed += scoring.recount(work.session, found)
        last = found[-1]
        work.checkpoint({"last": last, "changed": changed}, done=last)
    return {"changed": changed}
