"""What a customer is like and how its business stands (sections 8 and 9, F-010, F-016)."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import label


class Features:
    """Section 8: customer features; the deeper factors of R-016 are among them."""

    service_area: Mapped[str | None] = mapped_column(
        Text, info=label(_("Service area"), field="CF-201")
    )
    sales_capability: Mapped[str | None] = mapped_column(
        Text, info=label(_("Sales capability"), field="CF-202")
    )
    development_potential: Mapped[str | None] = mapped_column(
        Text, info=label(_("Development potential"), field="CF-203")
    )
    business_concept: Mapped[str | None] = mapped_column(
        Text, info=label(_("Business concept"), field="CF-204")
    )
    business_direction: Mapped[str | None] = mapped_column(
        Text, info=label(_("Business direction"), field="CF-205")
    )
    business_policy: Mapped[str | None] = mapped_column(
        Text, info=label(_("Business policy"), field="CF-206")
    )
    company_culture: Mapped[str | None] = mapped_column(
        Text, info=label(_("Company culture"), field="CF-207")
    )
    operating_features: Mapped[str | None] = mapped_column(
        Text, info=label(_("Operating features"), field="CF-208", rule="R-016")
    )
    management_features: Mapped[str | None] = mapped_column(
        Text, info=label(_("Management features"), field="CF-209")
    )
    industry_position: Mapped[str | None] = mapped_column(
        Text, info=label(_("Industry position"), field="CF-210", rule="R-016")
    )
    industry_influence: Mapped[str | None] = mapped_column(
        Text, info=label(_("Influence in the industry"), field="CF-211")
    )
    distribution_ability: Mapped[str | None] = mapped_column(
        Text, info=label(_("Distribution ability"), field="CF-212", rule="R-016")
    )
    capital_strength: Mapped[str | None] = mapped_column(
        Text, info=label(_("Capital strength"), field="CF-213", secret="confidential", rule="R-016")
    )
    commercial_reputation: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Commercial reputation"), field="CF-214", secret="confidential", rule="R-016"),
    )
    cooperation_intention: Mapped[str | None] = mapped_column(
        Text, info=label(_("Intention to cooperate with us"), field="CF-215", rule="R-016")
    )
    market_potential: Mapped[str | None] = mapped_column(
        Text, info=label(_("Market potential"), field="CF-216")
    )
    market_capacity: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Market capacity"), field="CF-217")
    )
    market_capacity_unit: Mapped[str | None] = mapped_column(
        String(20), info=label(_("Unit of market capacity"), field="CF-217")
    )
    product_competitiveness: Mapped[str | None] = mapped_column(
        Text, info=label(_("Product competitiveness"), field="CF-218")
    )
    area_culture: Mapped[str | None] = mapped_column(
        Text, info=label(_("Local culture"), field="CF-219", rule="R-039")
    )
    area_customs: Mapped[str | None] = mapped_column(
        Text, info=label(_("Local customs"), field="CF-220", rule="R-039")
    )
    area_potential: Mapped[str | None] = mapped_column(
        Text, info=label(_("Area potential"), field="CF-221", rule="R-039")
    )
    market_area_policy: Mapped[str | None] = mapped_column(
        Text, info=label(_("Government policy of the market area"), field="CF-222", rule="R-040")
    )
    self_perceived_needs: Mapped[str | None] = mapped_column(
        Text, info=label(_("Needs as the customer sees them"), field="CF-223", rule="R-052")
    )
    self_perceived_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Problems as the customer sees them"), field="CF-224")
    )
    influence_in_society: Mapped[bool | None] = mapped_column(
        info=label(_("Influence in society"), field="CF-225")
    )


class Business:
    """Section 9: business situation."""

    management_quality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Quality of management"), field="CF-227", secret="personal")
    )
    sales_staff_quality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Quality of sales staff"), field="CF-228")
    )
    competitor_relation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Relation with our competitors"), field="CF-229", secret="confidential")
    )
    our_relation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Business relation with us"), field="CF-230")
    )
    cooperation_attitude: Mapped[str | None] = mapped_column(
        Text, info=label(_("Attitude to cooperation"), field="CF-231")
    )
    current_brand: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Brand now in use"), field="CF-235")
    )
    market_competition: Mapped[str | None] = mapped_column(
        Text, info=label(_("Market competition"), field="CF-236")
    )
    competitive_strength: Mapped[str | None] = mapped_column(
        Text, info=label(_("Competitive strength"), field="CF-237")
    )
    customer_attention_to_rivals: Mapped[str | None] = mapped_column(
        Text,
        info=label(
            _("Attention paid to our rivals"), field="CF-239", secret="confidential", rule="R-039"
        ),
    )
    staff_of_dealer: Mapped[str | None] = mapped_column(
        Text, info=label(_("Dealer's staff"), field="CF-240")
    )
    dealer_background: Mapped[str | None] = mapped_column(
        Text, info=label(_("Dealer's background"), field="CF-241")
    )
