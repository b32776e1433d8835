"""API: a decline is an answer, which is told, and not asked for again. Not: replies that are lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.scenario import (
    Judge,
    ProviderCall,
    Purchase,
    Sandbox,
    Target,
    Terms,
    asking_for_money,
    confirming,
    control,
    next_attempt,
    of_each_provider,
    offer_money,
    proofs,
    told,
)


def _refused(calls: Sequence[ProviderCall]) -> list[ProviderCall]:
    return [call for call in asking_for_money(calls) if call.status in (400, 402, 404)]


def _refused_methods(terms: Terms) -> dict[str, object]:
    known = {reason: method for reason, (method, _) in terms.instruments.declines.items()}
    return {
        **known,
        **({"no-such-method": terms.instruments.no_such_method} if terms.instruments.no_such_method else {}),
    }


@control("API-05", stimulus="on-the-server")
@of_each_provider("stimulus", _refused_methods)
def test_a_decline_on_the_server_is_told_and_not_retried(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """The bank's no is an answer: asking again costs fees and looks like card testing. Another card is another key."""
    _declined_and_bought_with_another(target, sandbox, stimulus, verdict)


def _declined_and_bought_with_another(target: Target, sandbox: Sandbox, method: str, verdict: Judge) -> None:
    purchase = Purchase(target, way=confirming(target.descriptor))
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        since = sandbox.position()
        first = purchase.attempt(payment_method=method)
        (sample, *_) = purchase.orders("sample")

    if sample.news.schedule:
        sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    shown, refused, later = sample.look(), _refused(sandbox.provider_calls(since)), sandbox.position()

    with sandbox.holding_news():
        purchase.attempt(payment_method=sandbox.instruments.good_method)
        orders = purchase.orders("again")
    sandbox.deliver(told(orders))
    target.settle_soon(until=orders[-1].complete)

    verdict(
        proofs.declined_once(
            f"{method} was refused",
            refused=refused,
            answered=first.replied.status if first else 599,
            shown=shown,
            corrected=asking_for_money(sandbox.provider_calls(later)),
            took=sum(target.took_money(order.payment) for order in orders),
            again=orders[-1].look(),
            twin=twin.look(),
        )
    )


@control("API-05", stimulus="on-the-server-and-unpromised")
@of_each_provider(
    "stimulus", lambda terms: {"messages": "messages", "reasons": "enum-values"} if _refused_methods(terms) else {}
)
def test_a_decline_is_known_by_its_code(target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge) -> None:
    """Sentences for people are written anew, and reasons are added, without a new version."""
    with sandbox.varying(stimulus):
        _declined_and_bought_with_another(target, sandbox, sandbox.instruments.declines["declined"][0], verdict)


@pytest.mark.at_the_end
@control("API-05", stimulus="every-decline-of-the-run")
def test_no_decline_of_the_run_was_asked_for_again(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A job that tries declined payments again some time later is seen by nobody who looks at one purchase alone."""
    Purchase(target, way=confirming(target.descriptor)).attempt(
        payment_method=sandbox.instruments.declines["declined"][0]
    )

    verdict(proofs.never_asked_again(sandbox.provider_calls()))


@control("API-05", stimulus="at-the-provider")
@of_each_provider("stimulus", lambda terms: {reason: reason for reason in terms.instruments.declines})
def test_a_decline_at_the_provider_is_left_to_the_buyer(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """The target hears of the decline by webhook only: it has nothing to try again; the buyer takes another card."""
    with sandbox.holding_news():
        twin, purchase = target.paid_order("twin"), Purchase(target)
        purchase.attempt()
        (sample,) = purchase.orders("sample")
        since = sandbox.position()
        sample.pay(**sandbox.instruments.declines[stimulus][1])
    failed = sample.news

    sandbox.deliver(failed)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    by_itself, shown = asking_for_money(sandbox.provider_calls(since)), sample.look()

    with sandbox.holding_news():
        orders = next_attempt(purchase, sample)
        took = offer_money(orders)
    sandbox.deliver(told(orders).without(failed))
    target.settle_soon(until=orders[-1].complete)

    at_the_provider = ProviderCall(operation="the buyer's own confirmation", writes=True, status=402, declined=True)
    verdict(
        proofs.declined_once(
            f"a card was declined ({stimulus.replace('_', ' ')})",
            refused=[at_the_provider, *by_itself],
            answered=None,
            shown=shown,
            corrected=(),
            took=took,
            again=orders[-1].look(),
            twin=twin.look(),
        )
    )
