"""API: the calls to the provider: one key for one intention, and a lost reply is not a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.scenario import (
    Judge,
    Moot,
    Order,
    ProviderCall,
    Purchase,
    Sandbox,
    Target,
    confirming,
    control,
    fresh_key,
    offer_money,
    only,
    proofs,
    stimuli,
    takes_money_by,
    told,
)


@pytest.mark.at_the_end
@control("API-01", stimulus="every-call-of-the-run")
def test_every_call_that_moves_money_has_a_key_of_its_own(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Without a key every lost reply is a possible second charge; one key for two things is an error or a lost sale."""
    target.paid_order("honest")
    target.paid_order("honest")

    verdict(proofs.keyed(sandbox.provider_calls()))


CAPTURE = "orders.capture"


def _approved(target: Target) -> Order:
    """Let a buyer approve, and the shop hear of it by webhook and page. Raises Moot if it does not take the money."""
    order = target.order("sample")
    order.pay(captured=False)
    target.sandbox.deliver(order.news)
    if target.descriptor.return_ is not None:
        target.open_return_page(order, {})
    target.settle_soon(until=order.complete)
    if not _captures(target, order):
        raise Moot("the shop does not take what a buyer has approved: somebody else does")
    return order


def _captures(target: Target, order: Order) -> list[ProviderCall]:
    calls = target.sandbox.provider_calls()
    return [call for call in calls if call.operation == CAPTURE and order.payment in call.objects]


@only("paypal")
@control("API-01", stimulus="approved")
def test_what_a_buyer_has_approved_is_taken_under_a_key(target: Target, verdict: Judge) -> None:
    """The shop takes the money of a wallet in a call of its own."""
    order = _approved(target)

    verdict(proofs.keyed(_captures(target, order)))


@only("paypal")
@control("API-02", stimulus="approved")
def test_a_capture_whose_reply_is_lost_is_a_payment(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The shop takes what a buyer has approved, and never hears that it has it: asked again, PayPal says it is done."""
    with sandbox.holding_news():
        twin = target.paid_order("twin")
    with sandbox.fault(CAPTURE, "lost_reply", moment="after", times=1) as reached:
        sample = _approved(target)
        reach = reached()

    sandbox.deliver(sample.news.each(copy=1))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    took = int(target.took_money(sample.payment))
    fault = "the reply to the capture was lost"
    seen = sample.look()
    verdict(proofs.one_charge(fault, payments=1, captured=took, sample=seen, reach=reach, twin=twin.look()))


@control("API-02")
@stimuli(
    reply_lost_once={"action": "lost_reply", "times": 1},
    reply_lost_twice={"action": "lost_reply", "times": 2},
    error_500_once={"action": "status", "status": 500, "times": 1},
    error_500_twice={"action": "status", "status": 500, "times": 2},
)
def test_a_reply_that_is_lost_after_the_commit_leads_to_one_payment(
    target: Target, sandbox: Sandbox, stimulus: dict[str, Any], verdict: Judge
) -> None:
    """The provider has made the payment and the shop never heard of it: it asks again with the same key.

    A shop that gives up in good order lets the buyer try again; then that order must have one payment and be paid.
    """
    fault = "the reply to the creation of the payment was lost"
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        with sandbox.fault(target.creating, moment="after", **stimulus) as reached:
            tried = target.try_checkout()
            reach = reached()
        again = tried if tried.usable else target.try_checkout()
        sample = target.order_of("sample", again)
        sample.pay()

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.fulfilled)

    verdict(
        proofs.one_charge(
            fault,
            payments=max(len(tried.payments), len(again.payments)),
            captured=sum(target.took_money(payment) for payment in {*tried.payments, *again.payments}),
            sample=sample.look(),
            reach=reach,
            twin=twin.look(),
        )
    )


Repeat = Callable[[Purchase], int]
A_MOMENT = 0.3
"""Seconds that the provider takes to answer while two clicks shall meet."""


def _twice(purchase: Purchase) -> int:
    return _at_once(purchase, 2)


def _many_times(purchase: Purchase) -> int:
    return _at_once(purchase, purchase.target.descriptor.limits.attempts)


def _a_second_apart(purchase: Purchase) -> int:
    """Click again when the clock shows another second: a key that is made of the time is another one by then."""
    return _at_once(purchase, 2, takes=1.6, apart=1.1)


def _at_once(purchase: Purchase, number: int, *, takes: float = A_MOMENT, apart: float = 0.0) -> int:
    target = purchase.target
    with target.sandbox.fault(purchase.creating, "latency", seconds=takes, times=1):
        return proofs.overlaps(purchase.attempt_at_once(number, apart=apart))


def _reloaded(purchase: Purchase) -> int:
    for _ in range(3):
        purchase.attempt()
    return len(purchase.attempts)


@control("API-03")
@stimuli(double_click=_twice, a_second_apart=_a_second_apart, many_at_once=_many_times, reload=_reloaded)
def test_a_checkout_that_is_repeated_makes_one_payment(target: Target, stimulus: Repeat, verdict: Judge) -> None:
    """An impatient buyer clicks again: it is the same purchase, so it is the same key, or the payment that exists."""
    _repeat(Purchase(target), stimulus, verdict)


@control("API-03", stimulus="hosted")
@stimuli(double_click=_twice, reload=_reloaded)
def test_a_checkout_that_is_repeated_leads_to_one_page(target: Target, stimulus: Repeat, verdict: Judge) -> None:
    """Two pages of the provider for one cart are two payments, if each of them is paid in a tab of its own."""
    _repeat(Purchase(target, kind="checkout_session"), stimulus, verdict)


def _repeat(purchase: Purchase, stimulus: Repeat, verdict: Judge) -> None:
    target = purchase.target
    with target.sandbox.holding_news():
        twin = target.paid_order("twin")
        reach = stimulus(purchase)
        orders = purchase.orders("sample")
        took = offer_money(orders)

    _judge_repeats("the checkout was sent again", purchase, orders, twin, took=took, reach=reach, verdict=verdict)


@control("API-03", stimulus="pay-pressed-twice")
def test_two_presses_on_pay_take_the_money_once(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Where the target confirms on its server, the second press is money at once, and not only another open page."""
    way = confirming(target.descriptor)
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        for moment in (A_MOMENT, 4 * A_MOMENT):  # on a busy machine the second press may come when all is over
            purchase = Purchase(
                target, way=way, payment_method=target.sandbox.instruments.good_method, attempt=fresh_key()
            )
            with sandbox.fault(sandbox.terms.taking, "latency", seconds=moment, times=4):
                reach = proofs.overlaps(purchase.attempt_at_once(2))
            if reach:
                break
        orders = purchase.orders("sample")
        took = offer_money(orders)

    _judge_repeats("Pay was pressed twice", purchase, orders, twin, took=took, reach=reach, verdict=verdict)


@control("API-03", stimulus="reload-after-payment")
def test_a_checkout_that_is_repeated_after_the_payment_asks_for_no_second_one(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """The buyer has paid, sees no thanks, and goes back to the checkout."""
    purchase = Purchase(target)
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        purchase.attempt()
        paid = purchase.orders("sample")
        offer_money(paid)
    sandbox.deliver(told(paid))
    target.settle_soon(until=paid[0].fulfilled)

    with sandbox.holding_news():
        purchase.attempt()
        later = [order for order in purchase.orders("sample") if order.payment != paid[0].payment]
        took = 1 + offer_money(later)

    _judge_repeats(
        "the checkout was sent again after the payment",
        purchase,
        [*paid, *later],
        twin,
        took=took,
        reach=len(purchase.attempts),
        verdict=verdict,
    )


@pytest.mark.lifecycle
@control("API-03", stimulus="killed-before-its-own-commit")
def test_a_restart_finds_the_payment_that_was_made_before_the_crash(crash_target: Target, verdict: Judge) -> None:
    """The provider has made the payment; the target is killed before it could write that down, and asked again."""
    with crash_target.sandbox.holding_news():
        twin = crash_target.paid_order("twin")
        purchase = Purchase(crash_target)
        _killed_and_asked_again(purchase, purchase.creating, twin, verdict)


@pytest.mark.lifecycle
@control("API-03", stimulus="killed-after-the-money-was-taken")
def test_a_restart_finds_the_money_that_was_taken_before_the_crash(crash_target: Target, verdict: Judge) -> None:
    """The bank has said yes, the target is killed, and the buyer presses Pay once more: it is the same press."""
    way = confirming(crash_target.descriptor)
    with crash_target.sandbox.holding_news():
        twin = crash_target.paid_order("twin")
        purchase = Purchase(
            crash_target,
            way=way,
            payment_method=crash_target.sandbox.instruments.good_method,
            attempt=fresh_key(),
        )
        _killed_and_asked_again(purchase, takes_money_by(crash_target, way), twin, verdict)


def _killed_and_asked_again(purchase: Purchase, operation: str, twin: Order, verdict: Judge) -> None:
    target, sandbox = purchase.target, purchase.target.sandbox
    crash = {"moment": "after", "times": 1, "process_group": target.process_group}
    with sandbox.fault(operation, "kill", **crash) as reached:
        purchase.attempt()
        reach = reached()
    target.instance.killed_by_simulator(within=2.0 if reach else 0.0)
    target.instance.start_again()
    purchase.attempt()
    orders = purchase.orders("sample")
    took = offer_money(orders)

    how = f"killed after {operation} and asked again"
    _judge_repeats(how, purchase, orders, twin, took=took, reach=reach, verdict=verdict)


def _judge_repeats(
    how: str, purchase: Purchase, orders: list[Order], twin: Order, *, took: int, reach: int, verdict: Judge
) -> None:
    target = purchase.target
    target.sandbox.deliver(told(orders))
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=orders[0].complete)

    verdict(
        proofs.one_purchase(
            how,
            orders=len(purchase.order_ids),
            payments=len(purchase.payments),
            took=took,
            sample=orders[0].look(),
            reach=reach,
            twin=twin.look(),
        )
    )


@control("API-02", stimulus="confirmed-on-the-server")
@stimuli(
    reply_lost_once={"action": "lost_reply", "times": 1},
    reply_lost_for_a_while={"action": "lost_reply", "times": 4},
    error_500_once={"action": "status", "status": 500, "times": 1},
)
def test_a_confirmation_whose_reply_is_lost_takes_the_money_once(
    target: Target, sandbox: Sandbox, stimulus: dict[str, Any], verdict: Judge
) -> None:
    """The bank has said yes and the shop never heard of it: the buyer presses again, and is not told of a decline."""
    way = confirming(target.descriptor)
    with sandbox.holding_news():
        twin, taking = target.paid_order("twin"), takes_money_by(target, way)
        purchase, press = (
            Purchase(target, way=way),
            {"payment_method": target.sandbox.instruments.good_method, "attempt": fresh_key()},
        )
        with sandbox.fault(taking, moment="after", **stimulus) as reached:
            purchase.attempt(**press)
            reach = reached()
        if purchase.attempts[-1].status is None or purchase.attempts[-1].status >= 400:
            purchase.attempt(**press)
        orders = purchase.orders("sample")

    sandbox.deliver(told(orders))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=orders[-1].complete)

    verdict(
        proofs.unknown_outcome(
            f"the reply to {taking} was lost",
            answers=[answer.status for answer in purchase.attempts],
            took=sum(target.took_money(order.payment) for order in orders),
            payments=len(orders),
            sample=orders[-1].look(),
            reach=reach,
            twin=twin.look(),
        )
    )
