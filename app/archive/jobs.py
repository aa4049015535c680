"""What happens by itself: papers that run out, archives counted anew, customers classed anew."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.archive import holdings, queries, standings
from app.archive.axes import AUTOMATIC, ClassAxis
from app.archive.models import ClassRun
from app.archive.operations import classing, originals, revising, runs, scoring
from app.archive.workflow import override_flow, revision_flow, run_flow
from app.archive.workflow.classing import APPLY, PREVIEW
from app.kernel import clock, jobs, numbering
from app.kernel.db import utcnow
from app.kernel.schedule import Daily, Every, Yearly
from app.kernel.summons import summon
from app.kernel.tasks import open_task
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import begin, run

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


@jobs.job("open_revisions", title=_("Open revisions of archives"), every=Daily("06:10"))
def open_revisions(work: Any) -> dict[str, int]:
    """An archive that is due comes to its custodian some days before (R-301)."""
    done = work.state.get("done", 0)
    while found := revising.due_soon(work.session, BATCH):
        for card in found:
            row = revising.open_revision(work.session, card)
            begin(work.session, revision_flow, row, SYSTEM)
        done += len(found)
        work.checkpoint({"done": done}, done=done)
    return {"opened": done}


# -- classes ---------------------------------------------------------------------------------------
@jobs.job("end_class_overrides", title=_("End classes set for a time"), every=Daily("00:20"))
def end_class_overrides(work: Any) -> dict[str, int]:
    """The day after its last, a setting ends and the rules decide again (C-03)."""
    done = work.state.get("done", 0)
    while found := queries.lapsed_overrides(work.session, clock.today(), BATCH):
        for row in found:
            run(
                work.session, override_flow, row, "end", viewer=SYSTEM,
                reason=row.valid_until.isoformat(),
            )  # fmt: skip
        done += len(found)
        work.checkpoint({"done": done}, done=done)
    return {"ended": done}


@jobs.job("class_customers", title=_("Class all customers"), every=Daily("03:20"))
def class_customers(work: Any) -> dict[str, int]:
    """In the night the classes that follow by themselves: time, stage of trade, dormant, first tier (R-217)."""
    return {"changed": _over_all(work, AUTOMATIC)}


@jobs.job(
    "prepare_class_run", title=_("Prepare the yearly classing"), every=Yearly("01-02", "04:10")
)
def prepare_class_run(work: Any) -> dict[str, int]:
    """Once a year all are worked out anew, to be looked at; unless a run is under way (R-225)."""
    if queries.open_run(work.session):
        return {"opened": 0}
    row = ClassRun(axes=[])
    numbering.number(work.session, row, on=clock.today())
    work.session.add(row)
    work.session.flush()
    begin(work.session, run_flow, row, SYSTEM)
    run(work.session, run_flow, row, "count", viewer=SYSTEM)
    return {"opened": 1}


@jobs.job(PREVIEW, title=_("Work out the classes of all customers"))
def preview_classes(work: Any, run_id: int) -> dict[str, int]:
    """What a run would change, counted by axis, class before and after; no card is written (R-214)."""
    row = work.session.get_one(ClassRun, run_id)
    axes, state = runs.axes_of(row), {"last": 0, "seen": 0, "changes": 0, "found": {}, **work.state}
    floor = standings.floor(work.session) if ClassAxis.CORE in axes else None
    while ids := holdings.following(work.session, state["last"], scoring.PIECE):
        changes = classing.worked_out(work.session, ids, axes, floor)
        state["changes"] += runs.add(state["found"], changes)
        state["last"], state["seen"] = ids[-1], state["seen"] + len(ids)
        work.checkpoint(state, done=state["seen"])
    row = work.session.get_one(ClassRun, run_id)
    row.found, row.counted_at = runs.summed(state["found"]), utcnow()
    row.seen_count, row.change_count = state["seen"], state["changes"]
    run(work.session, run_flow, row, "counted" if row.created_by_id else "prepared", viewer=SYSTEM)
    return {"seen": state["seen"], "changes": state["changes"]}


@jobs.job(APPLY, title=_("Take over the classes of all customers"))
def apply_classes(work: Any, run_id: int) -> dict[str, int]:
    """Take over what a run worked out, by what is known now (R-219, R-221, R-224)."""
    row = work.session.get_one(ClassRun, run_id)
    changed = _over_all(work, runs.axes_of(row))
    row = work.session.get_one(ClassRun, run_id)
    row.change_count, row.applied_on = changed, clock.today()
    run(work.session, run_flow, row, "finish", viewer=SYSTEM)
    return {"changed": changed}


def _over_all(work: Any, axes: Any) -> int:
    """All customers, piece by piece; how many classes changed."""
    last, changed = work.state.get("last", 0), work.state.get("changed", 0)
    floor = standings.floor(work.session) if ClassAxis.CORE in axes else None
    while ids := holdings.following(work.session, last, scoring.PIECE):
        changes = classing.worked_out(work.session, ids, axes, floor)
        classing.apply(work.session, changes)
        last, changed = ids[-1], changed + len(changes)
        work.checkpoint({"last": last, "changed": changed}, done=last)
    return int(changed)
