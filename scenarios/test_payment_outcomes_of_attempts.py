"""PAY: two attempts at one purchase, and what is told of the first one last."""

from __future__ import annotations

from harness.scenario import (
    Judge,
    Moot,
    News,
    Order,
    PaymentKind,
    Purchase,
    Sandbox,
    Target,
    Verdict,
    control,
    each_kind,
    next_attempt,
    offer_money,
    proofs,
    told,
)


@control("PAY-02", stimulus="late-first-failure")
def test_the_news_of_a_failure_is_older_than_the_success(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The first card was declined and the second one paid; the decline is told last and changes nothing."""
    with sandbox.holding_news():
        sample, twin = target.order("sample"), target.paid_order("twin")
        failure = sample.decline_then_pay()
    success = sample.news.without(failure)

    verdict(_told_last(sample, success=success.in_turn(), last=failure, twin=twin))


@control("PAY-02", stimulus="end-of-the-first-told-last")
@each_kind
def test_the_end_of_the_first_payment_is_told_after_the_next_one_was_paid(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """The first page came to nothing and the buyer paid on another: what is told of the first then is no doubt."""
    with sandbox.holding_news():
        twin = target.paid_order("twin", kind=stimulus)
        purchase = Purchase(target, kind=stimulus)
        purchase.attempt()
        (first,) = purchase.orders("sample")
        first.end_unpaid() if first.about.ends else first.decline()
        end = first.news
        orders = next_attempt(purchase, first)
        took = offer_money(orders)
    again = orders[-1]
    if not took or again.payment == first.payment:
        raise Moot("no other payment is opened for the order until the end of the first has been told")

    verdict(_told_last(again, success=told(orders).without(end), last=end, twin=twin))


def _told_last(order: Order, *, success: News, last: News, twin: Order) -> Verdict:
    """Tell of the success, then what is older; judge that the order stays paid."""
    target = order.target
    target.sandbox.deliver(success)
    target.settle_soon(until=order.complete)
    target.sandbox.deliver(last)
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=order.complete)

    order_of_events = ", ".join((*success.types, *last.types))
    return proofs.converged(order_of_events, order.look(), truth="paid", regressed=None, twin=twin.look())


@control("PAY-02", stimulus="late-first-success")
@each_kind
def test_the_first_attempts_money_comes_after_the_second_ones(
    target: Target, sandbox: Sandbox, stimulus: PaymentKind, verdict: Judge
) -> None:
    """A bank debit is on its way, the buyer loses patience and takes a card: money that came twice must be seen."""
    with sandbox.holding_news():
        twin = target.paid_order("twin", kind=stimulus)
        purchase = Purchase(target, kind=stimulus)
        purchase.attempt()
        (first,) = purchase.orders("sample")
        first.act("process")
    pending = first.news
    sandbox.deliver(pending)

    with sandbox.holding_news():
        purchase.attempt()
        later = [order for order in purchase.orders("again") if order.payment != first.payment]
        offer_money(later)
    if later:
        sandbox.deliver(told(later))
        target.settle_soon(until=later[-1].complete)
    with sandbox.holding_news():
        first.act("complete", succeed=True)
    sandbox.deliver(first.news.without(pending))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=first.complete)

    both = [first, *later]
    verdict(
        proofs.late_first(
            took=sum(target.took_money(order.payment) for order in both),
            given_back=any("refund" in kind for order in both for kind in order.news.types),
            sample=first.look(),
            twin=twin.look(),
        )
    )
