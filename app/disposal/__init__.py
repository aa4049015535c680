"""Parting from a bad customer: nomination, approval, duties, analysis, accountability (W-17)."""
