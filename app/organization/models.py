"""The company itself: branches, areas, departments, staff and their deputies."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Model, Stamped, choice, label
from app.kernel.persons.plan import Person
from app.organization.words import DepartmentKind


class Branch(Stamped, Model):
    """A branch of the company; the head office is one of them."""

    __tablename__ = "branch"
    kind = "organization"

    code: Mapped[str] = mapped_column(String(20), unique=True, info=label(_("Branch code")))
    name: Mapped[str] = mapped_column(String(100), unique=True, info=label(_("Branch name")))
    is_head_office: Mapped[bool] = mapped_column(default=False, info=label(_("Head office")))
    address: Mapped[str | None] = mapped_column(String(200), info=label(_("Address")))
    phone: Mapped[str | None] = mapped_column(String(50), info=label(_("Telephone")))
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    areas: Mapped[list[Area]] = relationship(back_populates="branch", order_by="Area.code")
    departments: Mapped[list[Department]] = relationship(
        back_populates="branch", order_by="Department.code"
    )

    def __str__(self) -> str:
        return self.name


class Area(Stamped, Model):
    """A visiting area of a branch (CF-028)."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("branch_id", "code"), UniqueConstraint("branch_id", "name"))
    kind = "organization"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), info=label(_("Branch")))
    code: Mapped[str] = mapped_column(String(20), info=label(_("Area code")))
    name: Mapped[str] = mapped_column(String(100), info=label(_("Area name"), field="CF-028"))
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    branch: Mapped[Branch] = relationship(back_populates="areas", info=label(_("Branch")))

    def __str__(self) -> str:
        return self.name


class Department(Stamped, Model):
    """A department of a branch."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("branch_id", "code"), UniqueConstraint("branch_id", "name"))
    kind = "organization"

    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), info=label(_("Branch")))
    code: Mapped[str] = mapped_column(String(20), info=label(_("Department code")))
    name: Mapped[str] = mapped_column(String(100), info=label(_("Department name")))
    department_kind: Mapped[DepartmentKind] = mapped_column(
        choice(DepartmentKind), index=True, info=label(_("Kind of department"))
    )
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    branch: Mapped[Branch] = relationship(back_populates="departments", info=label(_("Branch")))

    def __str__(self) -> str:
        return self.name


class Staff(Stamped, Model):
    """A person of the company: one to one with an account, and what the account lacks."""

    __tablename__ = "staff"
    __table_args__ = (Index("ix_staff_branch_id_full_name", "branch_id", "full_name"),)
    kind = "organization"
    __person__ = Person(
        _("Staff"), "full_name",
        purpose=_("Employment: who works where, and who did what in the archive."),
        ground=_("Needed for managing staff (PIPL article 13)"),
        also=("full_name", "staff_no", "post", "phone", "joined_on", "left_on"),
        erasable=False,  # authors of the archive stay; an account is closed instead
    )  # fmt: skip

    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), unique=True, info=label(_("Account"))
    )
    staff_no: Mapped[str] = mapped_column(String(20), unique=True, info=label(_("Staff number")))
    full_name: Mapped[str] = mapped_column(String(60), index=True, info=label(_("Full name")))
    post: Mapped[str | None] = mapped_column(String(60), info=label(_("Post")))
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), info=label(_("Branch")))
    department_id: Mapped[int | None] = mapped_column(
        ForeignKey("department.id"), index=True, info=label(_("Department"))
    )
    area_id: Mapped[int | None] = mapped_column(
        ForeignKey("area.id"), index=True, info=label(_("Area"))
    )
    supervisor_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Direct supervisor"))
    )
    phone: Mapped[str | None] = mapped_column(String(50), info=label(_("Telephone")))
    joined_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Joined on")))
    left_on: Mapped[dt.date | None] = mapped_column(Date, index=True, info=label(_("Left on")))

    user: Mapped[User] = relationship(User, foreign_keys=[user_id], info=label(_("Account")))
    branch: Mapped[Branch] = relationship(info=label(_("Branch")))
    department: Mapped[Department | None] = relationship(info=label(_("Department")))
    area: Mapped[Area | None] = relationship(info=label(_("Area")))
    supervisor: Mapped[User | None] = relationship(
        User, foreign_keys=[supervisor_id], info=label(_("Direct supervisor"))
    )
    areas: Mapped[list[StaffArea]] = relationship(
        back_populates="staff", cascade="all, delete-orphan"
    )
    branches: Mapped[list[StaffBranch]] = relationship(
        back_populates="staff", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.full_name


class Deputy(Stamped, Model):
    """Somebody who acts for somebody from one day to another. C-08."""

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="deputy_days"),
        CheckConstraint("principal_id <> deputy_id", name="deputy_other"),
        Index("ix_deputy_deputy_id_to_on", "deputy_id", "to_on"),
    )
    kind = "organization"

    principal_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Acts for"), rule="C-08")
    )
    deputy_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), info=label(_("Deputy")))
    from_on: Mapped[dt.date] = mapped_column(Date, info=label(_("From")))
    to_on: Mapped[dt.date] = mapped_column(Date, info=label(_("To")))
    reason: Mapped[str | None] = mapped_column(String(200), info=label(_("Reason")))

    principal: Mapped[User] = relationship(foreign_keys=[principal_id], info=label(_("Acts for")))
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id], info=label(_("Deputy")))

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"


class StaffArea(Stamped, Model):
    """A further area that a person covers."""

    __tablename__ = "staff_area"
    __table_args__ = (UniqueConstraint("staff_id", "area_id"),)
    kind = "organization"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), info=label(_("Person"))
    )
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True, info=label(_("Area")))

    staff: Mapped[Staff] = relationship(back_populates="areas", info=label(_("Person")))
    area: Mapped[Area] = relationship(info=label(_("Area")))

    def __str__(self) -> str:
        return str(self.area)


class StaffBranch(Stamped, Model):
    """A further branch that a person covers."""

    __tablename__ = "staff_branch"
    __table_args__ = (UniqueConstraint("staff_id", "branch_id"),)
    kind = "organization"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), info=label(_("Person"))
    )
    branch_id: Mapped[int] = mapped_column(
        ForeignKey("branch.id"), index=True, info=label(_("Branch"))
    )

    staff: Mapped[Staff] = relationship(back_populates="branches", info=label(_("Person")))
    branch: Mapped[Branch] = relationship(info=label(_("Branch")))

    def __str__(self) -> str:
        return str(self.branch)
