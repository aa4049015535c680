"""Branches, areas, departments, staff and deputies: who is who, and who sees what."""
