"""The printed customer data card: what the record holds, for whom, in both languages, archivable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.papers import card
from app.customers.words import CardState, Nature, Tier
from app.customers.workflow import card_flow
from app.desk.prints import PrintEntry
from app.kernel.papers.reading import Boxes
from app.kernel.papers.refusal import PaperRefused
from app.kernel.papers.worker import PaperWorker
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.viewer import Viewer
from app.kernel.workflow import run
from tests.factories.customers import card as new_card
from tests.factories.customers import credit_code
from tests.factories.papers import HAN, labels, printed, use_fonts
from tests.kernel.papers import paper_validator

pytestmark = pytest.mark.usefixtures("as_system")
NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _fonts(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use_fonts(app, monkeypatch)


@pytest.fixture
def row(session: Any, user_id: Any) -> Customer:
    """A card that has been reviewed."""
    row = new_card(
        session, user_id("rep"), short_name="样例酒业", credit_code=credit_code(4711),
        tier=Tier.SPECIAL, nature=Nature.SPECIAL_COMPANY, registered_capital=6_000_000,
        key_point_feedback="老板娘决定付款，月底前催。", remark="第一行\n第二行",
    )  # fmt: skip
    session.commit()
    return row


@pytest.fixture
def reviewed(session: Any, row: Customer, viewer_of: Any) -> Customer:
    for move, who, reason in (
        ("submit", "rep", ""),
        ("approve", "manager", "资料齐全，同意建档。"),
    ):
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(
                session,
                card_flow,
                row,
                move,
                viewer=viewer,
                version=row.version,
                reason=reason,
                now=NOW,
            )
            session.flush()
    session.commit()
    return row


def address(row: Any) -> str:
    return f"/customerview/paper/{row.id}/card"


@pytest.mark.rule("R-036", "R-053", "R-123")
def test_the_card_says_what_the_record_holds(reviewed: Customer, client_as: Any) -> None:
    paper = printed(client_as("manager"), address(reviewed))
    for value in (
        reviewed.customer_name, reviewed.customer_code, reviewed.credit_code, "样例酒业", "王某", "2015-05-20",
        "¥6,000,000.00", reviewed.phone, "酒类批发", "江南春", "2025¥100,000.00", "李经理", "采购经理", "13900000001",
        "老板娘决定付款，月底前催。", "第二行", "成都分公司",
    ):  # fmt: skip
        assert value.replace(" ", "") in paper.run_on, value
    assert paper.pages == 2


@pytest.mark.rule("R-053")
def test_the_review_shows_who_decided_when_and_why(reviewed: Customer, client_as: Any) -> None:
    with acting_as(SYSTEM):
        (step,) = card(reviewed)["steps"]
    assert (step["by"], step["at"], step["result"].chosen) == (
        "陈立",
        "2026-11-21 10:00",
        ("agree",),
    )
    paper = printed(client_as("manager"), address(reviewed))
    for part in ("陈立", "2026-11-2110:00", "资料齐全，同意建档。"):
        assert part in paper.run_on


def test_an_unreviewed_card_leaves_the_place_to_sign_empty(row: Customer) -> None:
    (step,) = card(row)["steps"]
    assert (step["by"], step["at"], step["reason"], step["result"].chosen) == ("", "", "", ())


def test_a_card_sent_back_names_who_sent_it(session: Any, row: Customer, viewer_of: Any) -> None:
    for move, who, reason in (("submit", "rep", ""), ("send_back", "manager", "缺渠道")):
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(
                session,
                card_flow,
                row,
                move,
                viewer=viewer,
                version=row.version,
                reason=reason,
                now=NOW,
            )
            session.flush()
    assert row.state is CardState.RETURNED
    (step,) = card(row)["steps"]
    assert (step["by"], step["reason"], step["result"].chosen) == ("陈立", "缺渠道", ("return",))


def test_options_are_boxes_with_the_chosen_one_ticked(row: Customer) -> None:
    found = {value.chosen for part in card(row)["sections"] for line in part["rows"]
             for _label, value, _span in line if isinstance(value, Boxes)}  # fmt: skip
    assert ("special_company",) in found
    assert ("special",) in found


@pytest.mark.rule("R-048")
def test_what_a_viewer_may_not_know_is_not_printed(row: Customer) -> None:
    secrets = {"personal": "mask", "confidential": "hide"}
    with acting_as(
        Viewer(
            1, breadths={k: frozenset({"all"}) for k in ("customer", "contact")}, secrets=secrets
        )
    ):
        said = str(card(row))
    assert "6,000,000" not in said
    assert "100,000" not in said
    assert "老板娘" not in said
    assert "13900000001" not in said
    assert "139******01" in said


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_form_speaks_the_readers_language(
    row: Customer, client_as: Any, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = html_of(client_as("manager", locale), address(row), monkeypatch)
    for label in labels(html):
        assert bool(HAN.search(label)) == (locale == "zh") or label in {
            "A1",
            "A2",
            "B1",
            "B2",
            "C",
            "QQ",
        }, label


def html_of(client: Any, where: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The HTML that goes to the print process."""
    seen: list[str] = []
    render = PaperWorker.render

    def keep(self: PaperWorker, html: str, **more: Any) -> Any:
        seen.append(html)
        return render(self, html, **more)

    monkeypatch.setattr(PaperWorker, "render", keep)
    assert client.get(where).mimetype == "application/pdf"
    return seen[0]


def test_characters_no_font_has_are_named_by_field(
    session: Any, row: Customer, client_as: Any
) -> None:
    row.legal_representative = "王𪚥"
    session.commit()
    client = client_as("manager")
    answer = client.get(address(row))
    assert answer.mimetype == "text/html"
    assert "𪚥" in answer.text
    assert session.scalars(select(PrintEntry.id).where(PrintEntry.row_id == row.id)).all() == []
    assert "王〓" in printed(client, address(row) + "?anyway=1").run_on
    entry = session.scalars(select(PrintEntry).where(PrintEntry.row_id == row.id)).one()
    assert entry.note == "missing: 𪚥"


def test_why_a_paper_did_not_come_out_stands_in_the_log(
    session: Any, row: Customer, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PaperRefused("too_slow", "20 s")

    with monkeypatch.context() as patch:
        patch.setattr(PaperWorker, "render", refuse)
        client = client_as("manager")
        assert client.get(address(row)).status_code == 302
    entry = session.scalars(select(PrintEntry).where(PrintEntry.row_id == row.id)).one()
    assert (entry.pages, entry.note) == (0, "PaperRefused('too_slow', '20 s')")
    printed(client, address(row))
    numbers = select(PrintEntry.copy_no).where(PrintEntry.row_id == row.id).order_by(PrintEntry.id)
    assert session.scalars(numbers).all() == [None, 1]


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_card_is_valid_for_archive_and_screen_reader(
    reviewed: Customer, client_as: Any, locale: str
) -> None:
    paper = printed(client_as("manager", locale), address(reviewed))
    assert paper_validator.findings(paper.pdf, "3a", "ua1") == {"3a": {}, "ua1": {}}
