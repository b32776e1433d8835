"""A capture, met on purpose by another way in which the target learns of it. Not: judging what came of it."""

from __future__ import annotations

from collections.abc import Callable

from harness.barriers import Aside
from harness.target import racing, reconciling
from harness.target.capturing import Capturing
from harness.target.order import Order

Other = Callable[[Order], object]
"""Something that makes the target look at an order: its return page is opened, its reconciler runs."""


def calls_about(order: Order, other: Other) -> int:
    """Let `other` happen, and return how many calls about the order's payment it made."""
    sandbox = order.target.sandbox
    since = sandbox.position()
    other(order)
    return len(sandbox.calls(since, payment=order.payment))


def inside_the_capture(desk: Capturing, sample: Order, asked: int, other: Other) -> int:
    """Let `other` go all its way after the money was taken, before staff's request has heard of that.

    Returns 1 if it came to that, else 0. News must be held back.
    """
    with sample.target.sandbox.barrier(sample.terms.capturing, times=1) as barrier:
        asking = Aside(lambda: desk.ask(asked))
        barrier.reached(unless=lambda: asking.finished)
        beside = Aside(lambda: other(sample))
        passed = racing.all_end([beside], max(racing.PASSING_S, reconciling.within(sample.target)))
        reach = int(passed and barrier.holding > 0)
        barrier.open()
        beside.result()
    asking.result()
    return reach


def around_the_capture(desk: Capturing, sample: Order, asked: int, other: Other, *, after: int = 0) -> int:
    """Let the capture and its news go all their way once `other` has read something that says the money is only held.

    `after` is how many calls about the payment it has made before. Returns 1 if it came to that, else 0. News must be
    held back.
    """
    target, sandbox = sample.target, sample.target.sandbox
    with sandbox.barrier("*", sample.payment, times=1, after=after) as barrier:
        beside = Aside(lambda: other(sample))
        barrier.reached(unless=lambda: beside.finished)
        held = barrier.holding > 0
        answered = desk.ask(asked) is not None
        told = sample.news.in_turn()
        answers = sandbox.deliver(told).answers
        target.settle_soon(until=sample.complete)
        reach = int(held and answered and barrier.holding > 0)
        barrier.open()
        beside.result()
    sandbox.deliver(told.refused(answers))
    return reach
