"""WH-ORD: no provider promises an order of arrival."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from harness.scenario import Delivery, Judge, Moot, Order, Sandbox, Schedule, Target, control, proofs, stimuli

DECLINED = "4000000000000002"
FAILURES = ("payment_intent.payment_failed", "charge.failed")
PAID = ("payment_intent.succeeded", "charge.succeeded", "checkout.session.completed")

Reordering = Callable[[Schedule], Sequence[Delivery]]


def _reversed(plan: Schedule) -> Sequence[Delivery]:
    return plan[::-1]


def _last(*types: str) -> Reordering:
    def reorder(plan: Schedule) -> Sequence[Delivery]:
        return sorted(plan, key=lambda delivery: any(f"/{wanted}" in delivery.event for wanted in types))

    return reorder


def _shuffled(seed: int) -> Reordering:
    def reorder(plan: Schedule) -> Sequence[Delivery]:
        return Random(seed).sample(plan, len(plan))

    return reorder


@control("WH-ORD-01", stimulus="paid")
@stimuli(
    as_created=tuple,
    reversed=_reversed,
    failure_last=_last(*FAILURES),
    creation_last=_last("payment_intent.created"),
    shuffled_1=_shuffled(1),
    shuffled_2=_shuffled(2),
)
def test_a_payment_after_a_decline_ends_paid(
    target: Target, sandbox: Sandbox, stimulus: Reordering, verdict: Judge
) -> None:
    """The first card was declined, the second paid: however the news arrives, the order is paid and stays so."""
    with sandbox.holding_news():
        sample = target.order("sample")
        sample.pay(card=DECLINED)
        sample.pay()
        twin = target.paid_order("twin")

    _tell_and_judge(target, sandbox, sample, twin, stimulus, "paid", verdict)


@control("WH-ORD-01", stimulus="refunded")
@stimuli(as_created=tuple, reversed=_reversed, payment_last=_last(*PAID))
def test_a_refund_is_never_undone_by_late_news(
    target: Target, sandbox: Sandbox, stimulus: Reordering, verdict: Judge
) -> None:
    """Paid and refunded in full: the news of the payment may arrive after that of the refund, and changes nothing."""
    if "refunded" not in target.descriptor.order.states:
        raise Moot("the descriptor names no state for a refunded order: [order.states] refunded")
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
        sample.act("refund")

    _tell_and_judge(target, sandbox, sample, twin, stimulus, "refunded", verdict)


@control("WH-ORD-01", stimulus="refunded-as-it-happens")
def test_a_refund_is_heard_after_the_payment_was_fulfilled(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The payment was worked on long before the refund: paid is the end for failures, not for refunds."""
    if "refunded" not in target.descriptor.order.states:
        raise Moot("the descriptor names no state for a refunded order: [order.states] refunded")
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
        payment = sample.news
        sandbox.deliver(payment)
        target.settle(until=sample.fulfilled)
        sample.act("refund")
        refund = sample.news.without(payment)

    sandbox.deliver(refund.in_turn())
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=lambda: sample.is_state("refunded"))

    told = f"{' → '.join(payment.types)}, later {' → '.join(refund.types)}"
    verdict(proofs.converged(told, sample.look(), truth="refunded", regressed=None, twin=twin.look()))


def _tell_and_judge(
    target: Target, sandbox: Sandbox, sample: Order, twin: Order, stimulus: Reordering, truth: str, verdict: Judge
) -> None:
    told = sample.news.ordered(stimulus)
    seen = []
    for delivery in told.schedule:
        sandbox.deliver(told.planned([delivery]))
        if target.settle_briefly(until=lambda: sample.is_state(truth)):
            seen.append(delivery.event)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=lambda: sample.is_state(truth))

    sight = sample.look()
    regressed = f"{truth} → {sight.state}" if seen and sight.state != truth else None
    verdict(proofs.converged(" → ".join(told.types), sight, truth=truth, regressed=regressed, twin=twin.look()))
