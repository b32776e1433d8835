"""SUB-02: renewals and trials' ends keep access, and failed ones end it, at the right time.

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
    another_plan,
    control,
    entitlements,
    granted_subscriber,
    periods,
    reconciling,
    renewing,
    stimuli,
    subscribers,
    unpaid_subscriber,
)

Shape = Callable[[News], News]
SHAPES: dict[str, Shape] = {
    "told": renewing.as_told,
    "told_three_times": renewing.three_times,
    "told_backwards": renewing.backwards,
    "told_at_once": renewing.at_once,
}


@control("SUB-02", stimulus="renewed")
@stimuli(**SHAPES)
def test_a_renewal_keeps_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """A period has passed, and the next one was paid; it is told in turn, repeated, backwards or all at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        subject.granted()
        subject.past.comes_to_present()
        billed.sandbox.deliver(stimulus(subject.sample.untold()))

    _judge_granted(billed, "the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="renewed-and-told-as-it-happens")
def test_a_renewal_is_heard_when_it_is_paid(billed: Target, verdict: Judge) -> None:
    """The period's beginning is told when it begins, and the payment when it is made, an hour or a day later."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        ended_ago = renewing.beyond_the_grace(billed)
        subject = renewing.Renewing(billed, ended_ago=ended_ago)
        subject.granted()
        subject.past.passes(renewing.begun_ago(billed, ended_ago) - ended_ago + renewing.A_MOMENT)
        subject.sample.tell()
        billed.settle_soon(until=subject.sample.granted)
        subject.past.comes_to_present()
        subject.sample.tell()

    _judge_granted(billed, "the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="last-periods-news-after-this-ones")
def test_old_news_after_new_keeps_access(billed: Target, verdict: Judge) -> None:
    """The whole news of the first period was late, and comes when the second has been told."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        first = subject.sample.untold()
        subject.past.comes_to_present()
        billed.sandbox.deliver(subject.sample.untold().in_turn())
        billed.settle_soon(until=subject.sample.granted)
        billed.sandbox.deliver(first.in_turn())

    _judge_granted(billed, "the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="renewal-and-crash")
def test_a_renewal_survives_a_crash(billed: Target, verdict: Judge) -> None:
    """Every process is killed at the byte at which the renewal's last event was acknowledged."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        subject.granted()
        subject.past.comes_to_present()
        subscribers.told_and_killed(billed, subject.sample.untold())

    _judge_granted(billed, "the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="renewal-lost-and-reconciled")
def test_a_renewal_of_which_nothing_came_is_found(billed: Target, verdict: Judge) -> None:
    """No event of a whole period arrives; the reconciler runs."""
    reconciling.can_be_run(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        subject.granted()
        subject.past.comes_to_present()
        reconciling.reconcile(billed)

    _judge_granted(billed, "the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="renewal-failed-within-the-grace")
def test_a_failed_renewal_has_its_grace(billed: Target, verdict: Judge) -> None:
    """The renewal failed a day ago, and the target gives days before it takes access away."""
    if renewing.grace(billed) * periods.DAY <= periods.FRESHLY:
        raise Moot(f"the grace is over by then ([entitlement] grace_days = {renewing.grace(billed)})")
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.failed(billed, ago=periods.FRESHLY)
        subject.sample.tell()
        blank = unpaid_subscriber(billed, "blank")

    _judge_granted(billed, "the renewal failed a day ago", subject.sample, blank, verdict)


@control("SUB-02", stimulus="renewal-failed-beyond-the-grace")
@stimuli(told=renewing.as_told, told_backwards=renewing.backwards)
def test_a_failed_renewal_ends_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The renewal failed longer ago than the target's grace, and nobody has paid since."""
    grace = renewing.grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.failed(billed, ago=renewing.beyond_the_grace(billed))
        billed.sandbox.deliver(stimulus(subject.sample.untold()))

    done = f"nobody has paid for {grace + renewing.LONG_AFTER} days, and the grace is {grace}"
    _judge_over(billed, done, subject.sample, verdict)


@control("SUB-02", stimulus="renewal-whose-bank-asks")
@stimuli(unanswered=False, answered=True)
def test_a_renewal_that_waits_for_the_bank_is_not_paid(billed: Target, stimulus: bool, verdict: Judge) -> None:
    """The bank asks its question at the renewal, when nobody is there to answer; he answers days later, or never."""
    if not BILLING[billed.provider].asks:
        raise Moot(f"with {billed.sandbox.terms.title} a bank's question is not seen by the shop")
    grace = renewing.grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.failed(billed, ago=renewing.beyond_the_grace(billed), card="authenticate")
        subject.sample.tell()
        if stimulus:
            subject.sample.act("pay")
            subject.sample.tell()
    twin = granted_subscriber(billed, "twin")
    if stimulus:
        billed.settle(until=subject.sample.granted)
        verdict(entitlements.grants("the bank's question was answered", subject.sample.look(), blank=blank.look()))
    else:
        billed.settle(until=subject.sample.revoked)
        done = f"the bank's question has been open for {grace + renewing.LONG_AFTER} days"
        verdict(entitlements.grants_nothing(done, subject.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="refunded-and-renewed")
def test_a_refunded_period_does_not_end_the_next(billed: Target, verdict: Judge) -> None:
    """The first period's money went back, as a favour; the next one was paid."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        subject.granted()
        subject.past.passes(periods.DAY)  # by then every provider has taken it
        subject.sample.act("refund")
        subject.sample.tell()
        subject.past.comes_to_present()
        subject.sample.tell()

    _judge_granted(billed, "refunded, and the next period is paid", subject.sample, blank, verdict)


@control("SUB-02", stimulus="changed-while-it-renews")
def test_a_change_that_races_a_renewal_keeps_access(billed: Target, verdict: Judge) -> None:
    """The renewal is on its way to the target when the plan is changed at the provider; both are told at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        subject = renewing.Renewing(billed, ended_ago=renewing.beyond_the_grace(billed))
        subject.granted()
        subject.past.comes_to_present()
        sample = subject.sample
        sample.act("change_plan", plan=sample.plan_id(another_plan(billed, sample.plan)))
        billed.sandbox.deliver(renewing.at_once(sample.untold()))

    _judge_granted(billed, "renewed and changed at once", sample, blank, verdict)


@control("SUB-02", stimulus="failed-for-good")
def test_the_end_of_all_attempts_ends_access(billed: Target, verdict: Judge) -> None:
    """Every attempt at the renewal failed, and the provider has given it up."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.failed(billed, ago=BILLING[billed.provider].retries * periods.DAY)
        subject.sample.tell()
        if not subject.sample.is_given_up:
            raise Moot(f"{billed.sandbox.terms.title} goes on with a subscription that nobody pays")

    _judge_over(billed, "every attempt has failed", subject.sample, verdict)


@control("SUB-02", stimulus="paid-late")
@stimuli(told=renewing.as_told, told_backwards=renewing.backwards)
def test_a_late_payment_restores_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The renewal failed, beyond any grace; then the subscriber pays."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        subject = renewing.failed(billed, ago=renewing.beyond_the_grace(billed))
        billed.sandbox.deliver(stimulus(subject.sample.untold()))
        billed.settle_soon(until=subject.sample.revoked)
        subject.sample.act("change_card", card="ok")
        subject.sample.act("pay")
        billed.sandbox.deliver(stimulus(subject.sample.untold()))
        blank = unpaid_subscriber(billed, "blank")

    _judge_granted(billed, "the failed renewal was paid late", subject.sample, blank, verdict)


@control("SUB-02", stimulus="trial-over")
def test_a_trial_that_is_paid_for_goes_on(billed: Target, verdict: Judge) -> None:
    """The trial has ended, and the first period after it was paid."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        sample = renewing.at_the_end_of_a_trial(billed, card="ok")
        sample.tell()

    _judge_granted(billed, "the trial is over, and paid for", sample, blank, verdict)


@control("SUB-02", stimulus="trial-over-without-a-method")
def test_a_trial_without_a_method_ends(billed: Target, verdict: Judge) -> None:
    """The trial ended longer ago than the grace, and its subscriber never said how he would pay."""
    if not BILLING[billed.provider].first_payment_waits:
        raise Moot("signing up needs a card: nobody has a trial without one")
    renewing.grace(billed)  # without it nobody knows when access must end
    with billed.sandbox.holding_news(), periods.ending(billed):
        sample = renewing.at_the_end_of_a_trial(billed, card=None, ago=renewing.beyond_the_grace(billed))
        sample.tell()

    _judge_over(billed, "the trial is over, and there is no card", sample, verdict)


@control("SUB-02", stimulus="trial-over-and-declined")
def test_a_trial_that_nobody_pays_for_ends(billed: Target, verdict: Judge) -> None:
    """The trial ended longer ago than the grace, and the bank has said no since."""
    renewing.grace(billed)  # without it nobody knows when access must end
    with billed.sandbox.holding_news(), periods.ending(billed):
        sample = renewing.at_the_end_of_a_trial(billed, card="declined", ago=renewing.beyond_the_grace(billed))
        sample.tell()

    _judge_over(billed, "the trial is over, and not paid for", sample, verdict)


def _judge_granted(target: Target, done: str, sample: Subscriber, blank: Subscriber, verdict: Judge) -> None:
    """See that there is access, beside somebody who has signed up and not paid."""
    target.settle(until=sample.granted)

    verdict(entitlements.grants(done, sample.look(), blank=blank.look()))


def _judge_over(target: Target, done: str, sample: Subscriber, verdict: Judge) -> None:
    """See that access is gone, beside a twin who has paid meanwhile."""
    twin = granted_subscriber(target, "twin")
    target.settle(until=sample.revoked)

    verdict(entitlements.grants_nothing(done, sample.look(), twin=twin.look()))
