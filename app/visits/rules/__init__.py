"""What must hold for slips, records, minutes, opinions and first contacts."""

from app.visits.rules.slip import (
    before_the_visit,
    evidence,
    not_again,
    on_its_day,
    paired,
    prepared,
    ready,
    recorded,
    reported,
    slip,
    stocked,
)

__all__ = [
    "before_the_visit", "evidence", "not_again", "on_its_day", "paired", "prepared", "ready", "recorded", "reported",
    "slip", "stocked",
]  # fmt: skip
