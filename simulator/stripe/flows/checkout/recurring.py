"""What is paid again and again on a page: its trial, what is due today, what cannot be sold. Not: the subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.stripe import errors, policy
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing import pricing
from simulator.stripe.flows.billing.subscribing import LONGEST_TRIAL
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.customer import Customer
from simulator.world import Books

TAKEN = frozenset({
    "billing_mode", "description", "metadata", "trial_end", "trial_period_days", "trial_settings",
})  # fmt: skip
"""What of `subscription_data` means something here; the rest is a gap."""

SOONEST_END = 2 * policy.DAY
"""Seconds that a trial with an end of its own must last at least. Stripe, "Create a Checkout Session", trial_end."""

ONLY_PAYMENTS = ("customer_creation", "invoice_creation", "payment_intent_data")
"""Parameters that a page has only where something is paid once."""


def check(params: Mapping[str, Any]) -> None:
    """Raise the refusals for parameters that a page of a subscription does not take, or the simulator does not know."""
    for name in ONLY_PAYMENTS:
        if params.get(name):
            raise payment_errors.not_in_this_mode(name, "payment")
    check_data(params.get("subscription_data") or {})
    if params.get("discounts"):
        raise errors.not_simulated("discounts on subscriptions", "discounts")


def check_data(given: Mapping[str, Any]) -> None:
    """Raise the refusals for terms of a subscription that cannot be, or are not simulated."""
    for name in given:
        if name not in TAKEN:
            raise errors.not_simulated(f"{name} of a page's subscription", f"subscription_data[{name}]")
    days = given.get("trial_period_days")
    if days is not None and given.get("trial_end") is not None:
        raise errors.exclusive("subscription_data[trial_end]", "subscription_data[trial_period_days]")
    if days is not None and days < 1:
        raise errors.too_small("subscription_data[trial_period_days]")
    if days is not None and days > LONGEST_TRIAL:
        raise errors.not_simulated(f"a trial of more than {LONGEST_TRIAL} days", "subscription_data[trial_period_days]")


def check_lines(books: Books, items: tuple[LineItem, ...]) -> None:
    """Raise the refusals for what cannot be subscribed to on one page."""
    prices = recurring_prices(books, items)
    if not prices:
        raise billing_errors.nothing_recurring()
    pricing.check_intervals(prices)
    names = [price.id for price in prices]
    for nth, price in enumerate(prices):
        if price.id in names[:nth]:
            raise billing_errors.same_price_twice(price.id)
        if price.currency != items[0].currency:
            raise errors.not_simulated("a subscription in a currency that is not the price's own", "currency")


def check_currency(books: Books, customer: str | None, currency: str) -> None:
    """Raise the refusal for a customer who pays for what they have subscribed to in another currency."""
    known = books.objects.get(customer or "")
    if isinstance(known, Customer) and known.currency not in (None, currency):
        raise billing_errors.another_currency(str(known.currency))


def check_trial_end(end: int | None, now: int) -> None:
    """Raise the refusal for a trial that would end too soon, by the world's clock."""
    if end is None:
        return
    if end < now + SOONEST_END:
        raise billing_errors.trial_ends_too_soon()
    if end > now + LONGEST_TRIAL * policy.DAY:
        raise errors.not_simulated(f"a trial of more than {LONGEST_TRIAL} days", "subscription_data[trial_end]")


def due_today(books: Books, items: tuple[LineItem, ...], given: Mapping[str, Any]) -> tuple[LineItem, ...]:
    """Return the lines as they are paid on the page: what is on trial costs nothing yet (unconfirmed of each line)."""
    if not _on_trial(given):
        return items
    return tuple(replace(item, subtotal=0) if _recurs(books, item) else item for item in items)


def trial_end(session: CheckoutSession, now: int) -> int | None:
    """Return when the trial ends that begins now, in unix seconds; None if there is none."""
    given = session.subscription_data
    if given.get("trial_end") is not None:
        return int(given["trial_end"])
    days = given.get("trial_period_days")
    return None if not days else now + int(days) * policy.DAY


def needs_method(session: CheckoutSession) -> bool:
    """Say whether the page asks for a card: unless nothing is due today, and it was told to do without."""
    return session.total > 0 or session.payment_method_collection == "always"


def recurs(books: Books, items: tuple[LineItem, ...]) -> bool:
    """Say whether any of the lines is paid again and again."""
    return bool(recurring_lines(books, items))


def recurring_prices(books: Books, items: tuple[LineItem, ...]) -> list[Price]:
    return [books.objects[item.price] for item in items if _recurs(books, item)]


def recurring_lines(books: Books, items: tuple[LineItem, ...]) -> list[LineItem]:
    return [item for item in items if _recurs(books, item)]


def one_off_lines(books: Books, items: tuple[LineItem, ...]) -> list[LineItem]:
    return [item for item in items if not _recurs(books, item)]


def _recurs(books: Books, item: LineItem) -> bool:
    price: Price = books.objects[item.price]
    return price.recurring is not None


def _on_trial(given: Mapping[str, Any]) -> bool:
    return bool(given.get("trial_period_days") or given.get("trial_end"))
