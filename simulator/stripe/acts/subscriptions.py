"""What happens to subscriptions outside of the API: in the dashboard, in the portal, at the buyer's bank. Not: time.

The dashboard and the portal do what the API does, so each act is a call of it. Where only a buyer can do something,
they do it on the page that Stripe sends them to: the hosted invoice page, or a checkout's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Act, Outcome
from simulator.stripe import errors
from simulator.stripe.acts.buyer import method_of
from simulator.stripe.command import Command, find
from simulator.stripe.flows.billing import canceling, subscribing, updating
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.catalogue import prices
from simulator.stripe.flows.payments import paying
from simulator.stripe.flows.payments.paying import Settlement
from simulator.stripe.flows.people.instruments import from_test_id
from simulator.stripe.flows.setup import setup_pages
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import attached
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import CANCELABLE, UPDATED, Subscription
from simulator.world import Books

Params = Mapping[str, Any]

CARDS: Mapping[str, str] = {
    "ok": "pm_card_visa",
    "declined": "pm_card_chargeCustomerFail",
    "authenticate": "pm_card_authenticationRequired",
}
"""By how its charges go from then on: each can be attached to a customer."""

DECLINED = "pm_card_chargeDeclined"

INTERVALS = ("day", "week", "month", "year")


# In the dashboard.


def sell_plan(books: Books, params: Params) -> Outcome:
    """Sell a plan: {name, amount, currency, interval, trial_days?}. Its recurring price is what is subscribed to.

    The days of its trial count for who subscribes by it in the dashboard, as they do with `trial_from_plan`.
    """
    interval, amount, days = params.get("interval"), params.get("amount"), params.get("trial_days") or 0
    if interval not in INTERVALS:
        raise errors.error(400, f"interval = {interval!r} is none. Write one of: {', '.join(INTERVALS)}.")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise errors.error(400, f"amount = {amount!r} is no amount. Write an integer in the minor unit.")
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise errors.error(400, f"trial_days = {days!r} is no number of days. Write an integer, 0 for no trial.")
    recurring = {"interval": interval, **({"trial_period_days": days} if days else {})}
    given = {
        "currency": str(params.get("currency") or ""),
        "unit_amount": amount,
        "recurring": recurring,
        "product_data": {"name": str(params.get("name") or "Plan")},
    }
    return prices.create(Command(books, given))


def subscribe(books: Books, params: Params) -> Outcome:
    """Subscribe a customer: {plan, customer}. With the plan's trial, if it has one."""
    given = {
        "customer": _text(params, "customer"),
        "items": [{"price": _text(params, "plan")}],
        "trial_from_plan": True,
        "off_session": True,
    }
    return subscribing.create(Command(books, given))


def change_plan(books: Books, params: Params) -> Outcome:
    """Change a subscription's plan: {object, plan}. What that is worth waits for the next invoice."""
    subscription = _running(books, params)
    items = [{"id": subscription.items[0].id, "price": _text(params, "plan")}]
    return updating.update(Command(books, {"items": items}, (subscription.id,)))


def cancel_subscription(books: Books, params: Params) -> Outcome:
    """Cancel a subscription, at once or when what was paid for has passed: {object, at_period_end?, by?}.

    `by`: `dashboard`, or `portal`, which in the flexible mode names the moment and leaves `cancel_at_period_end` false.
    """
    subscription, by = _running(books, params), params.get("by", "dashboard")
    if by not in ("dashboard", "portal"):
        raise errors.error(400, f"by = {by!r} is none. Write one of: dashboard, portal.")
    if params.get("at_period_end") and by == "portal" and subscription.billing_mode == "flexible":
        return updating.update(Command(books, {"cancel_at": "max_period_end"}, (subscription.id,)))
    if params.get("at_period_end"):
        return updating.update(Command(books, {"cancel_at_period_end": True}, (subscription.id,)))
    return canceling.cancel(Command(books, {}, (subscription.id,)))


# By the buyer.


def change_card(books: Books, params: Params) -> Outcome:
    """Let another card be charged from now on: {object, card: ok, declined or authenticate}."""
    before = _running(books, params)
    wanted = params.get("card", "ok")
    if wanted not in CARDS:
        raise errors.error(400, f"card = {wanted!r} is none. Write one of: {', '.join(CARDS)}.")
    work = Work(books)
    method = from_test_id(books, CARDS[wanted])
    assert method is not None  # noqa: S101 - these are published
    owned = work.put(attached(method, before.customer))
    work.tell("payment_method.attached", owned)
    after = work.put(replace(before, default_payment_method=owned.id))
    work.tell_change(UPDATED, before, after)
    return work.outcome(after)


def pay(books: Books, subscription: Subscription, params: Params) -> Outcome:
    """Let the buyer do what a subscription waits for: pay its open invoice, or name a card for after its trial.

    Where the bank asks, they pass its challenge, unless they come with another card.
    """
    intent, setup = _waits_for(books, subscription)
    if setup is not None and setup.status == "requires_action" and not params.get("card"):
        return setup_pages.authenticate(books, setup, True)
    if setup is not None:
        return setup_pages.set_up_intent(books, setup, method_of(books, params))
    assert intent is not None  # noqa: S101 - it waits for one of them
    if intent.status == "requires_action" and not params.get("card"):
        return paying.authenticate(books, intent, True)
    return paying.pay_intent(books, intent, method_of(books, params), Settlement())


def decline(books: Books, subscription: Subscription) -> Outcome:
    """Let the buyer try that, and the bank say no."""
    intent, setup = _waits_for(books, subscription)
    if setup is not None:
        return setup_pages.set_up_intent(books, setup, method_of(books, {"card": DECLINED}))
    assert intent is not None  # noqa: S101 - it waits for one of them
    if intent.status == "requires_action":
        return paying.authenticate(books, intent, False)
    return paying.pay_intent(books, intent, method_of(books, {"card": DECLINED}), Settlement())


def _waits_for(books: Books, subscription: Subscription) -> tuple[PaymentIntent | None, SetupIntent | None]:
    """Return the intent that a subscription waits for; the oldest of its open invoices comes first."""
    for invoice in books.of_kind(Invoice):
        if invoice.subscription == subscription.id and invoice.status in PAYABLE and invoice.payment_intent:
            return find(books, PaymentIntent, invoice.payment_intent), None
    if subscription.pending_setup_intent is not None:
        return None, find(books, SetupIntent, subscription.pending_setup_intent)
    raise errors.error(400, f"{subscription.id} has a status of {subscription.status}: nothing waits to be paid.")


# What the acts about payments take a subscription for.


def latest_charge(books: Books, subscription: Subscription) -> Charge:
    """Return the latest payment that a subscription has brought. Raises the refusal if there was none."""
    found: Charge | None = None
    for invoice in books.of_kind(Invoice):
        if invoice.subscription != subscription.id or invoice.payment_intent is None:
            continue
        intent = find(books, PaymentIntent, invoice.payment_intent)
        charge = books.objects.get(intent.latest_charge or "")
        if isinstance(charge, Charge) and charge.status == "succeeded":
            found = charge
    if found is None:
        raise errors.error(400, f"{subscription.id} has brought no payment.")
    return found


def _running(books: Books, params: Params) -> Subscription:
    """Return the subscription that is meant. Raises the refusal for one that has ended."""
    subscription = find(books, Subscription, _text(params, "object"))
    if subscription.status not in CANCELABLE:
        raise errors.error(400, f"{subscription.id} has a status of {subscription.status}: it has ended.")
    return subscription


def _text(params: Params, name: str) -> str:
    return str(params.get(name) or "")


SUBSCRIPTION_ACTS: Mapping[str, Act] = {
    "sell_plan": sell_plan,
    "subscribe": subscribe,
    "change_plan": change_plan,
    "cancel_subscription": cancel_subscription,
    "change_card": change_card,
}
