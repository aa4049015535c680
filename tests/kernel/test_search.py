"""Search: the same hits on both databases, kept up in the same transaction, never beyond the viewer's reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import BigInteger, Integer, String, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.kernel import search
from app.kernel.db import label
from app.kernel.search import Search
from app.kernel.viewer import SYSTEM, Viewer, acting_as
from tests.conftest import empty_database


class Base(DeclarativeBase):
    """Apart from the application's tables: these exist only here."""


class Shop(Base):
    __tablename__ = "test_search_shop"
    __search__ = Search(names=("title", "nick"), codes=("code",), phones=("phone",))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    nick: Mapped[str | None] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(
        String(40), info=label("Telephone", secret="personal")
    )
    remark: Mapped[str | None] = mapped_column(String(40))


@pytest.fixture(scope="module")
def shop_engine(worker_id: str) -> Iterator:
    engine = create_engine(empty_database(f"kedang_shops_{worker_id}"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def shops(shop_engine) -> Iterator[Session]:
    connection = shop_engine.connect()
    outer = connection.begin()
    with (
        Session(connection, join_transaction_mode="create_savepoint") as session,
        acting_as(SYSTEM),
    ):
        session.add_all(
            [
                Shop(
                    id=1,
                    title="西藏百鑫农业发展有限公司",
                    code="91540125MA6TCWGJ4E",
                    phone="+86 138 1234 5678",
                ),
                Shop(
                    id=2,
                    title="重庆长安（集团）股份有限公司",
                    nick="长安汽车",
                    code="CD-00012",
                    phone="028-85123456",
                ),
                Shop(id=3, title="TCL王牌电器（成都）有限公司", code="CD-00013"),
                Shop(id=4, title="成都百鑫餐饮有限公司"),
                Shop(id=5, title="𬭎泰商贸"),
            ]
        )
        session.flush()
        yield session
    outer.rollback()
    connection.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("百", {1, 4}),
        ("百鑫", {1, 4}),
        ("百鑫农", {1}),
        ("百鑫农业发展", {1}),
        ("百鑫 成都", {4}),
        ("鑫百", set()),
        ("百农", set()),
        ("长安集团", {2}),
        ("长安（集团", {2}),
        ("长安汽车", {2}),
        ("有限公司", {1, 2, 3, 4}),
        ("xzbx", {1}),
        ("bxny", {1}),
        ("bx", {1, 4}),
        ("baixin", {1, 4}),
        ("xizangbaixinnongye", {1}),
        ("chongqing", {2}),
        ("zhongqing", {2}),
        ("cqca", {2}),
        ("bai", {1, 4}),
        ("baixi", {1, 4}),
        ("xizan", {1}),
        ("zanba", set()),
        ("wangp", {3}),
        ("tcl", {3}),
        ("ｔｃｌ王牌", {3}),
        ("tclwangpai", {3}),
        ("TCL成都", {3}),
        ("J4E", {1}),
        ("wgj4e", {1}),
        ("91540125", {1}),
        ("91540125ma6tcwgj4e", {1}),
        ("CD-00012", {2}),
        ("0013", {3}),
        ("5678", {1}),
        ("13812345678", {1}),
        ("+8613812345678", {1}),
        ("138 1234", {1}),
        ("85123456", {2}),
        ("𬭎", {5}),
        ("𬭎泰", {5}),
        ("，。", set()),
        ("'; drop table", set()),
        ("z", {1, 2}),
    ],
)
def test_what_is_typed_finds(shops: Session, typed: str, found: set[int]) -> None:
    assert set(search.ids(shops, Shop, typed, limit=50)) == found
    condition = search.clause(shops, Shop, typed)
    assert condition is not None
    assert set(shops.scalars(select(Shop.id).where(condition))) == found


def test_nothing_typed_is_no_condition(shops: Session) -> None:
    assert search.clause(shops, Shop, "  ") is None
    assert search.ids(shops, Shop, "") == []


def test_many_hits_are_found_by_an_ordered_scan(
    shops: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {
        typed: set(search.ids(shops, Shop, typed))
        for typed in ("百鑫", "baixin", "5678", "0013", "百鑫 chengdu")
    }
    monkeypatch.setattr(search, "PROBE", 0)
    for typed, found in few.items():
        assert found and set(search.ids(shops, Shop, typed)) == found
    assert search.ids(shops, Shop, "百鑫", limit=1) == [4]


def test_names_that_begin_with_the_text_come_first(shops: Session) -> None:
    shops.add_all([Shop(id=11, title="百鑫商行"), Shop(id=12, title="新百鑫")])
    shops.flush()
    assert search.ids(shops, Shop, "百鑫") == [11, 12, 4, 1]


def test_the_tokens_follow_every_change(shops: Session) -> None:
    row = shops.get(Shop, 4)
    row.title = "绵阳天府餐饮有限公司"
    shops.flush()
    assert search.ids(shops, Shop, "天府") == [4] and search.ids(shops, Shop, "成都百鑫") == []
    shops.delete(row)
    shops.flush()
    assert search.ids(shops, Shop, "天府") == []


def test_a_change_elsewhere_in_the_row_writes_no_tokens(shops: Session) -> None:
    seen: list[str] = []
    event.listen(shops.connection(), "before_cursor_execute", lambda *args: seen.append(args[2]))
    shops.get(Shop, 4).remark = "x"
    shops.flush()
    assert not [statement for statement in seen if "search_token" in statement]


def test_a_rollback_takes_the_tokens_along(shops: Session) -> None:
    nested = shops.begin_nested()
    shops.add(Shop(id=20, title="昙花一现公司"))
    shops.flush()
    assert search.ids(shops, Shop, "昙花") == [20]
    nested.rollback()
    assert search.ids(shops, Shop, "昙花") == []


def test_tokens_can_be_made_anew(shops: Session) -> None:
    search.forget(shops, Shop, [1, 2, 3])
    assert search.ids(shops, Shop, "chongqing") == []
    assert search.rebuild(shops, Shop) == 5
    assert search.ids(shops, Shop, "chongqing") == [2]


def test_a_part_hidden_from_the_viewer_finds_nothing(
    shops: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(Viewer(user_id=1, secrets={"personal": "mask"})):
        for probe in (5_000, 0):
            monkeypatch.setattr(search, "PROBE", probe)
            assert search.ids(shops, Shop, "13812345678") == []
            assert search.ids(shops, Shop, "百鑫") == [4, 1]
    with acting_as(Viewer(user_id=1, secrets={"personal": "show"})):
        assert search.ids(shops, Shop, "13812345678") == [1]


def test_the_condition_counts_and_sorts_like_any_other(shops: Session) -> None:
    condition = search.clause(shops, Shop, "有限")
    assert shops.scalar(select(func.count()).select_from(Shop).where(condition)) == 4
    assert (
        shops.scalars(select(Shop.id).where(condition).order_by(Shop.title.desc()).limit(1)).one()
        == 2
    )
