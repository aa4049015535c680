"""The printed visit slip: one page with approval and attendance line, one copy or two, archivable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.kernel.papers.reading import Boxes
from app.kernel.papers.worker import PaperWorker
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import run
from app.visits.models import VisitCompanion, VisitRequest
from app.visits.papers import slip
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.papers import HAN, labels, printed, use_fonts
from tests.factories.visits import slip as new_slip
from tests.kernel.papers import paper_validator

pytestmark = pytest.mark.usefixtures("as_system")
NOW = dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC)
E_29 = [
    "公司形象手册",
    "公司产品手册",
    "第一直觉现场",
    "企业宣传片",
    "企业微信公众号",
    "优势品种目录",
]


@pytest.fixture(autouse=True)
def _fonts(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use_fonts(app, monkeypatch)


@pytest.fixture
def row(session: Any, user_id: Any) -> VisitRequest:
    row = new_slip(
        session, card(session, user_id("rep")), user_id("rep"), introducer="成都市酒类行业协会",
        materials=["image_brochure", "corporate_film"], self_perceived_problems="旺季缺货",
        planned_from=NOW + dt.timedelta(days=1), planned_to=NOW + dt.timedelta(days=1, hours=2),
    )  # fmt: skip
    session.add(VisitCompanion(visit_request_id=row.id, user_id=user_id("rep2"), role_note="讲解"))
    session.commit()
    return row


@pytest.fixture
def made(session: Any, row: VisitRequest, viewer_of: Any) -> Any:
    """Let the slip go through moves: ``made(("submit", "rep"), …)``."""

    def make(*moves: tuple[str, str]) -> VisitRequest:
        for hours, (move, who) in enumerate(moves):
            viewer, now = viewer_of(who), NOW + dt.timedelta(hours=hours)
            reason = "请带上最新报价。" if move in {"approve", "reject", "depart_urgently"} else ""
            with acting_as(viewer):
                run(
                    session,
                    slip_flow,
                    row,
                    move,
                    viewer=viewer,
                    version=row.version,
                    reason=reason,
                    now=now,
                )
                session.flush()
        session.commit()
        return row

    return make


def address(row: Any, name: str = "slip") -> str:
    return f"/visitrequestview/paper/{row.id}/{name}"


WHOLE = (
    ("submit", "rep"),
    ("approve", "manager"),
    ("hand_over", "attendance"),
    ("depart", "rep"),
    ("return", "rep"),
)


@pytest.mark.rule("R-077", "R-078", "R-079", "R-080", "R-083", "R-090")
def test_the_slip_says_what_the_record_holds_on_one_page(made: Any, client_as: Any) -> None:
    row = made(*WHOLE)
    paper = printed(client_as("manager"), address(row))
    for value in (
        row.slip_no, row.customer.customer_name, row.customer.customer_code, "敲定年前备货数量", "李经理", "采购经理",
        "锁定货源", "旺季缺货", "成都市酒类行业协会", "讲解", "2026-11-2210:00—12:00", "成都分公司",
    ):  # fmt: skip
        assert value in paper.run_on, value
    assert paper.pages == 1


@pytest.mark.rule("R-078")
def test_approval_and_attendance_show_who_and_when(made: Any, client_as: Any) -> None:
    row = made(*WHOLE)
    with acting_as(SYSTEM):
        applied, decided = slip(row)["steps"]
    assert (applied["at"], decided["by"], decided["at"]) == (
        "2026-11-21 10:00",
        "陈立",
        "2026-11-21 11:00",
    )
    assert (decided["reason"], decided["result"].chosen) == ("请带上最新报价。", ("agree",))
    text = printed(client_as("manager"), address(row)).run_on
    for part in (
        "陈立",
        "请带上最新报价。",
        "2026-11-2111:00",
        "2026-11-2112:00",
        "2026-11-2113:00",
        "2026-11-2114:00",
    ):
        assert part in text, part


def test_a_slip_not_approved_says_so(made: Any) -> None:
    row = made(("submit", "rep"), ("reject", "manager"))
    assert slip(row)["steps"][1]["result"].chosen == ("disagree",)


def test_a_draft_leaves_the_places_to_sign_empty(row: VisitRequest) -> None:
    assert [(step["by"], step["at"]) for step in slip(row)["steps"]] == [("", ""), ("", "")]


@pytest.mark.rule("R-096", "C-31")
def test_an_emergency_departure_is_told_on_the_slip(made: Any) -> None:
    row = made(("depart_urgently", "rep"))
    assert len(slip(row)["attendance"]) == 2


@pytest.mark.rule("R-075")
def test_materials_are_the_forms_own_boxes(row: VisitRequest, client_as: Any) -> None:
    values = [value for _label, value, _span in slip(row)["sections"][0]["rows"][-1]]
    assert values == [values[0]]
    assert isinstance(values[0], Boxes)
    assert set(values[0].chosen) == {"image_brochure", "corporate_film"}
    assert len(values[0].options) == len(E_29)
    text = printed(client_as("manager", "zh"), address(row)).run_on
    assert all(option in text for option in E_29)


@pytest.mark.rule("R-078")
def test_attendance_reads_the_slip_and_not_the_card(made: Any, viewer_of: Any) -> None:
    row = made(*WHOLE[:2])
    with acting_as(viewer_of("attendance")):
        said = str(slip(row))
    assert row.customer.customer_name in said and row.customer.customer_code not in said
    assert "敲定年前备货数量" in said


@pytest.mark.rule("R-078")
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_two_copies_are_two_pages_that_say_who_keeps_them(
    made: Any, client_as: Any, locale: str
) -> None:
    row = made(*WHOLE[:2])
    paper = printed(client_as("manager", locale), address(row, "slip_in_two"))
    first, second = paper.text.split("\f")[:2]
    assert paper.pages == 2
    keepers = ("第一联", "第二联") if locale == "zh" else ("First copy", "Second copy")
    assert keepers[0] in first and keepers[1] not in first
    assert keepers[1] in second and keepers[0] not in second
    for page in (first, second):
        assert row.slip_no in page


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_form_speaks_the_readers_language(
    row: VisitRequest, client_as: Any, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    render = PaperWorker.render
    monkeypatch.setattr(
        PaperWorker,
        "render",
        lambda self, html, **more: seen.append(html) or render(self, html, **more),
    )
    printed(client_as("manager", locale), address(row))
    for label in labels(seen[0]):
        assert bool(HAN.search(label)) == (locale == "zh"), label


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", ["slip", "slip_in_two"])
def test_the_slip_is_valid_for_archive_and_screen_reader(
    made: Any, client_as: Any, locale: str, name: str
) -> None:
    row = made(*WHOLE)
    paper = printed(client_as("manager", locale), address(row, name))
    assert paper_validator.findings(paper.pdf, "3a", "ua1") == {"3a": {}, "ua1": {}}
