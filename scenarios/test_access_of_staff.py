"""AC: what staff may do, and nobody else: the cash desk, called directly."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    NO_KEYS,
    Browser,
    Capturing,
    Customer,
    Judge,
    Keys,
    Order,
    Refunding,
    Target,
    authorised_order,
    control,
    of_the_shop,
    proofs,
    returned,
    stimuli,
)


@of_the_shop
@control("AC-04")
def test_a_refund_by_nobody(target: Target, verdict: Judge) -> None:
    """The page has no button for strangers; its address is one line in a script."""
    sample, honest = _paid(target, target.order("sample")), _refunded_by_staff(target)

    desk = Refunding(sample)
    replied = desk.ask_without_role(sample.product.amount, keys=NO_KEYS, browser=target.browser.another())

    _judge(verdict, "nobody", desk, sample, replied.status, honest)


@of_the_shop
@control("AC-04")
def test_a_refund_by_the_buyer(target: Target, verdict: Judge) -> None:
    """Whoever bought it opens the order with a token or a cookie; that opens no cash desk."""
    sample, honest = _paid(target, target.order("sample")), _refunded_by_staff(target)

    desk = Refunding(sample)
    replied = desk.ask_without_role(sample.product.amount, keys=desk.of_buyer())

    _judge(verdict, "the buyer", desk, sample, replied.status, honest)


@of_the_shop
@control("AC-04")
def test_a_refund_by_an_account(target: Target, verdict: Judge) -> None:
    """Being signed in says who is asking, and not that he is staff."""
    customer, honest = Customer.signed_in(target, "sample"), _refunded_by_staff(target)
    customer.pay()

    desk = Refunding(customer.order)
    replied = desk.ask_without_role(customer.order.product.amount, keys=desk.of_buyer())

    _judge(verdict, "a customer who is signed in", desk, customer.order, replied.status, honest)


@of_the_shop
@control("AC-04")
def test_a_refund_by_almost_the_key(target: Target, verdict: Judge) -> None:
    """A key that is compared by its beginning, or that only has to be there, is no key."""
    sample, honest = _paid(target, target.order("sample")), _refunded_by_staff(target)

    desk = Refunding(sample)
    replied = desk.ask_without_role(sample.product.amount, keys=desk.almost_staffs(), browser=target.browser.another())

    _judge(verdict, "somebody with a wrong key of staff", desk, sample, replied.status, honest)


Asking = Callable[[Target, Order, Capturing], tuple[str, Keys, Browser]]
"""Somebody who asks for a capture: who it is, what he has to show, his browser."""


@of_the_shop
@control("AC-04", "a-capture-by")
@stimuli(
    nobody=lambda target, _order, _desk: ("nobody", NO_KEYS, target.browser.another()),
    the_buyer=lambda _target, order, desk: ("the buyer", desk.of_buyer(), order.browser),
    almost_the_key=lambda target, _order, desk: (
        "somebody with a wrong key of staff",
        desk.almost_staffs(),
        target.browser.another(),
    ),
)
def test_a_capture(target: Target, stimulus: Asking, verdict: Judge) -> None:
    """Taking money is a cash desk, too: what a card was only authorised for must wait for staff's word."""
    sample, twin = authorised_order(target, "sample"), authorised_order(target, "twin")
    held = sample.terms.is_held(sample.at_provider(), sample.records)

    desk = Capturing(sample)
    who, keys, browser = stimulus(target, sample, desk)
    replied = desk.ask_without_role(sample.product.amount, keys=keys, browser=browser)
    books, calls = returned(sample), len(desk.calls())
    Capturing(twin).ask(twin.product.amount)

    honest = returned(twin).captured
    verdict(
        proofs.needs_role_to_capture(who, status=replied.status, calls=calls, books=books, held=held, honest=honest)
    )


def _paid(target: Target, order: Order) -> Order:
    with target.sandbox.holding_news():
        order.pay()
    target.sandbox.deliver(order.news)
    target.settle(until=order.fulfilled)
    return order


def _refunded_by_staff(target: Target) -> int:
    """Return what went back of another order, asked for rightly."""
    order = _paid(target, target.order("twin"))
    Refunding(order).ask(order.product.amount // 10)
    return returned(order).refunded


def _judge(verdict: Judge, who: str, desk: Refunding, sample: Order, status: int, honest: int) -> None:
    verdict(proofs.needs_role(who, status=status, calls=len(desk.calls()), books=returned(sample), honest=honest))
