"""Where the register of parameters stands: the 379 of the catalogue and the few the house adds."""

from __future__ import annotations

from pathlib import Path

from app.kernel import policy

REGISTER = Path(__file__).with_name("parameters.csv")
IN_EFFECT = Path(__file__).with_name("parameters_in_effect.csv")  # what the software reads

NAMES = Path(__file__).with_name("parameter_names.csv")  # what people call each, in both languages
WORDS = Path(__file__).with_name("parameter_words.csv")  # what the codes in their values mean

COLUMNS = Path(__file__).with_name("parameter_grids.csv")  # of those whose value is a table
ROWS = Path(__file__).with_name("parameter_grid_rows.csv")  # and their defaults

policy.declare(REGISTER, IN_EFFECT, NAMES, WORDS, COLUMNS, ROWS)
