"""The boards of who owns a customer: loads before and after a batch of proposals, and what changed hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.allocation import boards, carrying
from app.allocation.boards import MOVES, Month
from app.allocation.models import Allocation, OwnerChange
from app.allocation.words import LeadSource
from app.desk import prints
from app.desk.reports import Asking, Block, Report, ReportView, Series, Verb
from app.kernel import clock, jobs
from app.kernel.db import db, utcnow
from app.kernel.papers import Paper
from app.kernel.papers.reading import plain
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer
from app.organization.models import Branch

LOADS = Paper("loads", _("Balanced allocation"), "papers/_archive.html", None, landscape=True)
OWNERSHIP = Paper(
    "ownership", _("Ownership month by month"), "papers/_archive.html", None, landscape=True
)
prints.declare(Allocation, _("Allocations"), [LOADS])
prints.declare(OwnerChange, _("Owner history"), [OWNERSHIP])
NAMED = 200  # proposals named one by one; all of them stand in the list
ALL = ""
YEARS, LATEST = 4, "latest"


class LoadView(ReportView):
    """均衡分配: what everybody carries, and would carry with the proposals that wait (R-062, R-065)."""

    route_base = "/loads"
    kind = "allocation_ground"
    title = _("Balanced allocation")
    paper = LOADS
    about = "allocation"

    def asking(self) -> Sequence[Asking]:
        """Which branch, which proposals, and to whom they would all go."""
        places = _branches()
        branch = _number(request.args.get("branch", "")) or next(iter(places), 0)
        people = _people(branch if branch in places else None)
        return [
            Asking("branch", _("Branch"), {str(ident): name for ident, name in places.items()}),
            Asking("source", _("Lead source"), {ALL: _("All proposals"), **{s.value: s.label for s in LeadSource}}),
            Asking("to", _("Give them to"), {ALL: _("As proposed"), **people}),
        ]  # fmt: skip

    def verbs(self) -> Sequence[Verb]:
        """Who decides lets it be proposed, and accepts what he sees."""
        viewer = current_viewer()
        if not viewer.may("can_assign", "AllocationView"):
            return ()
        chosen = self.chosen()
        found = []
        if boards.ownerless(db.session):
            label = _("Propose for all without a salesperson")
            found.append(Verb("propose", label, "users", _propose))
        rows = boards.waiting(db.session, _number(chosen["branch"]), chosen["source"])
        if rows:
            label = _("Allocate all to this person") if chosen["to"] else _("Accept all proposals")
            found.append(Verb(
                "accept", label, "user-check", lambda session, who: _accept(session, who, chosen),
                asks=_("Allocate %(number)s customers now?", number=len(rows)),
            ))  # fmt: skip
        return found

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The picture before and after, by person, and the proposals row by row."""
        branch, to_id = _number(chosen["branch"]), _number(chosen["to"])
        rows = boards.waiting(db.session, branch, chosen["source"])
        found = boards.carried(db.session, branch, rows, to_id, utcnow())
        names = boards.names(db.session, [each.load.user_id for each in found])
        people = [names.get(each.load.user_id, "") for each in found]
        links = [f"/customerview/list/?f.owner.is={each.load.user_id}" for each in found]
        nobody = boards.ownerless(db.session, branch)
        said = gettext(
            "%(waiting)s proposals, %(nobody)s without a salesperson",
            waiting=len(rows),
            nobody=nobody,
        )
        return Report(
            said, [_persons(found, people, links), _proposals(rows, names, to_id), _nobody(branch, nobody)], people,
            [Series(_("Load before"), [float(each.before) for each in found], links),
             Series(_("Load after"), [float(each.after) for each in found], links)],
            kind="row", beside=True,
        )  # fmt: skip


def _branches() -> dict[int, str]:
    """The branches this reader decides for or reads."""
    viewer = current_viewer()
    asked = select(Branch.id, Branch.name).order_by(Branch.id)
    if "all" not in viewer.breadth_of("allocation_ground"):
        asked = asked.where(Branch.id.in_(sorted(viewer.branches_of("allocation_ground"))))
    return {row.id: row.name for row in db.session.execute(asked)}


def _people(branch_id: int | None) -> dict[str, str]:
    found = carrying.salespeople(db.session, branch_id) if branch_id is not None else []
    names = boards.names(db.session, found)
    return {str(ident): names[ident] for ident in found if ident in names}


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _persons(found: Sequence[boards.Carried], people: Sequence[str], links: Sequence[str]) -> Block:
    """Person by person: what the load is made of, before and after."""
    head = [
        _("Salesperson"), _("Customers now"), _("Load by grade"), _("Open work"), _("Ability score"),
        _("Load before"), _("Proposed for"), _("Load after"),
    ]  # fmt: skip
    rows = [
        [name, each.load.customers, each.load.grade_load, each.load.open_work, str(each.load.ability),
         str(each.before), each.proposed, str(each.after)]
        for name, each in zip(people, found, strict=True)
    ]  # fmt: skip
    return Block(_("Load per person"), head, rows, links=links)


def _proposals(rows: Sequence[Allocation], names: Mapping[int, str], to_id: int | None) -> Block:
    """The first proposals by name; each is opened, changed or refused on its own record."""
    head = [
        _("Allocation number"),
        _("Customer"),
        _("Lead source"),
        _("Ground of the proposal"),
        _("Salesperson"),
    ]
    body = [
        [row.allocation_no, plain(row.customer), plain(row.lead_source), plain(row.ground),
         names.get(to_id or row.assigned_to_id or 0, "") or plain(row.assigned_to)]
        for row in rows[:NAMED]
    ]  # fmt: skip
    links = [f"/allocationview/show/{row.id}" for row in rows[:NAMED]]
    return Block(_("Proposals that wait"), head, body, words=5, links=links)


def _nobody(branch_id: int | None, number: int) -> Block:
    link = "/customerview/list/?f.owner.empty=" + (f"&f.branch.is={branch_id}" if branch_id else "")
    rows = [[str(_("Customers without a salesperson")), number]] if number else []
    return Block(_("Nobody responsible"), [_("What"), _("Number")], rows, links=[link])


def _propose(session: Any, viewer: Viewer) -> str:
    """All that is nobody's is proposed for, in the background; the address of the work."""
    work = jobs.enqueue(
        session, "share_out_customers", user_id=viewer.user_id, total=boards.ownerless(session)
    )
    return url_for("JobView.show", pk=work.id)


def _accept(session: Any, viewer: Viewer, chosen: Mapping[str, str]) -> str:
    """All that was shown is allocated, in the background; what came later is not."""
    branch = _number(chosen["branch"])
    rows = boards.waiting(session, branch, chosen["source"])
    work = jobs.enqueue(
        session, "accept_proposals", user_id=viewer.user_id, source=chosen["source"],
        branch_id=branch or 0, to_id=_number(chosen["to"]) or 0, total=len(rows),
        until=max((row.id for row in rows), default=0),
    )  # fmt: skip
    return url_for("JobView.show", pk=work.id)


class OwnershipView(ReportView):
    """归属变动: transfers, first contacts late and conflicts, month by month (R-063, R-064, R-060)."""

    route_base = "/ownership"
    title = _("Ownership month by month")
    paper = OWNERSHIP
    about = "owner_change"

    def asking(self) -> Sequence[Asking]:
        """Which months, and what is drawn."""
        year = clock.today().year
        years = {str(each): str(each) for each in range(year, year - YEARS, -1)}
        drawn = {
            "moves": _("Changes of hands"), "contacts": _("First contacts"), "conflicts": _("Conflicts"),
        }  # fmt: skip
        return [
            Asking("show", _("Chart"), drawn),
            Asking("period", _("Period of the report"), {LATEST: _("Last twelve months"), **years}),
        ]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The three tables, late contacts by person, and what is nobody's now."""
        first, last = _period(chosen["period"])
        rows = boards.months(db.session, first, last)
        blocks = [_moves(rows), _contacts(rows), _late(first, last), _conflicts(rows),
                  _nobody(None, boards.ownerless(db.session))]  # fmt: skip
        return Report(
            f"{first:%Y-%m} – {last:%Y-%m}",
            blocks,
            [row.month for row in rows],
            _series(rows, chosen["show"]),
        )


def _period(said: str) -> tuple[dt.date, dt.date]:
    """First and last day: of a year, or of the last twelve months."""
    today = clock.today()
    if said == LATEST:
        year, month = divmod(today.year * 12 + today.month - 12, 12)
        return dt.date(year, month + 1, 1), today
    year = int(said)
    return dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))


def _series(rows: Sequence[Month], shown: str) -> list[Series]:
    if shown == "contacts":
        base = "/allocationview/list/?f.is_contacted_late.is={}&f.assigned_on.between="
        return [
            Series(_("In time"), [row.in_time for row in rows], [base.format(0) + _days(row) for row in rows]),
            Series(_("Late"), [row.late for row in rows], [base.format(1) + _days(row) for row in rows]),
        ]  # fmt: skip
    if shown == "conflicts":
        base = "/conflictview/list/?f.created_at.between="
        links = [base + _days(row) for row in rows]
        return [
            Series(_("Raised"), [row.raised for row in rows], links),
            Series(_("Of these decided"), [row.decided for row in rows], links),
        ]
    return [
        Series(why.label, [row.moves[why] for row in rows],
               [f"/ownerchangeview/list/?f.why.is={why.value}&f.at.between={_days(row)}" for row in rows])
        for why in MOVES if any(row.moves[why] for row in rows)
    ]  # fmt: skip


def _days(row: Month) -> str:
    first, last = boards.ends_of(row.month)
    return f"{first}..{last}"


def _moves(rows: Sequence[Month]) -> Block:
    head = [_("Calendar month"), *(why.label for why in MOVES), _("In all")]
    body = [
        [row.month, *(row.moves[why] for why in MOVES), sum(row.moves[why] for why in MOVES)]
        for row in rows
    ]
    links = [f"/ownerchangeview/list/?f.at.between={_days(row)}" for row in rows]
    return Block(_("Changes of hands"), head, body, links=links)


def _contacts(rows: Sequence[Month]) -> Block:
    head = [_("Calendar month"), _("In time"), _("Late")]
    links = [f"/allocationview/list/?f.assigned_on.between={_days(row)}" for row in rows]
    return Block(
        _("First contacts"), head, [[row.month, row.in_time, row.late] for row in rows], links=links
    )


def _late(first: dt.date, last: dt.date) -> Block:
    """Who was late how often; the allocations behind it."""
    found = boards.late_by_person(db.session, first, last)
    names = boards.names(db.session, found)
    order = sorted(found, key=lambda who: (-found[who]["late"], who))
    head = [_("Salesperson"), _("Allocated"), _("Late"), _("Still not contacted")]
    rows = [
        [names.get(who, ""), *(found[who][name] for name in ("all", "late", "open"))]
        for who in order
    ]
    links = [
        f"/allocationview/list/?f.assigned_to.is={who}&f.is_contacted_late.is=1" for who in order
    ]
    return Block(_("First contacts late, by salesperson"), head, rows, links=links)


def _conflicts(rows: Sequence[Month]) -> Block:
    head = [_("Calendar month"), _("Raised"), _("Of these decided")]
    links = [f"/conflictview/list/?f.created_at.between={_days(row)}" for row in rows]
    return Block(
        _("Conflicts"), head, [[row.month, row.raised, row.decided] for row in rows], links=links
    )
