"""How the SDK drives what subscribers come by, pause and look for. Not: test cases."""

from collections.abc import Callable
from typing import Any

from tests.fidelity.billing_operations import subscription

FEATURES = {"invoice_history": {"enabled": True}, "subscription_cancel": {"enabled": True, "mode": "immediately"}}


def on_trial(sdk: Any) -> Any:
    """Return a subscription of somebody without a card, on trial until it pauses."""
    customer = sdk.customers.create({"email": "a@example.com"}).id
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    return subscription(sdk, customer, trial_period_days=7, trial_settings=ends)


def paused(sdk: Any) -> Any:
    """Return a subscription whose trial has ended without a card."""
    return sdk.subscriptions.update(on_trial(sdk).id, {"trial_end": "now"})


def configuration(sdk: Any) -> Any:
    return sdk.billing_portal.configurations.create({"features": FEATURES})


def visit(sdk: Any, **more: Any) -> Any:
    customer = more.pop("customer", None) or sdk.customers.create({"email": "a@example.com"}).id
    return sdk.billing_portal.sessions.create({"customer": customer, "return_url": "https://shop.example", **more})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "billing_portal.configurations.create": (
        "billing_portal.configurations.create", configuration, "billing_portal.configuration"),
    "billing_portal.configurations.list": (
        "billing_portal.configurations.list", lambda s: s.billing_portal.configurations.list({"is_default": True}),
        "list"),
    "billing_portal.configurations.retrieve": (
        "billing_portal.configurations.retrieve",
        lambda s: s.billing_portal.configurations.retrieve(configuration(s).id), "billing_portal.configuration"),
    "billing_portal.configurations.update": (
        "billing_portal.configurations.update",
        lambda s: s.billing_portal.configurations.update(configuration(s).id, {"active": False}),
        "billing_portal.configuration"),
    "billing_portal.sessions.create": (
        "billing_portal.sessions.create", lambda s: visit(s, expand=["configuration"]), "billing_portal.session"),
    "subscriptions.pause": (
        "subscriptions.pause", lambda s: s.subscriptions.pause(subscription(s).id, {"type": "subscription"}),
        "subscription"),
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
    "billing_portal.Configuration.create": lambda s: s.billing_portal.Configuration.create(features=FEATURES),
    "billing_portal.Session.create": lambda s: s.billing_portal.Session.create(customer=s.Customer.create().id),
    "Subscription.search": lambda s: s.Subscription.search(query="metadata['user']:'7'"),
    "Invoice.search": lambda s: s.Invoice.search(query="number:'A-0001'"),
}
