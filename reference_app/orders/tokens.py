"""Protection: a guest's order is opened by its own token. Not: those of accounts (`owners.py`)."""

from __future__ import annotations

import hmac


def same_token(given: str | None, wanted: str) -> bool:
    """Compare in constant time; a missing token is never the same."""
    return bool(given) and hmac.compare_digest((given or "").encode(), wanted.encode())
