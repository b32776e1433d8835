"""Stripe's routes: method, path, operation, and the flow that answers. Not: what the flows do.

A path that Stripe has and this table has not is answered as an unknown URL and marked as a gap of the simulator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from simulator.provider import Outcome
from simulator.stripe.command import Command
from simulator.stripe.flows import (
    capture,
    charges,
    checkout,
    customers,
    disputes,
    endpoints,
    intents,
    methods,
    reading,
    refunds,
)
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.refund import Refund


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `answers` is the kind of object that the reply shows: what can be expanded follows from it."""

    method: str
    path: str
    operation: str
    answers: str
    flow: Callable[[Command], Outcome]
    browser: bool = False
    """Whether a publishable key may call it; for an intent only with its client secret."""


PI, CH, CUS, PM, RE, CS = "payment_intent", "charge", "customer", "payment_method", "refund", "checkout.session"
WE, TXN, EVT, DU = "webhook_endpoint", "balance_transaction", "event", "dispute"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/payment_intents", "payment_intents.create", PI, intents.create),
    Route("GET", "/v1/payment_intents", "payment_intents.list", f"list of {PI}", reading.list_payment_intents),
    Route("GET", "/v1/payment_intents/{}", "payment_intents.retrieve", PI, intents.retrieve, browser=True),
    Route("POST", "/v1/payment_intents/{}", "payment_intents.update", PI, intents.update),
    Route("POST", "/v1/payment_intents/{}/confirm", "payment_intents.confirm", PI, intents.confirm_intent,
          browser=True),
    Route("POST", "/v1/payment_intents/{}/capture", "payment_intents.capture", PI, capture.capture_intent),
    Route("POST", "/v1/payment_intents/{}/cancel", "payment_intents.cancel", PI, intents.cancel_intent),
    Route("POST", "/v1/charges", "charges.create", CH, charges.create),
    Route("GET", "/v1/charges", "charges.list", f"list of {CH}", reading.list_charges),
    Route("GET", "/v1/charges/{}", "charges.retrieve", CH, reading.retrieve(Charge)),
    Route("POST", "/v1/charges/{}", "charges.update", CH, charges.update),
    Route("POST", "/v1/charges/{}/capture", "charges.capture", CH, charges.capture_charge),
    Route("POST", "/v1/refunds", "refunds.create", RE, refunds.create),
    Route("GET", "/v1/refunds", "refunds.list", f"list of {RE}", reading.list_refunds),
    Route("GET", "/v1/refunds/{}", "refunds.retrieve", RE, reading.retrieve(Refund)),
    Route("POST", "/v1/refunds/{}", "refunds.update", RE, refunds.update),
    Route("POST", "/v1/refunds/{}/cancel", "refunds.cancel", RE, refunds.cancel),
    Route("GET", "/v1/disputes", "disputes.list", f"list of {DU}", disputes.list_disputes),
    Route("GET", "/v1/disputes/{}", "disputes.retrieve", DU, reading.retrieve(Dispute)),
    Route("POST", "/v1/disputes/{}", "disputes.update", DU, disputes.update),
    Route("POST", "/v1/disputes/{}/close", "disputes.close", DU, disputes.accept),
    Route("POST", "/v1/customers", "customers.create", CUS, customers.create),
    Route("GET", "/v1/customers", "customers.list", f"list of {CUS}", reading.list_customers),
    Route("GET", "/v1/customers/{}", "customers.retrieve", CUS, reading.retrieve_customer),
    Route("POST", "/v1/customers/{}", "customers.update", CUS, customers.update),
    Route("DELETE", "/v1/customers/{}", "customers.delete", CUS, customers.delete),
    Route("GET", "/v1/customers/{}/payment_methods", "customers.payment_methods.list", f"list of {PM}",
          reading.list_payment_methods),
    Route("GET", "/v1/customers/{}/payment_methods/{}", "customers.payment_methods.retrieve", PM,
          reading.retrieve_customers_method),
    Route("POST", "/v1/payment_methods", "payment_methods.create", PM, methods.create, browser=True),
    Route("GET", "/v1/payment_methods", "payment_methods.list", f"list of {PM}", reading.list_payment_methods),
    Route("GET", "/v1/payment_methods/{}", "payment_methods.retrieve", PM, reading.retrieve(PaymentMethod)),
    Route("POST", "/v1/payment_methods/{}", "payment_methods.update", PM, methods.update),
    Route("POST", "/v1/payment_methods/{}/attach", "payment_methods.attach", PM, methods.attach),
    Route("POST", "/v1/payment_methods/{}/detach", "payment_methods.detach", PM, methods.detach),
    Route("POST", "/v1/checkout/sessions", "checkout.sessions.create", CS, checkout.create),
    Route("GET", "/v1/checkout/sessions", "checkout.sessions.list", f"list of {CS}", reading.list_sessions),
    Route("GET", "/v1/checkout/sessions/{}", "checkout.sessions.retrieve", CS, reading.retrieve(CheckoutSession)),
    Route("POST", "/v1/checkout/sessions/{}", "checkout.sessions.update", CS, checkout.update),
    Route("POST", "/v1/checkout/sessions/{}/expire", "checkout.sessions.expire", CS, checkout.expire_session),
    Route("GET", "/v1/checkout/sessions/{}/line_items", "checkout.sessions.line_items", "list of item",
          reading.list_line_items),
    Route("GET", "/v1/events", "events.list", f"list of {EVT}", reading.list_events),
    Route("GET", "/v1/events/{}", "events.retrieve", EVT, reading.retrieve_event),
    Route("POST", "/v1/webhook_endpoints", "webhook_endpoints.create", WE, endpoints.create),
    Route("GET", "/v1/webhook_endpoints", "webhook_endpoints.list", f"list of {WE}", endpoints.list_endpoints),
    Route("GET", "/v1/webhook_endpoints/{}", "webhook_endpoints.retrieve", WE, endpoints.retrieve),
    Route("POST", "/v1/webhook_endpoints/{}", "webhook_endpoints.update", WE, endpoints.update),
    Route("DELETE", "/v1/webhook_endpoints/{}", "webhook_endpoints.delete", WE, endpoints.delete),
    Route("GET", "/v1/balance_transactions", "balance_transactions.list", f"list of {TXN}",
          reading.list_balance_transactions),
    Route("GET", "/v1/balance_transactions/{}", "balance_transactions.retrieve", TXN,
          reading.retrieve(BalanceTransaction)),
    Route("GET", "/v1/balance", "balance.retrieve", "balance", reading.retrieve_balance),
    Route("GET", "/v1/account", "account.retrieve", "account", reading.retrieve_account),
    Route("GET", "/v1/accounts/{}", "accounts.retrieve", "account", reading.retrieve_account),
)  # fmt: skip

RESERVED = frozenset({"search"})
"""Last segments that look like an id and are operations of their own, which the simulator does not know."""


@cache
def _by_length() -> dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]]:
    compiled: dict[tuple[str, int], list[tuple[tuple[str, ...], Route]]] = {}
    for route in ROUTES:
        segments = tuple(route.path.split("/"))
        compiled.setdefault((route.method, len(segments)), []).append((segments, route))
    return compiled


def match(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route of a call and the ids in its path; None if there is no such route."""
    segments = path.split("/")
    if segments[-1] in RESERVED:
        return None
    for template, route in _by_length().get((method, len(segments)), ()):
        ids = []
        for wanted, given in zip(template, segments, strict=True):
            if wanted == "{}" and given:
                ids.append(given)
            elif wanted != given:
                break
        else:
            return route, tuple(ids)
    return None


def known_path(path: str) -> bool:
    """Say whether the path is one of ours with another verb: then Stripe refuses it as well, and it is no gap."""
    return any(match(method, path) is not None for method in ("GET", "POST", "DELETE"))
