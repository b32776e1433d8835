"""What the outside world does, by name: a buyer pays, a bank refuses, a dashboard refunds. Not: API calls.

Each act takes the books and its parameters and returns what it led to; the control API and the hosted pages call them.
A refusal's message says what is wrong with the act. A decline is no refusal: it is what the act led to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.money import CURRENCIES
from simulator.provider import Act, Outcome
from simulator.stripe import errors, naming, payment_errors
from simulator.stripe.bank_acts import BANK_ACTS
from simulator.stripe.command import find
from simulator.stripe.flows import capture as holds
from simulator.stripe.flows import checkout, intents, paying, refunds
from simulator.stripe.flows.instruments import from_test_id, of_number
from simulator.stripe.flows.paying import Settlement
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.world import Books

TEST_CARD = "4242424242424242"
LIVE_CARD = "4929420573595709"
"""Passes the check digit and is published nowhere as a test card: on the live side it is money."""

Params = Mapping[str, Any]


def pay(books: Books, params: Params) -> Outcome:
    """Let a buyer pay an intent or a session's page: {object, card?, email?, amount?, currency?}."""
    target = _target(books, params)
    method = _method(books, params)
    settles = Settlement(_integer(params, "amount"), _currency(params))
    if isinstance(target, CheckoutSession):
        return paying.pay_session(books, target, method, settles, _text(params, "email"))
    return paying.pay_intent(books, target, method, settles)


def authenticate(books: Books, params: Params) -> Outcome:
    """Let a buyer pass or fail the bank's challenge: {object, succeed?}."""
    return paying.authenticate(books, _intent(books, params), _succeeds(params))


def process(books: Books, params: Params) -> Outcome:
    """Let a buyer pay by a method that takes its time: {object, email?}. A page is then complete and unpaid."""
    target = _target(books, params)
    details = {"bank_name": "STRIPE TEST BANK", "last4": "6789", "account_type": "checking"}
    method = PaymentMethod(
        id=naming.long(books, "pm_"),
        created=books.clock.now(),
        type="us_bank_account",
        details=details,
        billing_details={"email": _text(params, "email")},
    )
    if isinstance(target, CheckoutSession):
        return paying.process_session(books, target, method, _text(params, "email"))
    return paying.process_intent(books, target, method)


def complete(books: Books, params: Params) -> Outcome:
    """End what `process` began: {object, succeed?}."""
    return paying.complete(books, _intent(books, params), _succeeds(params))


def authorize(books: Books, params: Params) -> Outcome:
    """Let a buyer confirm an intent that is captured later: {object, card?}.

    An intent that would be captured at once is first changed to manual capture, as its merchant could have done
    (`capture_method` is a parameter of update and confirm, OpenAPI of 2026-08-26).
    """
    intent = replace(_intent(books, params), capture_method="manual")
    return paying.pay_intent(books, intent, _method(books, params), Settlement())


def capture(books: Books, params: Params) -> Outcome:
    """Capture a hold from the dashboard: {object, amount?}."""
    intent = _intent(books, params)
    if intent.status != "requires_capture":
        raise payment_errors.cannot_capture(intent.status)
    return holds.capture(books, intent, _integer(params, "amount"))


def cancel(books: Books, params: Params) -> Outcome:
    """Cancel an intent from the dashboard: {object}."""
    return intents.cancel(books, _intent(books, params), "requested_by_customer")


def refund(books: Books, params: Params) -> Outcome:
    """Refund from the dashboard: {object, amount?}; `object` may also be the charge."""
    amount = _integer(params, "amount")
    object_id = str(params.get("object") or "")
    charge = books.objects.get(object_id)
    if not isinstance(charge, Charge):
        intent = _intent(books, params)
        charge = books.objects.get(intent.latest_charge or "")
        if not isinstance(charge, Charge) or charge.status != "succeeded":
            raise payment_errors.nothing_to_refund(intent.id)
    return refunds.give_back(books, charge, amount, "requested_by_customer")


def expire(books: Books, params: Params) -> Outcome:
    """Let a session's time run out: {object}."""
    target = _target(books, params)
    if not isinstance(target, CheckoutSession):
        raise errors.error(400, f"{target.id} is no checkout session.")
    return checkout.expire(books, target)


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "authenticate": authenticate,
    "process": process,
    "complete": complete,
    "authorize": authorize,
    "capture": capture,
    "cancel": cancel,
    "refund": refund,
    "expire": expire,
    **BANK_ACTS,
}


def _target(books: Books, params: Params) -> PaymentIntent | CheckoutSession:
    object_id = str(params.get("object") or "")
    found = books.objects.get(object_id)
    if isinstance(found, CheckoutSession):
        return found
    return find(books, PaymentIntent, object_id)


def _intent(books: Books, params: Params) -> PaymentIntent:
    """Return the intent that is meant; a session stands for the one that was made for it."""
    target = _target(books, params)
    if isinstance(target, PaymentIntent):
        return target
    if target.payment_intent is None:
        raise errors.error(400, f"{target.id} has no payment intent yet: nobody has paid on its page.")
    return find(books, PaymentIntent, target.payment_intent)


def _method(books: Books, params: Params) -> PaymentMethod:
    """Return a new method of the card that is given: a number, a test id, or a hash with number, date and code."""
    card = params.get("card") or (LIVE_CARD if books.livemode else TEST_CARD)
    billing = {key: params[key] for key in ("email", "name") if params.get(key)}
    if isinstance(card, Mapping):
        for name in ("number", "exp_month", "exp_year"):
            if not str(card.get(name, "")).replace(" ", "").isdecimal():
                raise errors.error(400, f"card.{name} = {card.get(name)!r} is no number. Write digits.", param="card")
        return of_number(books, card, billing_details=billing)
    made = from_test_id(books, str(card))
    if made is not None:
        return replace(made, billing_details=billing)
    return of_number(books, {"number": card, "exp_month": 12, "exp_year": 2040, "cvc": "123"}, billing_details=billing)


def _succeeds(params: Params) -> bool:
    return bool(params.get("succeed", True))


def _integer(params: Params, name: str) -> int | None:
    value = params.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise errors.error(
            400, f"{name} = {value!r} is no amount. Write an integer above 0 in the minor unit.", param=name
        )
    return value


def _currency(params: Params) -> str | None:
    value = params.get("currency")
    if value is None:
        return None
    if value not in CURRENCIES:
        raise errors.invalid_currency(str(value), CURRENCIES)
    return str(value)


def _text(params: Params, name: str) -> str | None:
    value = params.get(name)
    return None if value is None else str(value)
