"""Why a backup was not made or not restored, in words for the operator."""

from __future__ import annotations


class BackupRefused(Exception):
    """Nothing was changed; the text says why and what to do."""
