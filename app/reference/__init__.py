"""Open dictionaries, regions, products and the register of parameters."""

from pathlib import Path

from app.kernel import policy

policy.declare(Path(__file__).with_name("parameters.csv"))
