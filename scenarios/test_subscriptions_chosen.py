"""SUB-03: plan, price and trial are the server's to choose, once; a client names a plan and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from harness.scenario import (
    SDK_ATTEMPTS,
    Change,
    Judge,
    Subscriber,
    Target,
    another_plan,
    control,
    entitlements,
    fresh_key,
    granted_subscriber,
    periods,
    plan_with,
    stimuli,
    with_fields,
)

AT_ONCE = 5
NO_SUCH_PLAN = "no-such-plan-7"
A_YEAR = 365
FREE_CENT = 1

Bends = Callable[[Subscriber], Change]


def _price(sample: Subscriber) -> Change:
    """Every field in which a careless server might take the provider's id of what is paid."""
    other = sample.plan_id(another_plan(sample.target, sample.plan))
    names = ("price", "price_id", "priceId", "plan_id", "planId", "plan_variation_id", "lookup_key", "stripe_price")
    return with_fields({**dict.fromkeys(names, other), "items": [{"price": other}], "line_items": [{"price": other}]})


def _trial(_sample: Subscriber) -> Change:
    days = dict.fromkeys(("trial_days", "trial_period_days", "trialDays", "trial"), A_YEAR)
    return with_fields({**days, "trial_end": 4_102_444_800, "subscription_data": {"trial_period_days": A_YEAR}})


def _amount(sample: Subscriber) -> Change:
    plan = sample.table.plans[sample.plan]
    names = ("amount", "unit_amount", "price_amount", "total")
    bent = {"currency": plan.currency, "unit_amount": FREE_CENT, "recurring": {"interval": "year"}}
    return with_fields({**dict.fromkeys(names, FREE_CENT), "price_data": bent, "interval": "year", "currency": "jpy"})


def _coupon(_sample: Subscriber) -> Change:
    return with_fields({"coupon": "free", "discount": 100, "discounts": [{"coupon": "free"}], "promotion_code": "free"})


@control("SUB-03")
@stimuli(other_price=_price, longer_trial=_trial, other_amount=_amount, discount=_coupon)
def test_a_client_names_a_plan_and_no_more(billed: Target, stimulus: Bends, verdict: Judge) -> None:
    """A sign-up carries further fields, under the names that servers like to read."""
    twin = Subscriber(billed, "twin")
    twin.pay()
    sample = Subscriber(billed, "sample", subscribes=False)
    sample.sign_up(change=stimulus(sample))
    sample.pay_all()

    tried = {_price: "another plan's price", _trial: "a year for nothing", _amount: "a cent", _coupon: "a discount"}
    record, honest = sample.on_record(), twin.on_record()
    said = f"a sign-up with {tried[stimulus]} in its fields"
    verdict(entitlements.sold_as_agreed(said, record, plan=sample.plan, twin=honest))


@control("SUB-03", stimulus="the-providers-id-as-the-plan")
def test_what_is_not_sold_is_not_bought(billed: Target, verdict: Judge) -> None:
    """In place of a plan stands the id that the provider has for another one."""
    twin = Subscriber(billed, "twin")
    twin.pay()
    sample = Subscriber(billed, "sample", subscribes=False)
    sample.sign_up(plan=sample.unsold_plan())
    sample.pay_all()

    said = "a plan that is not sold, named by the provider's id"
    verdict(entitlements.sold_as_agreed(said, sample.on_record(), plan=sample.plan, twin=twin.on_record()))


@control("SUB-03", stimulus="unknown-plan")
def test_a_plan_that_there_is_not_is_refused(billed: Target, verdict: Judge) -> None:
    """A plan of nobody's is named; a server that falls back to a default sells what was not asked for."""
    twin = Subscriber(billed, "twin")
    twin.pay()
    sample = Subscriber(billed, "sample", subscribes=False)
    sample.sign_up(plan=NO_SUCH_PLAN)
    sample.pay_all()

    tried = "a plan that there is not"
    verdict(entitlements.sold_nothing(tried, sample.on_record(), plan=twin.plan, twin=twin.on_record()))


def _signed_up_at_once(sample: Subscriber) -> int:
    """The button is pressed five times."""
    cart = fresh_key()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pressed = [pool.submit(sample.sign_up, again=True, cart=cart) for _ in range(AT_ONCE)]
    return sum(one.result().replied.status > 0 for one in pressed)


def _signed_up_in_two_tabs(sample: Subscriber) -> int:
    """Two tabs are open, and each has a button."""
    with ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(sample.sign_up, again=True) for _ in range(2)]
    return sum(one.result().replied.status > 0 for one in pressed)


def _signed_up_again(sample: Subscriber) -> int:
    """He has forgotten that he has one, and subscribes once more."""
    return int(sample.sign_up(again=True).replied.status > 0)


@control("SUB-03")
@stimuli(pressed_at_once=_signed_up_at_once, in_two_tabs=_signed_up_in_two_tabs, again=_signed_up_again)
def test_one_customer_has_one_subscription(
    billed: Target, stimulus: Callable[[Subscriber], int], verdict: Judge
) -> None:
    """A customer signs up more than once, and pays whatever there is to pay."""
    sample = Subscriber(billed, "sample")
    sample.pay()
    sample.tell()
    billed.settle(until=sample.granted)
    again = stimulus(sample)
    sample.pay_all()
    sample.tell()

    done = f"one customer signed up {again + 1} times"
    verdict(entitlements.one_subscription(done, sample.on_record(), plan=sample.plan, reach=again))


@control("SUB-03", stimulus="first-pressed-at-once")
def test_a_first_sign_up_that_is_pressed_often_makes_one(billed: Target, verdict: Judge) -> None:
    """A new customer presses the button five times before any answer, and pays whatever there is to pay."""
    sample = Subscriber(billed, "sample", subscribes=False)
    sample.become_customer()
    again = _signed_up_at_once(sample) - 1
    sample.pay_all()

    done = f"a new customer signed up {again + 1} times at once"
    verdict(entitlements.one_subscription(done, sample.on_record(), plan=sample.plan, reach=again))


@control("SUB-03", stimulus="second-trial")
def test_nobody_gets_a_second_trial(billed: Target, verdict: Judge) -> None:
    """A trial is begun, cancelled for good at the provider, and begun once more by the same customer."""
    plan = plan_with(billed, trial=True)
    sample = granted_subscriber(billed, "sample", plan=plan)
    first = sample.on_record()
    sample.end_now()
    sample.tell()
    billed.settle(until=sample.revoked)
    sample.sign_up(again=True)
    sample.pay_all()

    verdict(entitlements.one_trial("the same customer began a second trial", sample.on_record(), first=first))


def _once(sample: Subscriber, plan: str) -> int:
    return int(sample.change_to(plan).succeeded)


def _five_times(sample: Subscriber, plan: str) -> int:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [pool.submit(sample.change_to, plan) for _ in range(AT_ONCE)]
    return sum(one.result().succeeded for one in asked)


@control("SUB-03")
@stimuli(upgraded=_once, upgraded_at_once=_five_times)
def test_a_change_leaves_one_subscription(
    billed: Target, stimulus: Callable[[Subscriber, str], int], verdict: Judge
) -> None:
    """Its owner changes to a dearer plan, once or by an impatient finger."""
    with billed.sandbox.holding_news(), periods.where_changes_show(billed):
        sample = granted_subscriber(billed, "sample")
        plan = another_plan(billed, sample.plan)
        asked = stimulus(sample, plan)
        sample.agree()
    sample.tell()
    billed.settle(until=lambda: sample.on_record().plans == (plan,))

    verdict(entitlements.one_subscription(f"changed to {plan}", sample.on_record(), plan=plan, reach=asked))


@control("SUB-03", stimulus="changed-at-the-provider")
def test_a_change_elsewhere_is_shown(billed: Target, verdict: Judge) -> None:
    """The plan is changed in the provider's portal or dashboard, and told."""
    with billed.sandbox.holding_news(), periods.where_changes_show(billed):
        sample = granted_subscriber(billed, "sample")
        before, plan = sample.look(), another_plan(billed, sample.plan)
        sample.act("change_plan", plan=sample.plan_id(plan))
    sample.tell()
    billed.settle(until=lambda: sample.look_quietly().plan == plan)

    verdict(entitlements.shows_plan("changed at the provider", sample.look(), plan=plan, before=before))


def _change(stranger: Subscriber, owner: Subscriber) -> str:
    plan = another_plan(owner.target, owner.plan)
    return stranger.reaches_for(owner, owner.table.change, "[subscription] change", plan=plan)


def _cancel(stranger: Subscriber, owner: Subscriber) -> str:
    return stranger.reaches_for(owner, owner.table.cancel, "[subscription] cancel")


Reach = Callable[[Subscriber, Subscriber], str]
REACHES: Sequence[Reach] = (_change, _cancel)


@control("SUB-03")
@stimuli(changed_by_another=_change, cancelled_by_another=_cancel)
def test_a_subscription_is_its_owners_to_change(billed: Target, stimulus: Reach, verdict: Judge) -> None:
    """A customer names another's subscription in a request of his own."""
    owner, stranger = granted_subscriber(billed, "twin"), granted_subscriber(billed, "sample")
    before = owner.look()
    told = stimulus(stranger, owner)
    owner.tell()
    billed.settle_unwanted(until=owner.revoked)

    tried = f"a stranger asked to {'change' if stimulus is _change else 'cancel'} it"
    record = owner.on_record()
    verdict(entitlements.nobody_elses(tried, told, record, owner.look(), before=before, plan=owner.plan))


@control("SUB-03", stimulus="reply-lost")
def test_a_lost_reply_makes_no_second_subscription(billed: Target, verdict: Judge) -> None:
    """The provider makes the subscription, and its answers are lost; the customer presses the button once more."""
    sample = Subscriber(billed, "sample", subscribes=False)
    sample.become_customer()
    cart = fresh_key()
    with billed.sandbox.fault(sample.making, "lost_reply", moment="after", times=SDK_ATTEMPTS) as lost:
        sample.sign_up(again=True, cart=cart)
    sample.sign_up(again=True, cart=cart)
    if sample.made:
        sample.pay()  # what the customer was told of: nobody can pay what he never heard of

    done = "the provider's answer was lost, and the customer pressed again"
    verdict(entitlements.one_subscription(done, sample.on_record(), plan=sample.plan, reach=lost()))
