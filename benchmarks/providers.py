"""Creating PayPal's and Square's orders and payments on one processor, against Stripe's intents. Not: deliveries.

The providers of one simulator take turns of a second each; a rate is by the processor time that the simulator took. An
order moves no money and is held against an intent that is only made; a payment moves money, and is held against an
intent that is paid in the same call.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx

from benchmarks import wrk
from benchmarks.calls import INTENT
from benchmarks.figures import Figure, ratio
from benchmarks.machine import Simulator, simulator
from benchmarks.state import PAYING

WORLDS = 3
TURNS = 5

LEAST_OF_STRIPE = 2 / 3
"""Not below Stripe's by more than a third."""

DOLLARS = {"currency_code": "USD", "value": "19.99"}
CARD = {"number": "4012888888881881", "expiry": "2031-01", "security_code": "123", "name": "Ada Lovelace"}
UNIT = {"custom_id": "A-1042", "amount": DOLLARS}
CENTS = {"amount": 1999, "currency": "USD"}
LINE = {"name": "Tea", "quantity": "1", "base_price_money": CENTS}


class Call(NamedTuple):
    """What is created: of which provider, where, by whose key, with what."""

    url: str
    key: str
    body: str
    kind: str = wrk.JSON
    key_header: str = "Idempotency-Key"

    def rate(self, pid: int) -> wrk.Rate:
        return wrk.creating(self.url, pid, self.key, self.body, self.kind, self.key_header)


PAIRS = {
    "creating PayPal orders, to Stripe's payment intents": ("order of PayPal", "intent"),
    "creating Square orders, to Stripe's payment intents": ("order of Square", "intent"),
    "creating and capturing PayPal orders by card, to Stripe's intents that are paid at once": ("card", "paid intent"),
    "creating Square payments, to Stripe's intents that are paid at once": ("payment", "paid intent"),
}


def measure() -> list[Figure]:
    """Return the ratios; each world is new and empty."""
    seen: defaultdict[str, list[wrk.Rate]] = defaultdict(list)
    for _ in range(WORLDS):
        with simulator() as running:
            calls = _calls(running)
            for _ in range(TURNS):
                for name, call in calls.items():
                    seen[name].append(call.rate(running.pid))
    return [_figure(what, seen[one], seen[other]) for what, (one, other) in PAIRS.items()]


def _figure(what: str, ours: list[wrk.Rate], theirs: list[wrk.Rate]) -> Figure:
    pairs = [(one.by_processor, other.by_processor) for one, other in zip(ours, theirs, strict=True)]
    figure = ratio(what, pairs, least=LEAST_OF_STRIPE)
    return figure._replace(asked="at least 0.67", note=f"{figure.note} of processor time")


def _calls(running: Simulator) -> dict[str, Call]:
    """Return what is created, in the order of the turns."""
    paypal, square = running.told["paypal"], running.told["square"]
    intents = f"{running.url}/v1/payment_intents"
    orders = f"{paypal['base_url']}/v2/checkout/orders"
    token = token_of(paypal)
    order = {"intent": "CAPTURE", "purchase_units": [UNIT]}
    squares = {"location_id": square["location_id"], "reference_id": "A-1042", "line_items": [LINE]}
    payment = {"idempotency_key": "{key}", "source_id": "cnon:card-nonce-ok", "amount_money": CENTS}

    def of_paypal(body: dict[str, Any]) -> Call:
        return Call(orders, token, json.dumps(body), key_header="PayPal-Request-Id")

    def of_square(path: str, body: dict[str, Any]) -> Call:
        return Call(f"{square['base_url']}{path}", square["access_token"], json.dumps(body))

    return {
        "intent": Call(intents, running.key, INTENT, wrk.FORM),
        "order of PayPal": of_paypal(order),
        "order of Square": of_square("/v2/orders", {"idempotency_key": "{key}", "order": squares}),
        "paid intent": Call(intents, running.key, PAYING, wrk.FORM),
        "card": of_paypal({**order, "payment_source": {"card": CARD}}),
        "payment": of_square("/v2/payments", payment),
    }


def token_of(paypal: Mapping[str, str]) -> str:
    """Return a bearer token for what a simulator said of PayPal."""
    told = httpx.post(
        f"{paypal['base_url']}/v1/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(paypal["client_id"], paypal["client_secret"]),
        trust_env=False,
    )
    token: str = told.raise_for_status().json()["access_token"]
    return token
