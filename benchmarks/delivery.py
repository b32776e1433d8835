"""Webhooks from one processor into nginx on the other, each signed afresh, timed and recorded, against wrk's POSTs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from benchmarks import wrk
from benchmarks.figures import Figure, percentile, ratio
from benchmarks.machine import CLIENT, SERVER, first, nginx, simulator
from simulator.client import DeliveryRecord
from simulator.schedules.schedule import Delivery

ROUNDS = 3
AT_ONCE = 50
VOLLEYS = 120
RATES = (500, 1000, 2000, 5000)
SECONDS = 2
PUNCTUAL_MS = 2.0
LEAST_OF_WRK = 0.15


def measure() -> list[Figure]:
    """Return how fast, and how punctual, deliveries leave."""
    pairs = []
    late: dict[int, list[float]] = {rate: [] for rate in RATES}
    for _ in range(ROUNDS):
        with nginx(CLIENT, first()) as url, simulator(SERVER, first()) as running:
            running.world.endpoint(url)
            running.world.hold_news()
            event = running.world.act("pay", object=an_intent(running.url, running.key)).events[-1].id
            records = running.world.deliver(as_fast_as_it_goes(event))
            body = records[0].request_body
            pairs.append((rate_of(records), wrk.pushing(url, body, AT_ONCE, SERVER)))
            for rate in RATES:
                late[rate] += lateness(running.world.deliver(at_rate(event, rate)))
    told = [ratio("deliveries, to what wrk posts without signing or recording", pairs, least=LEAST_OF_WRK)]
    return told + punctual("late", late)


def punctual(what: str, late: Mapping[int, Sequence[float]]) -> list[Figure]:
    """Return a figure for each rate: by how many milliseconds its deliveries left late."""
    told = []
    for rate, all_late in late.items():
        p99 = percentile(all_late, 0.99)
        asked = f"at most {PUNCTUAL_MS:g} ms"
        told.append(Figure(f"{what} at {rate:,}/s, p99", f"{p99:.1f} ms", asked, p99 <= PUNCTUAL_MS))
    return told


def an_intent(url: str, key: str) -> str:
    """Make an intent that can be paid, and return its id."""
    import stripe  # noqa: PLC0415 - half a second that the other benchmarks need not wait

    client = stripe.StripeClient(key, base_addresses={"api": url})
    return client.v1.payment_intents.create({"amount": 1999, "currency": "eur"}).id


def as_fast_as_it_goes(event: str) -> list[Delivery]:
    """Return volleys of which each leaves when the one before it was answered."""
    places = itertools.product(range(VOLLEYS), range(AT_ONCE))
    return [Delivery(event=event, copy=volley * AT_ONCE + nth, in_turn=nth == 0) for volley, nth in places]


def at_rate(event: str, rate: int) -> list[Delivery]:
    """Return deliveries that are due at `rate` a second."""
    return [Delivery(event=event, at=nth * 1000 // rate, copy=nth) for nth in range(rate * SECONDS)]


def rate_of(records: list[DeliveryRecord]) -> float:
    """Return how many were delivered a second, from the first start to the last answer."""
    _all_accepted(records)
    began = min(record.started_at or 0 for record in records)
    ended = max(record.done_at or 0 for record in records)
    return len(records) / (ended - began)


def lateness(records: list[DeliveryRecord]) -> list[float]:
    """Return by how many milliseconds each left after it was due."""
    _all_accepted(records)
    return [((record.started_at or 0) - record.due_at) * 1000 for record in records]


def _all_accepted(records: list[DeliveryRecord]) -> None:
    wrong = [record for record in records if not record.accepted]
    if wrong:
        raise wrk.Unwell(f"{len(wrong)} of {len(records)} deliveries were not accepted: {wrong[0].error}")
