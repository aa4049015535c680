"""Rewards and punishments on screen (F-144)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Section
from app.disposal import rules
from app.disposal.models import BadDecision
from app.disposal.papers import decision_paper


class BadDecisionView(ArchiveView):
    """Punishments and rewards that cases led to (F-144, R-267)."""

    datamodel = rows_of(BadDecision)
    title = _("Rewards and punishments")
    icon = "scale"
    name_column = "decision_no"
    list_columns = [
        "decision_no", "bad_case", "customer_name", "user", "decision_kind", "amount",
    ]  # fmt: skip
    search_columns = ["decision_no", "bad_case", "user", "decision_kind", "created_at"]
    order_columns = ["decision_no", "decision_kind", "created_at"]
    base_order = ("id", "desc")
    eager = ["bad_case", "user"]
    sections = [
        Section("decision", _("Decision on reward and punishment"), [
            "decision_no!", "user_id:4", "decision_kind:4", "amount", "bad_case_id:6", "basis",
            "content",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_kind", _("By kind"), by="decision_kind"),
        Chart("by_person", _("By person"), by="user", series="decision_kind", kind="row"),
    ]
    rules = [rules.decision]
    papers = [decision_paper]
