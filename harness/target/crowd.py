"""Many buyers whose checkouts wait at once, and how others are served meanwhile. Not: repeats of one purchase.

All browsers here are set apart: that their requests hang is the matter of this one check, and no reason to wait less
for the target in another one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import httpx

from harness import idling
from harness.barriers import Aside, Barrier
from harness.failures import NoVerdict, WindowShut
from harness.observation import Answer, Served
from harness.target.requests import REQUEST_TIMEOUT, client

if TYPE_CHECKING:
    from harness.sandbox import News, Sandbox
    from harness.target.order import Order
    from harness.target.target import Target

ROUNDS = 3
"""How often each harmless request is asked, one after another."""
CALM = 1.0
"""Seconds in which no further checkout has come to wait: the rest was turned away, or queues before the target."""
GATHERS_WITHIN = 6.0
LEAVES_WITHIN = 30.0
HELD_FOR = 60.0
"""Seconds for which the provider would say nothing, were the calls not let go earlier."""
RECOVERS_WITHIN = 20.0
TOLD_AGAIN = 2
"""Further deliveries of what was refused; a provider tells it for days."""
LOOK_EVERY = 0.05


@contextmanager
def waiting_for_it(target: Target, number: int) -> Iterator[None]:
    """Let that many buyers check out at once, each with a cart of his own; at the end all have got their answer."""
    buyers = [Aside(lambda: _try(target)) for _ in range(number)]
    try:
        yield
    finally:
        deadline = time.monotonic() + LEAVES_WITHIN
        for buyer in buyers:
            buyer.wait(max(0.0, deadline - time.monotonic()))


def gathered(barrier: Barrier, number: int) -> int:
    """Wait until `number` calls wait at the barrier, or no more come; return how many wait."""
    deadline = time.monotonic() + GATHERS_WITHIN
    waiting, since = barrier.holding, time.monotonic()
    looking = idling.Looking("crowds")
    while waiting < number and time.monotonic() < deadline:
        looking.pause(LOOK_EVERY)
        now = barrier.holding
        if now != waiting:
            waiting, since = now, time.monotonic()
        elif waiting and time.monotonic() - since > CALM:
            break
    looking.ended(held=waiting >= number)
    return waiting


def served(target: Target, order: Order) -> list[Served]:
    """Ask for the readiness page and for the page of `order`, each beside the other, and say how they were answered."""
    asked = {"the readiness page": _readiness(target)}
    read, buyer = target.descriptor.order.buyers_read, order.browser.apart()
    if read is not None:
        asked["the page of an order"] = lambda: buyer.send(read, order.values).status
    under_way = [(what, Aside(partial(_several, ask))) for what, ask in asked.items()]
    return [_found(what, aside) for what, aside in under_way]


def told_meanwhile(sandbox: Sandbox, news: News, during: Sequence[Served]) -> tuple[Answer, ...]:
    """Deliver `news`, again what was refused, and return the last answers; none where not even pages are served."""
    if any(found.ms is None for found in during):
        return ()
    answers = sandbox.deliver(news).answers
    for _ in range(TOLD_AGAIN):
        if all(answer.accepted for answer in answers):
            break
        news = news.refused(answers)
        answers = sandbox.deliver(news).answers
    return answers


def open_if_nobody_is_served(held: Barrier, during: Sequence[Served]) -> None:
    """Let the calls go where the shop stands still: as long as they wait, nobody can look at an order either."""
    if any(found.ms is None for found in during):
        held.open()


def works_again(target: Target, within: float) -> float | None:
    """Check out until one works; return how many seconds of real time that took, or None if none did."""
    began = time.monotonic()
    looking = idling.Looking("crowds")
    while time.monotonic() - began < within:
        if _try(target):
            looking.ended(held=True)
            return time.monotonic() - began
        looking.pause(LOOK_EVERY)
    looking.ended(held=False)
    return None


def _try(target: Target) -> bool:
    try:
        return target.try_checkout(browser=target.somebody().apart()).usable
    except (NoVerdict, WindowShut):
        return False


def _readiness(target: Target) -> Callable[[], int]:
    path = target.fill(target.descriptor.target.ready.url)

    def ask() -> int:
        with client(target.instance.base_url) as http:
            return http.get(path).status_code

    return ask


def _several(ask: Callable[[], int]) -> tuple[float, int]:
    """Return the slowest answer's milliseconds, and the worst status."""
    slowest, worst = 0.0, 0
    for _ in range(ROUNDS):
        began = time.monotonic()
        worst = max(worst, ask())
        slowest = max(slowest, (time.monotonic() - began) * 1000)
    return slowest, worst


def _found(what: str, aside: Aside[tuple[float, int]]) -> Served:
    """Wait for the answers; one that takes longer than a buyer's browser waits counts as none."""
    try:
        if not aside.wait(2 * REQUEST_TIMEOUT):
            return Served(what=what, ms=None)
        ms, status = aside.result()
    except (NoVerdict, httpx.HTTPError):
        return Served(what=what, ms=None)
    return Served(what=what, ms=ms, status=status)
