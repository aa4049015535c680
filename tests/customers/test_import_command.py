"""What an operator says for all rows of a file is taken, or refused aloud."""

from __future__ import annotations

import click
import pytest

from app.cli_import import _chosen
from app.customers.sheets import customer_sheet


def test_a_value_for_all_rows_is_taken() -> None:
    assert _chosen(customer_sheet, ("collect_channel=internet",)) == {"collect_channel": "internet"}


@pytest.mark.parametrize("said", ["colect_channel=internet", "=internet", "internet"])
def test_a_field_the_sheet_does_not_know_is_refused_by_name(said: str) -> None:
    with pytest.raises(click.ClickException, match="it knows collect_channel, collect_mode"):
        _chosen(customer_sheet, (said,))
