"""What time does to a subscription: it begins, is billed, is paused, resumed, swapped, ends. Not: what is billed.

Each step is planned for a moment and looks at what the subscription is by then: what was changed meanwhile has made a
plan of its own, and the old one finds nothing to do. Everything comes at the time of day at which the subscription was
made: daily ones were recorded to be billed at the same second every day.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import calendar, naming
from simulator.square.flows.billing import billing
from simulator.square.flows.billing.plans import Phase, plan_of
from simulator.square.flows.billing.work import Work
from simulator.square.resources import subscription as subscriptions
from simulator.square.resources.subscription import Action, Happening, SubscribedPhase, Subscription
from simulator.world import Books


def plan(work: Work, subscription: Subscription, soonest: float = 0.0) -> None:
    """See to it that what comes next for a subscription comes, not before `soonest` seconds from now."""
    days = [action.effective_date for action in subscription.actions]
    if subscription.status in ("PENDING", "ACTIVE"):
        days.append(subscription.next_date)
    if subscription.status != "CANCELED" and subscription.canceled_date is not None:
        days.append(subscription.canceled_date)
    if subscription.status == "CANCELED" or not days:
        return
    at = max(work.at + soonest, _moment(subscription, min(days)))
    work.follow(at, partial(due_later, subscription_id=subscription.id, at=at))


def _moment(subscription: Subscription, day: str) -> float:
    return calendar.moment(date.fromisoformat(day), subscription.time_of_day, subscription.timezone)


def due_later(books: Books, subscription_id: str, at: float) -> Outcome | None:
    """Do what is due at a moment: actions first, an end before the bill that it spares, then the bill."""
    work = Work(books, at)
    before = work.get(Subscription, subscription_id)
    if before is None or before.status == "CANCELED":
        return None
    after = _run(work, before)
    if after is before:
        return None
    plan(work, after)
    return work.outcome(after)


def begin(work: Work, subscription: Subscription) -> Subscription:
    """Bill at once what would be billed in a moment: a subscription that was just made, or resumed."""
    return _run(work, subscription)


def _run(work: Work, subscription: Subscription) -> Subscription:
    if subscription.canceled_date is not None and _due(work, subscription, subscription.canceled_date):
        return cancel(work, subscription)
    for action in subscription.actions:
        if subscription.status != "CANCELED" and _due(work, subscription, action.effective_date):
            subscription = _ACTIONS[action.type](work, _without(subscription, action), action)
    if subscription.status == "PENDING" and _due(work, subscription, subscription.start_date):
        subscription = moved(work, subscription, "started")
        subscription = happened(work, subscription, "START_SUBSCRIPTION", subscription.start_date)
    if subscription.status == "ACTIVE" and _due(work, subscription, subscription.next_date):
        subscription = begin_period(work, subscription)
    return subscription


def _due(work: Work, subscription: Subscription, day: str) -> bool:
    return _moment(subscription, day) <= work.at


def _without(subscription: Subscription, action: Action) -> Subscription:
    return replace(subscription, actions=tuple(one for one in subscription.actions if one.id != action.id))


def today(work: Work, subscription: Subscription) -> str:
    """Return the day of the act in the subscription's time zone."""
    return calendar.local(work.at, subscription.timezone).date().isoformat()


# What becomes of it.


def begin_period(work: Work, subscription: Subscription) -> Subscription:
    """Bill the next period; or deactivate a subscription that cannot be billed; or end one whose phases are over."""
    in_phase = billing.phase_of(work.books, subscription)
    if in_phase is None:
        return complete(work, subscription)
    why = billing.unbillable(work.books, subscription)
    if why is not None:
        gone = moved(work, subscription, "deactivated")
        return happened(work, gone, "DEACTIVATE_SUBSCRIPTION", today(work, gone), info=why)
    return billing.bill(work, subscription, *in_phase)


def complete(work: Work, subscription: Subscription) -> Subscription:
    """End a subscription whose last phase has run out. That it is CANCELED then is unconfirmed."""
    ended = replace(subscription, completed_date=subscription.next_date, actions=())
    ended = happened(work, ended, "STOP_SUBSCRIPTION", subscription.next_date)
    return moved(work, ended, "canceled")


def cancel(work: Work, subscription: Subscription) -> Subscription:
    """End a subscription on its `canceled_date`: what comes after it is not billed (recorded dates agree)."""
    ended = replace(subscription, actions=())
    ended = happened(work, ended, "STOP_SUBSCRIPTION", subscription.canceled_date or today(work, subscription))
    return moved(work, ended, "canceled")


def _pause(work: Work, subscription: Subscription, action: Action) -> Subscription:
    if subscription.status != "ACTIVE":
        return work.put(subscription)
    paused = moved(work, subscription, "paused")
    return happened(work, paused, "PAUSE_SUBSCRIPTION", action.effective_date)


def resume(work: Work, subscription: Subscription, day: str) -> Subscription:
    """Let it go on from a day: the period that begins then ends where the anchor says, or is a whole one of days."""
    active = moved(work, replace(subscription, next_date=day), "resumed")
    return happened(work, active, "RESUME_SUBSCRIPTION", day)


def _resume(work: Work, subscription: Subscription, action: Action) -> Subscription:
    if subscription.status not in ("PAUSED", "DEACTIVATED"):
        return work.put(subscription)
    return resume(work, subscription, action.effective_date)


def _swap(work: Work, subscription: Subscription, action: Action) -> Subscription:
    """Go on with another plan variation, from its first phase, or from the first that was named.

    An override of the old price is gone with the old plan (unconfirmed).
    """
    plan_after = plan_of(work.books, action.new_plan_variation_id or "")
    templates = dict(action.phases)
    first = min(templates, default=0)
    nth = next((nth for nth, one in enumerate(plan_after.phases) if one.ordinal >= first), 0)
    changed = replace(
        subscription,
        plan_variation_id=plan_after.id,
        phases=subscribed(work.books, plan_after.phases, templates),
        phase=nth,
        periods=0,
        price_override=None,
    )
    begins = date.fromisoformat(subscription.next_date)
    changed = replace(changed, anchor_day=billing.anchor_for(plan_after.phases[nth], changed, begins))
    changed = moved(work, changed, "changed")
    return happened(work, changed, "PLAN_CHANGE", action.effective_date)


def anchor(work: Work, subscription: Subscription, day_of_month: int, day: str) -> Subscription:
    """Let it be billed on another day of the month from now on; the period that is paid stays (unconfirmed)."""
    changed = moved(work, replace(subscription, anchor_day=day_of_month, anchored=True), "changed")
    return happened(work, changed, "BILLING_ANCHOR_DATE_CHANGED", day, anchor_day=day_of_month)


def _anchor(work: Work, subscription: Subscription, action: Action) -> Subscription:
    return anchor(work, subscription, action.monthly_billing_anchor_date or 1, action.effective_date)


def _cancel(work: Work, subscription: Subscription, action: Action) -> Subscription:
    del action
    return cancel(work, subscription)


_ACTIONS = {
    "CANCEL": _cancel,
    "PAUSE": _pause,
    "RESUME": _resume,
    "SWAP_PLAN": _swap,
    "CHANGE_BILLING_ANCHOR_DATE": _anchor,
}


def subscribed(
    books: Books, phases: tuple[Phase, ...], templates: dict[int, str | None]
) -> tuple[SubscribedPhase, ...]:
    """Return the phases of a plan as a subscription has them, with the order templates that go with them."""
    return tuple(
        SubscribedPhase(naming.uuid(books), one.ordinal, one.uid, templates.get(one.ordinal)) for one in phases
    )


def moved(work: Work, subscription: Subscription, what: str) -> Subscription:
    """Store and tell what happened to a subscription. Raises Forbidden."""
    after, told = subscriptions.move(subscription, what)
    work.put(after)
    work.tell(told, after)
    return after


def happened(
    work: Work,
    subscription: Subscription,
    kind: str,
    day: str,
    *,
    info: tuple[str, str] | None = None,
    anchor_day: int | None = None,
) -> Subscription:
    """Write down what `ListSubscriptionEvents` tells of it."""
    one = Happening(naming.uuid(work.books), kind, day, subscription.plan_variation_id, anchor_day, info)
    return work.put(replace(subscription, happenings=(*subscription.happenings, one)))
