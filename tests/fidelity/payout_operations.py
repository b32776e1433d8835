"""How the official SDK drives payouts, in both of its styles. Not: the tests that run these tables."""

from collections.abc import Callable
from typing import Any

RICH = {"amount": 9000, "currency": "usd", "confirm": True, "payment_method": "pm_card_bypassPending",
        "capture_method": "automatic"}  # fmt: skip
OUT = {"amount": 500, "currency": "usd"}


def paid_out(sdk: Any) -> Any:
    sdk.payment_intents.create(RICH)
    return sdk.payouts.create(OUT)


def _paid_out(sdk: Any) -> Any:
    sdk.PaymentIntent.create(**RICH)
    return sdk.Payout.create(**OUT)


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "payouts.create": ("payouts.create", paid_out, "payout"),
    "payouts.list": ("payouts.list", lambda s: s.payouts.list({"status": "pending"}), "list"),
    "payouts.retrieve": ("payouts.retrieve", lambda s: s.payouts.retrieve(paid_out(s).id), "payout"),
    "payouts.update": (
        "payouts.update", lambda s: s.payouts.update(paid_out(s).id, {"metadata": {"a": "b"}}), "payout"),
    "payouts.cancel": ("payouts.cancel", lambda s: s.payouts.cancel(paid_out(s).id), "payout"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Payout.create": _paid_out,
    "Payout.list": lambda s: s.Payout.list(limit=1),
    "Payout.retrieve": lambda s: s.Payout.retrieve(_paid_out(s).id, expand=["destination"]),
    "Payout.modify": lambda s: s.Payout.modify(_paid_out(s).id, metadata={"a": "b"}),
    "Payout.cancel": lambda s: _paid_out(s).cancel(),
}
