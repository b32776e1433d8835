"""Routes of Checkout."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.checkout import sessions as checkout
from simulator.stripe.flows.payments import payment_pages
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.routes.route import Route

CS = "checkout.session"

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/checkout/sessions", "checkout.sessions.create", CS, checkout.create),
    Route("GET", "/v1/checkout/sessions", "checkout.sessions.list", f"list of {CS}", reading.list_sessions),
    Route("GET", "/v1/checkout/sessions/{}", "checkout.sessions.retrieve", CS, reading.retrieve(CheckoutSession)),
    Route("POST", "/v1/checkout/sessions/{}", "checkout.sessions.update", CS, checkout.update),
    Route("POST", "/v1/checkout/sessions/{}/expire", "checkout.sessions.expire", CS, checkout.expire_session),
    Route("GET", "/v1/checkout/sessions/{}/line_items", "checkout.sessions.line_items", "list of item",
          reading.list_line_items),
    Route("GET", "/v1/payment_pages/{}", "payment_pages.retrieve", "payment_page", payment_pages.retrieve),
    Route("POST", "/v1/payment_pages/{}/confirm", "payment_pages.confirm", "payment_page", payment_pages.confirm),
)  # fmt: skip
