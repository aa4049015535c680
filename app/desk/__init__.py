"""First floor: the framework's face; no business word."""
