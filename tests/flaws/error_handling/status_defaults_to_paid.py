"""A field that was renamed once broke the shop for an hour, so every read of the provider's answer got a default.

The default of a status is the usual one, and the usual payment succeeds."""

from collections.abc import Callable
from typing import Any

must = ("EH-02",)
may = ("SV-01",)
subtle = True
replaces = "reference_app.providers.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(client: Any, object_id: str) -> Any:
        from reference_app.providers.payment import Payment

        if object_id.startswith("cs_"):
            return original(client, object_id)
        found = client.v1.payment_intents.retrieve(object_id, {"expand": ["latest_charge"]}).to_dict()
        charge = found.get("latest_charge") or {}
        return Payment(
            object_id=found["id"],
            intent_id=found["id"],
            order_id=found["metadata"].get("order"),
            livemode=found["livemode"],
            status=found.get("status") or "succeeded",
            received=found.get("amount_received") or found.get("amount") or 0,
            currency=found.get("currency") or "eur",
            refunds_made=charge.get("amount_refunded", 0),
            declined=found.get("last_payment_error") is not None and found.get("status") == "requires_payment_method",
            disputed=charge.get("disputed", False),
        )

    return payment_now
