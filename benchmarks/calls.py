"""API calls of the simulator on one processor, against the floor server on the same one. Not: deliveries.

Others may want the processor too, and a clock would count what they take. What is compared is the processor time that
each server itself takes for a call, in many short turns, the two servers by turns; the clock's rates stand beside.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence

import httpx

from benchmarks import wrk
from benchmarks.figures import Figure, ratio
from benchmarks.machine import Simulator, floor, simulator, stripe_mock
from benchmarks.wrk import Rate

WORLDS = 3
TURNS = 5
STORED = 10_000
INTENT = "amount=1999&currency=eur&automatic_payment_methods[enabled]=true&metadata[order]=A-1042"
CUSTOMER = "email=ada%40example.com&name=Ada+Lovelace&metadata[shop]=tea"

INTENTS, CUSTOMERS = "/v1/payment_intents", "/v1/customers"
MOCKS = "sk_test_123"
"""A key that stripe-mock takes, as it takes every other."""

LEAST_OF_FLOOR = 0.45

Pairs = list[tuple[Rate, Rate]]


def measure() -> list[Figure]:
    """Return the ratios; each world is new and empty, and so is the floor beside it."""
    seen: defaultdict[str, Pairs] = defaultdict(list)
    for _ in range(WORLDS):
        with floor() as least, simulator() as running, stripe_mock() as mock:
            made, stored, turn, large = _one(running), 0, 0, False
            floors_own = httpx.post(f"{least.url}{INTENTS}", data={"a": "b"}, trust_env=False).json()["id"]
            while turn < TURNS or not large:
                large = stored >= STORED
                created = wrk.creating(f"{least.url}{INTENTS}", least.pid, "sk", INTENT)
                one = wrk.creating(f"{running.url}{INTENTS}", running.pid, running.key, INTENT)
                seen["later" if large else "create" if turn == 0 else "between"].append((one, created))
                stored, turn = stored + one.answered, turn + 1
                read = wrk.reading(f"{running.url}{INTENTS}/{made}", running.pid, running.key)
                seen["read"].append((read, wrk.reading(f"{least.url}{INTENTS}/{floors_own}", least.pid, "sk")))
                customers = wrk.creating(f"{running.url}{CUSTOMERS}", running.pid, running.key, CUSTOMER)
                seen["customers"].append((customers, created))
                if mock is not None:
                    seen["create, mock"].append((one, wrk.creating(f"{mock.url}{INTENTS}", mock.pid, MOCKS, INTENT)))
                    beside = wrk.creating(f"{mock.url}{CUSTOMERS}", mock.pid, MOCKS, CUSTOMER)
                    seen["customers, mock"].append((customers, beside))
                    seen["read, mock"].append((read, wrk.reading(f"{mock.url}{INTENTS}/pi_123", mock.pid, MOCKS)))
    return [
        *_to_stripe_mock(seen),
        _compared("creating payment intents, to the floor", _creating(seen), least=LEAST_OF_FLOOR),
        _compared("creating customers, to the floor", seen["customers"]),
        _compared("reading a payment intent, to the floor", seen["read"]),
        _slower(seen["create"], seen["later"], least=0.95),
    ]


def _creating(seen: Mapping[str, Pairs]) -> Pairs:
    return seen["create"] + seen["between"] + seen["later"]


def _to_stripe_mock(seen: Mapping[str, Pairs]) -> list[Figure]:
    """Return what can only be told where stripe-mock is at hand."""
    if "create, mock" not in seen:
        return []
    return [
        _compared("creating payment intents, to stripe-mock, which keeps nothing", seen["create, mock"], least=1.5),
        _compared("creating customers, to stripe-mock", seen["customers, mock"], least=0.6),
        _compared("reading a payment intent, to stripe-mock", seen["read, mock"], least=1.0),
    ]


def _compared(what: str, pairs: Pairs, *, least: float | None = None) -> Figure:
    by_processor = [(one.by_processor, other.by_processor) for one, other in pairs]
    by_clock = ratio("", [(one.by_clock, other.by_clock) for one, other in pairs])
    figure = ratio(what, by_processor, least=least)
    return figure._replace(note=f"{figure.note} of processor time; by the clock {by_clock.value}: {by_clock.note}")


def _slower(fresh: Pairs, later: Pairs, *, least: float) -> Figure:
    """Return what creating is in a world that is not empty any more, each by what the floor beside it was."""
    one, other = _median(later), _median(fresh)
    figure = ratio(f"creating once {STORED:,} are stored, to creating in an empty world", [(one, other)], least=least)
    return figure._replace(note=f"{one:.2f} to {other:.2f} of the floor, medians")


def _median(pairs: Sequence[tuple[Rate, Rate]]) -> float:
    return statistics.median(one.by_processor / other.by_processor for one, other in pairs)


def _one(running: Simulator) -> str:
    headers = {"Authorization": f"Bearer {running.key}", "Content-Type": wrk.FORM}
    made = httpx.post(f"{running.url}{INTENTS}", content=INTENT, headers=headers)
    name: str = made.raise_for_status().json()["id"]
    return name
