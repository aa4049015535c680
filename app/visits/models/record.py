"""What the record of a visit may hold: the fields of every visit form; which are asked, ``layouts`` says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, Numeric, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.traits import ProspectStage
from app.kernel.db import choice, label


class VisitRecord:
    """The part of a visit that is written afterwards (F-026, F-045, F-048…F-051, F-053, F-056, F-059)."""

    had_talk: Mapped[bool] = mapped_column(
        default=True, server_default=true(), info=label(_("Face-to-face talk"), rule="R-118")
    )
    talk_place: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Place of the talk"), form="F-045")
    )
    topic: Mapped[str | None] = mapped_column(
        Text, info=label(_("Topic and result"), form="F-050", rule="R-122")
    )
    talk_contents: Mapped[str | None] = mapped_column(
        Text, info=label(_("Contents of the talk"), rule="R-120")
    )
    persons_met: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Persons met"), secret="personal", rule="R-120")
    )
    competitor_situation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Competing products"), secret="confidential", rule="R-122")
    )
    other_background: Mapped[str | None] = mapped_column(
        Text, info=label(_("Other background"), form="F-050", rule="R-122")
    )
    leftover_problem: Mapped[str | None] = mapped_column(
        Text, info=label(_("Leftover problem"), rule="R-122")
    )
    other_result: Mapped[str | None] = mapped_column(
        Text, info=label(_("Other results"), form="F-050", rule="R-122")
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text, info=label(_("Key point feedback"), secret="confidential", rule="R-123")
    )
    evidence_note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Evidence of the visit"), rule="R-108")
    )
    customer_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Problems of the customer"), form="F-045")
    )
    our_proposals: Mapped[str | None] = mapped_column(
        Text, info=label(_("Our proposals"), form="F-045")
    )
    prospect_stage: Mapped[ProspectStage | None] = mapped_column(
        choice(ProspectStage), info=label(_("Stage reached"), form="F-026", rule="R-117")
    )
    next_step: Mapped[str | None] = mapped_column(Text, info=label(_("Next step"), form="F-026"))
    next_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Next step on"), form="F-026")
    )
    distribution_state: Mapped[str | None] = mapped_column(
        Text, info=label(_("Distribution and sales"), form="F-048")
    )
    contract_target: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Contract target"), form="F-048", secret="confidential")
    )
    contract_done: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Reached so far"), form="F-048", secret="confidential")
    )
    contract_unit: Mapped[str | None] = mapped_column(
        String(20), info=label(_("Unit of the target"), form="F-048")
    )
    order_plan: Mapped[str | None] = mapped_column(
        Text, info=label(_("Orders planned next"), form="F-048")
    )
    promotion_plan: Mapped[str | None] = mapped_column(
        Text, info=label(_("Promotion planned"), form="F-048")
    )
    investment_intention: Mapped[str | None] = mapped_column(
        Text, info=label(_("Willing to invest"), form="F-048", secret="confidential")
    )
    recent_moves: Mapped[str | None] = mapped_column(
        Text, info=label(_("What the customer is up to"), form="F-048", secret="confidential")
    )
    survey_address: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Address in full"), form="F-056", secret="personal")
    )
    survey_person: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Person in charge"), form="F-056", secret="personal")
    )
    survey_phone: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Telephone of the outlet"), form="F-056", secret="personal")
    )
    survey_mobile: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Mobile in charge"), form="F-056", secret="personal")
    )
    survey_office_phone: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Office telephone in charge"), form="F-056", secret="personal")
    )
    survey_home_phone: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Home telephone in charge"), form="F-056", secret="personal")
    )
    outlet_opened_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Opened on"), form="F-056")
    )
    business_area_m2: Mapped[Decimal | None] = mapped_column(
        Numeric(12, 2), info=label(_("Business area (m²)"), form="F-056", least=0)
    )
    current_brand: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Brands used now"), form="F-056")
    )
    business_scope: Mapped[str | None] = mapped_column(
        Text, info=label(_("What is sold here"), form="F-056")
    )
    period_from: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Report from"), form="F-059")
    )
    period_to: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Report until"), form="F-059")
    )
    situation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Situation found"), form="F-059")
    )
    suggestions: Mapped[str | None] = mapped_column(
        Text, info=label(_("Suggestions"), form="F-053")
    )
