"""How complete an archive is: by section, in total, kept as it changes (R-003, R-015, C-11)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from app.archive import jobs, required
from app.archive.beside import of_customer, of_score
from app.archive.models import ArchiveScore, Original
from app.archive.operations import scoring
from app.archive.words import ArchiveSection, Band, Breadth
from app.customers.models import Contact, Customer
from app.customers.words import (
    ContactPosition,
    DealStage,
    IndustrySide,
    Nature,
    OriginalKind,
    PartyKind,
    Tier,
)
from app.kernel import clock
from app.kernel.bulk import bulk_write
from app.kernel.scope import acting_as
from app.market.models import CustomerCompetitor
from tests.factories import archive, market
from tests.factories.customers import card, values
from tests.factories.policy import in_force

pytestmark = pytest.mark.usefixtures("as_system")
DAY = dt.timedelta(days=1)


def plain(**given: Any) -> Any:
    """A card's columns, empty but for those given."""
    names = [*required.columns(), "party_kind", "nature", "industry_side", "tier", "is_core",
             "deal_stage", "state", "entry_due_at", "next_revision_due"]  # fmt: skip
    whole = {**dict.fromkeys(names), "party_kind": PartyKind.ORGANISATION, "is_core": False}
    return SimpleNamespace(**{**whole, **given})


def keys(**given: Any) -> set[str]:
    return {item.key for item in required.wanted_of(plain(**given))}


def of(session: Any, customer: Customer) -> ArchiveScore:
    session.commit()
    return session.scalars(
        select(ArchiveScore).where(ArchiveScore.customer_id == customer.id)
    ).one()


@pytest.mark.rule("C-11")
def test_the_important_and_core_customers_have_full_archives(session: Any) -> None:
    sizes = [len(keys(tier=tier)) for tier in (Tier.GENERAL, Tier.SPECIAL, Tier.IMPORTANT)]
    assert sizes == sorted(set(sizes)), "short, standard, full"
    assert keys(tier=None) == keys(tier=Tier.GENERAL)
    assert keys(tier=Tier.GENERAL, is_core=True) == keys(tier=Tier.IMPORTANT)
    in_force(session, "archive.required_set.general", "full")
    assert keys(tier=Tier.GENERAL) == keys(tier=Tier.IMPORTANT)
    assert required.breadth_of(plain(tier=Tier.SPECIAL)) is Breadth.STANDARD
    in_force(session, "archive.required_set.special", "short")
    in_force(session, "archive.required_set.important", "standard")
    assert required.breadth_of(plain(tier=Tier.SPECIAL)) is Breadth.SHORT
    assert required.breadth_of(plain(tier=Tier.IMPORTANT)) is Breadth.STANDARD


@pytest.mark.rule("R-003")
def test_what_is_asked_follows_party_kind_side_and_nature(session: Any) -> None:
    person = keys(party_kind=PartyKind.INDIVIDUAL, tier=Tier.IMPORTANT)
    assert "occupation" in person and not {"legal_representative", "key_person"} & person
    producer = keys(industry_side=IndustrySide.PRODUCER, tier=Tier.IMPORTANT)
    assert "output_quantity" in producer and "wholesale_price" not in producer
    body = keys(nature=Nature.GOVERNMENT, tier=Tier.IMPORTANT)
    assert "registered_capital" not in body and "address" in body
    assert "@rivals" in keys(tier=Tier.SPECIAL)
    in_force(session, "archive.sections_required", "base")
    assert "@rivals" not in keys(tier=Tier.SPECIAL)


@pytest.mark.rule("R-025")
def test_the_contract_is_asked_for_once_one_trades() -> None:
    assert "paper:contract" not in keys()
    assert "paper:contract" in keys(deal_stage=DealStage.CURRENT)


@pytest.mark.rule("R-016", "R-050")
def test_features_and_posts_are_those_of_the_register(session: Any) -> None:
    assert {"operating_features", "post:cashier"} <= keys(tier=Tier.SPECIAL)
    in_force(session, "archive.deep_fields", "industry_influence")
    in_force(session, "contact.positions_expected", "head")
    found = keys(tier=Tier.SPECIAL)
    assert "industry_influence" in found and not {"operating_features", "post:cashier"} & found


@pytest.mark.rule("R-043")
def test_a_key_person_counts_as_the_register_says(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    assert "key_person" not in of(session, customer).missing
    in_force(session, "customer.min_key_persons", "2")
    scoring.recount(session, [customer.id])
    assert "key_person" in of(session, customer).missing
    in_force(session, "customer.min_key_persons", "0")
    assert "key_person" not in keys()


@pytest.mark.rule("R-015")
def test_the_score_follows_every_change_in_the_same_transaction(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    before = of(session, customer)
    assert before.completeness_pct == customer.completeness_pct < 100
    assert "address" not in before.missing and "paper:business_licence" in before.missing
    assert (before.papers_pct, before.people_pct) == (0, 100)
    archive.original(session, customer)
    after = of(session, customer)
    assert after.papers_pct == 100 and after.missing_count == len(after.missing)
    customer.address = None
    customer.tier = Tier.SPECIAL
    now = of(session, customer)
    assert {"address", "@rivals", "post:cashier"} <= set(now.missing)
    assert now.breadth is Breadth.STANDARD and now.tier is Tier.SPECIAL
    session.add(
        Contact(customer_id=customer.id, contact_name="出纳", position=ContactPosition.CASHIER)
    )
    market.competitor_at(session, customer)
    assert not {"@rivals", "post:cashier"} & set(of(session, customer).missing)
    session.delete(session.scalars(
        select(CustomerCompetitor).where(CustomerCompetitor.customer_id == customer.id)
    ).one())  # fmt: skip
    assert "@rivals" in of(session, customer).missing


@pytest.mark.rule("R-025")
def test_a_paper_that_ran_out_is_missing_from_the_next_night(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    paper = archive.original(session, customer, valid_to=clock.today())
    assert of(session, customer).papers_pct == 100
    session.execute(
        Original.__table__.update()
        .where(Original.id == paper.id)
        .values(valid_to=clock.today() - DAY)
    )
    work = SimpleNamespace(session=session, state={}, checkpoint=lambda *_a, **_k: session.commit())
    jobs.recount_archives(work)
    assert of(session, customer).papers_pct == 0


@pytest.mark.rule("R-015")
@pytest.mark.parametrize(("least", "band"), [("80", Band.LACKING), ("50", Band.ENOUGH)])
def test_what_is_complete_enough_the_register_says(session: Any, least: str, band: Band) -> None:
    in_force(session, "archive.completeness_min_pct", least)
    wanted = list(required.wanted_of(plain()))
    there = {name for item in wanted[: len(wanted) * 3 // 5] for name in item.names}
    said = scoring.score(plain(), there)
    assert 50 <= said["completeness_pct"] < 80 and said["band"] is band
    assert scoring.score(plain(), set())["band"] is Band.POOR
    assert scoring.score(plain(), {n for i in wanted for n in i.names})["band"] is Band.FULL


@pytest.mark.rule("R-301", "R-054")
def test_a_gap_is_due_with_entry_or_revision(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    assert of(session, customer).due_on == (
        clock.day_of(customer.entry_due_at) if customer.entry_due_at else None
    )
    filed = plain(state=scoring.FILED[0], next_revision_due=dt.date(2027, 1, 20))
    assert scoring.score(filed, set())["due_on"] == dt.date(2027, 1, 20)


@pytest.mark.rule("R-015")
def test_cards_of_a_file_are_counted_by_the_job(session: Any, user_id: Any) -> None:
    row = values(collected_by_id=user_id("rep"), customer_code="TEST-1", name_key="x")
    (ident,) = bulk_write(session, Customer, [{**row, "owner_id": user_id("rep")}])
    session.commit()
    assert session.get(Customer, ident).completeness_pct is None
    work = SimpleNamespace(session=session, state={}, checkpoint=lambda *_a, **_k: session.commit())
    assert jobs.count_new_archives(work)["counted"] >= 1
    assert session.get(Customer, ident).completeness_pct is not None


@pytest.mark.rule("R-015")
def test_a_card_that_is_no_archive_owes_nothing(session: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    of(session, customer)
    customer.state = "invalid"
    session.commit()
    assert not session.scalars(
        select(ArchiveScore).where(ArchiveScore.customer_id == customer.id)
    ).all()


def test_each_gap_leads_to_the_form_that_fills_it(
    app: Any, session: Any, user_id: Any, viewer_of: Any
) -> None:
    customer = card(session, user_id("rep"), complete=False, address=None, tier=Tier.IMPORTANT)
    found = of(session, customer)
    with app.test_request_context(), acting_as(viewer_of("rep")):
        first, *gaps = of_customer(session, customer)
        assert first.cells[0] == f"{found.completeness_pct} %"
        assert gaps[0].url == f"/customerview/edit/{customer.id}#address"
        said = {str(line.cells[0]): line.url for line in of_score(session, found)}
    urls = set(said.values())
    assert f"/contactview/add?customer_id={customer.id}&is_key_person=y" in urls
    assert f"/originalview/add?customer_id={customer.id}&doc_kind=business_licence" in urls
    assert f"/customerview/edit/{customer.id}#part-channels" in urls
    assert f"/tradingdeclarationview/add?customer_id={customer.id}" in urls


def test_every_key_of_the_file_has_a_name() -> None:
    wanted = [*required.wanted_of(plain(tier=Tier.IMPORTANT, deal_stage=DealStage.CURRENT)),
              *required.listed()]  # fmt: skip
    assert all(str(required.name_of(item.key)) for item in wanted)
    assert {item.section for item in wanted} == set(ArchiveSection)
    assert OriginalKind.BUSINESS_LICENCE.value in {i.key.removeprefix("paper:") for i in wanted}


def test_nothing_is_an_answer_too() -> None:
    card = plain(tier=Tier.SPECIAL, registered_capital=0, address="")
    missing = scoring.score(card, set())["missing"]
    assert "registered_capital" not in missing and "address" in missing


@pytest.mark.rule("C-11", "R-003")
def test_what_is_demanded_stands_on_a_page(client_as: Any) -> None:
    page = client_as("custodian").get("/required/")
    assert page.status_code == 200
    for line in required.listed():
        assert str(line.section.label) in page.text
    assert all(str(breadth) in page.text for breadth in Breadth)
