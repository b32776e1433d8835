"""A field that was renamed once broke the shop for an hour, so every read of the provider's answer got a default.

The default of a status is the usual one, and the usual payment succeeds."""

from collections.abc import Callable
from typing import Any

must = ("EH-02",)
may = ("SV-01",)
subtle = True
replaces = "reference_app.providers.stripe.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(client: Any, object_id: str) -> Any:
        from reference_app.providers.stripe import reading, refetch

        if object_id.startswith("cs_"):
            return original(client, object_id)
        found = client.v1.payment_intents.retrieve(object_id, {"expand": ["latest_charge.refunds"]}).to_dict()
        defaults = {
            "status": found.get("status") or "succeeded",
            "amount_received": found.get("amount_received") or found.get("amount") or 0,
            "currency": found.get("currency") or "eur",
        }
        told = reading.of_intent({**found, **defaults})
        return refetch.disputes_of(client, told) if told.disputed else told

    return payment_now
