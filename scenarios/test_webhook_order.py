"""WH-ORD: no provider promises an order of arrival."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from harness.scenario import (
    Delivery,
    Judge,
    Moot,
    Order,
    PaymentKind,
    Sandbox,
    Schedule,
    Target,
    Terms,
    as_written_by,
    control,
    of_a_stranger,
    only,
    proofs,
    stimuli,
)

Reordering = Callable[[Schedule, Terms], Sequence[Delivery]]


def _as_created(plan: Schedule, _terms: Terms) -> Sequence[Delivery]:
    return plan


def _reversed(plan: Schedule, _terms: Terms) -> Sequence[Delivery]:
    return plan[::-1]


def _last(which: Callable[[Terms], Sequence[str]]) -> Reordering:
    def reorder(plan: Schedule, terms: Terms) -> Sequence[Delivery]:
        return sorted(plan, key=lambda delivery: any(f"/{wanted}" in delivery.event for wanted in which(terms)))

    return reorder


def _shuffled(seed: int) -> Reordering:
    def reorder(plan: Schedule, _terms: Terms) -> Sequence[Delivery]:
        return Random(seed).sample(plan, len(plan))

    return reorder


@control("WH-ORD-01", stimulus="paid")
@stimuli(
    as_created=_as_created,
    reversed=_reversed,
    failure_last=_last(lambda terms: terms.failed),
    creation_last=_last(lambda terms: terms.created),
    shuffled_1=_shuffled(1),
    shuffled_2=_shuffled(2),
)
def test_a_payment_after_a_decline_ends_paid(
    target: Target, sandbox: Sandbox, stimulus: Reordering, verdict: Judge
) -> None:
    """The first card was declined, the second paid: however the news arrives, the order is paid and stays so.

    Where what was declined is not paid any more, it was paid at once.
    """
    with sandbox.holding_news():
        sample = target.order("sample")
        if sandbox.terms.paid_after_a_decline:
            sample.decline_then_pay()
        else:
            sample.pay()
        twin = target.paid_order("twin")

    _tell_and_judge(target, sandbox, sample, twin, stimulus, "paid", verdict)


@control("WH-ORD-01", stimulus="late-failure-after-a-second-attempt")
def test_a_late_failure_of_the_first_attempt_does_not_undo_the_second(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """Attempt one was declined, attempt two paid and was worked on; only then does the news of the decline arrive."""
    with sandbox.holding_news():
        sample = target.order("sample")
        failed = sample.decline_then_pay()
        twin = target.paid_order("twin")

    sandbox.deliver(sample.news.without(failed))
    target.settle(until=sample.fulfilled)
    sandbox.deliver(failed.in_turn())
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=lambda: sample.is_state("paid"))

    sight = sample.look()
    regressed = None if sight.state == "paid" else f"paid → {sight.state}"
    told = "success of attempt 2 → late failure of attempt 1"
    verdict(proofs.converged(told, sight, truth="paid", regressed=regressed, twin=twin.look()))


@control("WH-ORD-01", stimulus="refunded")
@stimuli(as_created=_as_created, reversed=_reversed, payment_last=_last(lambda terms: terms.paid))
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
    told = sample.news.ordered(lambda plan: stimulus(plan, sandbox.terms))
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


NOBODY = "assay.thing.happened"
UNKNOWN: dict[str, Callable[[Order], dict[str, Any]]] = {
    "type-of-a-known-object": lambda order: order.where("type", f"{order.about.told_by}assay_unheard_of"),
    "type-and-object": lambda order: (
        order.where("type", NOBODY) | order.where("object", {"id": "thing_1", "object": "assay.thing", "created": 1})
    ),
    "object-without-an-id": lambda order: (
        order.where("type", NOBODY) | order.where("object", {"object": "assay.thing"})
    ),
}


@control("WH-ORD-02", stimulus="unknown")
@stimuli(**{name: name for name in UNKNOWN})
def test_an_unknown_event_is_acknowledged_and_moves_nothing(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """Providers add types and objects without asking: an error here makes them repeat it, and give up in the end."""
    with sandbox.holding_news():
        sample, other, twin = target.order("sample"), target.paid_order("other"), target.paid_order("twin")

    told = sandbox.deliver(other.news.first().each(set=UNKNOWN[stimulus](other)))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(
        proofs.unmoved_by_the_unknown(
            f"an unknown event ({stimulus})", told.answers, sample=sample.look(), twin=twin.look(), unknown_order=False
        )
    )


@control("WH-ORD-02", stimulus="unknown-fields")
def test_fields_that_are_new_change_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A provider adds fields within a version: the event takes effect as ever."""
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    (within,), (event,) = sample.where("object", None), sample.where("data", None)
    added = {"/assay": 1, f"{event}/assay": [], f"{within}/assay": {"nested": [None]}, f"{within}/-": "odd"}

    delivered = sandbox.deliver(sample.news.each(set=added))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    form = "with fields that nobody knows"
    verdict(proofs.accepted(form, sample=sample.look(), answers=delivered.answers, twin=twin.look()))


@control("WH-ORD-02", stimulus="of-a-stranger")
def test_a_payment_of_no_order_moves_none(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Another shop on the same account, or a payment link: its payment is of this account, and of no order here."""
    with sandbox.holding_news():
        sample, twin = target.order("sample"), target.paid_order("twin")
        stranger = of_a_stranger(target, sample)

    told = sandbox.deliver(stranger)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(
        proofs.unmoved_by_the_unknown(
            "a payment of no order here", told.answers, sample=sample.look(), twin=twin.look(), unknown_order=True
        )
    )


VERSIONS = {
    "2020-08-27": "2020-08-27",
    "2023-08-16": "2023-08-16",
    "2023-10-16": "2023-10-16",
    "2024-04-10": "2024-04-10",
    "2024-06-20": "2024-06-20",
    "acacia": "2025-02-24.acacia",
    "basil": "2025-04-30.basil",
    "clover": "2025-12-15.clover",
    "dahlia": "2026-05-27.dahlia",
    "current": "2026-10-28.endive",
}
"""One before and one after each release that broke something; the pinned one is that of the twin's news."""
KINDS: dict[str, PaymentKind] = {"payment-intent": "payment_intent", "checkout-session": "checkout_session"}


@only("stripe")
@control("WH-ORD-03")
@stimuli(**{f"{name}-{kind}": (version, kind) for name, version in VERSIONS.items() for kind in KINDS})
def test_an_event_of_another_version_has_the_right_effect_or_is_refused(
    target: Target, sandbox: Sandbox, stimulus: tuple[str, str], verdict: Judge
) -> None:
    """Somebody upgrades the endpoint, or forgets to: a field that has moved must not turn money into nothing."""
    version, kind = stimulus
    with sandbox.holding_news():
        sample, twin = (target.paid_order(role, kind=KINDS[kind]) for role in ("sample", "twin"))

    news = sample.news
    told = sandbox.deliver(as_written_by(target, version, news))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)
    seen = sample.look()
    sandbox.deliver(news.refused(told.answers))  # once more, as the target's own version writes it
    target.settle_soon(until=sample.complete)

    verdict(proofs.right_effect_or_loud(version, told.answers, sample=seen, again=sample.look(), twin=twin.look()))
