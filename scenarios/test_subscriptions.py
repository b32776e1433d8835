"""SUB-01: access to what is sold by the period follows the provider's state of payment, from the beginning."""

from __future__ import annotations

from collections.abc import Callable

from harness.scenario import (
    BILLING,
    Judge,
    Moot,
    News,
    Subscriber,
    Target,
    control,
    entitlements,
    granted_subscriber,
    periods,
    plan_with,
    stimuli,
    subscribers,
    unpaid_subscriber,
)

Shape = Callable[[News], News]
REPEATS = 2
DAY_OF_WAITING = 86_400.0


def _unpaid(target: Target) -> Subscriber:
    """Nobody pays: what is told of it is that it was made."""
    if not BILLING[target.provider].first_payment_waits:
        raise Moot("signing up takes the money: there is no subscription that waits for it")
    return Subscriber(target, "sample")


def _declined(target: Target) -> Subscriber:
    subscriber = unpaid_subscriber(target, "sample")
    if subscriber.billing.first_payment_waits:
        subscriber.act("decline")
    return subscriber


def _challenged(target: Target) -> Subscriber:
    """The bank asks its question, and nobody has answered it."""
    subscriber = _unpaid(target)
    subscriber.ask_the_bank()
    return subscriber


Begun = Callable[[Target], Subscriber]
SAID: dict[Begun, str] = {
    _unpaid: "nobody has paid",
    _declined: "the bank said no",
    _challenged: "the bank's question is open",
}


@control("SUB-01")
@stimuli(unpaid=_unpaid, declined=_declined, challenged=_challenged)
def test_what_is_not_paid_grants_nothing(billed: Target, stimulus: Begun, verdict: Judge) -> None:
    """Signed up, and the first payment is not made: all that the provider tells by then is told."""
    with billed.sandbox.holding_news():
        sample = stimulus(billed)
        sample.come_back()
        sample.tell()
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=sample.granted)

    verdict(entitlements.grants_nothing(SAID[stimulus], sample.look(), twin=twin.look()))


@control("SUB-01", stimulus="never-paid-in-time")
def test_what_was_never_paid_grants_nothing_later(billed: Target, verdict: Judge) -> None:
    """The first payment is not made for a day, and the provider gives the subscription up."""
    with billed.sandbox.holding_news(), periods.ending(billed):
        clock = periods.Past(billed, DAY_OF_WAITING + periods.HOUR)
        sample = _unpaid(billed)
        sample.tell()
        clock.comes_to_present()
        sample.tell()
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=sample.granted)

    verdict(entitlements.grants_nothing("nobody paid for a day", sample.look(), twin=twin.look()))


@control("SUB-01", stimulus="forged")
def test_a_stranger_cannot_say_that_it_was_paid(billed: Target, verdict: Judge) -> None:
    """Every event that a payment would cause is delivered, with a signature of nobody's; the provider says unpaid."""
    with billed.sandbox.holding_news():
        sample = _unpaid(billed)
        billed.sandbox.deliver(sample.lies().each(forgery="random-signature"))
    twin = granted_subscriber(billed, "twin")
    billed.settle_unwanted(until=sample.granted)

    verdict(entitlements.grants_nothing("a forged event says paid", sample.look(), twin=twin.look()))


def _paid(target: Target) -> Subscriber:
    subscriber = Subscriber(target, "sample")
    subscriber.pay()
    return subscriber


def _declined_then_paid(target: Target) -> Subscriber:
    """The bank says no to the first card, and yes to the next; where nothing waits, the customer subscribes again."""
    subscriber = _declined(target)
    if subscriber.billing.first_payment_waits:
        subscriber.pay()
    else:
        subscriber.sign_up(again=True)
    return subscriber


def _challenged_then_paid(target: Target) -> Subscriber:
    subscriber = _challenged(target)
    subscriber.pay()
    return subscriber


@control("SUB-01")
@stimuli(paid=_paid, declined_then_paid=_declined_then_paid, challenge_passed=_challenged_then_paid)
def test_what_is_paid_grants_access(billed: Target, stimulus: Begun, verdict: Judge) -> None:
    """The first payment is made, at once or after a no, and told as the provider tells it."""
    with billed.sandbox.holding_news():
        blank = unpaid_subscriber(billed, "blank")
        sample = stimulus(billed)
        sample.tell()
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("the first payment was made", sample.look(), blank=blank.look()))


def _repeated(told: News) -> News:
    return told.each_again(REPEATS)


def _backwards(told: News) -> News:
    return told.ordered(lambda plan: tuple(reversed(plan)))


def _at_once(told: News) -> News:
    return told.each(in_turn=False)


@control("SUB-01")
@stimuli(told_three_times=_repeated, told_backwards=_backwards, told_at_once=_at_once)
def test_access_comes_however_it_is_told(billed: Target, stimulus: Shape, verdict: Judge) -> None:
    """The provider promises neither an order nor that it tells once."""
    with billed.sandbox.holding_news():
        blank, sample = unpaid_subscriber(billed, "blank"), Subscriber(billed, "sample")
        sample.pay()
        billed.sandbox.deliver(stimulus(sample.untold()))
    billed.settle(until=sample.granted)
    billed.settle_soon(until=sample.granted)

    verdict(entitlements.grants("the first payment was made", sample.look(), blank=blank.look()))


@control("SUB-01", stimulus="last-event-alone")
def test_access_comes_of_the_last_event_alone(billed: Target, verdict: Judge) -> None:
    """The earlier ones are late: what the provider has on record is known from the one that came."""
    with billed.sandbox.holding_news():
        blank, sample = unpaid_subscriber(billed, "blank"), Subscriber(billed, "sample")
        sample.pay()
        told = sample.untold()
        billed.sandbox.deliver(told.planned(told.schedule[-1:]))
        billed.settle_soon(until=sample.granted)
        billed.sandbox.deliver(told.planned(told.schedule[:-1], in_turn=True))
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("the last event came first", sample.look(), blank=blank.look()))


@control("SUB-01", stimulus="killed-at-the-last-ack")
def test_access_survives_a_crash(billed: Target, verdict: Judge) -> None:
    """Between paid and granted every process is killed, at the byte of the last acknowledgement."""
    with billed.sandbox.holding_news():
        blank, sample = unpaid_subscriber(billed, "blank"), Subscriber(billed, "sample")
        sample.pay()
        subscribers.told_and_killed(billed, sample.untold())
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("killed when all was acknowledged", sample.look(), blank=blank.look()))


@control("SUB-01", stimulus="trial")
def test_a_trial_grants_access(billed: Target, verdict: Judge) -> None:
    """Days for nothing are access, too, although no event about money comes."""
    with billed.sandbox.holding_news():
        blank = unpaid_subscriber(billed, "blank")
        sample = Subscriber(billed, "sample", plan=plan_with(billed, trial=True))
        sample.pay()
        sample.tell()
    billed.settle(until=sample.granted)

    verdict(entitlements.grants("the trial has begun", sample.look(), blank=blank.look()))


@control("SUB-01", stimulus="of-another-customer")
def test_access_is_its_owners_alone(billed: Target, verdict: Judge) -> None:
    """A customer asks for another's subscription by its id."""
    owner = granted_subscriber(billed, "twin")
    stranger = granted_subscriber(billed, "sample")
    stranger.can_name(owner, [owner.entitlement.read], "[entitlement] read")

    verdict(entitlements.seen_by_nobody_else(owner.look_quietly(stranger.browser), own=owner.look()))
