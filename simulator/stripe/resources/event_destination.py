"""EventDestination: an endpoint registered through API v2. Not: what is sent there, or how it looks in JSON."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.provider import Endpoint


@dataclass(frozen=True, slots=True)
class EventDestination(Endpoint):
    """A webhook endpoint with a name. Times are unix seconds with fractions, on the world's clock."""

    name: str = ""
    created_at: float = 0.0
    updated_at: float = 0.0
