"""PayPal's webhooks, each signed by RSA, from one processor into nginx on the other, beside Stripe's. Not: API calls.

Stripe's HMAC costs next to nothing, so what PayPal's are slower by is their signature: one of 2048 bits takes OpenSSL
itself a quarter of a millisecond. It is no bottleneck as long as deliveries leave when they are due, at the rates that
an integration takes.
"""

from __future__ import annotations

import httpx

from benchmarks.delivery import an_intent, as_fast_as_it_goes, at_rate, lateness, punctual, rate_of
from benchmarks.figures import Figure, ratio
from benchmarks.machine import CLIENT, SERVER, Simulator, first, nginx, simulator
from benchmarks.providers import UNIT, token_of
from simulator.client import DeliveryRecord
from simulator.schedules.schedule import Delivery

ROUNDS = 3
RATES = (500, 1000, 2000)


def measure() -> list[Figure]:
    """Return how fast, and how punctual, PayPal's deliveries leave."""
    pairs = []
    late: dict[int, list[float]] = {rate: [] for rate in RATES}
    for _ in range(ROUNDS):
        with nginx(CLIENT, first()) as url, simulator(SERVER, first()) as running:
            world = running.world
            for provider in ("stripe", "paypal"):
                world.endpoint(url, provider=provider)
            world.hold_news()
            intent, order = an_intent(running.url, running.key), _order(running)
            of_stripe = world.act("pay", object=intent).events[-1].id
            of_paypal = world.act("pay", provider="paypal", object=order).events[-1].id
            signed = rate_of(_delivered(running, as_fast_as_it_goes(of_paypal)))
            pairs.append((signed, rate_of(world.deliver(as_fast_as_it_goes(of_stripe)))))
            for rate in RATES:
                late[rate] += lateness(_delivered(running, at_rate(of_paypal, rate)))
    return [ratio("PayPal's deliveries, to Stripe's", pairs), *punctual("PayPal's, late", late)]


def _delivered(running: Simulator, schedule: list[Delivery]) -> list[DeliveryRecord]:
    return running.world.deliver(schedule, provider="paypal")


def _order(running: Simulator) -> str:
    """Make an order that a buyer can approve, and return its id."""
    paypal = running.told["paypal"]
    body = {"intent": "CAPTURE", "purchase_units": [UNIT]}
    headers = {"Authorization": f"Bearer {token_of(paypal)}"}
    made = httpx.post(f"{paypal['base_url']}/v2/checkout/orders", json=body, headers=headers, trust_env=False)
    name: str = made.raise_for_status().json()["id"]
    return name
