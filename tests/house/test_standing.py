"""Every door to business with a customer asks the one guard; a door without it is found here (R-260)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.customers import standing
from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.desk.archive import ArchiveView
from app.kernel.scope import SYSTEM, acting_as
from tests.house.rows import first

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
