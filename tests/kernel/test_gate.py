"""The gate as one option of a statement: the same SQL and rows as the library's own options."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    ForeignKey,
    bindparam,
    create_engine,
    delete,
    event,
    exists,
    func,
    lambda_stmt,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    column_property,
    defaultload,
    joinedload,
    mapped_column,
    relationship,
    selectin_polymorphic,
    selectinload,
    subqueryload,
    with_loader_criteria,
    with_polymorphic,
)

from app.kernel.gate import Gate


class Base(DeclarativeBase):
    """Tables of this file alone."""


class Page(Base):
    __tablename__ = "page"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    whose: Mapped[int]
    sheet: Mapped[Sheet] = relationship(back_populates="pages")


class Sheet(Base):
    __tablename__ = "sheet"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "sheet"}
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    whose: Mapped[int]
    above_id: Mapped[int | None] = mapped_column(ForeignKey("sheet.id"))
    pages: Mapped[list[Page]] = relationship(back_populates="sheet", order_by=Page.id)
    above: Mapped[Sheet | None] = relationship(remote_side=[id])
    has_page = column_property(exists().where(Page.sheet_id == id).correlate_except(Page))

    @hybrid_property
    def thickness(self) -> int:
        return len(self.pages)

    @thickness.inplace.expression
    @classmethod
    def _thickness(cls):  # type: ignore[no-untyped-def]
        return (
            select(func.count(Page.id))
            .where(Page.sheet_id == cls.id)
            .correlate(cls)
            .scalar_subquery()
        )


class Bound(Sheet):
    __tablename__ = "bound"
    __mapper_args__ = {"polymorphic_identity": "bound"}
    id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    cover: Mapped[str]


ABOVE = Sheet.__table__.alias()  # stands in the criteria, and in a statement below
NOBODY = bindparam("nobody", -1, unique=True)


def criteria(whose: int) -> dict:
    """The rows of one person; pages of his sheets as well."""
    below = Page.sheet_id.in_(select(ABOVE.c.id).where(ABOVE.c.whose == whose))
    return {Sheet: Sheet.whose.in_([whose, NOBODY]), Page: (Page.whose == whose) & below}


def gate(whose: int) -> tuple:
    return (Gate(criteria(whose)),)


def library(whose: int) -> tuple:
    """What the gate stands for."""
    return tuple(
        with_loader_criteria(model, clause, include_aliases=True, propagate_to_loaders=False)
        for model, clause in criteria(whose).items()
    )


def statements() -> dict:
    """Every shape a statement may have, made anew: name to statement."""
    other, sheets = aliased(Sheet), select(Sheet).subquery()
    inside, cte = aliased(Sheet, sheets), select(Sheet.id, Sheet.whose).cte()
    every, few = with_polymorphic(Sheet, "*"), select(Sheet.id).where(Sheet.id < 6)
    return {
        "rows": select(Sheet),
        "columns": select(Sheet.whose, Sheet.id),
        "an alias": select(other),
        "beside its alias": select(Sheet, other).join(other, other.above_id == Sheet.id),
        "counted from": select(func.count()).select_from(Sheet),
        "counted column": select(func.count(Sheet.id)),
        "replaced columns": select(Sheet).with_only_columns(Sheet.whose, func.count()).group_by(Sheet.whose),
        "subquery": select(sheets.c.whose),
        "alias of a subquery": select(inside),
        "scalar subquery": select(select(func.max(Sheet.whose)).scalar_subquery()),
        "in": select(Page.whose).where(Page.sheet_id.in_(few)),
        "exists": select(Page.whose).where(exists().where(Sheet.id == Page.sheet_id)),
        "any": select(Sheet).where(Sheet.pages.any()),
        "has": select(Page).where(Page.sheet.has(Sheet.id > 0)),
        "join": select(Page).join(Page.sheet),
        "outer join": select(Page, Sheet).outerjoin(Page.sheet),
        "join from": select(Sheet.whose).join_from(Sheet, Page),
        "cross": select(Sheet.whose, Page.whose).join(Page, true()),
        "union": union_all(select(Sheet.whose), select(Page.whose)),
        "union as rows": select(Sheet).from_statement(union_all(select(Sheet), select(Sheet))),
        "from statement": select(Sheet).from_statement(select(Sheet)),
        "cte": select(cte.c.whose),
        "cte and rows": select(Sheet).join(cte, cte.c.id == Sheet.id),
        "column property": select(Sheet.has_page, Sheet.whose),
        "hybrid": select(Sheet.thickness, Sheet.whose),
        "child class": select(Bound),
        "polymorphic": select(every),
        "polymorphic, selected in": select(Sheet).options(selectin_polymorphic(Sheet, [Bound])),
        "selected in": select(Sheet).options(selectinload(Sheet.pages)),
        "by subquery": select(Sheet).options(subqueryload(Sheet.pages)),
        "joined load": select(Sheet).options(joinedload(Sheet.pages)),
        "joined, then selected in": select(Page).options(joinedload(Page.sheet).selectinload(Sheet.pages)),
        "one selected in": select(Sheet).options(selectinload(Sheet.above)),
        "default load": select(Sheet).options(defaultload(Sheet.pages)),
        "lazy lambda": lambda_stmt(lambda: select(Sheet)),
        "limited": select(Sheet).order_by(Sheet.id.desc()).limit(2).options(joinedload(Sheet.pages)),
        "the alias of the criteria": select(ABOVE.c.whose, Page.id).join(Page, Page.sheet_id == ABOVE.c.id),
        "the value of the criteria": select(Sheet).where(Sheet.id != NOBODY),
        "update": update(Sheet).values(kind="sheet").execution_options(synchronize_session="evaluate"),
        "update, fetched": update(Page).values(whose=Page.whose).execution_options(synchronize_session="fetch"),
        "delete": delete(Page),
        "delete, returned": delete(Page).returning(Page.whose),
    }  # fmt: skip


SHAPES = list(statements())


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for number in range(1, 9):
            whose = number % 2 + 1
            made = {"id": number, "whose": whose, "above_id": number - 1 or None}
            session.add(Bound(cover="red", **made) if number > 4 else Sheet(**made))
            session.flush()
            session.add_all(Page(sheet_id=number, whose=each) for each in (1, 2))
        session.commit()
        yield session
    engine.dispose()


def heard(session: Session, statement: object, options: tuple) -> tuple[list, list]:
    """What the database was asked, and what came of it; nothing remains."""
    asked: list = []

    def note(_connection, _cursor, sql, values, *_rest) -> None:  # type: ignore[no-untyped-def]
        asked.append((sql, values))

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        result = session.execute(statement.options(*options))
        rows = result.unique().all() if getattr(result, "returns_rows", True) else [result.rowcount]
        came = [[_told(cell) for cell in row] if hasattr(row, "_tuple") else row for row in rows]
    finally:
        event.remove(bind, "before_cursor_execute", note)
        session.rollback()
        session.expunge_all()
    return asked, came


def _told(cell: object) -> object:
    """A cell as it can be compared: a row as what was loaded of it, relations included."""
    if not isinstance(cell, Base):
        return cell
    return {
        key: [_told(each) for each in value]
        if isinstance(value, list)
        else (value.id if isinstance(value, Base) else value)
        for key, value in sorted(vars(cell).items())
        if not key.startswith("_")
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_asks_and_finds_what_the_librarys_options_do(session, shape: str) -> None:
    """The first one compiles, the others take what was compiled for somebody else."""
    for whose in (1, 2, 1):
        expected = heard(session, statements()[shape], library(whose))
        assert heard(session, statements()[shape], gate(whose)) == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_two_persons_share_what_is_compiled_and_nothing_else(session, shape: str) -> None:
    one, two = (statements()[shape].options(*gate(whose)) for whose in (1, 2))
    keys = [each._generate_cache_key() for each in (one, two)]
    if None not in keys:
        assert keys[0].key == keys[1].key
        assert [b.value for b in keys[0].bindparams] != [b.value for b in keys[1].bindparams]


@pytest.mark.parametrize(
    "shape", ["rows", "an alias", "child class", "polymorphic", "alias of a subquery", "limited"]
)
def test_no_row_of_another_comes_back(session, shape: str) -> None:
    for whose in (1, 2, 1):
        _asked, came = heard(session, statements()[shape], gate(whose))
        assert {row[0]["whose"] for row in came} == {whose}


def test_rows_selected_in_are_gated_for_the_second_reader_as_for_the_first(session) -> None:
    for whose in (1, 2):
        _asked, came = heard(session, statements()["selected in"], gate(whose))
        pages = [page["whose"] for row in came for page in row[0]["pages"]]
        assert set(pages) == {whose}


@pytest.mark.parametrize("at", [0, 1])
def test_what_statement_and_gate_share_is_not_taken_for_what_they_do_not(session, at: int) -> None:
    """The value of one statement must not come to stand in the gate of the other, nor its alias."""

    def asked(alias, value):  # type: ignore[no-untyped-def]
        return select(alias.c.id, Page.whose).where(
            alias.c.id == Page.sheet_id, alias.c.id != value
        )

    other = Sheet.__table__.alias()
    pairs = [(ABOVE, bindparam("nobody", 2, unique=True)), (other, NOBODY), (ABOVE, NOBODY)]
    pairs.insert(at, (other, bindparam("nobody", 3, unique=True)))
    for whose in (1, 2, 1):
        for pair in [*pairs, *reversed(pairs)]:
            expected = heard(session, asked(*pair), library(whose))
            assert heard(session, asked(*pair), gate(whose)) == expected


def test_what_comes_after_the_gate_is_known_as_its_own() -> None:
    inner = select(Sheet.id).options(*gate(1)).subquery()
    shared = select(inner.c.id).where(inner.c.id != NOBODY)
    apart = select(inner.c.id).where(inner.c.id != bindparam("nobody", -1, unique=True))
    assert shared._generate_cache_key().key != apart._generate_cache_key().key


def test_another_structure_is_another_statement(session) -> None:
    """Closed for one table, open for the other: nobody may get what was compiled for the other."""
    closed = Gate({Sheet: Sheet.whose == 1, Page: Page.whose == 1})
    opened = Gate({Sheet: Sheet.whose == 1, Page: true()})
    statement = select(Page)
    assert len(heard(session, statement, (opened,))[1]) == 16
    assert len(heard(session, statement, (closed,))[1]) == 8
    assert len(heard(session, statement, (opened,))[1]) == 16


def test_a_clause_without_a_cache_key_is_refused() -> None:
    """Else every statement would be compiled anew, or worse: found by a key that lacks it."""

    class Odd(type(func.count())):  # type: ignore[misc]
        inherit_cache = False

    with pytest.raises(TypeError, match="cache key"):
        Gate({Page: Odd(Page.id) > 1})
