"""API calls of the simulator on one processor, against the floor server on the same one. Not: deliveries."""

from __future__ import annotations

from collections import defaultdict

import httpx

from benchmarks import wrk
from benchmarks.figures import Figure, ratio
from benchmarks.machine import Simulator, floor, simulator

ROUNDS = 3
STORED = 10_000
INTENT = "amount=1999&currency=eur&automatic_payment_methods[enabled]=true&metadata[order]=A-1042"
CUSTOMER = "email=ada%40example.com&name=Ada+Lovelace&metadata[shop]=tea"

LEAST_OF_FLOOR = 0.45


def measure() -> list[Figure]:
    """Return the ratios; each round takes a simulator that is new and empty."""
    seen: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(ROUNDS):
        with floor() as url:
            created = wrk.creating(f"{url}/v1/payment_intents", "sk", INTENT)
            name = httpx.post(f"{url}/v1/payment_intents", data={"a": "b"}, trust_env=False).json()["id"]
            read = wrk.reading(f"{url}/v1/payment_intents/{name}", "sk")
        with simulator() as running:
            intents = f"{running.url}/v1/payment_intents"
            fresh = wrk.creating(intents, running.key, INTENT)
            seen["create"].append((fresh, created))
            seen["read"].append((wrk.reading(f"{intents}/{_one(running)}", running.key), read))
            customers = wrk.creating(f"{running.url}/v1/customers", running.key, CUSTOMER)
            seen["customers"].append((customers, created))
            while not _holds(running, STORED):
                wrk.creating(intents, running.key, INTENT)
            seen["later"].append((wrk.creating(intents, running.key, INTENT), fresh))
    return [
        ratio("creating payment intents, to the floor", seen["create"], least=LEAST_OF_FLOOR),
        ratio("creating customers, to the floor", seen["customers"]),
        ratio("reading a payment intent, to the floor", seen["read"]),
        ratio(f"creating once {STORED:,} are stored, to creating in an empty world", seen["later"], least=0.95),
    ]


def _one(running: Simulator) -> str:
    headers = {"Authorization": f"Bearer {running.key}"}
    made = httpx.post(f"{running.url}/v1/payment_intents", content=INTENT, headers={**headers, **_FORM})
    name: str = made.raise_for_status().json()["id"]
    return name


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _holds(running: Simulator, number: int) -> bool:
    """Whether the simulator has answered that many creating calls: its journal numbers every call."""
    return bool(running.world.calls(since=number))
