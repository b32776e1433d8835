"""How the SDK drives what subscribers come by, pause and look for. Not: test cases."""

from collections.abc import Callable
from typing import Any

from tests.fidelity.billing_operations import subscription


def on_trial(sdk: Any) -> Any:
    """Return a subscription of somebody without a card, on trial until it pauses."""
    customer = sdk.customers.create({"email": "a@example.com"}).id
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    return subscription(sdk, customer, trial_period_days=7, trial_settings=ends)


def paused(sdk: Any) -> Any:
    """Return a subscription whose trial has ended without a card."""
    return sdk.subscriptions.update(on_trial(sdk).id, {"trial_end": "now"})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "subscriptions.resume": (
        "subscriptions.resume", lambda s: s.subscriptions.resume(paused(s).id, {"billing_cycle_anchor": "now"}),
        "subscription"),
    "subscriptions.search": (
        "subscriptions.search", lambda s: s.subscriptions.search({"query": "status:'active' AND created>1"}),
        "search_result"),
    "invoices.search": (
        "invoices.search", lambda s: s.invoices.search({"query": "total>99 AND status:'paid' AND currency:'usd'"}),
        "search_result"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Subscription.search": lambda s: s.Subscription.search(query="metadata['user']:'7'"),
    "Invoice.search": lambda s: s.Invoice.search(query="number:'A-0001'"),
}
