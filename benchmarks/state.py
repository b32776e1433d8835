"""A world with a hundred thousand paid intents: its memory, and whether reading and listing still go. Not: rates."""

from __future__ import annotations

import statistics
import time

import httpx

from benchmarks import wrk
from benchmarks.figures import Figure
from benchmarks.machine import Simulator, resident, simulator

PAID = 100_000
LOOKS = 300
MOST_BYTES = 1.5 * 2**30
MOST_TIMES = 2.0
PAYING = (
    "amount=1999&currency=eur&confirm=true&payment_method=pm_card_visa&metadata[order]=A-1042"
    "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
)


def measure() -> list[Figure]:
    """Fill a world with paid intents, their charges and events, and compare it with an empty one."""
    with simulator() as empty, simulator() as full:
        before = resident(full.pid)
        calls = 0
        while calls < PAID:
            wrk.creating(f"{full.url}/v1/payment_intents", full.key, PAYING)
            calls = _calls(full, calls)
        grown = resident(full.pid) - before
        one, other = _paid(empty), _paid(full)
        pairs = {"reading an intent": (f"/{one}", f"/{other}"), "listing intents": ("?limit=10", "?limit=10")}
        told = [_memory(grown, calls)]
        for what, (of_empty, of_full) in pairs.items():
            quick, slow = _seconds(empty, of_empty), _seconds(full, of_full)
            told.append(
                Figure(
                    f"{what} of {calls:,}, to an empty world",
                    f"{slow / quick:.2f} times as long",
                    f"at most {MOST_TIMES:g}",
                    slow / quick <= MOST_TIMES,
                    f"{slow * 1000:.2f} ms to {quick * 1000:.2f} ms, medians",
                )
            )
    return told


def _memory(grown: int, calls: int) -> Figure:
    per = grown / calls
    asked = f"at most {MOST_BYTES / 2**30:g} GiB for {PAID:,}"
    value = f"{per * PAID / 2**30:.2f} GiB for {PAID:,}"
    note = f"{per:,.0f} bytes each, measured with {calls:,}"
    return Figure("paid intents with charges and events", value, asked, per * PAID <= MOST_BYTES, note)


def _calls(running: Simulator, at_least: int) -> int:
    """Return how many calls there were: the journal numbers them."""
    after = running.world.calls(since=at_least)
    return after[-1].seq if after else at_least


def _paid(running: Simulator) -> str:
    headers = {"Authorization": f"Bearer {running.key}", "Content-Type": "application/x-www-form-urlencoded"}
    made = httpx.post(f"{running.url}/v1/payment_intents", content=PAYING, headers=headers, trust_env=False)
    name: str = made.raise_for_status().json()["id"]
    return name


def _seconds(running: Simulator, path: str) -> float:
    """Return the median seconds of one GET after another on one connection."""
    headers = {"Authorization": f"Bearer {running.key}"}
    taken = []
    with httpx.Client(headers=headers, trust_env=False) as client:
        for _ in range(LOOKS):
            began = time.perf_counter()
            client.get(f"{running.url}/v1/payment_intents{path}").raise_for_status()
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)
