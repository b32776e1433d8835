"""The kinds of values that a snapshot may hold: every provider's, and shared ones. Not: coding them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Endpoint, Provider, Storable, StoredEvent

SHARED: Mapping[str, Storable] = {"event": Storable(StoredEvent), "endpoint": Storable(Endpoint)}

RECORD = "record"
"""What a snapshot calls idempotency records, which have a form of their own."""


def kinds_of(providers: Mapping[str, Provider]) -> dict[str, Storable]:
    """Return all kinds by name: `stripe.Charge`, `event`."""
    theirs = {f"{name}.{kind}": storable for name, one in providers.items() for kind, storable in one.storable.items()}
    return {**SHARED, **theirs}
