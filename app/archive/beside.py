"""What is missing in an archive, beside its record: each gap leads to the form that fills it (R-015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.archive import holdings, queries, required, standings, verdicts
from app.archive.axes import ClassAxis, ClassValue, code, secret, standing
from app.archive.facts import CardField
from app.archive.models import ArchiveScore, ClassRun, Correction, Revision
from app.archive.operations import corrections
from app.customers.models import Customer
from app.customers.workflow import card_flow
from app.desk.beside import Beside
from app.desk.home import Line
from app.desk.picks import naming
from app.desk.shown import day
from app.kernel import clock, scope
from app.kernel.scope import current_viewer
from app.kernel.secrets import treatment

STAMP = Markup('<span class="kd-stamp">{}</span>')
SHOWN = 6  # gaps told beside the card; all of them stand on the page of the count
# child rows with a list of their own: there a new one is made although the card is closed
OWN_FORMS = {
    "declared": "TradingDeclarationView", "funds": "FundsDeclarationView",
    "competitors": "CustomerCompetitorView",
}  # fmt: skip


def of_customer(session: Session, row: Customer) -> Sequence[Line]:
    """How complete the archive is and its first gaps, for who sees the customer."""
    found = holdings.incomplete(session, row.id)
    if found is None:
        return ()
    due = day(found.due_on) if found.due_on is not None and found.missing else ""
    head = Line(
        url_for("ArchiveScoreView.show", pk=found.id), (f"{found.completeness_pct} %", found.band.label, due),
        late=bool(found.missing) and found.due_on is not None and found.due_on < clock.today(),
    )  # fmt: skip
    lines = [head, *(_line(row, key) for key in found.missing[:SHOWN])]
    more = len(found.missing) - SHOWN
    if more > 0:
        lines.append(Line(head.url, (gettext("%(num)s more", num=more),)))
    return lines


def of_score(session: Session, row: ArchiveScore) -> Sequence[Line]:
    """Everything that is missing, each with the way to fill it and who owes it."""
    card = scope.get(session, Customer, row.customer_id)
    if card is None or not row.missing:
        return ()
    owes = naming(row.owner) if row.owner is not None else ""
    return [Line("", (gettext("Owed by %(who)s", who=owes or "—"), day(row.due_on) if row.due_on else "")),
            *(_line(card, key) for key in row.missing)]  # fmt: skip


def _line(card: Customer, key: str) -> Line:
    return Line(address(card, key), (required.name_of(key),))


def address(card: Customer, key: str) -> str:
    """The form in which a gap is filled, at its field; empty where this reader may fill none."""
    if key == required.KEY_PERSON or key.startswith(required.POST):
        post = key.removeprefix(required.POST) if key.startswith(required.POST) else None
        return _new(
            "ContactView", customer_id=card.id, position=post, is_key_person=None if post else "y"
        )
    if key.startswith(required.PAPER):
        return _new("OriginalView", customer_id=card.id, doc_kind=key.removeprefix(required.PAPER))
    if key.startswith("@") and key[1:] in OWN_FORMS:
        return _new(OWN_FORMS[key[1:]], customer_id=card.id)
    if not card_flow.is_editable(card):
        known = CardField.of(key) is not None
        return _new("CorrectionView", customer_id=card.id, field_name=key) if known else ""
    if not current_viewer().may("can_edit", "CustomerView"):
        return ""
    anchor = f"part-{key[1:]}" if key.startswith("@") else key
    return url_for("CustomerView.edit", pk=card.id, _anchor=anchor)


def _new(view: str, **values: Any) -> str:
    return url_for(f"{view}.add", **values) if current_viewer().may("can_add", view) else ""


def stamps(session: Session, row: Customer) -> Sequence[Line]:
    """The last stamped corrections of a card: item, old and new value, stamp (R-296)."""
    return [
        Line(
            url_for("CorrectionView.show", pk=made.id),
            (made.field_name.label, corrections.told(made, current_viewer()), STAMP.format(made.stamp)),
        )
        for made in queries.corrections_of(session, row.id)[:SHOWN]
    ]  # fmt: skip


def stamp_of(_session: Session, row: Correction) -> Sequence[Line]:
    """The stamp of one correction, once it has one."""
    return [Line("", (STAMP.format(row.stamp),))] if row.stamp else ()


def classes(session: Session, row: Customer) -> Sequence[Line]:
    """The classes of a customer, each with its because, or until when somebody set it (C-03)."""
    if row.lifecycle_status in standings.UNBORN or not current_viewer().may(
        "can_list", "ClassChangeView"
    ):
        return ()
    facts, held = standings.about(session, row)
    viewer, url = current_viewer(), f"{url_for('ClassChangeView.list')}?f.customer.is={row.id}"
    lines = []
    for axis, value in standing(row).items():
        said = code(axis, value)
        if said is None or treatment(secret(axis), viewer) != "show":
            continue
        found = verdicts.verdict(axis, facts)
        why = (
            verdicts.why(found.kept)
            if found is not None and code(axis, found.value) == said
            else ""
        )
        if axis in held:
            why = gettext("set otherwise until %(day)s", day=held[axis].isoformat())
        lines.append(
            Line(
                f"{url}&f.axis.is={axis.value}",
                (axis.label, ClassValue(said).label, gettext("(%(why)s)", why=why) if why else ""),
            )
        )
    return lines


def previewed(_session: Session, row: ClassRun) -> Sequence[Line]:
    """What a run over all customers would change: axis, from, to, how many, and a few of them (R-214)."""
    return [
        Line(
            "",
            (
                ClassAxis(axis).label,
                f"{_class(old)} → {_class(new)}",
                str(number),
                ", ".join(codes),
            ),
        )
        for axis, old, new, number, codes in row.found or ()
    ]


def _class(said: str | None) -> str:
    return str(ClassValue(said).label) if said is not None else gettext("(empty)")


def of_revision(session: Session, row: Revision) -> Sequence[Line]:
    """What the archive lacks, section by section, while it is checked (R-015)."""
    card = scope.get(session, Customer, row.customer_id)
    return of_customer(session, card) if card is not None and row.done_on is None else ()


BESIDE_REVISION = [Beside(_("Completeness of the archive"), of_revision)]
BESIDE_RUN = [Beside(_("What would change"), previewed)]
BESIDE_CORRECTION = [Beside(_("Correction stamp"), stamp_of)]
BESIDE_CUSTOMER = [
    Beside(_("Classes"), classes),
    Beside(_("Completeness of the archive"), of_customer),
    Beside(_("Stamped corrections"), stamps),
]
BESIDE_SCORE = [Beside(_("Gaps of the archive"), of_score)]
