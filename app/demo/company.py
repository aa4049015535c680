"""The demonstration company itself: three branches, their rooms, and the people who log in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.office import passwords
from app.kernel.scope import acting_as
from app.kernel.viewer import Viewer
from app.kernel.workflow import Workflow, run
from app.organization.models import Area, Branch, Department, Deputy, Staff, StaffBranch
from app.organization.viewer import viewer_for
from app.organization.words import DepartmentKind
from app.reference.models import Product
from app.reference.queries import word

BRANCHES = (
    ("HQ", "总公司", True, "成都市高新区天府大道中段样例 1 号", "028-00000001"),
    ("CD", "成都分公司", False, "成都市锦江区三色路样例 88 号", "028-00000088"),
    ("CQ", "重庆分公司", False, "重庆市渝中区邹容路样例 16 号", "023-00000016"),
)
AREAS = (
    ("CD", "CD-E", "城东片区"), ("CD", "CD-W", "城西片区"), ("CD", "CD-N", "德绵片区"),
    ("CQ", "CQ-M", "主城片区"), ("CQ", "CQ-W", "万州片区"),
)  # fmt: skip
DEPARTMENTS = (
    ("HQ", "GM", "总经办", DepartmentKind.MANAGEMENT),
    ("HQ", "MK", "市场营销部", DepartmentKind.MARKETING),
    ("HQ", "FI", "财务部", DepartmentKind.FINANCE),
    ("HQ", "AD", "行政部", DepartmentKind.ADMINISTRATION),
    ("HQ", "CR", "信用管理部", DepartmentKind.CREDIT),
    ("HQ", "QC", "品质中心", DepartmentKind.QUALITY),
    ("CD", "SA", "销售部", DepartmentKind.SALES),
    ("CD", "CS", "客户服务部", DepartmentKind.CUSTOMER_SERVICE),
    ("CD", "OF", "综合部", DepartmentKind.ADMINISTRATION),
    ("CQ", "SA", "销售部", DepartmentKind.SALES),
    ("CQ", "OF", "综合部", DepartmentKind.ADMINISTRATION),
)
# log-in, family name, given name, role, branch, department, area, supervisor, post
PEOPLE = (
    ("admin", "何", "平", "sysadmin", "HQ", "AD", None, None, "系统管理员"),
    ("gm", "林", "国华", "gm", "HQ", "GM", None, None, "总经理"),
    ("director", "高", "远", "marketing_director", "HQ", "MK", None, "gm", "营销总监"),
    ("marketing", "许", "静", "marketing", "HQ", "MK", None, "director", "市场专员"),
    ("custodian", "谢", "芳", "custodian", "HQ", "AD", None, "gm", "档案管理员"),
    ("credit", "宋", "毅", "credit", "HQ", "CR", None, "gm", "信用经理"),
    ("finance", "韩", "雪", "finance", "HQ", "FI", None, "gm", "会计"),
    ("legal", "曹", "阳", "admin_legal", "HQ", "AD", None, "gm", "法务"),
    ("quality", "梁", "斌", "functional_dept", "HQ", "QC", None, "gm", "品质主管"),
    ("manager", "陈", "立", "branch_manager", "CD", "SA", None, "gm", "分公司经理"),
    ("manager2", "唐", "军", "branch_manager", "CQ", "SA", None, "gm", "分公司经理"),
    ("dept", "马", "骏", "dept_manager", "CD", "SA", None, "manager", "销售部主管"),
    ("supervisor", "罗", "建", "area_supervisor", "CD", "SA", "CD-E", "manager", "区域主管"),
    ("rep", "周", "敏", "sales_rep", "CD", "SA", "CD-E", "supervisor", "业务员"),
    ("rep2", "赵", "婷", "sales_rep", "CD", "SA", "CD-W", "dept", "业务员"),
    ("rep3", "冯", "涛", "sales_rep", "CQ", "SA", "CQ-M", "manager2", "业务员"),
    ("agent", "何", "雨桐", "cs_agent", "CD", "CS", None, "manager", "客服专员"),
    ("clerk", "孙", "丽", "clerk", "CD", "OF", None, "manager", "文员"),
    ("attendance", "邓", "洁", "attendance", "CD", "OF", None, "manager", "考勤管理员"),
)
PRODUCTS = (
    ("P-001", "青花原浆", "main", "500ml×6", "箱", "1280"),
    ("P-002", "青花原浆", "gift", "500ml×2 礼盒", "盒", "468"),
    ("P-003", "窖藏八年", "main", "500ml×6", "箱", "860"),
    ("P-004", "窖藏五年", "regular", "500ml×6", "箱", "520"),
    ("P-005", "光瓶纯粮", "regular", "500ml×12", "箱", "336"),
    ("P-006", "小酒", "new", "100ml×24", "箱", "398"),
    ("P-007", "果味微醺", "new", "330ml×12", "箱", "168"),
    ("P-008", "品鉴装", "other", "50ml×10", "盒", "98"),
)


@dataclass
class People:
    """The demonstration's people by log-in, and how they act."""

    session: Session
    ids: dict[str, int] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, login: str) -> Viewer:
        """The viewer of a log-in, made once."""
        if login not in self.viewers:
            self.viewers[login] = viewer_for(self.ids[login], self.session)
        return self.viewers[login]

    def does(self, login: str, make: Callable[..., Any], **values: Any) -> Any:
        """Let somebody do an operation."""
        with acting_as(self.viewer(login)):
            return make(self.session, **values)

    def move(
        self, login: str, flow: Workflow, row: Any, move: str, now: dt.datetime, note: str = ""
    ) -> None:
        """Let somebody make a move at a moment."""
        viewer = self.viewer(login)
        with acting_as(viewer):
            run(self.session, flow, row, move, viewer=viewer, reason=note, now=now)
            self.session.flush()


def found(session: Session) -> People:
    """Branches, areas, departments, people, products; the people by log-in."""
    branches = {
        code: _add(
            session,
            Branch(code=code, name=name, is_head_office=is_head, address=address, phone=phone),
        )
        for code, name, is_head, address, phone in BRANCHES
    }
    areas = {
        code: _add(session, Area(branch=branches[branch], code=code, name=name))
        for branch, code, name in AREAS
    }
    rooms = {
        (branch, code): _add(
            session,
            Department(branch=branches[branch], code=code, name=name, department_kind=kind),
        )
        for branch, code, name, kind in DEPARTMENTS
    }
    session.flush()
    people = People(session)
    for number, (login, family, given, role, *place) in enumerate(PEOPLE, start=1):
        people.ids[login] = _account(session, login, family, given, role)
        _staff(session, people, number, login, family + given, place, branches, rooms, areas)
    _cover(session, people, branches)
    for code, name, category, specification, unit, price in PRODUCTS:
        entry = word(session, "product_category", category)
        session.add(
            Product(
                code=code, name=name, specification=specification, unit=unit, list_price=price,
                category_id=entry.id if entry else None,
            )
        )  # fmt: skip
    session.flush()
    return people


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    return row


def _account(session: Session, login: str, family: str, given: str, role: str) -> int:
    """An account with the demo password, as the README lists it."""
    held = session.scalars(select(Role).where(Role.name == role)).one()
    user = User(
        username=login, first_name=given, last_name=family, email=f"{login}@example.com",
        password=passwords.hashed(passwords.DEMO), active=True, roles=[held],
    )  # fmt: skip
    session.add(user)
    session.flush()
    return int(user.id)


def _staff(
    session: Session,
    people: People,
    number: int,
    login: str,
    name: str,
    place: list[Any],
    branches: dict[str, Branch],
    rooms: dict[tuple[str, str], Department],
    areas: dict[str, Area],
) -> None:
    branch, room, area, supervisor, post = place
    session.add(
        Staff(
            user_id=people.ids[login], staff_no=f"KD{number:03d}", full_name=name, post=post,
            branch=branches[branch], department=rooms[branch, room],
            area=areas[area] if area else None,
            supervisor_id=people.ids[supervisor] if supervisor else None,
            phone=f"028-000001{number:02d}", joined_on=dt.date(2018 + number % 7, 3, number),
        )
    )  # fmt: skip
    session.flush()


def _cover(session: Session, people: People, branches: dict[str, Branch]) -> None:
    """One attendance office and one clerk serve both branches; a head stands in for a manager."""
    for login in ("attendance", "clerk"):
        staff = session.scalars(select(Staff).where(Staff.user_id == people.ids[login])).one()
        session.add(StaffBranch(staff=staff, branch=branches["CQ"]))
    session.add(
        Deputy(
            principal_id=people.ids["manager"], deputy_id=people.ids["dept"],
            from_on=dt.date(2026, 2, 14), to_on=dt.date(2026, 2, 24), reason="春节休假",
        )
    )  # fmt: skip
