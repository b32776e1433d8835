"""REC: webhooks can be lost altogether; a second way finds what never came, and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.scenario import (
    Judge,
    Moot,
    Order,
    PaymentKind,
    Race,
    Target,
    Terms,
    control,
    of_each_provider,
    proofs,
    racing,
    reconciling,
    stimuli,
)

ROUNDS = 2
ORDERS = 5

Act = Callable[[Order], object]


def _paid(order: Order) -> object:
    return order.pay()


def _refunded(order: Order) -> object:
    return order.act("refund")


def _disputed(order: Order) -> object:
    return order.act("dispute")


def _payments(terms: Terms) -> dict[str, object]:
    return {"hosted-payment" if kind.hosted else "payment": kind.name for kind in terms.kinds if kind.waits}


@control("REC-01", stimulus="lost")
@of_each_provider("stimulus", _payments)
def test_a_payment_whose_news_never_came_is_found(apart: Target, stimulus: PaymentKind, verdict: Judge) -> None:
    """The endpoint was down for longer than the provider tries: the money is there, and nothing will ever say so."""
    target, sandbox = apart, apart.sandbox
    with sandbox.holding_news():
        sample, twin = (target.paid_order(role, kind=stimulus) for role in ("sample", "twin"))
    sandbox.deliver(twin.news)
    target.settle(until=twin.complete)

    how = reconciling.reconcile_or_wait(target, until=sample.fulfilled)

    _judge("the order was paid", how, target, sample, twin, verdict)


@control("REC-01", stimulus="lost")
@stimuli(refund=_refunded, dispute=_disputed)
def test_what_came_after_the_payment_is_found(apart: Target, stimulus: Act, verdict: Judge) -> None:
    """Paid, heard of and fulfilled; then the money went back, and that news was lost."""
    target, sandbox = apart, apart.sandbox
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
        for order in (sample, twin):
            sandbox.deliver(order.news)
            target.settle(until=order.complete)
        first = twin.news
        stimulus(sample)
        stimulus(twin)
        later = twin.news.without(first)
    sandbox.deliver(later.in_turn())
    if not target.settle_soon(until=lambda: not twin.is_state("paid")):
        raise Moot("news of it changes nothing in an order that is paid, so that there is nothing to be found")

    how = reconciling.reconcile_or_wait(target, until=lambda: not sample.is_state("paid"))

    _judge("money of a paid order went back", how, target, sample, twin, verdict)


@pytest.mark.lifecycle
@control("REC-01", stimulus="lost-and-found-by-the-timer")
def test_the_timer_finds_what_never_came(apart: Target, verdict: Judge) -> None:
    """Nobody runs a command at night: with the timer at a second, a payment of which nothing was told is found."""
    target, sandbox = apart, apart.sandbox
    with sandbox.holding_news():
        sample, twin = target.paid_order("sample"), target.paid_order("twin")
    sandbox.deliver(twin.news)
    target.settle(until=twin.complete)

    how = reconciling.wait_for_the_timer(target, until=sample.fulfilled)

    _judge("the order was paid", how, target, sample, twin, verdict)


@control("REC-02", stimulus="in-sequence")
def test_reconciler_webhook_resend_and_page_in_sequence_have_one_effect(apart: Target, verdict: Judge) -> None:
    """The news came before the reconciler, after it, or twice, and the buyer comes back when all is done."""
    target, sandbox = apart, apart.sandbox
    reconciling.can_be_run(target)
    with sandbox.holding_news():
        before, after, twin = (target.paid_order(role) for role in ("before", "after", "twin"))

    sandbox.deliver(before.news)
    target.settle(until=before.complete)
    how = reconciling.reconcile(target)
    for order in (before, after):
        for copy in (0, 1):
            sandbox.deliver(order.news.each(copy=copy))
        racing.comes_back(target, order)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=after.complete)

    verdict(proofs.one_effect_in_sequence(how, [before.look(), after.look()], twin=twin.look()))


@control("REC-02", stimulus="race")
@stimuli(
    webhook_inside_the_reconciler=Race(held="reconciler", inside=("webhook",)),
    webhook_inside_its_list=Race(held="reconciler", inside=("webhook",), operation="*.list"),
    reconciler_inside_the_webhook=Race(held="webhook", inside=("reconciler",)),
    page_inside_the_reconciler=Race(held="reconciler", inside=("page",)),
    reconciler_inside_the_page=Race(held="page", inside=("reconciler",)),
    webhook_inside_a_stale_reconciler=Race(held="reconciler", inside=("webhook",), before_the_money=True),
    all_have_read=Race(held="reconciler", inside=("webhook", "page"), together=True),
)
def test_the_reconciler_and_whatever_it_meets_have_one_effect(apart: Target, stimulus: Race, verdict: Judge) -> None:
    """The reconciler has no event's id to be guarded by, and runs whenever it likes."""
    target, sandbox = apart, apart.sandbox
    reconciling.can_be_run(target)
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        sandbox.deliver(twin.news)
        target.settle(until=twin.fulfilled)
        orders = [target.order("sample") for _ in range(ROUNDS * ORDERS)]
        met = racing.run(target, orders, stimulus)
        for order in orders:
            sandbox.deliver(order.news.each(copy=1))
        met = racing.looked_again(target, orders, met)

    verdict(proofs.one_effect_in_a_race(stimulus.told, met, twin=twin.look()))


def _judge(what: str, how: str, target: Target, sample: Order, twin: Order, verdict: Judge) -> None:
    declared = reconciling.declared(target) is not None
    manual = reconciling.manual(target)
    verdict(proofs.healed(what, how, sample=sample.look(), twin=twin.look(), manual=manual, declared=declared))
