"""WH-ACK: a quick 2xx that means "durably accepted"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from harness.scenario import (
    Answer,
    Judge,
    Kill,
    Moot,
    News,
    Order,
    Sandbox,
    Target,
    control,
    merged,
    proofs,
    stimuli,
)

ORDERS = 20
NEEDED = proofs.LEAST_DELIVERIES
CRASH_ORDERS = 5


@control("WH-ACK-01")
@stimuli(at_rest=1, burst=None)
def test_genuine_deliveries_are_acknowledged_in_time(
    target: Target, sandbox: Sandbox, stimulus: int | None, verdict: Judge
) -> None:
    """Two hundred genuine deliveries, one after another or in bursts, measured beside a page that is quick."""
    at_once = stimulus or target.descriptor.limits.burst
    with sandbox.holding_news():
        orders = [target.paid_order() for _ in range(ORDERS)]
        twin = target.paid_order()
    genuine = merged(*(order.news for order in orders))
    copies = -(-NEEDED // len(genuine.schedule))
    plan = [delivery for copy in range(copies) for delivery in genuine.each(copy=copy).schedule]
    budget = target.descriptor.limits.ack_ms

    baseline = target.baseline_ms(genuine, at_once)
    answers: list[Answer] = []
    for start in range(0, len(plan), max(at_once, 20)):
        chunk = genuine.planned(plan[start : start + max(at_once, 20)], in_turn=at_once == 1)
        answers += sandbox.deliver(chunk).answers
        if proofs.hopeless(answers, baseline_ms=baseline, budget_ms=budget):
            break
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.acknowledged(answers, baseline_ms=baseline, budget_ms=budget, twin=twin.look()))


@pytest.mark.lifecycle
@control("WH-ACK-03")
@stimuli(after_the_first_ack=1, after_a_later_ack=7)
def test_what_was_acknowledged_survives_a_crash(crash_target: Target, stimulus: int, verdict: Judge) -> None:
    """Every process is killed at the very byte of an acknowledgement; what was acknowledged is never sent again."""
    target, sandbox = crash_target, crash_target.sandbox
    with sandbox.holding_news():
        orders = [target.paid_order() for _ in range(CRASH_ORDERS)]
        twin = target.paid_order()
    news = merged(*(order.news for order in orders))

    kill = Kill(process_group=target.process_group, after_ack=min(stimulus, len(news.schedule)))
    answers = sandbox.deliver(news, kill=kill).answers
    reach = int(target.instance.killed_by_simulator())
    target.instance.restart()

    _judge_crash("at the byte of an acknowledgement", target, orders, twin, news, answers, reach, verdict)


@pytest.mark.lifecycle
@control("WH-ACK-03")
@stimuli(at_the_first_provider_call=0, at_the_third_provider_call=2)
def test_a_crash_in_the_middle_of_the_work_loses_nothing(crash_target: Target, stimulus: int, verdict: Judge) -> None:
    """Every process is killed while it asks the provider about an order whose news it has."""
    target, sandbox = crash_target, crash_target.sandbox
    with sandbox.holding_news():
        orders = [target.paid_order() for _ in range(CRASH_ORDERS)]
        twin = target.paid_order()
    news = merged(*(order.news for order in orders))

    with sandbox.fault(
        "*.retrieve", "kill", moment="before", after=stimulus, times=1, process_group=target.process_group
    ) as reached:
        answers = sandbox.deliver(news.in_turn()).answers
        target.settle(until=lambda: reached() > 0 or all(order.fulfilled() for order in orders))
        reach = reached()
    if reach == 0:
        raise Moot("the target asks the provider for nothing while it works on an event")
    target.instance.killed_by_simulator()
    target.instance.restart()

    _judge_crash("in the middle of a provider call", target, orders, twin, news, answers, reach, verdict)


def _judge_crash(
    point: str,
    target: Target,
    orders: Sequence[Order],
    twin: Order,
    news: News,
    answers: Sequence[Answer],
    reach: int,
    verdict: Callable[..., None],
) -> None:
    """Deliver again what got no answer, as the provider does, then see that each order took effect once."""
    unheard = [delivery for delivery, answer in zip(news.schedule, answers, strict=True) if not answer.accepted]
    if unheard:
        target.sandbox.deliver(news.planned(unheard, in_turn=True))
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=lambda: all(order.complete() for order in orders))

    waiting = {delivery.event.partition("/")[0] for delivery in unheard}
    verdict(
        proofs.nothing_lost(
            point, [(order.look(), order.name not in waiting) for order in orders], reach=reach, twin=twin.look()
        )
    )
