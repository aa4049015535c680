"""What must hold for rewards and punishments, and for the end of a case (R-267)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.disposal import queries
from app.disposal.models import BadCase
from app.disposal.words import CaseState, DecisionKind, Directness
from app.kernel import policy, scope
from app.kernel.db import db
from app.kernel.rules import Broken

#: The kinds of decision that each word of the register allows, and whom a punishment presupposes.
KINDS = {
    "punish": (DecisionKind.PUNISH_DIRECT, DecisionKind.PUNISH_INDIRECT),
    "reward": (DecisionKind.REWARD,),
}
BLAMED = {
    DecisionKind.PUNISH_DIRECT: Directness.DIRECT, DecisionKind.PUNISH_INDIRECT: Directness.INDIRECT,
}  # fmt: skip


DECIDED = ("bad_case_id", "user_id", "decision_kind", "basis", "content", "amount")


def kinds_in_force() -> list[DecisionKind]:
    """What may follow for a person, after the register (R-267)."""
    return [kind for name in policy.value("bad.accountability") for kind in KINDS.get(name, ())]


def accounted(session: Any, row: BadCase) -> Iterator[Broken]:
    """Whom the review found responsible gets his decision, where the register punishes (R-267)."""
    if DecisionKind.PUNISH_DIRECT not in kinds_in_force():
        return
    punished = {
        decision.user_id
        for decision in queries.decisions(session, row.id)
        if decision.decision_kind in BLAMED
    }
    for person in queries.responsible(session, row.id):
        if person.user_id not in punished:
            message = _("There is no decision about %(who)s yet.", who=str(person.user))
            yield Broken("", message, "R-267")


def decision(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A decision belongs to a reviewed case, is of a kind in force and fits what was found (R-267)."""
    if row is not None and all(values.get(name) == getattr(row, name) for name in DECIDED):
        return  # what stands there is not judged again
    ident = values.get("bad_case_id")
    with db.session.no_autoflush:
        found = scope.get(db.session, BadCase, ident) if ident else None
    if found is not None and found.state is not CaseState.REVIEWED:
        message = _("Decisions are made once the case is reviewed, and stand when it goes on.")
        yield Broken("bad_case_id", message, "R-267")
    if (
        row is not None
        and row.bad_case_id != ident
        and row.bad_case.state is not CaseState.REVIEWED
    ):
        yield Broken("bad_case_id", _("This was decided on as it stands and stays so."), "R-267")
    kind = values.get("decision_kind")
    if kind is not None and kind not in kinds_in_force():
        yield Broken("decision_kind", _("This kind of decision is not in force."), "R-267")
    if found is not None:
        yield from _fits(found, values.get("user_id"), kind)


def _fits(case: BadCase, user_id: int | None, kind: Any) -> Iterator[Broken]:
    """Nobody decides about himself; who is punished was found responsible, and in that way."""
    viewer = scope.current_viewer()
    if user_id and user_id == viewer.user_id:
        yield Broken("user_id", _("Nobody decides about himself."), "R-267")
    if not user_id or kind not in BLAMED:
        return
    how = {each.user_id: each.directness for each in queries.responsible(db.session, case.id)}
    if user_id not in how:
        message = _("The internal review found no responsibility of this person.")
        yield Broken("user_id", message, "R-267")
    elif how[user_id] is not BLAMED[kind]:
        message = _("The internal review found: %(how)s.", how=how[user_id].label)
        yield Broken("decision_kind", message, "R-267")
