"""A payment that names an order but was made with other keys, in the other mode. Not: the order's own payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.descriptor.model import PaymentKind
from harness.failures import NoVerdict
from harness.target.requests import client
from harness.windows.api_calls import HARNESS_AGENT
from simulator.client import ProviderView, Side

PATHS: dict[PaymentKind, str] = {"payment_intent": "/v1/payment_intents", "checkout_session": "/v1/checkout/sessions"}


def copy_payment(kind: PaymentKind, original: Mapping[str, Any], provider: ProviderView, side: Side) -> str:
    """Create, on `side`, a payment with the amount, currency and references of `original`; return its id."""
    keys = provider.live if side == "live" else provider.test
    with client(provider.base_url) as merchant:
        reply = merchant.post(
            PATHS[kind],
            data=_fields(kind, original),
            headers={"Authorization": f"Bearer {keys.secret_key}", "User-Agent": HARNESS_AGENT},
        )
    if reply.status_code != 200:
        raise NoVerdict("gap in the simulator", f"a payment could not be copied: {reply.text[:300]}")
    created: str = reply.json()["id"]
    return created


def _fields(kind: PaymentKind, original: Mapping[str, Any]) -> dict[str, str]:
    fields = {f"metadata[{key}]": str(value) for key, value in (original.get("metadata") or {}).items()}
    currency = str(original["currency"])
    if kind == "payment_intent":
        description = original.get("description")
        return {
            **fields,
            "amount": str(original["amount"]),
            "currency": currency,
            **({"description": str(description)} if description else {}),
        }
    reference = original.get("client_reference_id")
    price = "line_items[0][price_data]"
    return {
        **fields,
        "mode": "payment",
        "success_url": str(original.get("success_url") or "http://127.0.0.1/"),
        f"{price}[currency]": currency,
        f"{price}[unit_amount]": str(original["amount_total"]),
        f"{price}[product_data][name]": "the same order",
        "line_items[0][quantity]": "1",
        **({"client_reference_id": str(reference)} if reference else {}),
    }
