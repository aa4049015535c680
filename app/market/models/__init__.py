"""The tables of what surrounds a customer."""

from app.market.models.competitor import Competitor, CustomerCompetitor

__all__ = ["Competitor", "CustomerCompetitor"]
