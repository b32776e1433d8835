"""A customer subscribes: what is asked for, the trial or the first invoice, and whether that is paid. Not: renewals.

The order of events is that of cause and effect: the subscription as the reply shows it, its invoice, the payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Announcement, Outcome, Refusal
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import metering as metering_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing import cycles, invoicing, pricing, worth
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.collecting import collect, method_for
from simulator.stripe.flows.billing.cycles import expire_later
from simulator.stripe.flows.billing.entries import with_entries
from simulator.stripe.flows.billing.lines import OneOff
from simulator.stripe.flows.billing.periods import Period, holding
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.redeeming import with_discounts
from simulator.stripe.flows.billing.sending import due_in
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.clocks.test_clocks import check_subscriptions
from simulator.stripe.flows.setup.setups import new_intent
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.stripe.wire import merged_metadata

TAKEN = frozenset({
    "add_invoice_items", "cancel_at_period_end", "collection_method", "currency", "customer", "days_until_due",
    "default_payment_method", "default_tax_rates", "description", "discounts", "expand", "items", "metadata",
    "off_session", "payment_behavior", "payment_settings", "proration_behavior", "trial_end", "trial_from_plan",
    "trial_period_days", "trial_settings", "billing_mode", "automatic_tax",
})  # fmt: skip
"""Parameters that mean something here; any other is a gap."""

LONGEST_TRIAL = 730
"""Days. Stripe, "Use trial periods"."""


def create(command: Command) -> Outcome:
    """POST /v1/subscriptions."""
    params, work = command.params, Work(command.books)
    check_simulated(params, TAKEN)
    if params.get("payment_behavior") == "pending_if_incomplete":
        raise billing_errors.pending_without_effect()
    customer = _customer(work, params)
    if not params.get("items"):
        raise errors.missing("items")
    check_subscriptions(work.books, customer)
    trial_end = _trial_end(work, params)
    subscription, prices = subscribed(work, customer, params, trial_end)
    use_currency(work, customer, subscription.currency)
    method = method_for(work, work.customer(customer.id), subscription.default_payment_method)
    incomplete = params.get("payment_behavior") == "default_incomplete"
    sent = subscription.collection_method == "send_invoice"
    told = len(work.changes.announcements)
    subscription = with_discounts(work, subscription, params)
    subscription = with_entries(work, subscription, params)
    if method is None and not incomplete and not sent and trial_end is None and _costs(work, prices, subscription):
        raise billing_errors.nothing_to_pay_with()
    subscription, invoice = first_invoice(work, subscription, method)
    if subscription.trial_end is not None:
        on_trial(work, subscription, method)
    elif sent:
        work.put(replace(subscription, status="active"))
    if invoice.status == "open" and not incomplete and (method is not None or subscription.trial_end is None):
        invoice, refusal = collect(work, invoice, method, by_itself=False)
        _check_paid(invoice, refusal, params.get("payment_behavior"))
    subscription = as_it_is(work, subscription.id)
    tell_first(work, subscription, told)
    what_follows(work, subscription)
    return work.outcome(subscription)


def check_simulated(params: Mapping[str, Any], taken: frozenset[str]) -> None:
    """Raise the refusal for the first parameter that the simulator knows nothing of, or a value of it."""
    for name in params:
        if name not in taken:
            raise errors.not_simulated(f"{name} of a subscription", name)
    flexible = (params.get("billing_mode") or {}).get("flexible") or {}
    if flexible.get("proration_discounts") == "itemized":
        raise errors.not_simulated("discounts of prorations as lines of their own", "billing_mode[flexible]")
    if (params.get("automatic_tax") or {}).get("enabled"):
        raise errors.not_simulated("taxes", "automatic_tax[enabled]")
    settings = params.get("payment_settings") or {}
    if settings.get("payment_method_options"):
        raise errors.not_simulated("options of payment methods", "payment_settings[payment_method_options]")
    if settings.get("payment_method_types") and "card" not in settings["payment_method_types"]:
        raise errors.not_simulated("subscriptions without cards", "payment_settings[payment_method_types]")


def _customer(work: Work, params: Mapping[str, Any]) -> Customer:
    if params.get("customer") is None:
        raise errors.missing("customer")
    customer = work.get(Customer, params["customer"])
    if customer is None or customer.deleted:
        raise billing_errors.no_customer(params["customer"])
    return customer


def _trial_end(work: Work, params: Mapping[str, Any]) -> int | None:
    """Return when the trial ends that is asked for; None if there is none. Raises the refusals for what cannot be."""
    end, days = params.get("trial_end"), params.get("trial_period_days")
    if params.get("trial_from_plan") and (end is not None or days is not None):
        raise billing_errors.trial_from_plan_too()
    if params.get("trial_from_plan"):
        days = _days_of_plans(work, params["items"])
    if end is not None and end != "now":
        check_trial_end(work, end)
        return int(end)
    if end == "now" or not days:
        return None
    if days < 1:
        raise errors.too_small("trial_period_days")
    if days > LONGEST_TRIAL:
        raise errors.not_simulated(f"a trial of more than {LONGEST_TRIAL} days", "trial_period_days")
    return work.at + int(days) * policy.DAY


def check_trial_end(work: Work, end: int) -> None:
    """Raise the refusal for a trial that has ended already, or would be longer than any."""
    if end <= work.at:
        raise errors.in_the_past("trial_end", end)
    if end > work.at + LONGEST_TRIAL * policy.DAY:
        raise errors.not_simulated(f"a trial of more than {LONGEST_TRIAL} days", "trial_end")


def _days_of_plans(work: Work, items: Sequence[Mapping[str, Any]]) -> int:
    """Return the longest trial that a price was made with: which one counts among several is unconfirmed."""
    prices = [work.get(Price, item.get("price")) for item in items]
    return max(((price.recurring or {}).get("trial_period_days") or 0 for price in prices if price), default=0)


def subscribed(
    work: Work, customer: Customer, params: Mapping[str, Any], trial_end: int | None
) -> tuple[Subscription, list[Price]]:
    """Return the subscription before anything is billed, and the price of each of its items."""
    prices = [pricing.sold(work, item, f"items[{nth}]") for nth, item in enumerate(params["items"])]
    check_prices(prices, customer, params.get("currency"))
    if params.get("default_payment_method") is not None:
        check_method(work, customer, params["default_payment_method"])
    subscription = new_subscription(work, customer, params, prices, trial_end)
    if params.get("cancel_at_period_end"):
        subscription = ends_with_its_period(subscription, work.at)
    return subscription, prices


def new_subscription(
    work: Work, customer: Customer, params: Mapping[str, Any], prices: Sequence[Price], trial_end: int | None
) -> Subscription:
    """Return a subscription made of a call's parameters or a page's, with an item for each price. Nothing is billed."""
    name = naming.long(work.books, "sub_")
    anchor = work.at if trial_end is None else trial_end
    cycle = pricing.cycle_of(prices[0], anchor)
    period = holding(cycle, work.at) if trial_end is None else Period(work.at, trial_end)
    items = tuple(
        new_item(work, name, price, item, period) for price, item in zip(prices, params["items"], strict=True)
    )
    settings = params.get("payment_settings") or {}
    kinds = settings.get("payment_method_types")
    ends = (params.get("trial_settings") or {}).get("end_behavior") or {}
    return Subscription(
        id=name,
        created=work.at,
        customer=customer.id,
        currency=prices[0].currency,
        billing_cycle_anchor=anchor,
        items=items,
        billing_mode=(params.get("billing_mode") or {}).get("type", "flexible"),
        collection_method=params.get("collection_method", "charge_automatically"),
        days_until_due=due_in(params, params.get("collection_method", "charge_automatically")),
        default_tax_rates=tax_rates(work, params.get("default_tax_rates"), "default_tax_rates"),
        default_payment_method=params.get("default_payment_method"),
        description=params.get("description"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        missing_payment_method=ends.get("missing_payment_method", "create_invoice"),
        payment_method_types=tuple(kinds) if kinds else None,
        save_default_payment_method=settings.get("save_default_payment_method") or "off",
        trial_end=trial_end,
        trial_start=None if trial_end is None else work.at,
    )


def new_item(work: Work, subscription: str, price: Price, given: Mapping[str, Any], period: Period) -> SubscriptionItem:
    """Return an item of a subscription for a period. Raises the refusal for less than none of it."""
    if given.get("quantity", 1) < 0:
        raise errors.negative("items[quantity]")
    used = pricing.metered(price)
    if used and "quantity" in given:
        raise metering_errors.quantity_of_metered("items[quantity]")
    return SubscriptionItem(
        id=naming.short(work.books, "si_"),
        created=work.at,
        subscription=subscription,
        price=price.id,
        quantity=0 if used else given.get("quantity", 1),
        current_period_start=period.start,
        current_period_end=period.end,
        metadata=merged_metadata({}, given.get("metadata") or {}),
        tax_rates=tax_rates(work, given.get("tax_rates"), "items[tax_rates]"),
    )


def check_prices(prices: list[Price], customer: Customer, currency: str | None = None) -> None:
    """Raise the refusal for prices that cannot stand on one subscription of that customer."""
    names = [price.id for price in prices]
    for nth, price in enumerate(prices):
        if price.id in names[:nth]:
            raise billing_errors.same_price_twice(price.id)
        if price.currency not in (customer.currency or prices[0].currency, prices[0].currency):
            raise billing_errors.another_currency(customer.currency or prices[0].currency)
    if customer.currency is not None and prices[0].currency != customer.currency:
        raise billing_errors.another_currency(customer.currency)
    if currency is not None and currency.lower() not in CURRENCIES:
        raise errors.invalid_currency(currency, CURRENCIES)
    if currency is not None and currency.lower() != prices[0].currency:
        raise errors.not_simulated("a currency that is not the prices' own", "currency")
    pricing.check_intervals(prices)


def check_method(work: Work, customer: Customer, name: str, param: str = "default_payment_method") -> PaymentMethod:
    """Return the customer's card of that id. Raises the refusals for another's, and for what is no card."""
    method = find(work.books, PaymentMethod, name, param)
    if method.customer != customer.id:
        raise payment_errors.not_the_customers(name, param)
    if method.type != "card":
        raise errors.not_simulated("subscriptions that are paid by debit", param)
    return method


def ends_with_its_period(subscription: Subscription, at: int) -> Subscription:
    """Return it as one that is canceled when its period ends: who asked is told at once (recorded)."""
    details: dict[str, Any] = {**subscription.cancellation_details, "reason": "cancellation_requested"}
    return replace(
        subscription,
        cancel_at=subscription.period_end,
        cancel_at_period_end=True,
        canceled_at=at,
        cancellation_details=details,
    )


def use_currency(work: Work, customer: Customer, currency: str) -> None:
    """A customer's first subscription decides in which currency they pay (recorded)."""
    if customer.currency is None:
        after = work.put(replace(customer, currency=currency))
        work.tell_change("customer.updated", customer, after)


def _costs(work: Work, prices: list[Price], subscription: Subscription) -> bool:
    """Whether its first invoice asks for anything."""
    kept = [item for price, item in zip(prices, subscription.items, strict=True) if not pricing.metered(price)]
    return any(worth.net_of(work, subscription, kept, item) for item in kept)


def first_invoice(
    work: Work,
    subscription: Subscription,
    method: PaymentMethod | None,
    *,
    once: Sequence[OneOff] = (),
    paid_by: PaymentIntent | None = None,
) -> tuple[Subscription, Invoice]:
    """Bill the first period, or nothing for a trial, and make that final at once.

    `once`: what is bought beside it; `paid_by`: the intent that has paid for all of it already.
    """
    free = subscription.billing_mode if subscription.trial_end is not None else None
    sent = subscription.collection_method == "send_invoice"
    period = Period(work.at, work.at)
    invoice = invoicing.draft(work, subscription, "subscription_create", period, waits=sent and not free)
    subscription, lines = cycles.billed(work, subscription, invoice.id, free=free)
    subscription = replace(subscription, latest_invoice=invoice.id)
    cycles.keep(work, subscription)
    more = tuple(written.of_one_off(work, subscription, invoice.id, one) for one in once)
    invoice = invoicing.filled(work, invoice, (*lines, *more))
    if sent and not free:
        cycles.let_wait(work, invoice)
        return subscription, invoice
    return subscription, invoicing.finalise(work, invoice, method, paid_by)


def on_trial(work: Work, subscription: Subscription, method: PaymentMethod | None) -> None:
    """Let the trial begin; a customer without a card is asked for one by a setup intent (recorded)."""
    subscription = replace(subscription, status="trialing")
    if method is None:
        setup = new_intent(work.books, {"customer": subscription.customer, "usage": "off_session"})
        setup = work.put(replace(setup, subscription=subscription.id))
        work.tell("setup_intent.created", setup)
        subscription = replace(subscription, pending_setup_intent=setup.id)
    work.put(subscription)


def _check_paid(invoice: Invoice, refusal: Refusal | None, behavior: str | None) -> None:
    """Raise the refusal for who wants all or nothing: then nothing of this is stored."""
    if behavior != "error_if_incomplete" or invoice.status == "paid":
        return
    if refusal is not None:
        raise Refusal(
            402,
            {key: value for key, value in refusal.body.items() if key != "payment_intent"},
            message=refusal.message,
            code=refusal.code,
        )
    raise billing_errors.needs_authentication()


def as_it_is(work: Work, name: str) -> Subscription:
    """Return the subscription after its payment. What costs nothing, or is no more than a balance, is active."""
    now = work.get(Subscription, name)
    assert now is not None  # noqa: S101 - it was put before
    invoice = work.get(Invoice, now.latest_invoice)
    if now.status == "incomplete" and invoice is not None and invoice.status == "paid":
        now = work.put(subscriptions.move(now, "paid")[0])
    return now


def tell_first(work: Work, subscription: Subscription, place: int) -> None:
    """Tell of the subscription before all that it led to, as it is afterwards, and of nothing in between."""
    told = [one for one in work.changes.announcements if one.type != subscriptions.UPDATED]
    told.insert(place, Announcement("customer.subscription.created", subscription))
    work.changes.announcements = told


def what_follows(work: Work, subscription: Subscription) -> None:
    """Let its periods follow each other; what nobody pays first runs out."""
    cycles.plan(work, subscription)
    if subscription.status == "incomplete":
        at = work.at + policy.INCOMPLETE_EXPIRES_AFTER
        work.follow(at, partial(expire_later, subscription_id=subscription.id, at=at))
