"""API: the calls to a provider that is in trouble: it is not hammered, and whoever does not need it is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.scenario import (
    Aside,
    Judge,
    NoVerdict,
    Sandbox,
    Target,
    WindowShut,
    control,
    crowd,
    proofs,
    stimuli,
)

RETRY_AFTER = 3
"""Seconds for which an answer 429 asks, where it asks."""
A_TRY = 0.05
"""Seconds that a try takes to fail: tries of several workers at one moment overlap then, those of a loop do not."""
LASTS = 6.0
"""Seconds for which trouble is watched: a back-off has grown by then, a loop has made dozens of calls."""
BUYERS_PATIENCE = 10.0
ENOUGH = 60
"""Calls after which nothing more needs to be seen."""

TROUBLE: dict[str, tuple[str, dict[str, Any]]] = {
    "rate_limited": (
        f"the provider answered 429, Retry-After {RETRY_AFTER} s",
        {"action": "status", "status": 429, "retry_after": RETRY_AFTER},
    ),
    "unavailable": ("the provider answered 503", {"action": "status", "status": 503}),
    "told_to_try_again": (
        "the provider answered 503, Stripe-Should-Retry",
        {"action": "status", "status": 503, "should_retry": True},
    ),
    "cut_off": ("the provider closed every connection", {"action": "lost_reply"}),
}


@control("API-04", stimulus="checkout")
@stimuli(**TROUBLE)
def test_a_checkout_does_not_hammer_a_provider_in_trouble(
    target: Target, sandbox: Sandbox, stimulus: tuple[str, dict[str, Any]], verdict: Judge
) -> None:
    """A buyer waits, so a few tries with pauses are all that makes sense; then he is told to come back."""
    trouble, fault = stimulus
    target.order("twin")
    since, buyer = sandbox.position(), target.somebody().apart()
    with sandbox.fault(target.creating, moment="before", seconds=A_TRY, **fault):
        checkout = Aside(lambda: _answered(lambda: target.try_checkout(browser=buyer)))
        tries = sandbox.watched_calls(
            since,
            failed=True,
            busy=lambda: not checkout.finished or not checkout.result(),
            longest=LASTS,
            longest_busy=BUYERS_PATIENCE,
            enough=ENOUGH,
        )
        waiting = None if checkout.finished and checkout.result() else BUYERS_PATIENCE
    checkout.wait(BUYERS_PATIENCE)

    verdict(proofs.polite(trouble, tries, retry_after=fault.get("retry_after"), waiting=waiting))


@control("API-04", stimulus="news")
@stimuli(rate_limited=TROUBLE["rate_limited"], unavailable=TROUBLE["unavailable"])
def test_news_does_not_hammer_a_provider_in_trouble(
    target: Target, sandbox: Sandbox, stimulus: tuple[str, dict[str, Any]], verdict: Judge
) -> None:
    """One event is told once and nobody waits for it, so what cannot be asked now is asked later, and ever later.

    The provider sends nothing again: whatever is tried here is tried by the target itself.
    """
    trouble, fault = stimulus
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    told, since = sample.news.first(), sandbox.position()
    with sandbox.fault("*", moment="before", seconds=A_TRY, **fault), sandbox.delivering(told) as delivering:
        tries = sandbox.watched_calls(
            since,
            failed=True,
            busy=lambda: not delivering.finished,
            longest=LASTS,
            longest_busy=BUYERS_PATIENCE,
            enough=ENOUGH,
            at_least=1,
        )
    answers = delivering.answers
    sandbox.deliver(told.refused(answers))
    sandbox.deliver(sample.news.without(told))
    target.settle(until=sample.complete)

    about = {sample.payment, *told.objects, *told.labels.values()}
    verdict(
        proofs.polite(
            trouble,
            [call for call in tries if about & set(call.objects)],
            retry_after=fault.get("retry_after"),
        )
    )


@control("API-04", stimulus="order-at-rest")
def test_nothing_polls_the_provider(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """An order waits for its buyer, who looks at the page after payment too early: news will come by webhook."""
    before = sandbox.position()
    sample = target.order("sample")
    made = bool(sandbox.calls(before, payment=sample.payment))
    since, sample.browser = sandbox.position(), sample.browser.apart()
    visit = Aside(lambda: _answered(lambda: target.open_return_page(sample, {})))
    calls = sandbox.watched_calls(
        since, payment=sample.payment, busy=lambda: not visit.finished, longest=LASTS, longest_busy=LASTS, enough=ENOUGH
    )
    visit.wait(BUYERS_PATIENCE)

    verdict(proofs.needs_no_polling(calls, made=made))


def _answered(ask: Callable[[], object]) -> bool:
    """Ask, and say whether there was an answer; what is not declared needs none."""
    try:
        ask()
    except NoVerdict:
        return False
    except WindowShut:
        return True
    return True


@pytest.mark.alone
@control("API-06", stimulus="checkouts-held")
def test_a_hanging_provider_does_not_take_the_shop_down(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Every checkout waits for a provider that says nothing; pages, webhooks and paid orders do not need to.

    Only the calls that make payments are held, so whatever else is asked of the provider is answered. They are let go
    as soon as it is seen how others fare: how long a call may wait is the target's own choice.
    """
    number = target.descriptor.limits.hanging
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), target.paid_order("sample")
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    before = crowd.served(target, twin)

    with (
        sandbox.barrier(target.creating, moment="before", seconds=crowd.HELD_FOR) as held,
        crowd.waiting_for_it(target, number),
    ):
        waiting = crowd.gathered(held, number)
        during = crowd.served(target, twin)
        answers = crowd.told_meanwhile(sandbox, sample.news, during)
        crowd.open_if_nobody_is_served(held, during)
        target.settle(until=sample.fulfilled)
        seen = sample.look()
        held.open()
    recovered = crowd.works_again(target, within=crowd.RECOVERS_WITHIN)

    verdict(
        proofs.stays_open(
            sent=number,
            waiting=waiting,
            before=before,
            during=during,
            limit=BUYERS_PATIENCE,
            news=answers,
            sample=seen,
            twin=twin.look(),
            recovered=recovered,
        )
    )
