"""Backup: one consistent copy of database, files and keys in one file, and the way back (R-311)."""
