"""What a subscription owes, taken at the merchant's call or by the buyer's hand. Not: regular charges.

Source: PayPal, "Payment failures and recovering balances". What the call answers when the buyer cannot pay, and that a
payment by the buyer sets a subscription going again which its failures had suspended, is unconfirmed.
"""

from __future__ import annotations

from msgspec.structs import replace

from simulator.paypal import errors, naming
from simulator.paypal.command import Changes, Command, Plain
from simulator.paypal.flows.billing import reading
from simulator.paypal.flows.billing.charging import DENIED, FAILED, sell, settle
from simulator.paypal.flows.billing.subscriptions import named, resume, status_invalid
from simulator.paypal.flows.billing.work import terms_of
from simulator.paypal.resources.sale import Sale
from simulator.paypal.resources.subscription import Failure, Payment, Subscription
from simulator.paypal.shapes.sales import transaction
from simulator.paypal.terms import Terms
from simulator.provider import Outcome


def capture(command: Command) -> Outcome:
    """POST …/capture: some of what is outstanding, or all; the answer is the transaction."""
    found, changes = named(command), Changes(command.books)
    terms = terms_of(changes, found)
    if found.status not in ("ACTIVE", "SUSPENDED", "EXPIRED"):
        raise status_invalid("captured")
    given = command.params["amount"]
    if given["currency_code"] != terms.currency:
        said = "The currency code is different from the subscription's currency code."
        raise errors.unprocessable("CURRENCY_MISMATCH", field="/amount/currency_code", description=said)
    amount = reading.amount(given, terms.currency, "/amount")
    if found.outstanding == 0:
        raise errors.unprocessable("ZERO_OUTSTANDING_BALANCE")
    if amount <= 0:
        raise errors.unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", field="/amount/value", value=given["value"])
    if amount > found.outstanding:
        said = "The capture amount can not be greater than the current outstanding balance."
        raise errors.unprocessable("AMOUNT_GREATER_THAN_OUTSTANDING_BALANCE", description=said)
    sale = collect(changes, found, terms, amount)
    subscriber = changes.get(found.id).subscriber
    return changes.outcome(Plain(transaction(sale, subscriber), (found.id, sale.id)))


def collect(changes: Changes, subscription: Subscription, terms: Terms, amount: int) -> Sale:
    """Take some of what is outstanding; the answer is a sale that is denied, and not stored, where that fails."""
    now = changes.books.clock.now()
    if subscription.funding == "declined":
        failure = Failure(amount, now, DENIED, None)
        changes.put(replace(subscription, last_failure=failure, updated=now))
        changes.tell(FAILED, changes.get(subscription.id))
        return Sale(
            id=naming.made(changes.books), subscription=subscription.id, created=now, updated=now, amount=amount,
            currency=terms.currency, state="denied",
        )  # fmt: skip
    sale = sell(changes, subscription, terms, amount)
    attempt = subscription.attempt
    if attempt is not None and terms.auto_bill:  # what is tried again has the balance in it
        attempt = replace(attempt, amount=attempt.amount - amount)
    left, paid = subscription.outstanding - amount, Payment(amount, now)
    changes.put(replace(subscription, outstanding=left, attempt=attempt, last_payment=paid, failures=0, updated=now))
    return sale


def pay_what_is_owed(changes: Changes, subscription: Subscription) -> Subscription | None:
    """Let the buyer pay what was tried in vain, or what is outstanding; None if nothing is owed."""
    terms = terms_of(changes, subscription)
    if subscription.attempt is not None:
        return settle(changes, subscription, terms)
    if subscription.outstanding == 0:
        return None
    failed_too_often = subscription.status == "SUSPENDED" and 0 < terms.threshold <= subscription.failures
    collect(changes, subscription, terms, subscription.outstanding)
    after: Subscription = changes.get(subscription.id)
    if failed_too_often and after.failures == 0:
        return resume(changes, after)
    return after
