"""What banks and Stripe itself do: dispute, decide, settle or fail a refund, tell twice. Not: what buyers do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.money import CURRENCIES
from simulator.provider import Act, Announcement, Outcome
from simulator.stripe import errors
from simulator.stripe.acts.subscriptions import latest_charge
from simulator.stripe.command import Changes, find
from simulator.stripe.flows.billing import settings
from simulator.stripe.flows.merchant import payouts
from simulator.stripe.flows.payments import bank_transfers, disputes, funding, refunds
from simulator.stripe.resources.cash_balance import BY_CURRENCY
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.subscription import Subscription
from simulator.world import Books

Params = Mapping[str, Any]

REASONS = frozenset({
    "bank_cannot_process", "credit_not_processed", "duplicate", "fraudulent", "general", "product_not_received",
    "product_unacceptable", "subscription_canceled", "unrecognized",
})  # fmt: skip


def dispute(books: Books, params: Params) -> Outcome:
    """Let the cardholder's bank dispute a payment: {object: pi_, cs_, ch_ or sub_, reason?, inquiry?}."""
    reason = str(params.get("reason") or "fraudulent")
    if reason not in REASONS:
        raise errors.error(400, f"reason = {reason!r} is none. Write one of: {', '.join(sorted(REASONS))}.")
    return disputes.begin(books, _charge(books, params), disputes.Complaint(reason, bool(params.get("inquiry"))))


def close_dispute(books: Books, params: Params) -> Outcome:
    """Let the bank decide a dispute: {object: du_, or its payment, won?}."""
    found = books.objects.get(_object(params))
    if not isinstance(found, Dispute):
        charge = _charge(books, params)
        if charge.dispute is None:
            raise errors.error(400, f"{charge.id} is not disputed.")
        found = find(books, Dispute, charge.dispute, "dispute")
    return disputes.decide(books, found, "won" if params.get("won", True) else "lost")


def bank_transfer(books: Books, params: Params) -> Outcome:
    """Let a customer send money by bank transfer: {object: cus_, or pi_ that waits, amount?, currency?, reference?}.

    To an intent it is all that remains, with its reference, unless something else is said.
    """
    found = books.objects.get(_object(params))
    amount, currency, reference = params.get("amount"), params.get("currency"), params.get("reference")
    if isinstance(found, PaymentIntent):
        if not bank_transfers.awaited(found):
            raise errors.error(400, f"{found.id} has a status of {found.status}: it waits for no bank transfer.")
        amount = found.amount - found.funded if amount is None else amount
        currency, reference = currency or found.currency, reference or bank_transfers.reference_of(found)
        found = books.objects.get(found.customer or "")
    if not isinstance(found, Customer) or found.deleted:
        raise errors.error(400, f"{_object(params)!r} is no customer, and no intent of one.")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise errors.error(400, f"amount = {amount!r} is none. Write an integer above 0 in the minor unit.")
    if currency not in BY_CURRENCY:
        raise errors.error(400, f"currency = {currency!r} has no transfers. Write one of: {', '.join(BY_CURRENCY)}.")
    changes = Changes()
    return changes.outcome(funding.receive(books, changes, found.id, amount, str(currency), reference))


def settle_refund(books: Books, params: Params) -> Outcome:
    """Let a pending refund go through: {object: re_}."""
    return _refunded(books, params, refunds.settle_later)


def fail_refund(books: Books, params: Params) -> Outcome:
    """Let a refund fail, also one that had succeeded: {object: re_}."""
    return _refunded(books, params, refunds.fail_later)


def _refunded(books: Books, params: Params, step: Callable[[Books, str], Outcome | None]) -> Outcome:
    refund = find(books, Refund, _object(params))
    done = step(books, refund.id)
    if done is None:
        raise errors.error(400, f"{refund.id} has a status of {refund.status}: this cannot happen to it any more.")
    return done


def pay_out(books: Books, params: Params) -> Outcome:
    """Let Stripe pay out by itself what is available, now: {currency?}."""
    currency = _currency(params)
    done = payouts.pay_out(books, currency)
    if done is None:
        raise errors.error(400, f"Nothing is available in {currency}.")
    return done


def payout_schedule(books: Books, params: Params) -> Outcome:
    """Choose when Stripe pays out by itself: {interval: daily or manual}."""
    return payouts.set_schedule(books, params.get("interval"))


def bank_account(books: Books, params: Params) -> Outcome:
    """Let payouts go to another test account: {number, currency?}."""
    return payouts.set_bank(books, str(params.get("number") or ""), _currency(params))


def billing_settings(books: Books, params: Params) -> Outcome:
    """Choose what becomes of subscriptions that nobody pays: {after_retries: cancel, unpaid or past_due}."""
    del books
    return settings.choose(params.get("after_retries"))


def fail_payout(books: Books, params: Params) -> Outcome:
    """Let the bank return a payout, also one that had arrived: {object: po_, code?}."""
    payout = find(books, Payout, _object(params))
    code = str(params.get("code") or "account_closed")
    if code not in payouts.FAILURES:
        raise errors.error(400, f"code = {code!r} is none. Write one of: {', '.join(payouts.FAILURES)}.")
    if payout.status in ("failed", "canceled"):
        raise errors.error(400, f"{payout.id} has a status of {payout.status}: this cannot happen to it any more.")
    return payouts.fail(books, payout, code)


def retell(books: Books, params: Params) -> Outcome:
    """Tell one fact a second time: {object, type}. A new event of the same type with the same snapshot.

    Stripe, "Webhooks": two separate Event objects may be generated for one change.
    """
    object_id, event_type = _object(params), str(params.get("type") or "")
    for event in reversed(books.events.values()):
        if event.type == event_type and object_id in event.objects and not event.invented:
            return Outcome(event.snapshot, announcements=(Announcement(event.type, event.snapshot, event.previous),))
    raise errors.error(400, f"No event of type {event_type!r} has told of {object_id!r}.")


BANK_ACTS: Mapping[str, Act] = {
    "dispute": dispute,
    "close_dispute": close_dispute,
    "bank_transfer": bank_transfer,
    "settle_refund": settle_refund,
    "fail_refund": fail_refund,
    "pay_out": pay_out,
    "payout_schedule": payout_schedule,
    "bank_account": bank_account,
    "billing_settings": billing_settings,
    "fail_payout": fail_payout,
    "retell": retell,
}


def _currency(params: Params) -> str:
    currency = str(params.get("currency") or "usd")
    if currency not in CURRENCIES:
        raise errors.invalid_currency(currency, CURRENCIES)
    return currency


def _object(params: Params) -> str:
    return str(params.get("object") or "")


def _charge(books: Books, params: Params) -> Charge:
    """Return the charge that is meant; an intent, a session or a subscription stands for its latest."""
    found = books.objects.get(_object(params))
    if isinstance(found, Subscription):
        return latest_charge(books, found)
    if isinstance(found, CheckoutSession) and found.payment_intent is not None:
        found = books.objects.get(found.payment_intent)
    if isinstance(found, PaymentIntent) and found.latest_charge is not None:
        found = books.objects.get(found.latest_charge)
    if not isinstance(found, Charge):
        raise errors.error(400, f"{_object(params)!r} has no charge.")
    return found
