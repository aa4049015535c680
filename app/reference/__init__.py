"""Open dictionaries, regions, products and the register of parameters."""
