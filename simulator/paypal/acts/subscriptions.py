"""What the outside world does to subscriptions: plans sold, paid, changed, cancelled. Not: API calls.

Names and parameters are those of the other providers where the deed is the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.paypal import errors, naming
from simulator.paypal.acts.finding import Params, subscription_of, text_of
from simulator.paypal.command import Changes
from simulator.paypal.flows.billing import plans, reading
from simulator.paypal.flows.billing.approving import agree, approve
from simulator.paypal.flows.billing.balance import pay_what_is_owed
from simulator.paypal.flows.billing.revising import propose
from simulator.paypal.flows.billing.subscribing import begin
from simulator.paypal.flows.billing.subscriptions import end
from simulator.paypal.money import CURRENCIES, text
from simulator.paypal.resources.product import Product
from simulator.paypal.resources.subscription import Funding, Subscription
from simulator.provider import Act, Outcome, Refusal
from simulator.world import Books

CARDS: Mapping[str, Funding] = {"ok": "ok", "declined": "declined", "pending": "pending"}
"""What a way to pay leads to; `pending` is an eCheck, whose end is said by `complete`."""

TRIAL_MOST = reading.COUNTS_MOST["DAY"]

SOLD_IN_THE_DASHBOARD = "Membership"
"""The product of every plan that is sold by an act: between plans of one product a subscription can be revised."""


def sell_plan(books: Books, params: Params) -> Outcome:
    """Sell a plan, as from the dashboard: {name, amount, currency, interval, trial_days?, threshold?}.

    A trial is free. After `threshold` failed payments, each with its retries, a subscription is suspended: after one,
    if nothing is said; 0: never. That PayPal's dashboard begins with one is unconfirmed.
    """
    amount, days, threshold = params.get("amount"), params.get("trial_days", 0), params.get("threshold", 1)
    currency, unit = str(params.get("currency") or "USD").upper(), str(params.get("interval") or "").upper()
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise errors.act(f"amount = {amount!r} is no amount. Write an integer above 0 in the minor unit.")
    if currency not in CURRENCIES:
        raise errors.act(
            f"currency = {params.get('currency')!r} is none. Write one of: {', '.join(sorted(CURRENCIES))}."
        )
    if unit not in reading.COUNTS_MOST:
        raise errors.act(f"interval = {params.get('interval')!r} is none. Write day, week, month or year.")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= TRIAL_MOST:
        raise errors.act(f"trial_days = {days!r} cannot be. Write an integer from 0 to {TRIAL_MOST}.")
    if not isinstance(threshold, int) or isinstance(threshold, bool) or not 0 <= threshold <= reading.THRESHOLD_MOST:
        raise errors.act(f"threshold = {threshold!r} cannot be. Write an integer from 0 to {reading.THRESHOLD_MOST}.")
    name, now, changes = str(params.get("name") or "Plan")[:127], books.clock.now(), Changes(books)
    product = next((one for one in books.of_kind(Product) if one.name == SOLD_IN_THE_DASHBOARD), None)
    if product is None:
        made = naming.product(books.random)
        product = Product(id=made, created=now, updated=now, name=SOLD_IN_THE_DASHBOARD, type="SERVICE")
        changes.put(product)
        changes.tell("CATALOG.PRODUCT.CREATED", product)
    price = {"fixed_price": {"currency_code": currency, "value": text(amount, currency)}}
    trial = {"frequency": {"interval_unit": "DAY", "interval_count": days}, "tenure_type": "TRIAL", "total_cycles": 1}
    regular = {
        "frequency": {"interval_unit": unit},
        "tenure_type": "REGULAR",
        "total_cycles": 0,
        "pricing_scheme": price,
    }
    both = [trial, regular] if days else [regular]
    cycles = [{**one, "sequence": nth} for nth, one in enumerate(both, start=1)]
    preferences = {"payment_failure_threshold": threshold}
    terms = reading.terms({"billing_cycles": cycles, "payment_preferences": preferences}, now)
    return changes.outcome(plans.new(changes, terms, product=product.id, name=name, quantity_supported=True))


def subscribe(books: Books, params: Params) -> Outcome:
    """Let the merchant subscribe a customer by a link from the dashboard, and the buyer agree: {plan, email?}."""
    changes = Changes(books)
    try:
        begun = begin(changes, {"plan_id": str(params.get("plan") or "")})
    except Refusal as no:
        raise errors.act(f"plan = {params.get('plan')!r} cannot be subscribed to: {no.message}") from None
    return changes.outcome(approve(changes, begun, text_of(params, "email")))


def pay(books: Books, params: Params) -> Outcome:
    """Let the buyer agree to a subscription or to a change of it, or pay what it owes: {object, email?, card?}.

    With `card` it is paid by another way to pay from now on; without, by one that works.
    """
    return _tried(books, params, _card(params, "ok"))


def decline(books: Books, params: Params) -> Outcome:
    """Let the buyer try that, and the bank say no: {object, email?, soft?}. It says so until another card is chosen.

    `soft`: PayPal's page says it at once, so that nothing is agreed to, and the buyer may choose again.
    """
    if params.get("soft"):
        return Outcome(subscription_of(books, params))
    return _tried(books, params, "declined")


def _tried(books: Books, params: Params, funding: Funding) -> Outcome:
    changes = Changes(books)
    found = replace(subscription_of(books, params), funding=funding)
    if found.status == "APPROVAL_PENDING":
        return changes.outcome(approve(changes, found, text_of(params, "email")))
    if found.status in ("CANCELLED", "APPROVED"):
        raise errors.act(f"{found.id} has a status of {found.status}: its buyer has nothing to do.")
    if found.revision is not None:
        return changes.outcome(agree(changes, found))
    changes.put(found)
    after = pay_what_is_owed(changes, found)
    if after is None:
        raise errors.act(f"{found.id} owes nothing: its next payment is made when it is due.")
    return changes.outcome(after)


def change_card(books: Books, params: Params) -> Outcome:
    """Let the buyer choose another way to pay at PayPal: {object, card}: ok, declined, pending. Nobody is told."""
    found, changes = subscription_of(books, params), Changes(books)
    if found.status in ("CANCELLED", "EXPIRED"):
        raise errors.act(f"{found.id} has a status of {found.status}: nothing will be paid for it.")
    return changes.outcome(changes.put(replace(found, funding=_card(params, None))))


def _card(params: Params, otherwise: Funding | None) -> Funding:
    given = params.get("card", otherwise)
    if given not in CARDS:
        raise errors.act(f"card = {given!r} is none that a subscription knows. Write one of: {', '.join(CARDS)}.")
    return CARDS[str(given)]


def cancel_subscription(books: Books, params: Params) -> Outcome:
    """Cancel from the dashboard, or the buyer's account: {object, at_period_end?}. PayPal knows only at once."""
    found, changes = subscription_of(books, params), Changes(books)
    if params.get("at_period_end"):
        raise errors.act("at_period_end: PayPal cancels at once; at the end of a period the merchant has to do it.")
    try:
        return changes.outcome(end(changes, found, text_of(params, "reason")))
    except Forbidden as no:
        raise errors.act(f"{found.id}: {no}.") from None


def change_plan(books: Books, params: Params) -> Outcome:
    """Let the merchant propose another plan, and the buyer agree: {object, plan, quantity?}. From the next charge."""
    found, changes = subscription_of(books, params), Changes(books)
    wanted = {"plan_id": str(params.get("plan") or "")}
    if params.get("quantity") is not None:
        wanted["quantity"] = str(params["quantity"])
    try:
        proposed: Subscription = propose(changes, found, wanted)
    except Refusal as no:
        raise errors.act(f"plan = {params.get('plan')!r}: {no.message}") from None
    return changes.outcome(agree(changes, proposed))


SUBSCRIPTION_ACTS: Mapping[str, Act] = {
    "sell_plan": sell_plan,
    "subscribe": subscribe,
    "change_card": change_card,
    "cancel_subscription": cancel_subscription,
    "change_plan": change_plan,
}
