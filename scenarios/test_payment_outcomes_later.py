"""PAY, long after the payment: money that goes back, money that a bank takes back, and the books of both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from harness.scenario import (
    Judge,
    Moot,
    Order,
    Product,
    Refunding,
    Sandbox,
    Step,
    Target,
    books_of,
    control,
    only,
    part_of,
    proofs,
    returned,
    step_by_step,
    stimuli,
)

TIMES = 10
ASKED_AGAIN = 3
"""Times at most that staff asks for a refund whose outcome it was not told."""


def _dashboard(percent: int) -> Step:
    return f"{percent}% refunded at the provider", lambda order: order.act("refund", amount=part_of(order, percent))


def _desk(percent: int) -> Step:
    return f"{percent}% refunded at the desk", lambda order: Refunding(order).ask(part_of(order, percent))


def _rest(order: Order) -> object:
    return order.act("refund")


def _last_fails(order: Order) -> object:
    return order.target.sandbox.act("fail_refund", order.refunds[-1], side=order.side)


def _last_settles(order: Order) -> object:
    return order.target.sandbox.act("settle_refund", order.refunds[-1], side=order.side)


REST: Step = ("the rest refunded at the provider", _rest)
FAILS: Step = ("that refund failed days later", _last_fails)
SETTLES: Step = ("that refund, pending at first, went through", _last_settles)


@control("PAY-03")
@stimuli(
    in_two_parts_at_the_provider=(False, [_dashboard(30), REST]),
    in_two_parts_at_the_desk=(False, [_desk(30), _desk(20)]),
    one_here_one_there=(False, [_desk(30), _dashboard(30), REST]),
    fails_later=(False, [_dashboard(30), FAILS]),
    whole_fails_later=(False, [REST, FAILS]),
    fails_then_again=(False, [_dashboard(50), FAILS, _dashboard(25)]),
    pending=(True, [_dashboard(30), SETTLES]),
)
def test_refunds_mirror_the_provider(
    target: Target, sandbox: Sandbox, stimulus: tuple[bool, Sequence[Step]], verdict: Judge
) -> None:
    """After each step the refunded amount and the state are those of the provider's books, told by their news."""
    is_pending, steps = stimulus
    sample = _paid(target, sandbox, target.product, refunded_later=is_pending)
    verdict(proofs.mirrors(step_by_step(sample, steps)))


def _rejected(order: Order) -> object:
    order.act("refund")
    return order.target.sandbox.act("fail_refund", order.refunds[-1], side=order.side, rejected=True)


REJECTED: Step = ("a refund that was rejected while it was pending", _rejected)


@only("square")
@control("PAY-03", stimulus="rejected")
def test_a_refund_that_is_rejected_is_none(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A refund that is pending ends in one of three ways, and two of them are no refund: FAILED, and REJECTED."""
    sample = _paid(target, sandbox, target.product)
    verdict(proofs.mirrors(step_by_step(sample, [_dashboard(30), REJECTED])))


@control("PAY-03", stimulus="other-currencies")
def test_refunds_in_each_currency_mirror_the_provider(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Currencies without a fraction, and with three digits of it: a third of each price goes back, then the rest."""
    others = [product for product in target.descriptor.checkout.plenty if product != target.product]
    if not others:
        raise Moot("the descriptor names one product only: [checkout.products]")
    orders = [_paid(target, sandbox, product) for product in others]

    verdict(proofs.mirrors([told for order in orders for told in step_by_step(order, [_dashboard(33), REST])]))


def _later(target: Target) -> Mapping[str, Any]:
    terms = target.sandbox.terms
    if terms.instruments.refunded_later is None:
        raise Moot(f"with {terms.title} a refund is not pending for some payments alone")
    return terms.instruments.refunded_later


def _paid(target: Target, sandbox: Sandbox, product: Product, *, refunded_later: bool = False) -> Order:
    with sandbox.holding_news():
        sample = target.order("sample", product=product)
        sample.pay(**(_later(target) if refunded_later else {}))
    return sample


Abuse = Callable[[Refunding, int], object]


def _sixty_twice_at_once(desk: Refunding, paid: int) -> object:
    return desk.ask_at_once(paid * 3 // 5, [desk.word(), desk.word()])


def _sixty_twice(desk: Refunding, paid: int) -> object:
    return [desk.ask(paid * 3 // 5), desk.ask(paid * 3 // 5)]


def _same_request_often(desk: Refunding, paid: int) -> object:
    word = desk.word()
    return [desk.ask(paid // 20, word) for _ in range(TIMES)]


def _same_request_at_once(desk: Refunding, paid: int) -> object:
    return desk.ask_at_once(paid // 20, [desk.word()] * TIMES)


def _one_too_much(desk: Refunding, paid: int) -> object:
    return desk.ask(paid + 1)


def _negative(desk: Refunding, paid: int) -> object:
    return desk.ask(-paid)


def _nothing(desk: Refunding, _paid: int) -> object:
    return desk.ask(0)


def _all_then_one(desk: Refunding, paid: int) -> object:
    return [desk.ask(paid), desk.ask(1)]


@control("PAY-04")
@stimuli(
    sixty_percent_twice=(_sixty_twice, 60),
    sixty_percent_twice_at_once=(_sixty_twice_at_once, 60),
    the_same_request_ten_times=(_same_request_often, 5),
    the_same_request_ten_times_at_once=(_same_request_at_once, 5),
    one_more_than_paid=(_one_too_much, 0),
    a_negative_amount=(_negative, 0),
    an_amount_of_zero=(_nothing, 0),
    one_more_after_all=(_all_then_one, 100),
)
def test_nobody_refunds_more_than_was_paid(
    target: Target, sandbox: Sandbox, stimulus: tuple[Abuse, int], verdict: Judge
) -> None:
    """The desk is asked for too much, too often, and at the same moment; the provider's books tell what left."""
    abuse, percent = stimulus
    sample, honest = _paid_and_told(target, sandbox)
    desk, plain = Refunding(sample), Refunding(honest)
    paid = returned(sample).captured
    plain.ask(paid // 10)

    abuse(desk, paid)

    most = paid * percent // 100
    verdict(
        proofs.never_more(
            f"{abuse.__name__.strip('_').replace('_', ' ')}",
            books=returned(sample),
            most=most,
            calls=desk.calls(),
            honest=returned(honest).refunded,
            expected=most,
        )
    )


@control("PAY-04", stimulus="answer-lost")
@stimuli(
    once={"action": "lost_reply", "times": 1},
    for_a_while={"action": "lost_reply", "times": 4},
    error_500={"action": "status", "status": 500, "times": 4},
)
def test_a_refund_whose_reply_is_lost_goes_back_once(
    target: Target, sandbox: Sandbox, stimulus: dict[str, Any], verdict: Judge
) -> None:
    """The money is on its way back and the desk never heard of it: whoever is told of a failure asks again.

    It is a small part, so that what is left would allow another.
    """
    sample, honest = _paid_and_told(target, sandbox)
    desk, plain = Refunding(sample), Refunding(honest)
    paid = returned(sample).captured
    plain.ask(paid // 10)
    part, word = paid // 5, desk.word()

    with sandbox.fault(sandbox.terms.refunding, moment="after", **stimulus) as reached:
        answers = [desk.ask(part, word)]
        reach = reached()
    while answers[-1].status >= 400 and len(answers) < ASKED_AGAIN:
        answers.append(desk.ask(part, word))
    target.settle_soon(until=lambda: returned(sample).refunded >= part)

    verdict(
        proofs.never_more(
            "a fifth, asked for again after its reply was lost",
            books=returned(sample),
            most=part,
            calls=desk.calls(),
            honest=returned(honest).refunded,
            expected=part,
            reach=reach,
        )
    )


@control("PAY-04", stimulus="refunded-at-the-provider-first")
def test_what_went_back_at_the_provider_counts_at_the_desk(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Sixty per cent went back from the dashboard: the desk has forty left, and says so before the provider must."""
    sample, honest = _paid_and_told(target, sandbox)
    desk, plain = Refunding(sample), Refunding(honest)
    paid = returned(sample).captured
    plain.ask(paid // 10)
    known = sample.news
    with sandbox.holding_news():
        sample.act("refund", amount=paid * 3 // 5)
    sandbox.deliver(sample.news.without(known))
    target.settle_soon(until=lambda: sample.look_quietly().refunded == paid * 3 // 5)

    desk.ask(paid * 3 // 5)

    books = returned(sample)
    verdict(
        proofs.never_more(
            "sixty per cent at the provider, then sixty at the desk",
            books=books,
            most=paid * 3 // 5,
            calls=desk.calls(),
            honest=returned(honest).refunded,
            expected=paid * 3 // 5,
        )
    )


@control("PAY-04", stimulus="unpaid-order")
def test_an_unpaid_order_is_not_refunded(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """There is nothing to give back: the provider should not even be asked."""
    _, honest = _paid_and_told(target, sandbox)
    sample = target.order("sample")
    desk, plain = Refunding(sample), Refunding(honest)
    plain.ask(returned(honest).captured // 10)

    desk.ask(sample.product.amount)

    verdict(
        proofs.never_more(
            "a refund of an unpaid order",
            books=returned(sample),
            most=0,
            calls=desk.calls(),
            honest=returned(honest).refunded,
            expected=0,
        )
    )


def _paid_and_told(target: Target, sandbox: Sandbox) -> tuple[Order, Order]:
    """Return two orders that are paid, and known to be."""
    with sandbox.holding_news():
        sample, honest = target.paid_order("sample"), target.paid_order("honest")
    for order in (sample, honest):
        sandbox.deliver(order.news)
    for order in (sample, honest):
        target.settle(until=order.fulfilled)
    return sample, honest


@control("PAY-05")
@stimuli(won=(True, False), lost=(False, False), inquiry=(True, True))
def test_a_dispute_stops_the_order_and_its_end_is_booked(
    target: Target, sandbox: Sandbox, stimulus: tuple[bool, bool], verdict: Judge
) -> None:
    """While the bank has the money the order is not simply paid; then it is won back, or gone."""
    won, inquiry = stimulus
    _judge_dispute(target, sandbox, verdict, won=won, inquiry=inquiry, backwards=False)


@control("PAY-05", stimulus="news-in-reverse")
@stimuli(won=True, lost=False)
def test_a_dispute_ends_rightly_in_whatever_order_its_news_arrives(
    target: Target, sandbox: Sandbox, stimulus: bool, verdict: Judge
) -> None:
    """The news of its opening may come after that of its end, and must not open it again."""
    _judge_dispute(target, sandbox, verdict, won=stimulus, inquiry=False, backwards=True)


def _judge_dispute(
    target: Target, sandbox: Sandbox, verdict: Judge, *, won: bool, inquiry: bool, backwards: bool
) -> None:
    sample, twin = _paid_and_told(target, sandbox)
    known = sample.news
    with sandbox.holding_news():
        sample.act("dispute", inquiry=inquiry)
    sandbox.deliver(sample.news.without(known))
    target.settle_soon(until=lambda: sample.look_quietly().state != "paid")
    opened = sample.look()
    refunds = None
    if target.descriptor.refund is not None and not inquiry:  # an inquiry takes no money: it may be refunded
        desk = Refunding(sample)
        desk.ask(sample.product.amount // 10)
        refunds = len(desk.calls())
    with sandbox.holding_news():
        sample.act("close_dispute", won=won)
    later = sample.news.without(known)
    sandbox.deliver(later.ordered(lambda plan: plan[::-1]) if backwards else later)
    settle = target.settle_soon if won else target.settle_unwanted
    settle(until=lambda: sample.look_quietly().state == "paid")

    held_is_known = "held" in target.descriptor.order.states
    verdict(
        proofs.dispute_stops(
            opened=opened,
            closed=sample.look(),
            outcome="won" if won else "lost",
            refunds=refunds,
            twin=twin.look(),
            held_is_known=held_is_known,
        )
    )


@pytest.mark.at_the_end
@control("PAY-03", stimulus="ledger-of-the-run")
def test_the_books_of_both_sides_agree(target: Target, verdict: Judge) -> None:
    """Every order of the run that the target calls paid or refunded, against the provider's books, in minor units."""
    verdict(proofs.books_agree(books_of(target)))
