"""What is scheduled for a subscription: cancel, pause, resume, swap, another day of the month. Not: its coming about.

Source: Square, "Subscription actions and events", "Pause, resume or cancel subscriptions", "Swap plan variations".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import calendar, errors, naming, policy
from simulator.square.command import Command, answer, find
from simulator.square.flows.billing import billing, cycles
from simulator.square.flows.billing.plans import on_sale
from simulator.square.flows.billing.subscriptions import check_going_on, day
from simulator.square.flows.billing.work import Work
from simulator.square.flows.locations import location_of
from simulator.square.resources.subscription import Action, Subscription, pending, with_action, without_action


def _going_on(command: Command) -> tuple[Work, Subscription]:
    subscription = find(command.books, Subscription, command.ids[0], "subscription")
    check_going_on(subscription)
    return Work(command.books), subscription


def _scheduled(work: Work, subscription: Subscription, *actions: Action) -> Outcome:
    """Store a subscription with further actions, and answer with these."""
    after = scheduled(work, subscription, *actions)
    return work.outcome(answer(subscription=after, actions=list(actions)))


def scheduled(work: Work, subscription: Subscription, *actions: Action) -> Subscription:
    """Store a subscription with further actions, and see to it that they come about."""
    after = cycles.moved(work, with_action(subscription, *actions), "changed")
    cycles.plan(work, after)
    return after


def _action(work: Work, kind: str, on: str, **more: Any) -> Action:
    return Action(naming.uuid(work.books, 3), kind, on, **more)


# The end.


def cancel(command: Command) -> Outcome:
    """POST /v2/subscriptions/{}/cancel: at the end of what is paid."""
    work, subscription = _going_on(command)
    after, action = ends(work, subscription)
    return work.outcome(answer(subscription=after, actions=[action]))


def ends(work: Work, subscription: Subscription) -> tuple[Subscription, Action]:
    """Let a subscription end with the period that is billed. One that is paused ends at once (unconfirmed)."""
    if subscription.canceled_date is not None:
        # Square's forum, thread 25403: with a canceled date nothing else is taken. The sentence is unconfirmed.
        raise errors.bad_request(
            f"The subscription {subscription.id} already has a pending cancel date of '{subscription.canceled_date}'."
        )
    on = period_end(work, subscription)
    if subscription.status in ("PAUSED", "DEACTIVATED"):
        on = cycles.today(work, subscription)
    action = _action(work, "CANCEL", on)
    asked = without_action(replace(subscription, canceled_date=on), "PAUSE", "RESUME", "SWAP_PLAN")
    if subscription.status in ("PAUSED", "DEACTIVATED"):
        return cycles.cancel(work, asked), action
    return scheduled(work, asked, action), action


def period_end(work: Work, subscription: Subscription) -> str:
    """Return the first day that is not billed yet; of one that was not billed at all, of its first period."""
    if subscription.charged_through_date is not None or subscription.status != "ACTIVE":
        return subscription.next_date
    in_phase = billing.phase_of(work.books, subscription)
    return billing.period_of(subscription, in_phase[1])[1].isoformat() if in_phase else subscription.next_date


# A break.


def pause(command: Command) -> Outcome:
    """POST /v2/subscriptions/{}/pause: from the next period, or the first that begins on the day named or later."""
    work, subscription = _going_on(command)
    params = command.params
    if subscription.status != "ACTIVE":
        raise errors.bad_request(f"The subscription {subscription.id} is {subscription.status} and cannot be paused.")
    _check_free(subscription, "PAUSE")
    on = date.fromisoformat(period_end(work, subscription))
    if "pause_effective_date" in params:
        on = _first_from(work, subscription, on, day(params["pause_effective_date"], "pause_effective_date"))
    actions = [_action(work, "PAUSE", on.isoformat())]
    duration = params.get("pause_cycle_duration")
    if duration is not None:
        if "resume_effective_date" in params or "resume_change_timing" in params:
            detail = "pause_cycle_duration cannot be set with resume_effective_date or resume_change_timing."
            raise errors.conflicting(detail, "pause_cycle_duration")
        if duration < 1:
            raise errors.too_low(1, "pause_cycle_duration")
        actions.append(_action(work, "RESUME", _cycles_later(work, subscription, on, duration).isoformat()))
    elif "resume_effective_date" in params:
        back = day(params["resume_effective_date"], "resume_effective_date")
        if params.get("resume_change_timing") == "END_OF_BILLING_CYCLE":
            back = _first_from(work, subscription, on, back)
        if back < _cycles_later(work, subscription, on, 1):
            detail = "The subscription cannot be resumed less than one billing cycle after it is paused."
            raise errors.error(400, "INVALID_DATE", detail, "resume_effective_date")
        actions.append(_action(work, "RESUME", back.isoformat()))
    return _scheduled(work, subscription, *actions)


def _check_free(subscription: Subscription, kind: str) -> None:
    """Raise the refusal where one of these is scheduled already, or the end is (sentences unconfirmed)."""
    if subscription.canceled_date is not None:
        raise errors.bad_request(
            f"The subscription {subscription.id} already has a pending cancel date of '{subscription.canceled_date}'."
        )
    if pending(subscription, kind) is not None:
        raise errors.bad_request(f"The subscription {subscription.id} already has a pending {kind} action.")


def _cadence(work: Work, subscription: Subscription) -> str:
    in_phase = billing.phase_of(work.books, subscription)
    if in_phase is None:
        raise errors.bad_request(f"The last phase of subscription {subscription.id} ends before.")
    return in_phase[1].cadence


def _cycles_later(work: Work, subscription: Subscription, on: date, cycles_: int) -> date:
    return calendar.after(on, cycles_, _cadence(work, subscription), subscription.anchor_day)


def _first_from(work: Work, subscription: Subscription, on: date, named: date) -> date:
    """Return the first start of a period that is not before a day. That it need not be one is unconfirmed."""
    cadence = _cadence(work, subscription)
    while on < named:
        on = calendar.end_of(on, cadence, subscription.anchor_day)
    return on


def resume(command: Command) -> Outcome:
    """POST /v2/subscriptions/{}/resume: at once, on a day, or with the period that follows it."""
    work, subscription = _going_on(command)
    if subscription.status not in ("PAUSED", "DEACTIVATED") and pending(subscription, "PAUSE") is None:
        raise errors.bad_request(f"The subscription {subscription.id} is {subscription.status} and cannot be resumed.")
    why = billing.unbillable(work.books, subscription)
    if why is not None:
        raise errors.error(400, _REFUSED[why[0]], why[1])
    today = date.fromisoformat(cycles.today(work, subscription))
    told = command.params.get("resume_effective_date")
    on = today if told is None else day(told, "resume_effective_date")
    if on < today:
        detail = "The subscription cannot be paused/resumed on the given date."
        raise errors.error(400, "INVALID_DATE", detail, "resume_effective_date")
    if command.params.get("resume_change_timing") == "END_OF_BILLING_CYCLE":
        on = _first_from(work, subscription, date.fromisoformat(subscription.next_date), max(on, today))
    paused = pending(subscription, "PAUSE")
    if paused is not None and on.isoformat() <= paused.effective_date:
        raise errors.error(
            400, "INVALID_DATE", "The subscription cannot be paused/resumed on the given date.", "resume_effective_date"
        )
    action = _action(work, "RESUME", on.isoformat())
    asked = without_action(subscription, "RESUME")
    if on > today or subscription.status not in ("PAUSED", "DEACTIVATED"):
        return _scheduled(work, asked, action)
    after = resumed(work, asked)
    return work.outcome(answer(subscription=after, actions=[action]))


def resumed(work: Work, subscription: Subscription) -> Subscription:
    """Let a subscription go on now, and be billed in a moment, if what was paid is over."""
    day_now = cycles.today(work, subscription)
    begins = max(day_now, subscription.charged_through_date or day_now)
    after = cycles.resume(work, replace(subscription, time_of_day=_now(work, subscription)), begins)
    cycles.plan(work, after, policy.BILLED_AFTER)
    return after


def _now(work: Work, subscription: Subscription) -> int:
    return calendar.second_of_day(work.at, subscription.timezone)


_REFUSED = {
    "CUSTOMER_DELETED": "CUSTOMER_NOT_FOUND",
    "CUSTOMER_NO_EMAIL": "CUSTOMER_MISSING_EMAIL",
    "CUSTOMER_NO_NAME": "CUSTOMER_MISSING_NAME",
}


# Another plan, another day.


def swap_plan(command: Command) -> Outcome:
    """POST /v2/subscriptions/{}/swap-plan: with the next period."""
    work, subscription = _going_on(command)
    if "new_plan_variation_id" not in command.params:
        raise errors.missing("new_plan_variation_id")
    return _scheduled(work, subscription, swap(work, subscription, command.params))


def swap(work: Work, subscription: Subscription, params: Any) -> Action:
    """Return the action that swaps the plan when the period ends. Raises the refusal where one is pending."""
    _check_free(subscription, "SWAP_PLAN")
    plan = on_sale(work.books, params["new_plan_variation_id"], "new_plan_variation_id")
    phases = tuple((one["ordinal"], one.get("order_template_id")) for one in params.get("phases", ()))
    if any(one.price is None and dict(phases).get(one.ordinal) is None for one in plan.phases):
        raise errors.missing("phases.order_template_id")
    return _action(work, "SWAP_PLAN", period_end(work, subscription), new_plan_variation_id=plan.id, phases=phases)


def bulk_swap_plan(command: Command) -> Outcome:
    """POST /v2/subscriptions/bulk-swap-plan: all active ones of a plan variation, each with its next period."""
    work, params = Work(command.books), command.params
    location = location_of(work.books, params["location_id"])
    told = {"new_plan_variation_id": params["new_plan_variation_id"]}
    on_sale(work.books, params["new_plan_variation_id"], "new_plan_variation_id")
    affected = [
        one
        for one in command.books.of_kind(Subscription)
        if one.status == "ACTIVE"
        and one.plan_variation_id == params["old_plan_variation_id"]
        and one.location_id == location.id
        and one.canceled_date is None
        and pending(one, "SWAP_PLAN") is None
    ]
    for one in affected:
        scheduled(work, one, swap(work, one, told))
    return work.outcome(answer(affected_subscriptions=len(affected)))


def change_billing_anchor_date(command: Command) -> Outcome:
    """POST /v2/subscriptions/{}/billing-anchor: at once, or on a later day that is not of the period that is billed."""
    work, subscription = _going_on(command)
    day_of_month = command.params.get("monthly_billing_anchor_date")
    if day_of_month is None:
        raise errors.missing("monthly_billing_anchor_date")
    if not calendar.of_months(_cadence(work, subscription)):
        detail = "The billing anchor date can only be changed for a cadence of months."
        raise errors.invalid(detail, "monthly_billing_anchor_date")
    _check_free(subscription, "CHANGE_BILLING_ANCHOR_DATE")
    today = cycles.today(work, subscription)
    told = command.params.get("effective_date")
    on = today if told is None else day(told, "effective_date").isoformat()
    if on >= period_end(work, subscription):
        action = _action(work, "CHANGE_BILLING_ANCHOR_DATE", on, monthly_billing_anchor_date=day_of_month)
        return _scheduled(work, subscription, action)
    after = cycles.anchor(work, subscription, day_of_month, today)
    return work.outcome(answer(subscription=after))


def delete_action(command: Command) -> Outcome:
    """DELETE /v2/subscriptions/{}/actions/{}: it will not come about; without a cancellation there is no end."""
    work, subscription = _going_on(command)
    wanted = command.ids[1]
    gone = next((one for one in subscription.actions if one.id == wanted), None)
    if gone is None:
        raise errors.not_found("action", wanted)
    kept = replace(subscription, actions=tuple(one for one in subscription.actions if one.id != wanted))
    if gone.type == "CANCEL":
        kept = replace(kept, canceled_date=None)
    after = cycles.moved(work, kept, "changed")
    cycles.plan(work, after)
    return work.outcome(answer(subscription=after))
