"""Which API versions there are, and which came first. Not: what they changed."""

from __future__ import annotations

from functools import cache, lru_cache

from simulator.stripe import wire

DISPUTES_SUBMITTED = "2026-10-28"
ENDIVE = "2026-09-30"
DAHLIA = "2026-03-25"
CLOVER = "2025-09-30"
BASIL = "2025-03-31"
MARKETING_FEATURES = ASYNC_CAPTURE = "2024-04-10"
DYNAMIC_METHODS = "2023-08-16"
LATEST_CHARGE = "2022-11-15"
LEAN_CHECKOUT = "2022-08-01"
OLDEST = "2020-08-27"
"""The oldest version that is simulated; search came with it."""


def before(version: str, date: str) -> bool:
    """Say whether a version is older than the change of that date."""
    return version[:10] < date


@cache
def listed() -> tuple[str, ...]:
    """Return every version that Stripe names, oldest first: what an endpoint's `api_version` may be."""
    named = wire.tables()["webhook_endpoints.create"]["hash"]["api_version"]["enum"]
    return tuple(version for version in named if not version.endswith(".dashboard"))


@lru_cache(maxsize=256)
def known(version: str) -> bool:
    """Say whether there is such a version. A preview is one of a date that there is (recorded: 2026-08-26.preview)."""
    date, _, suffix = version.partition(".")
    return version in listed() or (suffix == "preview" and any(name[:10] == date for name in listed()))
