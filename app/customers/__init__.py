"""The customer archive: cards, their people, their entry and review (W-01)."""
