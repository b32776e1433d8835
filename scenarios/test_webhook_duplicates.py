"""WH-IDEM: providers promise "at least once", never "once"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.scenario import (
    SDK_ATTEMPTS,
    Delivering,
    Judge,
    Moot,
    News,
    Order,
    PaymentKind,
    Sandbox,
    Target,
    control,
    each_kind,
    of_a_stranger,
    proofs,
    step_by_step,
    stimuli,
)
from simulator.schedules.behaviours import parallel_duplicate

REPEATS = 3
ROUNDS = 5
COPIES = 9
SLOW_S = 6.0
"""Seconds of real time that the provider may take: leases are set on a good day, and SDKs wait longer."""


@control("WH-IDEM-01")
@each_kind
def test_a_repeated_event_has_one_effect(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """The same events again, freshly signed, after their effect was seen: nothing more may happen."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample", kind=stimulus), target.paid_order("twin")

    answers = list(sandbox.deliver(sample.news).answers)
    target.settle(until=sample.complete)
    for copy in range(1, REPEATS + 1):
        answers += sandbox.deliver(sample.news.each(copy=copy)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_unwanted(until=sample.over_complete)

    verdict(proofs.one_effect(sample.look(), answers))


@control("WH-IDEM-01", stimulus="right-behind")
def test_a_repeat_right_behind_the_first_has_no_effect(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Each event is followed by its repeats before its effect can be seen, each when the one before was answered."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    answers = sandbox.deliver(sample.news.each_again(REPEATS)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)
    target.settle_unwanted(until=sample.over_complete)

    verdict(proofs.one_effect(sample.look(), answers))


@control("WH-IDEM-02", stimulus="parallel-copies")
def test_simultaneous_copies_have_one_effect(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A look before a write passes every test in which copies come one after another; these come at once."""
    with sandbox.holding_news():
        samples = [target.paid_order("sample") for _ in range(ROUNDS)]
        twin = target.paid_order("twin")

    answers = []
    for sample in samples:
        copies = sample.news.shaped(lambda plan: parallel_duplicate(plan, seed=1, copies=COPIES))
        answers.append(sandbox.deliver(copies).answers)
        if sample.over_complete():  # one round is enough to convict, and all are needed to acquit
            break
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    tried = samples[: len(answers)]
    for sample in tried:
        target.settle_soon(until=sample.complete)

    verdict(proofs.one_effect_in_parallel([(s.look(), a) for s, a in zip(tried, answers, strict=True)]))


@control("WH-IDEM-02", stimulus="inside-a-slow-call")
def test_copies_that_meet_while_the_provider_is_slow_have_one_effect(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """A lock, or a job, that is let go after some seconds lets the second in while the first still waits for an answer.

    What was refused meanwhile comes again: a target may do one thing at a time.
    """
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    copies = sample.news.shaped(lambda plan: parallel_duplicate(plan, seed=1, copies=1))
    with sandbox.barrier("*", sample.payment) as barrier, sandbox.delivering(copies):
        target.settle_during(until=lambda: barrier.holding > 1, seconds=SLOW_S)
        barrier.open()
    again = sandbox.deliver(sample.news.each(copy=2)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=sample.complete)  # a call that was given up is made again after a pause
    target.settle_unwanted(until=sample.over_complete)

    verdict(proofs.one_effect(sample.look(), again))


@control("WH-IDEM-02", stimulus="before-a-slow-write")
def test_copies_that_meet_before_a_slow_write_have_one_effect(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """What was read before a write is old by then: while the write lock is held elsewhere, all of them have read.

    What was refused meanwhile comes again: a target may give up a write that takes long.
    """
    if not target.stores.can_be_locked("business"):
        raise Moot("no SQLite file with the orders is declared, whose write lock could be held")
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    copies = sample.news.shaped(lambda plan: parallel_duplicate(plan, seed=1, copies=2))
    since = sandbox.position()

    with target.stores.locked("business"):
        delivering = Delivering(sandbox, copies)
        target.settle_soon(until=lambda: bool(sandbox.calls(since)))
        target.settle_quiet(lambda: len(sandbox.calls(since)))
    delivering.join()
    again = sandbox.deliver(sample.news.each(copy=3)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    # a write that was given up is made again after a pause
    target.settle(until=lambda: sample.complete() or sample.over_complete())
    target.settle_unwanted(until=sample.over_complete)

    verdict(proofs.one_effect(sample.look(), again))


@control("WH-IDEM-03", stimulus="one-fact-two-events")
@each_kind
def test_a_fact_that_is_told_by_two_events_has_one_effect(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """The provider may make two events of one change: other ids, the same news."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample", kind=stimulus), target.paid_order("twin")
        first = sample.news
        sample.act("retell", type=sample.about.paid)
        second = sample.news.without(first)

    answers = list(sandbox.deliver(first).answers)
    target.settle(until=sample.complete)
    answers += sandbox.deliver(second).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.one_effect(sample.look(), answers))


@control("WH-IDEM-03", stimulus="two-facts-of-one-type")
def test_a_second_refund_is_no_repeat_of_the_first(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Two refunds are told by events of one type about one charge: whoever keys on object and type loses the second."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")

    def refunded(order: Order) -> object:
        return order.act("refund", amount=order.product.amount // 4)

    steps = [(f"refund {nth} of a quarter", refunded) for nth in (1, 2)]
    verdict(proofs.mirrors(step_by_step(sample, steps)))


@control("WH-IDEM-03", stimulus="second-failure-then-success")
def test_failures_of_one_type_do_not_hide_the_success(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Two declines, then it is paid: three facts about one payment, and the last of them counts."""
    with sandbox.holding_news():
        sample = target.order("sample")
        sample.decline()
        sample.decline_then_pay()
        twin = target.paid_order("twin")

    answers = sandbox.deliver(sample.news.in_turn()).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    verdict(proofs.one_effect(sample.look(), answers))


def _of_another_account(target: Target, sample: Order, event_id: str) -> News:
    stranger = of_a_stranger(target, sample).first()
    return stranger.each(set=sample.where("event", event_id) | sample.where("account", "acct_1AssayOtherAccount"))


def _of_the_other_mode(target: Target, sample: Order, event_id: str) -> News:
    return target.paid_in_other_mode(sample).first().each(set=sample.where("event", event_id))


@control("WH-IDEM-03", stimulus="same-id-elsewhere")
@stimuli(other_account=_of_another_account, other_mode=_of_the_other_mode)
def test_an_id_is_of_its_account_and_mode(
    target: Target, sandbox: Sandbox, stimulus: Callable[[Target, Order, str], News], verdict: Judge
) -> None:
    """An event of another account or mode has the id of ours, and comes first: ours is not thereby seen."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
        told = sample.news.first()
        elsewhere = stimulus(target, sample, next(iter(told.labels[d.event] for d in told.schedule)))

    sandbox.deliver(elsewhere)
    target.settle_briefly(until=sample.moved)
    answers = sandbox.deliver(sample.news.each(copy=1)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    form = "whose id an event of another account or mode had before"
    verdict(proofs.accepted(form, sample=sample.look(), answers=answers, twin=twin.look()))


LEASE_S = 2.0
"""Seconds. What was under way at a stop is taken up again when somebody's lease on it ends."""

MONTH = 29 * 86_400
"""Seconds: Stripe lets events of the last 30 days be sent again."""


@pytest.mark.lifecycle
@control("WH-IDEM-04", stimulus="restart")
def test_a_repeat_after_a_restart_has_no_effect(crash_target: Target, verdict: Judge) -> None:
    """Every deploy is a restart: what was processed before it must be known after it, in every process."""
    target, sandbox = crash_target, crash_target.sandbox
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    answers = list(sandbox.deliver(sample.news).answers)
    target.settle(until=sample.complete)

    target.instance.stop()
    target.instance.start_again()
    for copy in range(1, REPEATS + 1):
        answers += sandbox.deliver(sample.news.each(copy=copy)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_during(until=sample.over_complete, seconds=LEASE_S)

    verdict(proofs.one_effect(sample.look(), answers))


@pytest.mark.lifecycle
@control("WH-IDEM-04", stimulus="after-a-month")
def test_a_repeat_after_a_month_has_no_effect(crash_target: Target, verdict: Judge) -> None:
    """A month later somebody presses *resend*; what was purged meanwhile must not be needed to know it."""
    target, sandbox = crash_target, crash_target.sandbox
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    answers = list(sandbox.deliver(sample.news).answers)
    target.settle(until=sample.complete)

    sandbox.world.advance(MONTH)
    if target.stores.purges:
        target.stores.purge()
    with sandbox.holding_news():
        twin = target.paid_order("twin")
    for copy in range(1, REPEATS + 1):
        answers += sandbox.deliver(sample.news.each(copy=copy)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.one_effect(sample.look(), answers))


@control("WH-IDEM-05", stimulus="provider")
@stimuli(
    rate_limited=(1, {"action": "status", "status": 429}),
    unauthorised=(1, {"action": "status", "status": 401}),
    garbled=(1, {"action": "garble", "moment": "after"}),
    connection_lost=(SDK_ATTEMPTS, {"action": "lost_reply"}),
)
def test_a_failed_first_attempt_does_not_swallow_the_retry(
    target: Target, sandbox: Sandbox, stimulus: tuple[int, dict[str, Any]], verdict: Judge
) -> None:
    """Received is not processed: every first attempt fails at the provider, and the same events come again later."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")

    meets, fault = stimulus
    with sandbox.fault("*", object=sample.payment, **fault) as reached:
        sandbox.deliver(sample.news)
        target.settle_soon(until=lambda: reached() >= meets)
        target.settle_quiet(reached)
        in_trouble, reach = sample.look(), reached()
    again = sandbox.deliver(sample.news.each(copy=1)).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=lambda: in_trouble.fulfilled or sample.complete())

    verdict(
        proofs.retry_takes_effect(
            "the provider could not be asked",
            in_trouble=in_trouble,
            sample=sample.look(),
            again=again,
            reach=reach,
            twin=twin.look(),
        )
    )
