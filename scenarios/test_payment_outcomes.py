"""PAY: what is not final is not paid, and what ends late is still heard."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    Answer,
    Flow,
    Judge,
    Moot,
    NoVerdict,
    Order,
    PaymentKind,
    Purchase,
    Sandbox,
    Target,
    confirming,
    control,
    next_attempt,
    offer_money,
    only,
    payment_of,
    proofs,
    racing,
    stimuli,
    told,
)

Act = Callable[[Order], object]


def _waits_for_3ds(order: Order) -> object:
    return order.pay_challenged()


def _processing(order: Order) -> object:
    return order.act("process")


def _authorised(order: Order) -> object:
    return order.act("authorize")


@control("PAY-01", stimulus="pending")
@stimuli(requires_action=_waits_for_3ds, processing=_processing, requires_capture=_authorised)
def test_pending_is_not_paid(target: Target, sandbox: Sandbox, stimulus: Act, verdict: Judge) -> None:
    """A payment that waits for the buyer, the bank or the shop may still fail: it releases nothing."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        state = stimulus(sample)

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    seen, shown = sample.look(), sample.at_provider()
    if not target.about.waits and target.took_money(sample.payment):
        raise NoVerdict("machine too noisy", "the pending payment has been completed meanwhile, by itself")
    tried = f"the payment is {shown.get('status', state)}"
    other = blank.look() if target.about.waits else None  # else it is pending as well, since its checkout
    verdict(proofs.unfulfilled(tried, sample=seen, twin=twin.look(), blank=other))


@control("PAY-01", stimulus="waits-in-the-reply")
def test_a_reply_that_waits_is_not_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The shop's own call is answered that the buyer, or the bank, must do something first: no decline is no yes."""
    way = confirming(target.descriptor)
    waiting = sandbox.waiting_method()
    if waiting is None:
        raise Moot("whatever a browser brings is paid at once, or declined")
    with sandbox.holding_news():
        sample = _checked_out(target, way, "sample", waiting)
        twin = _checked_out(target, way, "twin", sandbox.instruments.good_method)

    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    seen = sample.look()
    if target.took_money(sample.payment):
        raise NoVerdict("machine too noisy", "the pending payment has been completed meanwhile, by itself")
    tried = f"the reply said that the payment is {sample.at_provider().get('status', 'pending')}"
    verdict(proofs.unfulfilled(tried, sample=seen, twin=twin.look(), blank=None))


def _checked_out(target: Target, way: tuple[str, Flow], role: str, method: str) -> Order:
    place, flow = way
    tried = target.try_checkout(way=way, more={"payment_method": method})
    return target.adopted(role, tried, flow, payment_of(tried, place, flow.payment))


@control("PAY-01", stimulus="session-complete-unpaid")
def test_a_completed_session_is_not_yet_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """With a bank debit the checkout completes days before the money comes, if it comes."""
    with sandbox.holding_news():
        sample, blank = (target.order(role, kind=target.hosted_kind) for role in ("sample", "blank"))
        twin = target.paid_order("twin", kind=target.hosted_kind)
        sample.act("process")

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the session is complete and its payment is processing"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@only("paypal")
@control("PAY-01", stimulus="approved-and-refused")
def test_what_a_buyer_has_approved_is_not_yet_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A wallet's buyer has agreed, and the shop is told; the money is the shop's to take, and the bank refuses it."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        sample.pay(**sandbox.instruments.declined[0], captured=False)

    sandbox.deliver(sample.news)
    racing.comes_back(target, sample)  # some take the money only then
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the buyer has approved, and taking the money is refused"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("PAY-01", stimulus="late-success")
def test_a_late_success_pays_the_order(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The money of a bank debit comes days later: then, and once, the order is paid."""
    with sandbox.holding_news():
        sample, twin = target.order("sample"), target.paid_order("twin")
        sample.act("process")

    delivered = _days_later(sample, twin, succeed=True)
    target.settle_soon(until=sample.complete)

    verdict(
        proofs.accepted(
            "of a payment that was pending first",
            sample=sample.look(),
            answers=delivered,
            twin=twin.look(),
        )
    )


@control("PAY-01", stimulus="late-failure")
def test_a_late_failure_releases_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The bank says no days after the checkout: nothing is released, before or after."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        sample.act("process")

    _days_later(sample, twin, succeed=False)

    tried = "a pending payment failed"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _days_later(sample: Order, twin: Order, *, succeed: bool) -> tuple[Answer, ...]:
    """Tell that the money is on its way, let the twin show that this was heard, then end it; return all answers.

    Were both told after the end, whoever re-fetches would see the end at the first news already.
    """
    target, sandbox = sample.target, sample.target.sandbox
    pending = sample.news
    answers = sandbox.deliver(pending.in_turn()).answers
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    with sandbox.holding_news():
        sentinel = target.paid_order("sentinel", kind=twin.kind)
        sample.act("complete", succeed=succeed)
    answers += sandbox.deliver(sample.news.without(pending).in_turn()).answers
    sandbox.deliver(sentinel.news)
    target.settle(until=sentinel.fulfilled)
    return answers


@control("PAY-01", stimulus="session-waits-for-3ds")
def test_a_page_that_waits_for_the_bank_is_not_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The buyer has typed the card into the provider's page and sits before the bank's question."""
    with sandbox.holding_news():
        sample, blank = (target.order(role, kind=target.hosted_kind) for role in ("sample", "blank"))
        twin = target.paid_order("twin", kind=target.hosted_kind)
        sample.pay_challenged()

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the payment of a page waits for the bank"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("PAY-01", stimulus="session-late-success")
def test_a_completed_session_is_paid_when_the_money_comes(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """`checkout.session.async_payment_succeeded` is the event that most shops forget: paid, and never shipped."""
    with sandbox.holding_news():
        sample, twin = (target.order(role, kind=target.hosted_kind) for role in ("sample", "twin"))
        twin.pay()
        sample.act("process")

    delivered = _days_later(sample, twin, succeed=True)
    target.settle_soon(until=sample.complete)

    form = "of a session that was complete and unpaid first"
    verdict(proofs.accepted(form, sample=sample.look(), answers=delivered, twin=twin.look()))


@control("PAY-01", stimulus="session-late-failure")
def test_a_completed_session_whose_money_never_comes_releases_nothing(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """The page was complete days ago, and now the bank says no."""
    with sandbox.holding_news():
        sample, blank = (target.order(role, kind=target.hosted_kind) for role in ("sample", "blank"))
        twin = target.paid_order("twin", kind=target.hosted_kind)
        sample.act("process")

    _days_later(sample, twin, succeed=False)

    tried = "a session was complete and its payment failed days later"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _declined(order: Order) -> object:
    return order.decline()


def _declined_twice(order: Order) -> object:
    order.decline()
    return order.decline(otherwise=True)


def _failed_challenge(order: Order) -> object:
    order.pay_challenged()
    return order.act("authenticate", succeed=False)


def _cancelled(order: Order) -> object:
    return order.act("cancel")


@control("PAY-02")
@stimuli(declined=_declined, declined_twice=_declined_twice, failed_challenge=_failed_challenge, cancelled=_cancelled)
def test_a_failed_payment_leaves_an_order_that_can_be_paid(
    target: Target, sandbox: Sandbox, stimulus: Act, verdict: Judge
) -> None:
    """A card is declined and the next one is good: an order that is failed for good is a sale given away."""
    _fail_and_try_again(target, sandbox, target.own_page_kind, stimulus, verdict)


@control("PAY-02", stimulus="hosted")
@stimuli(declined=_declined, abandoned_until_it_expired=lambda order: order.act("expire"))
def test_a_page_that_came_to_nothing_leaves_an_order_that_can_be_paid(
    target: Target, sandbox: Sandbox, stimulus: Act, verdict: Judge
) -> None:
    """The buyer leaves the provider's page open until it closes, and comes back to the same cart the next day."""
    _fail_and_try_again(target, sandbox, target.hosted_kind, stimulus, verdict)


def _fail_and_try_again(target: Target, sandbox: Sandbox, kind: PaymentKind, stimulus: Act, verdict: Judge) -> None:
    with sandbox.holding_news():
        twin = target.paid_order("twin", kind=kind)
        purchase = Purchase(target, kind=kind)
        purchase.attempt()
        (first,) = purchase.orders("sample")
        stimulus(first)
    failure = first.news
    sandbox.deliver(failure)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    failed = first.look()

    with sandbox.holding_news():
        orders = next_attempt(purchase, first)
        took = offer_money(orders)
    sandbox.deliver(told(orders).without(failure))
    target.settle_soon(until=orders[-1].complete)

    what = f"the payment became {first.at_provider().get('status')} ({', '.join(failure.types)})"
    verdict(proofs.tried_again(what, failed=failed, took=took, again=orders[-1].look(), twin=twin.look()))
