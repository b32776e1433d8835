"""PAY: what is not final is not paid, and what ends late is still heard."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import Judge, Order, Sandbox, Target, control, proofs, stimuli

THREE_D_SECURE = "4000002760003184"

Act = Callable[[Order], object]


def _waits_for_3ds(order: Order) -> object:
    return order.pay(card=THREE_D_SECURE)


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

    tried = f"the payment is {sample.at_provider().get('status', state)}"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("PAY-01", stimulus="session-complete-unpaid")
def test_a_completed_session_is_not_yet_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """With a bank debit the checkout completes days before the money comes, if it comes."""
    with sandbox.holding_news():
        sample, blank = (target.order(role, kind="checkout_session") for role in ("sample", "blank"))
        twin = target.paid_order("twin", kind="checkout_session")
        sample.act("process")

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "the session is complete and its payment is processing"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


@control("PAY-01", stimulus="late-success")
def test_a_late_success_pays_the_order(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The money of a bank debit comes days later: then, and once, the order is paid."""
    with sandbox.holding_news():
        sample, twin = target.order("sample"), target.paid_order("twin")
        sample.act("process")
        sample.act("complete", succeed=True)

    delivered = sandbox.deliver(sample.news.in_turn())
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    verdict(
        proofs.accepted(
            "of a payment that was pending first",
            sample=sample.look(),
            answers=delivered.answers,
            twin=twin.look(),
        )
    )


@control("PAY-01", stimulus="late-failure")
def test_a_late_failure_releases_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The bank says no days after the checkout: nothing is released, before or after."""
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        sample.act("process")
        sample.act("complete", succeed=False)

    sandbox.deliver(sample.news.in_turn())
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    tried = "a pending payment failed"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))
