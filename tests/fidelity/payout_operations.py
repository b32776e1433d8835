"""How the official SDK drives payouts and top-ups, in both of its styles. Not: the tests that run these tables."""

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


TOPPED = {"amount": 2000, "currency": "usd", "description": "tea"}

CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "payouts.create": ("payouts.create", paid_out, "payout"),
    "payouts.list": ("payouts.list", lambda s: s.payouts.list({"status": "pending"}), "list"),
    "payouts.retrieve": ("payouts.retrieve", lambda s: s.payouts.retrieve(paid_out(s).id), "payout"),
    "payouts.update": (
        "payouts.update", lambda s: s.payouts.update(paid_out(s).id, {"metadata": {"a": "b"}}), "payout"),
    "payouts.cancel": ("payouts.cancel", lambda s: s.payouts.cancel(paid_out(s).id), "payout"),
    "topups.create": ("topups.create", lambda s: s.topups.create(TOPPED), "topup"),
    "topups.list": ("topups.list", lambda s: s.topups.list({"amount": {"gte": 5}}), "list"),
    "topups.retrieve": ("topups.retrieve", lambda s: s.topups.retrieve(s.topups.create(TOPPED).id), "topup"),
    "topups.update": (
        "topups.update", lambda s: s.topups.update(s.topups.create(TOPPED).id, {"metadata": {"a": "b"}}), "topup"),
    "topups.cancel": ("topups.cancel", lambda s: s.topups.cancel(s.topups.create(TOPPED).id), "topup"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Payout.create": _paid_out,
    "Topup.create": lambda s: s.Topup.create(**TOPPED),
    "Topup.cancel": lambda s: s.Topup.create(**TOPPED).cancel(),
    "Topup.modify": lambda s: s.Topup.modify(s.Topup.create(**TOPPED).id, description="coffee"),
    "Payout.list": lambda s: s.Payout.list(limit=1),
    "Payout.retrieve": lambda s: s.Payout.retrieve(_paid_out(s).id, expand=["destination"]),
    "Payout.modify": lambda s: s.Payout.modify(_paid_out(s).id, metadata={"a": "b"}),
    "Payout.cancel": lambda s: _paid_out(s).cancel(),
}
