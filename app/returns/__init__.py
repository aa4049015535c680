"""Return visits: planned, made, recorded, signed, filed; and what every customer's class demands (W-08, W-10, W-11)."""
