"""URLs that a merchant gives: whether they are any. Not: where webhooks may be posted to, see delivery.address."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

SCHEMES = ("http", "https")


def taken_apart(url: str) -> SplitResult | None:
    """Return the parts of an address that a browser or a webhook can be sent to; None if it is none."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not match, a port that is no number
        return None
    return parts if valid else None
