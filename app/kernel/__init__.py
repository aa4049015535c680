"""Ground floor: rows, reach, trail, workflow; no business word, no request, no screen."""
