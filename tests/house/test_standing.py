"""Every door to business with a customer asks the one guard; a door without it is found here (R-260)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.customers import standing
from app.customers.models import Customer
from app.customers.views import CustomerMergeView
from app.customers.words import Lifecycle
from app.desk.archive import ArchiveView
from app.disposal.views import BadCaseView
from app.kernel.scope import SYSTEM, acting_as
from tests.house.conftest import VIEWS
from tests.house.rows import first, make

# what is written about a customer whatever becomes of him: keeping the archive is no business
RECORDS = {
    "ContactView": "who works there is part of the archive",
    "BadCaseView": "the parting itself",
    "OwnerChangeView": "the house writes it, nobody enters it",
    "ConflictView": "whose customer he was from the first is decided whatever becomes of him",
    "TransferItemView": "a leaver hands over what is being wound up as well",
    "PoolEntryView": "the house writes it, nobody enters it",
    "CustomerBackgroundView": "what is known of him",
    "CustomerChangeView": "what is heard of him",
    "CorrectionView": "what was wrong in the archive is put right",
    "CardCheckView": "how a card was kept is looked at whatever becomes of him",
    "RevisionView": "archives are revised whatever becomes of him (R-027)",
    "ClassChangeView": "the house writes it, nobody enters it",
    "ClassOverrideView": "in which class somebody is says nothing about dealings",
    "OriginalView": "original papers are kept whatever becomes of him (R-025)",
    "ArchiveScoreView": "the house writes it, nobody enters it",
    "CustomerTurnView": "the house writes it, nobody enters it",
    "QualificationCheckView": "how he was judged",
    "TradingDeclarationView": "what he declared",
    "FundsDeclarationView": "what he owes",
    "RetailOutletView": "where his goods stand, to be fetched back",
    "CustomerMergeView": "asks the guard of both cards itself (merging.unfit)",
    "CustomerCompetitorView": "what rivals do there is knowledge of the market",
}


# child rows of a form that point to a customer of their own, and whether that is business with him
LINES = {
    "ReturnPlanView.lines": True,
    "ContactView.elsewhere": False,  # where else somebody works is part of the archive
}
# moves that begin something new with a customer who may have been blocked meanwhile
BEGINNING = {
    "cooperation": {"submit", "note", "confirm"},
    "allocation": {"propose", "assign", "transfer"},
    "pool": {"release", "claim"},
    "visit_slip": {"submit", "release", "depart_urgently"},
    "return_visit": {"record"},
    "dispatch": {"send", "appoint"},
    "upkeep": {"plan"},
}
# whose moves finish, judge or file what there is, or keep the archive
FINISHING = {
    "original": "original papers are kept (R-025)", "correction": "the archive is put right",
    "revision": "archives are revised whatever becomes of him", "class_override": "a class is no dealing",
    "transfer_item": "a leaver hands over what is being wound up as well",
    "conflict": "whose customer he was from the first", "phone_call": "what was promised is kept",
    "opinion": "what he complained of is settled", "major_event": "what happened is filed",
}  # fmt: skip


# the parting itself, and a merge, which asks of both cards (merging.unfit)
APART = (BadCaseView, CustomerMergeView)
MOVED = [
    view for view in VIEWS
    if view.flow and hasattr(view.datamodel.obj, "customer_id") and view not in APART
]  # fmt: skip


def doors(app: Flask) -> list[Any]:
    """Views through which something new is hung on a customer."""
    views = app.extensions["appbuilder"].baseviews
    return [
        view
        for view in views
        if isinstance(view, ArchiveView)
        and view.datamodel.obj is not Customer  # a merged card points to the one that stayed
        and "can_add" in (view.base_permissions or ())
        and any(
            key.column.table is Customer.__table__
            for column in view.datamodel.obj.__table__.columns
            for key in column.foreign_keys
        )
    ]


@pytest.mark.rule("R-260")
def test_each_door_has_the_guard_or_a_reason(app: Flask) -> None:
    found = {type(view).__name__: view for view in doors(app)}
    assert found, "the census has lost its doors"
    guarded = {name for name, view in found.items() if standing.dealings in view.rules}
    silent = set(found) - guarded - set(RECORDS)
    assert not silent, f"{silent}: add standing.dealings to the rules, or say here why not"
    assert not guarded & set(RECORDS)


@pytest.mark.rule("R-260", "C-21")
@pytest.mark.parametrize("stage", standing.BLOCKED)
def test_the_guard_lets_nothing_new_through(app: Flask, session: Any, stage: Lifecycle) -> None:
    with acting_as(SYSTEM):
        row = first(session, Customer)
        row.lifecycle_status = stage
        session.flush()
        for view in doors(app):
            if standing.dealings not in view.rules:
                continue
            broken = [each for rule in view.rules for each in rule({"customer_id": row.id}, None)]
            assert "R-260" in [each.rule for each in broken], type(view).__name__


@pytest.mark.rule("R-260")
def test_each_line_of_a_form_that_names_a_customer_asks_too(app: Flask) -> None:
    named = {
        f"{type(view).__name__}.{lines.name}": standing.dealings in lines.rules
        for view in app.extensions["appbuilder"].baseviews if isinstance(view, ArchiveView)
        for lines in view.lines
        if view.datamodel.obj is not Customer and any(c.split(":")[0] == "customer_id" for c in lines.columns)
    }  # fmt: skip
    assert named == LINES, "add rules=[dealings] to the lines"


@pytest.mark.rule("R-260", "C-21")
@pytest.mark.parametrize("view", MOVED, ids=lambda view: view.__name__)
def test_each_move_that_begins_something_asks_again(view: Any, session: Any) -> None:
    with acting_as(SYSTEM):
        customer = make(session, Customer, lifecycle_status=Lifecycle.BAD_IN_PROCESS)
        row = make(session, view.datamodel.obj, customer_id=customer.id)
        asking = {
            move.name for move in view.flow.moves
            if move.guard and "R-260" in [b.rule for b in move.guard(row, SYSTEM)]
        }  # fmt: skip
    if view.flow.name in FINISHING:
        assert not asking
    else:
        assert asking == BEGINNING.get(view.flow.name), "dealt_with in the guard, or say why not"


@pytest.mark.rule("C-01")
def test_a_closed_record_is_opened_by_its_address_and_found_by_nobody(
    session: Any, client_as: Callable
) -> None:
    with acting_as(SYSTEM):
        row = first(session, Customer)
        row.lifecycle_status, name = Lifecycle.REMOVED_ARCHIVED, row.customer_name
        session.flush()
    show, store = f"/customerview/show/{row.id}", "/customerview/list/?f.lifecycle_status.is="
    for who in ("rep", "manager", "clerk", "marketing", "director", "credit", "dept"):
        client = client_as(who)
        assert client.get(show).status_code == 404, who
        assert name not in client.get(store + "removed_archived").text, who
    for who in ("custodian", "finance", "gm"):
        client = client_as(who)
        assert name in client.get(show).text
        assert name in client.get(store + "removed_archived").text
        for looking in ("/customerview/list/?q=" + name, "/find/?q=" + name, store + "active"):
            assert f'"{show}"' not in client.get(looking).text, (who, looking)
        assert "removed_archived" in client.get("/badcaseview/list/").text, (
            "its line in the sidebar"
        )
    assert "removed_archived" not in client_as("marketing").get("/badcaseview/list/").text
