"""The table of PayPal's calls: method, path, operation, and the flow that answers. Not: doing it.

Operations are called as PayPal's own documents call them.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.paypal.command import Route
from simulator.paypal.flows import (
    certs,
    disputes,
    orders,
    patching,
    payments,
    products,
    tokens,
    vault,
    webhook_events,
    webhooks,
)
from simulator.paypal.flows.billing import balance, listing, plans, revising, sales, subscribing, subscriptions
from simulator.paypal.flows.billing import patching as subscription_patching

ORDERS, P, V, D, W = (
    "/v2/checkout/orders", "/v2/payments", "/v3/vault", "/v1/customer/disputes", "/v1/notifications",
)  # fmt: skip

PLANS, S, SALES = "/v1/billing/plans", "/v1/billing/subscriptions", "/v1/payments"

PAYING = ("minimal payments", "payments")
ALWAYS = ("full", "full")

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/oauth2/token", "oauth2.token", "token", tokens.issue, body=False),
    Route("GET", f"{W}/certs/{{}}", "certificates.get", "webhooks", certs.get),
    Route("POST", ORDERS, "orders.create", "orders", orders.create, keyed=True, mock=True),
    Route("GET", f"{ORDERS}/{{}}", "orders.get", "orders", orders.get, mock=True),
    Route("PATCH", f"{ORDERS}/{{}}", "orders.patch", "orders", patching.patch, mock=True),
    Route("POST", f"{ORDERS}/{{}}/confirm-payment-source", "orders.confirm", "orders", orders.confirm, keyed=True,
          mock=True),
    Route("POST", f"{ORDERS}/{{}}/authorize", "orders.authorize", "orders", orders.authorize, keyed=True, mock=True,
          manners=PAYING),
    Route("POST", f"{ORDERS}/{{}}/capture", "orders.capture", "orders", orders.capture, keyed=True, mock=True,
          manners=PAYING),
    Route("GET", f"{P}/authorizations/{{}}", "authorizations.get", "payments", payments.get_authorization, mock=True),
    Route("POST", f"{P}/authorizations/{{}}/capture", "authorizations.capture", "payments", payments.capture,
          keyed=True, replayed=201, mock=True),
    Route("POST", f"{P}/authorizations/{{}}/reauthorize", "authorizations.reauthorize", "payments",
          payments.reauthorize, keyed=True, replayed=201, mock=True),
    Route("POST", f"{P}/authorizations/{{}}/void", "authorizations.void", "payments", payments.void_call, keyed=True,
          mock=True, body=False),
    Route("GET", f"{P}/captures/{{}}", "captures.get", "payments", payments.get_capture, mock=True),
    Route("POST", f"{P}/captures/{{}}/refund", "captures.refund", "payments", payments.refund, keyed=True,
          replayed=201, mock=True),
    Route("GET", f"{P}/refunds/{{}}", "refunds.get", "payments", payments.get_refund, mock=True),
    Route("POST", f"{W}/webhooks", "webhooks.post", "webhooks", webhooks.create),
    Route("GET", f"{W}/webhooks", "webhooks.list", "webhooks", webhooks.list_webhooks),
    Route("GET", f"{W}/webhooks/{{}}", "webhooks.get", "webhooks", webhooks.get),
    Route("PATCH", f"{W}/webhooks/{{}}", "webhooks.update", "webhooks", webhooks.update),
    Route("DELETE", f"{W}/webhooks/{{}}", "webhooks.delete", "webhooks", webhooks.delete),
    Route("GET", f"{W}/webhooks/{{}}/event-types", "event-types.list", "webhooks", webhooks.list_types_of),
    Route("GET", f"{W}/webhooks-event-types", "webhooks-event-types.list", "webhooks", webhooks.list_types),
    Route("POST", f"{W}/verify-webhook-signature", "verify-webhook-signature.post", "webhooks", webhooks.verify,
          reads=True, checked=False),
    Route("GET", f"{W}/webhooks-events", "webhooks-events.list", "webhooks", webhook_events.list_events),
    Route("GET", f"{W}/webhooks-events/{{}}", "webhooks-events.get", "webhooks", webhook_events.get),
    Route("POST", f"{W}/webhooks-events/{{}}/resend", "webhooks-events.resend", "webhooks", webhook_events.resend),
    Route("POST", f"{W}/simulate-event", "simulate-event.post", "webhooks", webhook_events.simulate),
    Route("POST", f"{V}/setup-tokens", "setup-tokens.create", "vault", vault.create_setup, keyed=True,
          manners=ALWAYS),
    Route("GET", f"{V}/setup-tokens/{{}}", "setup-tokens.get", "vault", vault.get_setup),
    Route("POST", f"{V}/payment-tokens", "payment-tokens.create", "vault", vault.create_payment, keyed=True,
          manners=ALWAYS),
    Route("GET", f"{V}/payment-tokens", "customer.payment-tokens.get", "vault", vault.list_payments),
    Route("GET", f"{V}/payment-tokens/{{}}", "payment-tokens.get", "vault", vault.get_payment),
    Route("DELETE", f"{V}/payment-tokens/{{}}", "payment-tokens.delete", "vault", vault.delete_payment),
    Route("GET", D, "disputes.list", "disputes", disputes.list_disputes),
    Route("GET", f"{D}/{{}}", "disputes.get", "disputes", disputes.get),
    Route("POST", f"{D}/{{}}/provide-evidence", "disputes.provide-evidence", "disputes", disputes.provide_evidence,
          body=False),
    Route("POST", f"{D}/{{}}/accept-claim", "disputes.accept-claim", "disputes", disputes.accept_claim, body=False),
    Route("POST", f"{D}/{{}}/require-evidence", "disputes.require-evidence", "disputes", disputes.require_evidence),
    Route("POST", f"{D}/{{}}/adjudicate", "disputes.adjudicate", "disputes", disputes.adjudicate),
    Route("POST", "/v1/catalogs/products", "products.create", "catalog", products.create, keyed=True),
    Route("GET", "/v1/catalogs/products", "products.list", "catalog", products.list_products),
    Route("GET", "/v1/catalogs/products/{}", "products.get", "catalog", products.get),
    Route("PATCH", "/v1/catalogs/products/{}", "products.patch", "catalog", products.patch),
    Route("POST", PLANS, "plans.create", "billing", plans.create, keyed=True),
    Route("GET", PLANS, "plans.list", "billing", plans.list_plans),
    Route("GET", f"{PLANS}/{{}}", "plans.get", "billing", plans.get),
    Route("PATCH", f"{PLANS}/{{}}", "plans.patch", "billing", plans.patch),
    Route("POST", f"{PLANS}/{{}}/activate", "plans.activate", "billing", plans.activate, body=False),
    Route("POST", f"{PLANS}/{{}}/deactivate", "plans.deactivate", "billing", plans.deactivate, body=False),
    Route("POST", f"{PLANS}/{{}}/update-pricing-schemes", "plans.update-pricing-schemes", "billing",
          plans.update_prices),
    Route("GET", S, "subscriptions.list", "billing", listing.list_subscriptions),
    Route("POST", S, "subscriptions.create", "billing", subscribing.create, keyed=True),
    Route("GET", f"{S}/{{}}", "subscriptions.get", "billing", subscriptions.get),
    Route("PATCH", f"{S}/{{}}", "subscriptions.patch", "billing", subscription_patching.patch),
    Route("POST", f"{S}/{{}}/revise", "subscriptions.revise", "billing", revising.revise),
    Route("POST", f"{S}/{{}}/suspend", "subscriptions.suspend", "billing", subscriptions.suspend),
    Route("POST", f"{S}/{{}}/cancel", "subscriptions.cancel", "billing", subscriptions.cancel),
    Route("POST", f"{S}/{{}}/activate", "subscriptions.activate", "billing", subscriptions.activate, body=False),
    Route("POST", f"{S}/{{}}/capture", "subscriptions.capture", "billing", balance.capture, keyed=True),
    Route("GET", f"{S}/{{}}/transactions", "subscriptions.transactions", "billing", listing.list_transactions),
    Route("GET", f"{SALES}/sale/{{}}", "sale.get", "sales", sales.get),
    Route("POST", f"{SALES}/sale/{{}}/refund", "sale.refund", "sales", sales.refund, keyed=True, replayed=201,
          checked=False, body=False),
    Route("GET", f"{SALES}/refund/{{}}", "refund.get", "sales", sales.get_refund),
)  # fmt: skip

BY_OPERATION: Mapping[str, Route] = {route.operation: route for route in ROUTES}

LACKING = frozenset({("PATCH", f"{D}/{{}}")})
"""What PayPal has at a path of ours and the simulator has not: the verb is not wrong there, it is a gap."""


def _shape(path: str) -> tuple[str, ...]:
    return tuple(path.strip("/").split("/"))


_BY_SHAPE: dict[tuple[str, tuple[str, ...]], Route] = {(one.method, _shape(one.path)): one for one in ROUTES}
_PATHS: dict[int, list[tuple[str, ...]]] = {}
for _, _steps in _BY_SHAPE:
    if _steps not in _PATHS.setdefault(len(_steps), []):
        _PATHS[len(_steps)].append(_steps)


def match(method: str, path: str) -> tuple[Route | None, tuple[str, ...], bool]:
    """Return the route of a call and the ids in its path; last, whether the path is one of ours.

    Then another verb is refused by PayPal too, but for those that are `LACKING`.
    """
    steps = _shape(path)
    exact = _BY_SHAPE.get((method, steps))
    if exact is not None and "{}" not in steps:
        return exact, (), True
    for shape in _PATHS.get(len(steps), ()):
        if "{}" not in shape and shape != steps:
            continue
        if all(ours in ("{}", theirs) for ours, theirs in zip(shape, steps, strict=True)):
            ids = tuple(theirs for ours, theirs in zip(shape, steps, strict=True) if ours == "{}")
            return _BY_SHAPE.get((method, shape)), ids, (method, f"/{'/'.join(shape)}") not in LACKING
    return None, (), False
