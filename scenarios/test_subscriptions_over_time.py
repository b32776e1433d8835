"""SUB-02: renewals, failed ones, cancellations and trials' ends keep access or end it, at the right time.

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
    another_plan,
    control,
    declared_subscriptions,
    entitlements,
    granted_subscriber,
    periods,
    plan_with,
    reconciling,
    stimuli,
    subscribers,
    unpaid_subscriber,
)

LONG_AFTER = 2
"""Days beyond the grace."""
REPEATS = 2
A_MOMENT = 600
"""Seconds after a period's end: it has begun, and where its invoice is open for an hour, nothing is paid."""


def _begun_ago(target: Target, ended_ago: float = periods.FRESHLY) -> float:
    """Return how long ago a subscription began whose first period ended so long ago."""
    table, _ = declared_subscriptions(target)
    return periods.one_period(table.plans[plan_with(target, trial=False)].interval, ended_ago=ended_ago)


def _beyond_the_grace(target: Target) -> float:
    """Return how many seconds ago a period ended whose own access is over by now, whatever grace there was."""
    _, entitlement = declared_subscriptions(target)
    return ((entitlement.grace_days or 0) + LONG_AFTER) * periods.DAY


class _Renewing:
    """A subscriber who has paid a period that is over by now; inside, the provider's clock is at its beginning."""

    def __init__(self, target: Target, *, ended_ago: float = periods.FRESHLY) -> None:
        self.past = periods.Past(target, _begun_ago(target, ended_ago))
        self.sample = Subscriber(target, "sample")
        self.sample.pay()

    def granted(self) -> None:
        """Tell of the first payment; the access it gives is not looked at, for it is of the past."""
        self.sample.tell()


def _as_told(told: News) -> News:
    return told.in_turn()


def _three_times(told: News) -> News:
    return told.each_again(REPEATS)


def _backwards(told: News) -> News:
    return told.ordered(lambda plan: tuple(reversed(plan)))


def _at_once(told: News) -> News:
    return told.each(in_turn=False)


Shape = Callable[[News], News]
SHAPES: dict[str, Shape] = {
    "told": _as_told,
    "told_three_times": _three_times,
    "told_backwards": _backwards,
    "told_at_once": _at_once,
}


@control("SUB-02", stimulus="renewed")
@stimuli(**SHAPES)
def test_a_renewal_keeps_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """A period has passed, and the next one was paid; it is told in turn, repeated, backwards or all at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        renewing.granted()
        renewing.past.comes_to_present()
        billed.sandbox.deliver(stimulus(renewing.sample.untold()))
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the next period is paid", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="renewed-and-told-as-it-happens")
def test_a_renewal_is_heard_when_it_is_paid(billed: Target, verdict: Judge) -> None:
    """The period's beginning is told when it begins, and the payment when it is made, an hour or a day later."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        ended_ago = _beyond_the_grace(billed)
        renewing = _Renewing(billed, ended_ago=ended_ago)
        renewing.granted()
        renewing.past.passes(_begun_ago(billed, ended_ago) - ended_ago + A_MOMENT)
        renewing.sample.tell()
        billed.settle_soon(until=renewing.sample.granted)
        renewing.past.comes_to_present()
        renewing.sample.tell()
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the next period is paid", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="last-periods-news-after-this-ones")
def test_old_news_after_new_keeps_access(billed: Target, verdict: Judge) -> None:
    """The whole news of the first period was late, and comes when the second has been told."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        first = renewing.sample.untold()
        renewing.past.comes_to_present()
        billed.sandbox.deliver(renewing.sample.untold().in_turn())
        billed.settle_soon(until=renewing.sample.granted)
        billed.sandbox.deliver(first.in_turn())
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the next period is paid", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="renewal-and-crash")
def test_a_renewal_survives_a_crash(billed: Target, verdict: Judge) -> None:
    """Every process is killed at the byte at which the renewal's last event was acknowledged."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        renewing.granted()
        renewing.past.comes_to_present()
        subscribers.told_and_killed(billed, renewing.sample.untold())
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the next period is paid", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="renewal-lost-and-reconciled")
def test_a_renewal_of_which_nothing_came_is_found(billed: Target, verdict: Judge) -> None:
    """No event of a whole period arrives; the reconciler runs."""
    reconciling.can_be_run(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        renewing.granted()
        renewing.past.comes_to_present()
        reconciling.reconcile(billed)
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the next period is paid", renewing.sample.look(), blank=blank.look()))


def _grace(target: Target) -> int:
    """Return the days of access after a failed renewal. Raises WindowShut where nothing is said of them."""
    _, entitlement = declared_subscriptions(target)
    if entitlement.grace_days is None:
        raise WindowShut("how long access lasts after a failed renewal is not known", needs="[entitlement] grace_days")
    return entitlement.grace_days


def _failed(target: Target, *, ago: float, card: str = "declined") -> _Renewing:
    """Return a subscriber whose card did not pay when the period ended, so long ago."""
    renewing = _Renewing(target, ended_ago=ago)
    renewing.granted()
    renewing.sample.act("change_card", card=card)
    renewing.sample.tell()
    renewing.past.comes_to_present()
    return renewing


@control("SUB-02", stimulus="renewal-failed-within-the-grace")
def test_a_failed_renewal_has_its_grace(billed: Target, verdict: Judge) -> None:
    """The renewal failed a day ago, and the target gives days before it takes access away."""
    if _grace(billed) * periods.DAY <= periods.FRESHLY:
        raise Moot(f"the grace is over by then ([entitlement] grace_days = {_grace(billed)})")
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _failed(billed, ago=periods.FRESHLY)
        renewing.sample.tell()
        blank = unpaid_subscriber(billed, "blank")
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the renewal failed a day ago", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="renewal-failed-beyond-the-grace")
@stimuli(told=_as_told, told_backwards=_backwards)
def test_a_failed_renewal_ends_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The renewal failed longer ago than the target's grace, and nobody has paid since."""
    grace = _grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _failed(billed, ago=(grace + LONG_AFTER) * periods.DAY)
        billed.sandbox.deliver(stimulus(renewing.sample.untold()))
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)

    done = f"nobody has paid for {grace + LONG_AFTER} days, and the grace is {grace}"
    verdict(entitlements.grants_nothing(done, renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="renewal-whose-bank-asks")
@stimuli(unanswered=False, answered=True)
def test_a_renewal_that_waits_for_the_bank_is_not_paid(billed: Target, stimulus: bool, verdict: Judge) -> None:
    """The bank asks its question at the renewal, when nobody is there to answer; he answers days later, or never."""
    if not BILLING[billed.provider].asks:
        raise Moot(f"with {billed.sandbox.terms.title} a bank's question is not seen by the shop")
    grace = _grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _failed(billed, ago=(grace + LONG_AFTER) * periods.DAY, card="authenticate")
        renewing.sample.tell()
        if stimulus:
            renewing.sample.act("pay")
            renewing.sample.tell()
    twin = granted_subscriber(billed, "twin")
    if stimulus:
        billed.settle(until=renewing.sample.granted)
        verdict(entitlements.grants("the bank's question was answered", renewing.sample.look(), blank=blank.look()))
    else:
        billed.settle(until=renewing.sample.revoked)
        done = f"the bank's question has been open for {grace + LONG_AFTER} days"
        verdict(entitlements.grants_nothing(done, renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="refunded-and-renewed")
def test_a_refunded_period_does_not_end_the_next(billed: Target, verdict: Judge) -> None:
    """The first period's money went back, as a favour; the next one was paid."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        renewing.granted()
        renewing.past.passes(periods.DAY)  # by then every provider has taken it
        renewing.sample.act("refund")
        renewing.sample.tell()
        renewing.past.comes_to_present()
        renewing.sample.tell()
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("refunded, and the next period is paid", renewing.sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="changed-while-it-renews")
def test_a_change_that_races_a_renewal_keeps_access(billed: Target, verdict: Judge) -> None:
    """The renewal is on its way to the target when the plan is changed at the provider; both are told at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        renewing = _Renewing(billed, ended_ago=_beyond_the_grace(billed))
        renewing.granted()
        renewing.past.comes_to_present()
        sample = renewing.sample
        sample.act("change_plan", plan=sample.plan_id(another_plan(billed, sample.plan)))
        billed.sandbox.deliver(_at_once(sample.untold()))
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("renewed and changed at once", sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="failed-for-good")
def test_the_end_of_all_attempts_ends_access(billed: Target, verdict: Judge) -> None:
    """Every attempt at the renewal failed, and the provider has given it up."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _failed(billed, ago=BILLING[billed.provider].retries * periods.DAY)
        renewing.sample.tell()
        if not renewing.sample.is_given_up:
            raise Moot(f"{billed.sandbox.terms.title} goes on with a subscription that nobody pays")
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)

    verdict(entitlements.grants_nothing("every attempt has failed", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="paid-late")
@stimuli(told=_as_told, told_backwards=_backwards)
def test_a_late_payment_restores_access(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The renewal failed, beyond any grace; then the subscriber pays."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _failed(billed, ago=_beyond_the_grace(billed))
        billed.sandbox.deliver(stimulus(renewing.sample.untold()))
        billed.settle_soon(until=renewing.sample.revoked)
        renewing.sample.act("change_card", card="ok")
        renewing.sample.act("pay")
        billed.sandbox.deliver(stimulus(renewing.sample.untold()))
        blank = unpaid_subscriber(billed, "blank")
    billed.settle(until=renewing.sample.granted)

    verdict(entitlements.grants("the failed renewal was paid late", renewing.sample.look(), blank=blank.look()))


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
        renewing = _Renewing(billed)
        renewing.granted()
        stimulus(renewing.sample)
        renewing.sample.tell()
        renewing.past.comes_to_present()
        renewing.sample.tell()
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)

    verdict(entitlements.grants_nothing("cancelled, and the period is over", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="cancelled-at-the-target")
def test_what_is_cancelled_is_billed_no_more(billed: Target, verdict: Judge) -> None:
    """Its owner cancels at the target; what the target says is compared with the provider's books."""
    sample = granted_subscriber(billed, "sample")
    sent = sample.cancel()
    billed.settle(until=lambda: sample.on_record().ending > 0)

    verdict(entitlements.cancelled_there("cancelled at the target", sample.on_record(), accepted=sent.succeeded))


@control("SUB-02", stimulus="over")
@stimuli(told_backwards=_backwards, told_at_once=_at_once, told_three_times=_three_times)
def test_the_end_is_not_undone_by_what_was_before(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The end is told, and with it, or after it, what was true before: paid, active, updated."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _Renewing(billed)
        _there(renewing.sample)
        renewing.past.comes_to_present()
        billed.sandbox.deliver(stimulus(renewing.sample.untold()))
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)
    billed.settle_unwanted(until=renewing.sample.granted)

    verdict(entitlements.grants_nothing("the subscription is over", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="over-and-told-again")
def test_repeated_news_of_better_days_revives_nothing(billed: Target, verdict: Judge) -> None:
    """Long after the end the provider repeats the events of the first payment."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _Renewing(billed)
        first = renewing.sample.untold()
        billed.sandbox.deliver(first.in_turn())
        _there(renewing.sample)
        renewing.past.comes_to_present()
        renewing.sample.tell()
        billed.settle(until=renewing.sample.revoked)
        billed.sandbox.deliver(first.each(copy=1).in_turn())
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=renewing.sample.granted)

    verdict(entitlements.grants_nothing("old news came again", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="over-and-forged")
def test_a_stranger_revives_nothing(billed: Target, verdict: Judge) -> None:
    """The subscription is over; somebody repeats the events that said it was paid, with a signature of nobody's."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _Renewing(billed)
        first = renewing.sample.untold()
        _there(renewing.sample)
        renewing.past.comes_to_present()
        renewing.sample.tell()
        billed.settle(until=renewing.sample.revoked)
        billed.sandbox.deliver(first.each(forgery="random-signature"))
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=renewing.sample.granted)

    verdict(entitlements.grants_nothing("a forged event says paid", renewing.sample.look(), twin=twin.look()))


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
        renewing = _Renewing(billed)
        renewing.granted()
        _there(renewing.sample)
        renewing.past.comes_to_present()
        reconciling.reconcile(billed)
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)

    verdict(entitlements.grants_nothing("nothing was told of the end", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="cancelled-while-it-renews")
def test_a_cancel_that_races_a_renewal_ends_it(billed: Target, verdict: Judge) -> None:
    """The renewal is on its way to the target when the subscription is cancelled for good; both are told at once."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        renewing = _Renewing(billed)
        renewing.granted()
        renewing.past.comes_to_present()
        renewing.sample.end_now()
        billed.sandbox.deliver(_at_once(renewing.sample.untold()))
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=renewing.sample.revoked)

    verdict(entitlements.grants_nothing("renewed, and ended at once", renewing.sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="trial-over")
def test_a_trial_that_is_paid_for_goes_on(billed: Target, verdict: Judge) -> None:
    """The trial has ended, and the first period after it was paid."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        blank = unpaid_subscriber(billed, "blank")
        sample = _at_the_end_of_a_trial(billed, card="ok")
        sample.tell()
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("the trial is over, and paid for", sample.look(), blank=blank.look()))


@control("SUB-02", stimulus="trial-over-without-a-method")
def test_a_trial_without_a_method_ends(billed: Target, verdict: Judge) -> None:
    """The trial ended longer ago than the grace, and its subscriber never said how he would pay."""
    if not BILLING[billed.provider].first_payment_waits:
        raise Moot("signing up needs a card: nobody has a trial without one")
    grace = _grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        sample = _at_the_end_of_a_trial(billed, card=None, ago=(grace + LONG_AFTER) * periods.DAY)
        sample.tell()
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=sample.revoked)

    verdict(entitlements.grants_nothing("the trial is over, and there is no card", sample.look(), twin=twin.look()))


@control("SUB-02", stimulus="trial-over-and-declined")
def test_a_trial_that_nobody_pays_for_ends(billed: Target, verdict: Judge) -> None:
    """The trial ended longer ago than the grace, and the bank has said no since."""
    grace = _grace(billed)
    with billed.sandbox.holding_news(), periods.ending(billed):
        sample = _at_the_end_of_a_trial(billed, card="declined", ago=(grace + LONG_AFTER) * periods.DAY)
        sample.tell()
    twin = granted_subscriber(billed, "twin")
    billed.settle(until=sample.revoked)

    verdict(entitlements.grants_nothing("the trial is over, and not paid for", sample.look(), twin=twin.look()))


def _at_the_end_of_a_trial(target: Target, *, card: str | None, ago: float = periods.FRESHLY) -> Subscriber:
    """Return somebody whose trial ended so long ago; None: he never named a card."""
    table, _ = declared_subscriptions(target)
    plan = plan_with(target, trial=True)
    clock = periods.Past(target, table.plans[plan].trial_days * periods.DAY + ago)
    sample = Subscriber(target, "sample", plan=plan)
    if card is not None:
        sample.pay()
    sample.tell()
    if card == "declined":
        sample.act("change_card", card=card)
    clock.comes_to_present()
    return sample
