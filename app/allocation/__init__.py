"""Who owns a customer: allocation, first-contact watch, transfer, hand-over, conflict, pool."""
