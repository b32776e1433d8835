"""What the outside world does about subscriptions: sells, subscribes, pays, declines, changes, ends. Not: API calls.

The names and parameters are those of the other providers' acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Act, Outcome
from simulator.square import errors, naming, policy, test_values
from simulator.square.acts.paying import LIVE_CARD, good_card, source_of
from simulator.square.command import find, found, milliseconds
from simulator.square.flows.billing import billing, cycles, invoicing, plans, scheduling
from simulator.square.flows.billing.subscriptions import check_going_on, made_of
from simulator.square.flows.billing.work import Work
from simulator.square.flows.customers import customer_of
from simulator.square.flows.locations import main_location
from simulator.square.resources.invoice import PAYABLE, Invoice
from simulator.square.resources.payment import Payment
from simulator.square.resources.people import Card
from simulator.square.resources.seller import CatalogObject
from simulator.square.resources.subscription import Subscription, pending, without_action
from simulator.world import Books

Params = Mapping[str, Any]

CADENCES: Mapping[str, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "ANNUAL"}

TRIALS = ((90, "NINETY_DAYS"), (60, "SIXTY_DAYS"), (30, "THIRTY_DAYS"), (14, "EVERY_TWO_WEEKS"), (7, "WEEKLY"))
"""By how many days, the cadence of a trial's phase: the longest that fits a whole number of times."""


# The dashboard.


def sell_plan(books: Books, params: Params) -> Outcome:
    """Sell a plan: {name, amount, currency, interval, trial_days?}. The answer is a plan variation."""
    name, interval = str(params.get("name") or ""), str(params.get("interval"))
    if not name:
        raise errors.bad_request("name is missing.")
    if interval not in CADENCES:
        raise errors.bad_request(f"interval = {interval!r} is none. Write one of: {', '.join(CADENCES)}.")
    if str(params.get("currency", policy.CURRENCY)).upper() != policy.CURRENCY:
        raise errors.other_currency(policy.CURRENCY, str(params["currency"]), "currency")
    phases: list[dict[str, Any]] = []
    trial = _whole(params, "trial_days", least=0) if "trial_days" in params else 0
    if trial:
        days, cadence = next(((days, word) for days, word in TRIALS if trial % days == 0), (1, "DAILY"))
        phases.append({"cadence": cadence, "periods": trial // days, "pricing": _static(0)})
    phases.append({"cadence": CADENCES[interval], "pricing": _static(_whole(params, "amount", least=1))})
    now = milliseconds(books)
    plan = CatalogObject(naming.catalog_object(books), plans.PLAN, now, {"name": name, "all_items": False})
    data = plans.variation_data(books, {"name": name, "phases": phases}, "#variation", plan.id, None)
    sold = CatalogObject(naming.catalog_object(books), plans.VARIATION, now, data)
    work = Work(books)
    work.put(plan)
    work.put(sold)
    work.tell(("catalog.version.updated",), plan)
    return work.outcome(sold)


def _static(amount: int) -> dict[str, Any]:
    return {"type": "STATIC", "price_money": {"amount": amount, "currency": policy.CURRENCY}}


def _whole(params: Params, name: str, *, least: int) -> int:
    value = params.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= policy.LARGEST:
        raise errors.bad_request(f"{name} = {value!r} is none. Write an integer of at least {least}.")
    return value


def subscribe(books: Books, params: Params) -> Outcome:
    """Subscribe a customer: {plan, customer, card?}. Without a card the invoices are e-mailed."""
    work = Work(books)
    customer = customer_of(books, str(params.get("customer") or ""))
    billing.check_billable(customer)
    told = {
        "plan_variation_id": str(params.get("plan") or ""),
        "customer_id": customer.id,
        "location_id": main_location(books).id,
        "source": {"name": "Square Subscriptions Dashboard Web"},  # recorded
    }
    if params.get("card"):
        told["card_id"] = str(params["card"])
    return work.outcome(made_of(work, told))


def cancel_subscription(books: Books, params: Params) -> Outcome:
    """Cancel a subscription: {object, at_period_end?}. At once is not what Square does."""
    if params.get("at_period_end") is False:
        raise errors.bad_request("Square cancels a subscription at the end of what is billed: at_period_end is true.")
    work, subscription = _going_on(books, params)
    return work.outcome(scheduling.ends(work, subscription)[0])


def change_plan(books: Books, params: Params) -> Outcome:
    """Let another plan follow when the period ends: {object, plan}. A swap that was scheduled before is replaced."""
    work, subscription = _going_on(books, params)
    if pending(subscription, "SWAP_PLAN") is not None:
        subscription = without_action(subscription, "SWAP_PLAN")
    told = {"new_plan_variation_id": str(params.get("plan") or "")}
    return work.outcome(scheduling.scheduled(work, subscription, scheduling.swap(work, subscription, told)))


def change_card(books: Books, params: Params) -> Outcome:
    """Charge a subscription to another card from now on: {object, card: `ok`, `declined` or a decline's code}."""
    work, subscription = _going_on(books, params)
    word = str(params.get("card") or "ok")
    if word == "authenticate":
        raise errors.bad_request("Square charges cards on file without asking the buyer: card is ok or declined.")
    code = {"ok": None, "declined": "GENERIC_DECLINE"}.get(word, word)
    number = LIVE_CARD if books.livemode else test_values.OK if code is None else test_values.DECLINED
    if code is not None and not (code.isupper() and code.replace("_", "").isalpha()):
        raise errors.bad_request(f"card = {word[:40]!r} is none. Write ok, declined or a decline's code.")
    face = test_values.face(number, books.clock.now(), account=books.account, declines=code, postal_code="94103")
    given = {"billing_address": {"postal_code": "94103"}}
    card = work.put(Card(naming.card(books), milliseconds(books), face, subscription.customer_id, given))
    work.tell(("card.created",), card)
    return work.outcome(cycles.moved(work, replace(subscription, card_id=card.id), "changed"))


def _going_on(books: Books, params: Params) -> tuple[Work, Subscription]:
    subscription = find(books, Subscription, str(params.get("object") or ""), "subscription")
    check_going_on(subscription)
    return Work(books), subscription


# The buyer.


def owed_to(books: Books, params: Params) -> Subscription | Invoice | None:
    """Return the subscription or invoice that an act is about, None if it is about something else."""
    name = str(params.get("object") or "")
    return found(books, Subscription, name) or found(books, Invoice, name)


def pay(books: Books, params: Params, *, amount: int | None, tip: int | None) -> Outcome:
    """Let a buyer pay what is due on the invoice page that was mailed: the newest one that is not paid.

    A first period that a card on file is to pay in a moment is paid by it now.
    """
    work = Work(books)
    invoice = _unpaid(work, params)
    by_card = next((one for one in reversed(work.changes.puts) if isinstance(one, Payment)), None)
    if invoice is None and by_card is not None:
        return work.outcome(by_card)
    if invoice is None:
        raise errors.bad_request(f"{params.get('object')} has no invoice that waits to be paid.")
    email = params.get("email")
    _, payment = invoicing.pay(
        work,
        invoice,
        source_of(books, params.get("card") or good_card(books)),
        amount=amount,
        currency=str(params["currency"]) if params.get("currency") else None,
        tip=tip,
        email=str(email) if email else None,
    )
    return work.outcome(payment)


def _unpaid(work: Work, params: Params) -> Invoice | None:
    about = owed_to(work.books, params)
    if isinstance(about, Invoice):
        return about if about.status in PAYABLE else None
    subscription = find(work.books, Subscription, str(params.get("object") or ""), "subscription")
    if subscription.status == "ACTIVE":  # what is billed in a moment is billed now, or the buyer could not pay it yet
        begun = cycles.begin(work, subscription)
        if begun is not subscription:
            cycles.plan(work, begun)
            subscription = begun
    there = (work.get(Invoice, name) for name in subscription.invoice_ids)
    return next((one for one in there if one is not None and one.status in PAYABLE), None)


SUBSCRIPTION_ACTS: Mapping[str, Act] = {
    "sell_plan": sell_plan,
    "subscribe": subscribe,
    "cancel_subscription": cancel_subscription,
    "change_plan": change_plan,
    "change_card": change_card,
}
