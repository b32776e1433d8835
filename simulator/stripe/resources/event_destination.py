"""EventDestination: an endpoint registered through API v2. Not: what is sent there, or how it looks in JSON."""

from __future__ import annotations

from simulator.provider import Endpoint


class EventDestination(Endpoint, frozen=True):
    """A webhook endpoint with a name. Times are unix seconds with fractions, on the world's clock."""

    name: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
