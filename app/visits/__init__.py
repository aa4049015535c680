"""Customer visits: first contact, slip, outing, record, minutes and what customers said (W-03, W-07, W-09)."""
