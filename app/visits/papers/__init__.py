"""What a visit prints: its slip, its record, the survey sheet, the minutes."""

from app.visits.papers.minutes import minutes_paper
from app.visits.papers.record import record_paper, survey_paper
from app.visits.papers.slip import slip, slip_in_two_paper, slip_paper

__all__ = [
    "minutes_paper",
    "record_paper",
    "slip",
    "slip_in_two_paper",
    "slip_paper",
    "survey_paper",
]
