"""EH: when something goes wrong, doubt means no, and the work is not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from harness.scenario import SDK_ATTEMPTS, Fact, Judge, Order, Sandbox, Target, control, proofs, stimuli

SILENT_S = 60.0
"""Seconds that the provider is silent at most; it is heard again when the order in doubt has been looked at."""

BELIEVING_S = 2.0
"""Seconds in which whoever waits a second for the provider, and then believes the event, has come to that."""

Unpaid = Callable[[Order], object]


def _not_at_all(_order: Order) -> None:
    """Leave it unpaid: only the event says that it was paid."""


def _half(order: Order) -> object:
    return order.pay(amount=order.product.amount // 2)


def _in_other_money(order: Order) -> object:
    return order.pay(currency="jpy" if order.product.currency != "jpy" else "krw")


class Broken(NamedTuple):
    """What stands in the way of knowing."""

    says: str
    unpaid: Unpaid
    meets: int
    """How many calls must have met the fault until an attempt of the target's own has failed."""
    fault: dict[str, Any]
    lacks: Fact | None


def _broken(says: str, unpaid: Unpaid = _not_at_all, meets: int = 1, lacks: Fact | None = None, **fault: Any) -> Broken:
    return Broken(says, unpaid, meets, fault, lacks)


@control("EH-02", stimulus="fetch")
@stimuli(
    error_500=_broken("the provider answered 500", meets=SDK_ATTEMPTS, action="status", status=500),
    rate_limited=_broken("the provider answered 429", action="status", status=429),
    connection_lost=_broken("the provider's connection broke", meets=SDK_ATTEMPTS, action="lost_reply"),
    garbled=_broken("the provider's answer was cut off", action="garble", moment="after"),
    silent=_broken("the provider said nothing", action="hold", seconds=SILENT_S),
)
def test_an_answer_that_does_not_come_releases_nothing_and_loses_nothing(
    target: Target, sandbox: Sandbox, stimulus: Broken, verdict: Judge
) -> None:
    """A signed event says paid and the provider cannot be asked: nothing is released until it can, and then all is."""
    with sandbox.holding_news():
        sample, blank = target.order("sample"), target.order("blank")
        paid, twin = target.paid_order("paid"), target.paid_order("twin")
    told = paid.news

    with (
        sandbox.fault(sandbox.terms.fetching, object=sample.payment, **stimulus.fault) as lied_about,
        sandbox.fault(sandbox.terms.fetching, object=paid.payment, **stimulus.fault) as told_of,
    ):
        lies, truths = sandbox.deliver(sample.lies()).answers, sandbox.deliver(told).answers
        target.settle_soon(until=lambda: lied_about() + told_of() > 0)
        # Whoever asks at all may ask one after the other, and with pauses: all of that is waited for.
        target.settle(until=lambda: lied_about() == told_of() == 0 or min(lied_about(), told_of()) >= stimulus.meets)
        silent = stimulus.fault["action"] == "hold"
        if not silent:  # several events tell of one payment: one that is tried later would mend what the others lost
            target.settle_quiet(lambda: lied_about() + told_of())
        # Who does one thing at a time shows nothing while it waits for the provider, and releases nothing either.
        stands_still = silent and not target.instance.answers()
        if silent and not stands_still:
            target.settle_during(until=sample.fulfilled, seconds=BELIEVING_S)
        in_doubt = None if stands_still else sample.look()
        # One that waits for the first answer before it asks for the next has met the silence all the same.
        reach = lied_about() if silent else min(lied_about(), told_of())
    sandbox.deliver(told.refused(truths).each(copy=1))  # what was acknowledged the provider does not send again
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=lambda: (in_doubt is not None and in_doubt.fulfilled) or paid.complete())

    verdict(
        proofs.doubt_is_no(
            stimulus.says,
            sample=in_doubt if in_doubt is not None and in_doubt.fulfilled else sample.look(),
            healed=paid.look(),
            asked=len(lies) + len(truths),
            reach=reach,
            twin=twin.look(),
            blank=blank.look(),
        )
    )


@control("EH-02", stimulus="fetched")
@stimuli(
    not_found=_broken("the provider knew no such payment", action="status", status=404),
    without_status=_broken("the fetched payment had no status", action="without", moment="after", lacks="status"),
    status_null=_broken("the fetched payment's status was null", action="null", moment="after", lacks="status"),
    without_amount=_broken(
        "a half-paid payment had no amount", _half, action="without", moment="after", lacks="amount"
    ),
    amount_null=_broken("a half-paid payment's amount was null", _half, action="null", moment="after", lacks="amount"),
    without_currency=_broken(
        "a payment in other money had no currency", _in_other_money, action="without", moment="after", lacks="currency"
    ),
)
def test_an_answer_that_lacks_what_matters_releases_nothing(
    target: Target, sandbox: Sandbox, stimulus: Broken, verdict: Judge
) -> None:
    """What is missing in the provider's answer is not a yes: no default stands in for a status or an amount."""
    with sandbox.holding_news():
        sample, blank, twin = target.order("sample"), target.order("blank"), target.paid_order("twin")
        lies = sample.lies()
        stimulus.unpaid(sample)

    lacking: dict[str, Any] = {"pointers": sandbox.terms.facts[stimulus.lacks]} if stimulus.lacks else {}
    with sandbox.fault(sandbox.terms.fetching, object=sample.payment, **stimulus.fault, **lacking) as reached:
        answers = sandbox.deliver(lies).answers
        sandbox.deliver(twin.news)
        target.settle(until=twin.fulfilled)
        target.settle_soon(until=lambda: reached() > 0)
        in_doubt, reach = sample.look(), reached()

    verdict(
        proofs.doubt_is_no(
            stimulus.says,
            sample=in_doubt,
            healed=None,
            asked=len(answers),
            reach=reach,
            twin=twin.look(),
            blank=blank.look(),
        )
    )
