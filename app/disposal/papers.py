"""What a bad-customer case prints: case sheet, cause analysis, internal review, decision, dossier (F-141…F-144)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _

from app.disposal import queries
from app.disposal.models import BadCase, BadDecision, BadDuty, BadResponsibility
from app.disposal.rules import criteria_in_force
from app.disposal.words import CaseState, GeneralMeasure, Side, SpecialMeasure
from app.kernel.accounts import full_name
from app.kernel.papers import Paper
from app.kernel.papers.reading import (
    VERDICTS,
    Cell,
    boxes,
    grid,
    moment,
    plain,
    session_of,
    table,
    text,
)
from app.kernel.tasks import steps

#: Edition of the forms (block B1); raised when a layout changes.
FORM_VERSION = "A/0"


def case(row: BadCase) -> Mapping[str, Any]:
    """The case sheet: facts, measures, duties of the departments, approval (F-141)."""
    return {
        "parts": [
            _part(_("Customer and facts"), rows=[*_customer(row), *_facts(row)]),
            _part(_("Measures"), rows=_measures(row)),
            *(_duties(row, side) for side in Side),
        ],
        "steps": [_decided(row)],
        "head": _head(row),
    }  # fmt: skip


def causes(row: BadCase) -> Mapping[str, Any]:
    """Causes and prevention, with the general manager's opinion (F-142)."""
    read = _by(row, "read")
    return {
        "parts": [
            _part(_("Customer"), rows=[*_customer(row), _criteria(row)]),
            _part(_("Causes and prevention"), rows=grid(row, "causes:6", "prevention:6")),
        ],
        "steps": [
            _signed(row, _("Analysed by"), _by(row, "analyse")),
            _signed(row, _("Opinion of the general manager"), read, text(row, "gm_opinion") or ""),
        ],
        "head": _head(row),
    }  # fmt: skip


def review(row: BadCase) -> Mapping[str, Any]:
    """The internal review: course, loss, conclusion, who is responsible (F-143)."""
    people = table(
        queries.responsible(session_of(row), row.id),
        BadResponsibility,
        "user",
        "directness",
        "degree",
    )
    return {
        "parts": [
            _part(_("Customer"), rows=[*_customer(row), *grid(row, "loss_amount")]),
            _part(_("Internal review"), rows=grid(row, "course:6", "review_conclusion:6")),
            _part(_("Responsible persons"), listed=people),
        ],
        "steps": [_signed(row, _("Reviewed internally by"), _by(row, "review"))],
        "head": _head(row),
    }  # fmt: skip


def dossier(row: BadCase) -> Mapping[str, Any]:
    """All papers of a case one after the other, with its decisions and every step (W-17)."""
    found = [(case_paper.title, case(row))]
    if row.causes:
        found.append((causes_paper.title, causes(row)))
    if row.course:
        found.append((review_paper.title, review(row)))
    decided = queries.decisions(session_of(row), row.id)
    decisions = table(
        decided, BadDecision, "decision_no", "user", "decision_kind", "basis", "content"
    )
    history = {
        "head": [str(_("Step")), str(_("By whom")), str(_("When")), str(_("Reason"))],
        "rows": [_line(step, row) for step in steps(session_of(row), row)],
    }
    return {
        "chapters": [{"title": str(title), **content} for title, content in found],
        "parts": [
            *([_part(_("Rewards and punishments"), listed=decisions)] if decided else []),
            _part(_("Course of the case"), listed=history),
        ],
        "steps": [], "head": _head(row),
    }  # fmt: skip


def decision(row: BadDecision) -> Mapping[str, Any]:
    """One punishment or reward (F-144)."""
    return {
        "parts": [
            _part(
                decision_paper.title,
                rows=grid(row, "decision_no bad_case user", "decision_kind?:4 amount", "basis:6",
                          "content:6"),
            ),
        ],
        "steps": [_signed(row, _("Decided by"), _by(row.bad_case, "account"))],
        "head": {"doc_no": row.decision_no, "form_version": FORM_VERSION},
    }  # fmt: skip


def _part(title: Any, rows: Any = (), listed: Any = None) -> dict[str, Any]:
    return {"title": str(title), "rows": list(rows), "listed": listed}


def _head(row: BadCase) -> dict[str, Any]:
    return {"doc_no": row.case_no, "form_version": FORM_VERSION, "branch": plain(row.branch)}


def _customer(row: BadCase) -> Iterator[list[Cell]]:
    """Block B2: the name as the case keeps it; the customer may lie in the closed store."""
    yield [(str(_("Customer")), row.customer_name or "", 4), *grid(row, "owner")[0]]


def _facts(row: BadCase) -> Iterator[list[Cell]]:
    """Which criterion holds, and what shows it (R-259)."""
    yield _criteria(row)
    yield from grid(
        row, "last_trade_on overdue_since overdue_days", "arrears_amount:6", "evidence:6"
    )


def _criteria(row: BadCase) -> list[Cell]:
    options = [(criterion.value, criterion.label) for criterion in criteria_in_force()]
    return [(str(_("Criteria")), boxes(options, *(row.criteria or ())), 6)]


def _measures(row: BadCase) -> Iterator[list[Cell]]:
    """General and special measures, as the form lists them (R-260, R-261)."""
    general, special = row.general_measures or (), row.special_measures or ()
    yield [(str(_("General measures")), boxes(GeneralMeasure.choices(), *general), 6)]
    yield [(str(_("Special measures")), boxes(SpecialMeasure.choices(), *special), 6)]
    yield from grid(row, "measure_note:6")


def _duties(row: BadCase, side: Side) -> dict[str, Any]:
    """What a department has done, when and by whom (R-262…R-264)."""
    found = queries.duties_of(session_of(row), row.id, side)
    listed = table(found, BadDuty, "duty", "state", "done_at", "done_by", "result")
    return _part(side.label, listed=listed)


def _decided(row: BadCase) -> dict[str, Any]:
    """Block B3: the approval of the single case (C-35)."""
    verdict = None
    if row.approved_by_id is not None:
        verdict = "disagree" if row.state is CaseState.REJECTED else "agree"
    return {
        "move": str(_("Approval by the general manager")), "by": full_name(row.approved_by),
        "at": moment(row.approved_at), "reason": text(row, "decision_note") or "",
        "result": boxes(VERDICTS, verdict),
    }  # fmt: skip


def _by(row: BadCase, move: str) -> Any:
    """The last step of a name; None before it was made."""
    found = [step for step in steps(session_of(row), row) if step.move == move]
    return found[-1] if found else None


def _signed(row: Any, title: Any, step: Any, reason: str = "") -> dict[str, Any]:
    """An electronic signature: who made the step and when; empty until then."""
    by, at = _maker(row, step)
    return {"move": str(title), "by": by, "at": at, "reason": reason}


def _maker(row: Any, step: Any) -> tuple[str, str]:
    if step is None or step.by_id is None:
        return "", ""
    return full_name(session_of(row).get(User, step.by_id)), moment(step.at)


def _line(step: Any, row: BadCase) -> list[str]:
    """One step of the case's history: where it led, by whom, when and why."""
    by, _at = _maker(row, step)
    led = str(CaseState.of(step.to_state) or step.to_state)
    side = Side.of(step.move.removeprefix("finish_"))
    return [
        str(_("%(side)s is done", side=side.label)) if side is not None else led, by or str(_("the system")),
        moment(step.at), step.reason,
    ]  # fmt: skip


case_paper = Paper("case", _("Bad customer case sheet"), "papers/disposal/case.html", case)
causes_paper = Paper(
    "causes", _("Bad customer: causes and prevention"), "papers/disposal/case.html", causes
)
review_paper = Paper(
    "review", _("Bad customer: internal review"), "papers/disposal/case.html", review
)
decision_paper = Paper(
    "decision", _("Decision on reward and punishment"), "papers/disposal/case.html", decision
)
dossier_paper = Paper(
    "dossier", _("Whole case with all papers"), "papers/disposal/dossier.html", dossier
)
