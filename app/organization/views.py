"""The company's own structure on screen: branches, areas, departments, people, deputies."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.organization import rules
from app.organization.models import Area, Branch, Department, Deputy, Staff, StaffArea, StaffBranch


class BranchView(ArchiveView):
    datamodel = rows_of(Branch)
    title = _("Branches")
    icon = "building"
    name_column = "name"
    list_columns = ["code", "name", "is_head_office", "phone", "is_active"]
    search_columns = ["code", "name", "is_head_office", "is_active"]
    order_columns = ["code", "name"]
    base_order = ("id", "asc")
    sections = [
        Section(
            "base",
            _("Branch"),
            ["code", "name:4", "is_head_office", "phone", "is_active", "address:6"],
        )
    ]


class AreaView(ArchiveView):
    datamodel = rows_of(Area)
    title = _("Visiting areas")
    icon = "map-2"
    name_column = "name"
    list_columns = ["code", "name", "branch", "is_active"]
    search_columns = ["code", "name", "branch_id", "is_active"]
    order_columns = ["code", "name"]
    base_order = ("id", "asc")
    eager = ["branch"]
    sections = [Section("base", _("Area"), ["branch_id", "code", "name", "is_active"])]
    charts = [Chart("by_branch", _("By branch"), by="branch_id")]


class DepartmentView(ArchiveView):
    datamodel = rows_of(Department)
    title = _("Departments")
    icon = "sitemap"
    name_column = "name"
    list_columns = ["code", "name", "branch", "department_kind", "is_active"]
    search_columns = ["code", "name", "branch_id", "department_kind", "is_active"]
    order_columns = ["code", "name"]
    base_order = ("id", "asc")
    eager = ["branch"]
    sections = [
        Section(
            "base", _("Department"), ["branch_id", "code", "name", "department_kind", "is_active"]
        )
    ]
    charts = [Chart("by_kind", _("By department kind"), by="department_kind")]


class StaffView(ArchiveView):
    datamodel = rows_of(Staff)
    title = _("Staff")
    icon = "users"
    name_column = "full_name"
    list_columns = ["staff_no", "full_name", "post", "branch", "department", "area", "left_on"]
    search_columns = ["staff_no", "full_name", "branch_id", "department_id", "area_id", "left_on"]
    order_columns = ["staff_no", "full_name"]
    base_order = ("id", "asc")
    eager = ["branch", "department", "area"]
    sections = [
        Section(
            "base",
            _("Person"),
            ["user_id", "staff_no", "full_name", "post", "phone", "joined_on", "left_on"],
        ),
        Section("place", _("Place"), ["branch_id", "department_id", "area_id", "supervisor_id"]),
    ]
    lines = [
        Lines(StaffArea, "areas", ["area_id"], title=_("Further areas"), key="staff_id"),
        Lines(StaffBranch, "branches", ["branch_id"], title=_("Further branches"), key="staff_id"),
    ]
    charts = [Chart("by_branch", _("By branch"), by="branch_id")]
    rules = [rules.staff]
    picks = {
        "area_id": Pick(by={"branch_id": "branch_id"}),
        "department_id": Pick(by={"branch_id": "branch_id"}),
    }


class DeputyView(ArchiveView):
    datamodel = rows_of(Deputy)
    title = _("Deputies")
    icon = "user-share"
    name_column = "reason"
    list_columns = ["principal", "deputy", "from_on", "to_on", "reason"]
    search_columns = ["principal_id", "deputy_id", "from_on", "to_on"]
    order_columns = ["from_on", "to_on"]
    base_order = ("from_on", "desc")
    eager = ["principal", "deputy"]
    sections = [
        Section("base", _("Deputy"), ["principal_id", "deputy_id", "from_on", "to_on", "reason:4"])
    ]
    rules = [rules.deputy]
