"""SUB-02: what is cancelled lasts until its end, ends then, and is revived by nothing.

The subscription begins in the past, on the provider's clock, and each look is in the present: see `periods`.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    BILLING,
    Judge,
    Moot,
    News,
    Subscriber,
    Target,
    WindowShut,
    control,
    entitlements,
    granted_subscriber,
    periods,
    reconciling,
    renewing,
    stimuli,
    unpaid_subscriber,
)

Shape = Callable[[News], News]


def _there(sample: Subscriber) -> None:
    """In the provider's dashboard, or in its portal."""
    sample.act("cancel_subscription", at_period_end=not sample.billing.ends_at_once)


def _here(sample: Subscriber) -> None:
    """By the target's own request."""
    if not sample.cancel().succeeded:
        raise WindowShut("the target does not let its subscribers cancel", needs="[subscription] cancel")


Cancelled = Callable[[Subscriber], None]


@control("SUB-02", stimulus="cancelled-for-the-end")
@stimuli(at_the_target=_here, at_the_provider=_there)
def test_what_is_cancelled_lasts_until_its_end(billed: Target, stimulus: Cancelled, verdict: Judge) -> None:
    """Cancelled for the end of the period, which has not come: it is paid for."""
    if BILLING[billed.provider].ends_at_once:
        raise Moot(f"with {billed.sandbox.terms.title} cancelling ends a subscription at once")
    with billed.sandbox.holding_news():
        blank = unpaid_subscriber(billed, "blank")
        sample = granted_subscriber(billed, "sample")
        stimulus(sample)
        sample.tell()
    billed.settle_unwanted(until=sample.revoked)

    verdict(entitlements.grants("cancelled for the end of the period", sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="cancelled-and-over")
@stimuli(at_the_target=_here, at_the_provider=_there)
def test_what_is_cancelled_ends_with_its_period(billed: Target, stimulus: Cancelled, verdict: Judge) -> None:
    """Cancelled in the first period, which is over by now."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        subject.granted()
        stimulus(subject.sample)
        subject.sample.tell()
        subject.past.comes_to_present()
        subject.sample.tell()

    _judge_over(billed, "cancelled, and the period is over", subject.sample, verdict)


@control("SUB-02", stimulus="cancelled-at-the-target")
def test_what_is_cancelled_is_billed_no_more(billed: Target, verdict: Judge) -> None:
    """Its owner cancels at the target; what the target says is compared with the provider's books."""
    sample = granted_subscriber(billed, "sample")
    sent = sample.cancel()
    billed.settle(until=lambda: sample.on_record().ending > 0)

    verdict(entitlements.cancelled_there("cancelled at the target", sample.on_record(), accepted=sent.succeeded))


@control("SUB-02", stimulus="over")
@stimuli(told_backwards=renewing.backwards, told_at_once=renewing.at_once, told_three_times=renewing.three_times)
def test_the_end_is_not_undone_by_what_was_before(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The end is told, and with it, or after it, what was true before: paid, active, updated."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        _there(subject.sample)
        subject.past.comes_to_present()
        billed.sandbox.deliver(stimulus(subject.sample.untold()))
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=subject.sample.revoked)
    billed.settle_unwanted(until=subject.sample.granted)

    verdict(entitlements.grants_nothing("the subscription is over", subject.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="over-and-told-again")
def test_repeated_news_of_better_days_revives_nothing(billed: Target, verdict: Judge) -> None:
    """Long after the end the provider repeats the events of the first payment."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        first = subject.sample.untold()
        billed.sandbox.deliver(first.in_turn())
        _there(subject.sample)
        subject.past.comes_to_present()
        subject.sample.tell()
        billed.settle(until=subject.sample.revoked)
        billed.sandbox.deliver(first.each(copy=1).in_turn())
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=subject.sample.granted)

    verdict(entitlements.grants_nothing("old news came again", subject.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="over-and-forged")
def test_a_stranger_revives_nothing(billed: Target, verdict: Judge) -> None:
    """The subscription is over; somebody repeats the events that said it was paid, with a signature of nobody's."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        first = subject.sample.untold()
        _there(subject.sample)
        subject.past.comes_to_present()
        subject.sample.tell()
        billed.settle(until=subject.sample.revoked)
        billed.sandbox.deliver(first.each(forgery="random-signature"))
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=subject.sample.granted)

    verdict(entitlements.grants_nothing("a forged event says paid", subject.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="forged-end")
def test_a_stranger_ends_nothing(billed: Target, verdict: Judge) -> None:
    """Somebody says, with a signature of nobody's, that a subscription was cancelled."""
    with billed.sandbox.holding_news():
        blank = unpaid_subscriber(billed, "blank")
        sample = granted_subscriber(billed, "sample")
        lies = sample.lies("cancel_subscription", at_period_end=not sample.billing.ends_at_once)
        billed.sandbox.deliver(lies.each(forgery="random-signature"))
    billed.settle_unwanted(until=sample.revoked)

    verdict(entitlements.grants("a forged event says cancelled", sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="end-lost-and-reconciled")
def test_an_end_of_which_nothing_came_is_found(billed: Target, verdict: Judge) -> None:
    """Cancelled at the provider, and over; no event says so, and the reconciler runs."""
    reconciling.can_be_run(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        subject.granted()
        _there(subject.sample)
        subject.past.comes_to_present()
        reconciling.reconcile(billed)

    _judge_over(billed, "nothing was told of the end", subject.sample, verdict)


@control("SUB-02", stimulus="cancelled-while-it-renews")
def test_a_cancel_that_races_a_renewal_ends_it(billed: Target, verdict: Judge) -> None:
    """The renewal is on its way to the target when the subscription is cancelled for good; both are told at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.Renewing(billed)
        subject.granted()
        subject.past.comes_to_present()
        subject.sample.end_now()
        billed.sandbox.deliver(renewing.at_once(subject.sample.untold()))

    _judge_over(billed, "renewed, and ended at once", subject.sample, verdict)


def _judge_over(target: Target, done: str, sample: Subscriber, verdict: Judge) -> None:
    """See that access is gone, beside a twin who has paid meanwhile."""
    twin = granted_subscriber(target, "twin")
    target.settle(until=sample.revoked)

    verdict(entitlements.grants_nothing(done, sample.look(), twin=twin.look()))
