"""A contact as a person: his part in purchasing, his background, his profile (sections 6 and 7)."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.traits import Gender, Say, Temper
from app.kernel.db import choice, label


class Dealing:
    """Section 6: what matters in dealing with a contact (F-006, F-015)."""

    technical_say: Mapped[Say | None] = mapped_column(
        choice(Say), info=label(_("Say over products (technical staff)"), field="CF-174")
    )
    rival_relation: Mapped[str | None] = mapped_column(
        Text,
        info=label(
            _("Rival's relation with purchasing head"), field="CF-180", secret="confidential"
        ),
    )
    temper: Mapped[Temper | None] = mapped_column(
        choice(Temper), info=label(_("Temper type"), field="CF-181", secret="personal")
    )
    staff_change: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Change of person"), field="CF-183")
    )
    left_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Left the post on"), field="CF-183")
    )


class Background:
    """Section 6: the personal data asked of key persons (R-043)."""

    gender: Mapped[Gender | None] = mapped_column(
        choice(Gender), info=label(_("Gender"), field="CF-179", secret="personal")
    )
    born_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Date of birth"), field="CF-179", secret="personal")
    )
    native_place: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Native place"), field="CF-179", secret="personal")
    )
    education_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Education"), field="CF-179", secret="personal", dictionary="education_level"),
    )
    personality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Personality and hobbies"), field="CF-179", secret="personal")
    )
    social_relations: Mapped[str | None] = mapped_column(
        Text, info=label(_("Social relations"), field="CF-179", secret="sensitive")
    )
    home_address: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Home address"), field="CF-179", secret="personal")
    )
    birthplace: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Birthplace"), field="CF-176", secret="personal")
    )
    family_background: Mapped[str | None] = mapped_column(
        Text, info=label(_("Family background"), field="CF-177", secret="sensitive")
    )
    relatives_friends: Mapped[str | None] = mapped_column(
        Text, info=label(_("Relatives and friends"), field="CF-178", secret="sensitive")
    )


class Profile:
    """Section 7: personal profile, kept only where it helps to find real needs (R-048, F-014)."""

    pp_family: Mapped[str | None] = mapped_column(
        Text, info=label(_("Family"), field="CF-185", secret="profile", rule="R-048")
    )
    pp_home_town: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Home town"), field="CF-186", secret="profile")
    )
    pp_university: Mapped[str | None] = mapped_column(
        String(100), info=label(_("University"), field="CF-187", secret="profile")
    )
    pp_sports: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Favourite sport"), field="CF-188", secret="profile")
    )
    pp_restaurants: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Favourite restaurants"), field="CF-189", secret="profile")
    )
    pp_food: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Favourite food"), field="CF-190", secret="profile")
    )
    pp_pets: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Pets"), field="CF-191", secret="profile")
    )
    pp_books: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Favourite books"), field="CF-192", secret="profile")
    )
    pp_last_holiday: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Last holiday place"), field="CF-193", secret="profile")
    )
    pp_next_holiday: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Next holiday plan"), field="CF-194", secret="profile")
    )
    pp_itinerary: Mapped[str | None] = mapped_column(
        Text, info=label(_("Itinerary"), field="CF-195", secret="profile")
    )
    pp_role_in_org: Mapped[str | None] = mapped_column(
        Text, info=label(_("Role in the organisation"), field="CF-196", secret="profile")
    )
    pp_colleague_relations: Mapped[str | None] = mapped_column(
        Text, info=label(_("Relations with colleagues"), field="CF-197", secret="profile")
    )
    pp_goals_this_year: Mapped[str | None] = mapped_column(
        Text, info=label(_("Work goals this year"), field="CF-198", secret="profile")
    )
    pp_ambitions: Mapped[str | None] = mapped_column(
        Text, info=label(_("Development plan and ambitions"), field="CF-199", secret="profile")
    )
    pp_startup_time: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Started business in"), field="CF-200", secret="profile")
    )
