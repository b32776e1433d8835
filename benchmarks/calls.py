"""API calls of the simulator on one processor, against the floor server on the same one. Not: deliveries.

Others may want the processor too, and a clock would count what they take. What is compared is the processor time that
each server itself takes for a call, in many short turns, the two servers by turns; the clock's rates stand beside.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence

import httpx

from benchmarks import wrk
from benchmarks.figures import Figure, ratio
from benchmarks.machine import Simulator, floor, simulator
from benchmarks.wrk import Rate

WORLDS = 3
TURNS = 5
STORED = 10_000
INTENT = "amount=1999&currency=eur&automatic_payment_methods[enabled]=true&metadata[order]=A-1042"
CUSTOMER = "email=ada%40example.com&name=Ada+Lovelace&metadata[shop]=tea"

LEAST_OF_FLOOR = 0.45

Pairs = list[tuple[Rate, Rate]]


def measure() -> list[Figure]:
    """Return the ratios; each world is new and empty, and so is the floor beside it."""
    seen: defaultdict[str, Pairs] = defaultdict(list)
    for _ in range(WORLDS):
        with floor() as least, simulator() as running:
            posts, intents = f"{least.url}/v1/payment_intents", f"{running.url}/v1/payment_intents"
            kept, made = httpx.post(posts, data={"a": "b"}, trust_env=False).json()["id"], _one(running)
            stored = turn = 0
            while turn < TURNS or stored < STORED:
                created = wrk.creating(posts, least.pid, "sk", INTENT)
                one = wrk.creating(intents, running.pid, running.key, INTENT)
                seen["later" if stored >= STORED else "create" if turn == 0 else "between"].append((one, created))
                stored, turn = stored + one.answered, turn + 1
                read = wrk.reading(f"{posts}/{kept}", least.pid, "sk")
                seen["read"].append((wrk.reading(f"{intents}/{made}", running.pid, running.key), read))
                customers = wrk.creating(f"{running.url}/v1/customers", running.pid, running.key, CUSTOMER)
                seen["customers"].append((customers, created))
    return [
        _to_floor("creating payment intents", seen["create"] + seen["between"] + seen["later"], least=LEAST_OF_FLOOR),
        _to_floor("creating customers", seen["customers"]),
        _to_floor("reading a payment intent", seen["read"]),
        _slower(seen["create"], seen["later"], least=0.95),
    ]


def _to_floor(what: str, pairs: Pairs, *, least: float | None = None) -> Figure:
    by_processor = [(one.by_processor, other.by_processor) for one, other in pairs]
    by_clock = ratio("", [(one.by_clock, other.by_clock) for one, other in pairs])
    figure = ratio(f"{what}, to the floor", by_processor, least=least)
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
    made = httpx.post(f"{running.url}/v1/payment_intents", content=INTENT, headers=headers)
    name: str = made.raise_for_status().json()["id"]
    return name
