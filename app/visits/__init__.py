"""Customer visits: the slip, its approval, the outing and its record (W-07)."""
