"""What stands behind the card: original papers, and how complete the archive is."""
