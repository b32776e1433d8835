"""A world with a hundred thousand paid intents: its memory, reading, listing, going back, and its file. Not: rates."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable

import httpx

from benchmarks import wrk
from benchmarks.figures import Figure
from benchmarks.machine import Simulator, resident, simulator

PAID = 100_000
LOOKS = 300
MOST_BYTES = 1.5 * 2**30
MOST_TIMES = 2.0
MOST_SECONDS = 2.0
ROUNDS = 3
PAUSE = 0.02
"""Seconds between the calls beside a file: a quicker caller would be what the file waits for."""
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
            wrk.creating(f"{full.url}/v1/payment_intents", full.pid, full.key, PAYING)
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
        return [*told, *_checkpoint(full, calls), *_file(full, calls)]


def _checkpoint(full: Simulator, calls: int) -> list[Figure]:
    """Take a snapshot that stays in memory, and restore it, with a payment between the two."""
    taking, restoring = [], []
    for _ in range(ROUNDS):
        taking.append(_duration(full.world.checkpoint))
        _paid(full)
        restoring.append(_duration(full.world.go_back))
    pairs = {f"taking a snapshot of {calls:,}, in memory": taking, "restoring it": restoring}
    return [
        Figure(
            what,
            f"{statistics.median(taken):.2f} s",
            f"at most {MOST_SECONDS:g} s",
            statistics.median(taken) <= MOST_SECONDS,
            "by the control API, median",
        )
        for what, taken in pairs.items()
    ]


def _file(full: Simulator, calls: int) -> list[Figure]:
    """Write the world as a file and open that, of which nothing is asked; and see how long others wait meanwhile."""
    content: list[bytes] = []
    writing, written = _beside(full, lambda: content.append(full.world.snapshot()))
    opening, opened = _beside(full, lambda: full.world.control.restore(content[0], replace=True))
    size = f"{len(content[0]) / 2**20:,.0f} MiB"
    return [
        Figure(f"writing a file of {calls:,}", f"{writing:.2f} s", note=f"{size}; {written}"),
        Figure("opening the file", f"{opening:.2f} s", note=opened),
    ]


def _beside(full: Simulator, act: Callable[[], object]) -> tuple[float, str]:
    """Return the seconds that `act` takes, and how long calls waited that were made one after the other meanwhile."""
    waits: list[float] = []
    over = threading.Event()

    def calling() -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {full.key}"}, trust_env=False) as client:
            while not over.wait(PAUSE):
                waits.append(_duration(lambda: client.get(f"{full.url}/v1/account").raise_for_status()))

    caller = threading.Thread(target=calling)
    caller.start()
    try:
        seconds = _duration(act)
    finally:
        over.set()
        caller.join()
    return seconds, f"calls meanwhile {statistics.median(waits) * 1000:.0f} ms, at most {max(waits) * 1000:.0f} ms"


def _duration(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


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
    with httpx.Client(headers=headers, trust_env=False) as client:

        def look() -> None:
            client.get(f"{running.url}/v1/payment_intents{path}").raise_for_status()

        return statistics.median(_duration(look) for _ in range(LOOKS))
