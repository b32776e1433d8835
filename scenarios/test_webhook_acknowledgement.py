"""WH-ACK: a quick 2xx that means "durably accepted"."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.scenario import (
    AT_ONCE,
    Answer,
    Delivering,
    Judge,
    Kill,
    Load,
    Moot,
    News,
    Order,
    Sandbox,
    Target,
    control,
    killing,
    merged,
    proofs,
    stimuli,
)

ORDERS = 20
NEEDED = proofs.LEAST_DELIVERIES
RETRIES = 3
"""Deliveries of what was refused, once the trouble is over; a provider retries for days."""
CRASH_ORDERS = 5
BURSTS_WHERE_BUSY = 4
"""Bursts at least, where other processes take much of the machine, before a target is called slow."""
SLOW_PROVIDER = 0.2
HELD_CALL = 5.0
"""Seconds that the provider takes to answer: slow, or so slow that a process can be killed while it waits."""


@pytest.mark.alone
@control("WH-ACK-01")
@stimuli(at_rest=1, burst=None)
def test_genuine_deliveries_are_acknowledged_in_time(
    target: Target, sandbox: Sandbox, stimulus: int | None, verdict: Judge
) -> None:
    """Two hundred genuine deliveries, one after another or in bursts, measured beside a page that is quick.

    Slowness must be met twice: a machine that is busy for a moment is no finding.
    """
    at_once = stimulus or target.descriptor.limits.burst
    with sandbox.holding_news():
        orders = [target.paid_order("sample") for _ in range(ORDERS)]
        twin = target.paid_order("twin")
    genuine = merged(*(order.news for order in orders))
    budget = target.descriptor.limits.ack_ms

    answers, baseline, others = _measured(target, sandbox, genuine, at_once)
    if proofs.hopeless(answers, baseline_ms=baseline, budget_ms=budget) and all(one.accepted for one in answers):
        answers, baseline, others = _measured(target, sandbox, genuine, at_once)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.acknowledged(answers, baseline_ms=baseline, budget_ms=budget, others=others, twin=twin.look()))


def _measured(
    target: Target, sandbox: Sandbox, genuine: News, at_once: int
) -> tuple[list[Answer], list[float], float | None]:
    """Deliver genuine news until enough was answered or it is hopeless.

    Return the answers, the baseline beside them, and the share of the machine that others took meanwhile.
    """
    copies = -(-NEEDED // len(genuine.schedule))
    plan = [delivery for copy in range(copies) for delivery in genuine.each(copy=copy).schedule]
    baseline = target.baseline_ms(genuine, at_once)  # before and after: a machine may become busy in between
    answers: list[Answer] = []
    load = Load()
    for chunk in genuine.volleys(plan, at_once):
        answers += sandbox.deliver(chunk).answers
        if len(answers) < BURSTS_WHERE_BUSY * at_once and at_once > 1 and proofs.busy(load.of_others()):
            continue  # one moment of somebody else's work makes a whole burst slow
        if proofs.hopeless(answers, baseline_ms=baseline, budget_ms=target.descriptor.limits.ack_ms):
            break
    others = load.of_others() if target.instance.process_group is not None else None  # ours only if we started it
    baseline += target.baseline_ms(genuine, at_once, deliveries=20)
    return answers, baseline, others


@control("WH-ACK-02", stimulus="slow-provider")
def test_an_acknowledgement_does_not_wait_for_the_provider(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The provider answers nothing about this payment until the acknowledgement is there, or had its time."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    with (
        sandbox.barrier("*", sample.payment, moment="before") as barrier,
        sandbox.delivering(sample.news) as delivering,
    ):
        in_time = delivering.wait(AT_ONCE)
        target.settle_soon(until=lambda: barrier.holding > 0)
        reach = barrier.holding
        barrier.open()

    _judge_unhindered(target, sample, twin, "the provider was slow", delivering.answers, in_time, reach, verdict)


@control("WH-ACK-02", stimulus="failing-provider")
def test_an_acknowledgement_does_not_depend_on_the_provider(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The provider answers 500 to every call about this payment: that is no reason to refuse its news."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    with sandbox.fault("*", "status", status=500, object=sample.payment) as reached:
        answers = sandbox.deliver(sample.news).answers
        target.settle_soon(until=lambda: reached() > 0)
        target.settle_quiet(reached)
        reach = reached()

    _judge_unhindered(target, sample, twin, "the provider answered 500", answers, True, reach, verdict)


@control("WH-ACK-02", stimulus="locked-business-database")
def test_an_acknowledgement_does_not_wait_for_the_business_database(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """A long report or a migration holds the orders' database: events must be taken meanwhile."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    with target.stores.locked("business"):
        delivering = Delivering(sandbox, sample.news)
        in_time = delivering.wait(AT_ONCE)
        reach = int(not sample.fulfilled())
    delivering.join()

    _judge_unhindered(
        target, sample, twin, "the business database was locked", delivering.answers, in_time, reach, verdict
    )


def _judge_unhindered(
    target: Target,
    sample: Order,
    twin: Order,
    trouble: str,
    answers: Sequence[Answer],
    in_time: bool,
    reach: int,
    verdict: Judge,
) -> None:
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    refused = any(not answer.accepted for answer in answers)
    target.settle(until=lambda: refused or sample.complete())

    verdict(proofs.unhindered(trouble, answers, in_time=in_time, sample=sample.look(), reach=reach, twin=twin.look()))


@pytest.mark.lifecycle
@control("WH-ACK-04")
@stimuli(locked_inbox="locked", full_disk="full")
def test_what_cannot_be_stored_is_not_acknowledged(crash_target: Target, stimulus: str, verdict: Judge) -> None:
    """The store where events are kept takes nothing; what is acknowledged all the same must not be lost.

    A 2xx that is given meanwhile rests on memory alone, or on another store: a kill at this point tells which.
    """
    target, sandbox = crash_target, crash_target.sandbox
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    news = sample.news.first()

    with target.stores.locked("inbox") if stimulus == "locked" else target.stores.full():
        answers = sandbox.deliver(news).answers
        if any(answer.accepted for answer in answers):
            target.instance.kill()
    if not target.instance.running:
        target.instance.start_again()
    refused = news.refused(answers).each(headers=sandbox.terms.retry_headers)
    for _ in range(RETRIES):  # more than one: the trouble may have cost the target the connection that is kept open
        refused = refused.refused(sandbox.deliver(refused).answers)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=sample.complete)  # an attempt that failed during the trouble is made again after a pause

    trouble = "the inbox was locked" if stimulus == "locked" else "the disk was full"
    verdict(proofs.stored_or_refused(trouble, answers, sample=sample.look(), twin=twin.look()))


@pytest.mark.lifecycle
@control("WH-ACK-03", stimulus="after-the-last-ack-of-one-order")
def test_what_was_left_for_later_survives_a_crash(crash_target: Target, verdict: Judge) -> None:
    """The events of one order come one by one, and every process is killed at the byte of the last acknowledgement."""
    target = crash_target
    orders, twin, news = _paid_orders(target, 1)

    answers, killed = killing.told_and_killed(target, news)
    target.instance.start_again()

    _judge_crash("at the byte of the last acknowledgement", target, orders, twin, news, answers, int(killed), verdict)


@pytest.mark.lifecycle
@control("WH-ACK-03", stimulus="after-the-last-ack-of-a-burst")
def test_what_was_acknowledged_survives_a_crash(crash_target: Target, verdict: Judge) -> None:
    """Every process is killed at the very byte of the last acknowledgement; nothing of it is ever sent again.

    The provider is slow meanwhile, so that work which was only begun cannot have been finished by luck.
    """
    target, sandbox = crash_target, crash_target.sandbox
    orders, twin, news = _paid_orders(target, CRASH_ORDERS)

    kill = Kill(process_group=target.process_group, after_ack=len(news.schedule))
    with sandbox.fault(sandbox.terms.fetching, "latency", seconds=SLOW_PROVIDER):
        answers = sandbox.deliver(news, kill=kill).answers
        reach = int(target.instance.killed_by_simulator(within=1.0))
    target.instance.start_again()

    _judge_crash("at the byte of the last acknowledgement", target, orders, twin, news, answers, reach, verdict)


@pytest.mark.lifecycle
@control("WH-ACK-03", stimulus="in-a-provider-call")
@stimuli(the_first=0, the_third=2)
def test_a_crash_in_the_middle_of_the_work_loses_nothing(crash_target: Target, stimulus: int, verdict: Judge) -> None:
    """Every process is killed while it waits for the provider's answer about an order whose news it has."""
    target, sandbox = crash_target, crash_target.sandbox
    orders, twin, news = _paid_orders(target, CRASH_ORDERS)

    with sandbox.fault(sandbox.terms.fetching, "latency", seconds=HELD_CALL, after=stimulus) as reached:
        with sandbox.delivering(news) as delivering:
            target.settle(until=lambda: reached() > 0 or (delivering.finished and _all_fulfilled(orders)))
            reach = reached()
            delivering.wait(SLOW_PROVIDER)  # the held call stays held: whoever acknowledges at once may do so
            target.instance.kill()
        answers = delivering.answers
    target.instance.start_again()
    if reach == 0 and _all_fulfilled(orders):
        raise Moot("the target asks the provider for nothing while it works on an event")

    _judge_crash("in the middle of a provider call", target, orders, twin, news, answers, reach, verdict)


def _paid_orders(target: Target, number: int) -> tuple[list[Order], Order, News]:
    with target.sandbox.holding_news():
        orders = [target.paid_order("sample") for _ in range(number)]
        twin = target.paid_order("twin")
    return orders, twin, merged(*(order.news for order in orders))


def _all_fulfilled(orders: Sequence[Order]) -> bool:
    return all(order.fulfilled() for order in orders)


def _judge_crash(
    point: str,
    target: Target,
    orders: Sequence[Order],
    twin: Order,
    news: News,
    answers: Sequence[Answer],
    reach: int,
    verdict: Judge,
) -> None:
    """Deliver again what got no answer, as the provider does, then see that each order took effect once.

    What a worker had in hand may be hidden from others until its lease ends, which the twin's does not tell.
    """
    unheard = [delivery for delivery, answer in zip(news.schedule, answers, strict=True) if not answer.accepted]
    if unheard:
        target.sandbox.deliver(news.planned(unheard, in_turn=True))
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=lambda: all(order.complete() for order in orders))

    waiting = {delivery.event.partition("/")[0] for delivery in unheard}
    looked = [(order.look(), order.name not in waiting) for order in orders]
    verdict(proofs.nothing_lost(point, looked, reach=reach, twin=twin.look()))
