"""Two cards of one customer become one: everything goes along, the old number leads on, and back again."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.customers import merging
from app.customers.models import Contact, Customer, CustomerChannel, CustomerMerge, CustomerResult
from app.customers.standing import block, dealings
from app.customers.words import CardState, Lifecycle, MergeState
from app.customers.workflow import merge_flow
from app.kernel import clock, notes, numbering, search, trail
from app.kernel.db import Model, db, writing
from app.kernel.merging import references
from app.kernel.notes import Note
from app.kernel.scope import SYSTEM, Owned, acting_as, everything
from app.kernel.tasks import Task
from app.kernel.workflow import Denied, begin, run
from app.organization.viewer import viewer_for
from app.visits.models import VisitRequest
from tests.factories.customers import card, credit_code
from tests.factories.visits import slip
from tests.house import rows


def proposed(session: Any, stays: Customer, goes: Customer, viewer: Any) -> CustomerMerge:
    """A merge that waits for its decision."""
    with acting_as(viewer):
        row = CustomerMerge(customer_id=stays.id, goes_id=goes.id, reason="同一营业执照")
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, merge_flow, row, viewer)
        run(session, merge_flow, row, "propose", viewer=viewer)
    return row


def do(session: Any, viewer: Any, row: CustomerMerge, move: str, **more: Any) -> None:
    with acting_as(viewer):
        run(session, merge_flow, row, move, viewer=viewer, **more)


def broken(session: Any, viewer: Any, row: CustomerMerge, move: str, **more: Any) -> str:
    """What a refused move says."""
    with pytest.raises(Denied) as denied:
        do(session, viewer, row, move, **more)
    return " ".join(str(each.message) for each in denied.value.broken) or denied.value.code


@pytest.fixture
def two(session: Any, viewer_of: Any, user_id: Any) -> tuple[Customer, Customer]:
    """Two cards of one customer, of two salespeople of a branch."""
    with acting_as(viewer_of("rep")):
        stays = card(session, user_id("rep"), customer_name="渝岭物资有限公司", website=None)
    with acting_as(viewer_of("rep2")):
        goes = card(
            session, user_id("rep2"), customer_name="望江酒行", website="jinyu.example",
            credit_code=credit_code(4711), fax="028-99",
        )  # fmt: skip
    return stays, goes


@pytest.mark.rule("R-011")
def test_everything_goes_along_and_the_shell_points_on(
    session: Any, two: Any, viewer_of: Any, user_id: Any
) -> None:
    stays, goes = two
    with acting_as(viewer_of("rep2")):
        visit = slip(session, goes, user_id("rep2"))
        note = notes.write(session, goes, "老板换了电话")
    number = goes.customer_code
    row = proposed(session, stays, goes, viewer_of("clerk"))
    do(session, viewer_of("manager"), row, "merge")
    assert row.state is MergeState.MERGED and row.carried_count
    assert (goes.state, goes.lifecycle_status) == (CardState.INVALID, Lifecycle.INVALID)
    assert goes.merged_into_id == stays.id and goes.unique_code is None
    with everything():
        assert visit.customer_id == stays.id and visit.owner_id == stays.owner_id
        assert session.get(Note, note.id).row_id == stays.id
        people = session.scalars(select(Contact).where(Contact.customer_id == stays.id)).all()
    assert len(people) == 2 and {person.owner_id for person in people} == {stays.owner_id}
    # what only the other said is taken, what both say stays
    assert (stays.website, stays.customer_name) == ("jinyu.example", "渝岭物资有限公司")
    assert stays.credit_code == stays.unique_code == credit_code(4711)
    with acting_as(viewer_of("manager")):
        assert search.ids(session, Customer, number) == [stays.id]
    for table, ident in (
        ("customer", stays.id),
        ("customer", goes.id),
        ("visit_request", visit.id),
    ):
        of = type("Row", (), {"__table__": Model.metadata.tables[table], "id": ident})
        assert trail.entries(session, of), table


def keys_of(mapper: Any) -> list[str]:
    """The keys of a table that lead to a customer and go along."""
    return [key for model, key in references("customer") if model is mapper.class_]


@pytest.mark.rule("R-011")
def test_no_table_that_refers_to_a_customer_is_forgotten(
    session: Any, two: Any, viewer_of: Any, user_id: Any
) -> None:
    stays, goes = two
    with acting_as(viewer_of("rep")):
        third = card(session, user_id("rep"), False)
    with acting_as(viewer_of("rep2")):
        held: list[Any] = [(slip(session, goes, user_id("rep2")), "customer_id")]
    for mapper in Model.registry.mappers:
        for attribute in mapper.column_attrs:
            column = attribute.columns[0]
            if not any(key.target_fullname == "customer.id" for key in column.foreign_keys):
                continue
            if not column.info.get("stays") and mapper.class_ is not VisitRequest:
                given = dict.fromkeys(keys_of(mapper), third.id) | {attribute.key: goes.id}
                if issubclass(mapper.class_, Owned) and mapper.class_.reach is None:
                    given["owner_id"] = goes.owner_id
                held.append((rows.make(session, mapper.class_, **given), attribute.key))
    assert {(type(row), key) for row, key in held} == set(references("customer"))
    with acting_as(SYSTEM):
        carried = merging.merging.carry(session, Customer, goes, stays)
    session.expire_all()
    with everything():
        left = [f"{type(row).__name__}.{key}" for row, key in held if getattr(row, key) != stays.id]
        assert left == []
        merging.merging.put_back(session, carried, goes, stays)
        session.expire_all()
        assert all(getattr(row, key) == goes.id for row, key in held)


@pytest.mark.rule("R-011")
def test_what_the_other_has_already_stays_with_the_shell(
    session: Any, two: Any, viewer_of: Any
) -> None:
    stays, goes = two
    row = proposed(session, stays, goes, viewer_of("clerk"))
    do(session, viewer_of("manager"), row, "merge")
    with everything():
        for model in (CustomerChannel, CustomerResult):
            assert session.scalars(select(model).where(model.customer_id == goes.id)).all()


@pytest.mark.rule("R-011", "R-024")
def test_a_merge_can_be_undone_to_the_last_value(
    session: Any, two: Any, viewer_of: Any, user_id: Any
) -> None:
    stays, goes = two
    with acting_as(viewer_of("rep2")):
        visit = slip(session, goes, user_id("rep2"))
    names = [each.key for each in Customer.__mapper__.column_attrs]
    names = [name for name in names if name not in ("version", "changed_at", "changed_by_id")]
    before = [{name: getattr(each, name) for name in names} for each in two]
    row = proposed(session, stays, goes, viewer_of("clerk"))
    row.chosen = {"customer_name": True, "fax": False}
    do(session, viewer_of("manager"), row, "merge")
    assert stays.customer_name == "望江酒行" and stays.fax is None
    do(session, viewer_of("manager"), row, "undo", reason="两家不同的店")
    session.expire_all()
    after = [{name: getattr(each, name) for name in names} for each in two]
    assert after == before
    assert (visit.customer_id, visit.owner_id) == (goes.id, user_id("rep2"))
    assert row.state is MergeState.UNDONE


@pytest.mark.rule("R-011", "R-024")
@pytest.mark.parametrize(
    ("later", "says"),
    [("edit", "合并后已有改动"), ("gone", "已删除或已转走"), ("lean", "引用了随并的记录"),
     ("name", "现已被其他档案使用")],
)  # fmt: skip
def test_what_came_after_keeps_a_merge_from_being_undone(
    session: Any, two: Any, viewer_of: Any, user_id: Any, later: str, says: str
) -> None:
    stays, goes = two
    row = proposed(session, stays, goes, viewer_of("clerk"))
    do(session, viewer_of("manager"), row, "merge")
    with everything():
        of_goes = {part["table"]: part["rows"] for part in row.carried}
        person = session.get(Contact, of_goes["contact"][0][0])
    with acting_as(viewer_of("rep")):
        if later == "edit":
            stays.website = "other.example"
        elif later == "gone":
            session.delete(person)
        elif later == "lean":
            slip(session, stays, user_id("rep"), receiver_id=person.id)
        else:
            card(session, user_id("rep"), customer_name=goes.customer_name)
        session.flush()
    assert says in broken(session, viewer_of("manager"), row, "undo", reason="再想想")
    assert row.state is MergeState.MERGED


@pytest.mark.rule("R-011", "R-061")
def test_who_proposes_does_not_decide_and_nobody_merges_what_he_does_not_reach(
    session: Any, two: Any, viewer_of: Any, user_id: Any
) -> None:
    stays, goes = two
    own = proposed(session, stays, goes, viewer_of("manager"))
    assert broken(session, viewer_of("manager"), own, "merge") == "own"
    do(session, viewer_of("custodian"), own, "refuse", reason="名称不同")
    with acting_as(viewer_of("rep3")):
        far = card(session, user_id("rep3"))
    with acting_as(SYSTEM):
        row = CustomerMerge(customer_id=stays.id, goes_id=far.id, merge_no="HB-x")
        session.add(row)
        session.flush()
        run(session, merge_flow, row, "propose", viewer=SYSTEM)
        (task,) = session.scalars(
            select(Task).where(Task.row_table == "customer_merge", Task.row_id == row.id)
        )
        assert task.role == "custodian"
    assert "档案管理员" in broken(session, viewer_of("manager"), row, "merge")
    do(session, viewer_of("custodian"), row, "merge")
    assert far.merged_into_id == stays.id


@pytest.mark.rule("R-011", "R-260")
def test_blocked_and_merged_cards_take_no_part(session: Any, two: Any, viewer_of: Any) -> None:
    stays, goes = two
    row = proposed(session, stays, goes, viewer_of("clerk"))
    block(goes)
    assert "不良客户" in broken(session, viewer_of("manager"), row, "merge")
    goes.lifecycle_status = Lifecycle.ACTIVE
    do(session, viewer_of("manager"), row, "merge")
    with acting_as(viewer_of("manager")):
        assert [b.rule for b in dealings({"customer_id": goes.id})] == ["R-011"]
    again = CustomerMerge(customer_id=goes.id, goes_id=stays.id, merge_no="HB-y")
    session.add(again)
    with acting_as(SYSTEM):
        session.flush()
    assert "已被合并" in broken(session, SYSTEM, again, "propose")


@pytest.mark.rule("R-011")
def test_a_new_row_that_names_the_shell_lands_at_the_card_that_stays(
    session: Any, two: Any, viewer_of: Any
) -> None:
    stays, goes = two
    row = proposed(session, stays, goes, viewer_of("clerk"))
    do(session, viewer_of("manager"), row, "merge")
    with acting_as(viewer_of("manager")):
        late = Contact(customer_id=goes.id, contact_name="迟到的联系人")
        session.add(late)
        session.flush()
    assert (late.customer_id, late.owner_id) == (stays.id, stays.owner_id)


@pytest.mark.rule("R-011", "C-24")
def test_the_choice_shows_both_sides_and_only_to_who_reaches_both(
    session: Any, two: Any, viewer_of: Any, client_as: Any
) -> None:
    stays, goes = two
    manager = viewer_of("manager")
    with acting_as(manager):
        row = CustomerMerge(customer_id=stays.id, goes_id=goes.id, merge_no="HB-z")
        session.add(row)
        session.flush()
    page = client_as("manager").get(f"/customermergeview/fields/{row.id}")
    assert page.status_code == 200 and "jinyu.example" in page.text
    assert client_as("rep").get(f"/customermergeview/fields/{row.id}").status_code == 404
    sent = {"lock_version": row.version, "keep-website": "stays", "keep-customer_name": "goes"}
    answer = client_as("manager").post(f"/customermergeview/fields/{row.id}", data=sent)
    assert answer.status_code == 302
    session.refresh(row)
    assert row.chosen == {"website": False, "customer_name": True}
    stale = client_as("manager").post(f"/customermergeview/fields/{row.id}", data=sent)
    assert stale.status_code == 409
    secret = client_as("clerk").get(f"/customermergeview/fields/{row.id}")
    assert secret.status_code == 200


@pytest.mark.rule("R-011")
def test_of_two_merges_of_one_card_one_wins(own_app: Any) -> None:
    """The second waits for the first, and then learns that the card is merged already."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        ids = dict(db.session.execute(select(User.username, User.id)).all())
        cards = [card(db.session, ids["rep"]) for _each in range(3)]
        made = []
        for stays, goes in ((cards[0], cards[1]), (cards[2], cards[1])):
            row = CustomerMerge(customer_id=stays.id, goes_id=goes.id, merge_no=f"HB-{stays.id}")
            row.state = MergeState.PROPOSED
            db.session.add(row)
            db.session.flush()
            made.append(row.id)
        keys = [each.id for each in cards]
        db.session.commit()
    said: list[str] = []
    both = threading.Barrier(2, timeout=60)

    def decide(ident: int) -> None:
        with own_app.app_context():
            viewer = viewer_for(ids["manager"], db.session)
            db.session.rollback()
            with acting_as(viewer), writing():
                both.wait()
                row = db.session.get_one(CustomerMerge, ident)
                try:
                    run(db.session, merge_flow, row, "merge", viewer=viewer)
                    db.session.commit()
                    said.append("done")
                except Denied as denied:
                    db.session.rollback()
                    said.append(denied.code)

    threads = [threading.Thread(target=decide, args=(ident,)) for ident in made]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with own_app.app_context(), acting_as(SYSTEM):
        merged = [db.session.get_one(Customer, key).merged_into_id for key in keys]
    assert sorted(said) == ["done", "guard"]
    assert merged[0] is merged[2] is None and merged[1] in (keys[0], keys[2])
