"""What the outside world does, by name: a buyer pays, a bank refuses, a dashboard refunds. Not: API calls.

Each act takes the books and its parameters and returns what it led to; the control API and the hosted pages call them.
A refusal's message says what is wrong with the act. A decline is no refusal: it is what the act led to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Act, Outcome
from simulator.stripe import errors
from simulator.stripe.acts import subscriptions
from simulator.stripe.acts.bank import BANK_ACTS
from simulator.stripe.acts.buyer import method_of
from simulator.stripe.acts.portal import PORTAL_ACTS
from simulator.stripe.acts.setup import SETUP_ACTS
from simulator.stripe.acts.subscriptions import SUBSCRIPTION_ACTS
from simulator.stripe.command import find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.checkout import links, page_discounts
from simulator.stripe.flows.checkout import sessions as checkout
from simulator.stripe.flows.clocks.living import by_the_world, by_their_clock, clock_of, named
from simulator.stripe.flows.merchant import connect, onboarding
from simulator.stripe.flows.payments import capture as holds
from simulator.stripe.flows.payments import debits, intents, paying, refunds
from simulator.stripe.flows.payments.paying import Settlement
from simulator.stripe.flows.people import accounts
from simulator.stripe.flows.setup import setup_pages, setups
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.test_accounts import ANY_FAILURE, FAILURES
from simulator.world import Books

Params = Mapping[str, Any]


def pay(books: Books, params: Params) -> Outcome:
    """Let a buyer pay an intent, a page or a subscription: {object, card?, email?, amount?, currency?, captured?}.

    In place of a card stands `iban` or `account_number`: then the money arrives, or does not, later by itself.
    `captured`: an intent's money that is then only held is captured in the same moment, from the dashboard.
    """
    subscription = _subscription(books, params)
    if subscription is not None:
        return subscriptions.pay(books, subscription, params)
    link = books.objects.get(str(params.get("object") or ""))
    if isinstance(link, PaymentLink):
        return _by_link(books, link, params)
    target = _target(books, params)
    method = method_of(books, params)
    settles = Settlement(_integer(params, "amount"), _currency(params))
    if isinstance(target, CheckoutSession):
        return paying.pay_session(books, target, method, settles, _text(params, "email"))
    return paying.pay_intent(books, target, method, settles, captured=bool(params.get("captured")))


def _by_link(books: Books, link: PaymentLink, params: Params) -> Outcome:
    """Let a buyer follow a payment link and pay on the page that it opens."""
    work = Work(books)
    opened = links.follow(books, link, {})
    for value in opened.puts:
        work.seen(value)
    work.changes.add(opened)
    work.changes.add(done := pay(work.books, {**params, "object": opened.answer.id}))
    return work.outcome(done.answer, done.error)


def decline(books: Books, params: Params) -> Outcome:
    """Let a buyer try to pay, and their bank say no: {object, email?}."""
    subscription = _subscription(books, params)
    if subscription is not None:
        return subscriptions.decline(books, subscription)
    return pay(books, {**params, "card": subscriptions.DECLINED})


def authenticate(books: Books, params: Params) -> Outcome:
    """Let a buyer pass or fail the bank's challenge: {object, succeed?}."""
    setup = _setup(books, params)
    if setup is not None:
        return setup_pages.authenticate(books, setup, _succeeds(params))
    return paying.authenticate(books, _intent(books, params), _succeeds(params))


def process(books: Books, params: Params) -> Outcome:
    """Let a buyer pay by a method that takes its time: {object, email?}. A page is then complete and unpaid.

    The account is one that is already known to be the buyer's; what becomes of the debit is left to `complete`.
    """
    target = _target(books, params)
    method = accounts.of_the_buyer(books, {"email": _text(params, "email")})
    if isinstance(target, CheckoutSession):
        return paying.process_session(books, target, method, _text(params, "email"))
    return paying.process_intent(books, target, method)


def complete(books: Books, params: Params) -> Outcome:
    """End a debit before it ends by itself: {object, succeed?, code?}; `code` is why it fails."""
    failure = str(params.get("code") or ANY_FAILURE)
    if failure not in FAILURES:
        raise errors.error(400, f"code = {failure!r} is none. Write one of: {', '.join(sorted(FAILURES))}.")
    arrival = debits.Arrival(None if _succeeds(params) else failure)
    return debits.complete(books, _intent(books, params), arrival)


def authorize(books: Books, params: Params) -> Outcome:
    """Let a buyer confirm an intent that is captured later: {object, card?}.

    An intent that would be captured at once is first changed to manual capture, as its merchant could have done
    (`capture_method` is a parameter of update and confirm, OpenAPI of 2026-08-26).
    """
    intent = replace(_intent(books, params), capture_method="manual")
    if intent.invoice is not None:
        raise errors.error(400, f"{intent.id} pays an invoice: its money is taken at once.")
    return paying.pay_intent(books, intent, method_of(books, params), Settlement())


def capture(books: Books, params: Params) -> Outcome:
    """Capture a hold from the dashboard: {object, amount?}."""
    intent = _intent(books, params)
    if intent.status != "requires_capture":
        raise payment_errors.cannot_capture(intent.status)
    return holds.capture(books, intent, _integer(params, "amount"))


def cancel(books: Books, params: Params) -> Outcome:
    """Cancel an intent from the dashboard: {object}."""
    setup = _setup(books, params)
    if setup is not None:
        return setups.cancel(books, setup, "requested_by_customer")
    return intents.cancel(books, _intent(books, params), "requested_by_customer")


def refund(books: Books, params: Params) -> Outcome:
    """Refund from the dashboard: {object, amount?}; `object` may also be the charge, or a subscription's latest."""
    amount = _integer(params, "amount")
    charge = books.objects.get(str(params.get("object") or ""))
    if isinstance(charge, Subscription):
        charge = subscriptions.latest_charge(books, charge)
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


def redeem(books: Books, params: Params) -> Outcome:
    """Let a buyer type a promotion code on a session's page: {object, code?}.

    Without a code the last one is taken back.
    """
    target = _target(books, params)
    if not isinstance(target, CheckoutSession):
        raise errors.error(400, f"{target.id} is no checkout session.")
    return page_discounts.redeem(books, target, _text(params, "code"))


def follow_link(books: Books, params: Params) -> Outcome:
    """Let a buyer follow a payment link: {object, client_reference_id?, prefilled_email?, prefilled_promo_code?}.

    It led to a checkout session.
    """
    link = find(books, PaymentLink, str(params.get("object") or ""))
    return links.follow(books, link, {name: str(value) for name, value in params.items() if name != "object"})


def _by_their_clock(act: Act) -> Act:
    """Let an act happen at the time of the test clock that whoever it is about lives by."""

    def done(books: Books, params: Params) -> Outcome:
        then = by_their_clock(books, clock_of(books, named((), params)))
        return by_the_world(books, then, act(then, params))

    return done


_ACTS: Mapping[str, Act] = {
    "pay": pay,
    "decline": decline,
    "authenticate": authenticate,
    "process": process,
    "complete": complete,
    "authorize": authorize,
    "capture": capture,
    "cancel": cancel,
    "refund": refund,
    "expire": expire,
    "redeem": redeem,
    "follow_link": follow_link,
    **BANK_ACTS,
    **SETUP_ACTS,
    **SUBSCRIPTION_ACTS,
    **PORTAL_ACTS,
    "enable_account": connect.enable,
    "visit_account_link": onboarding.visit,
}

ACTS: Mapping[str, Act] = {name: _by_their_clock(act) for name, act in _ACTS.items()}


def _target(books: Books, params: Params) -> PaymentIntent | CheckoutSession:
    object_id = str(params.get("object") or "")
    found = books.objects.get(object_id)
    if isinstance(found, CheckoutSession):
        return found
    if isinstance(found, Invoice):
        object_id = found.payment_intent or object_id
    return find(books, PaymentIntent, object_id)


def _subscription(books: Books, params: Params) -> Subscription | None:
    found = books.objects.get(str(params.get("object") or ""))
    return found if isinstance(found, Subscription) else None


def _setup(books: Books, params: Params) -> SetupIntent | None:
    """Return the setup intent that is meant, or None; a page in setup mode stands for its own."""
    found = books.objects.get(str(params.get("object") or ""))
    if isinstance(found, CheckoutSession):
        found = books.objects.get(found.setup_intent or "")
    return found if isinstance(found, SetupIntent) else None


def _intent(books: Books, params: Params) -> PaymentIntent:
    """Return the intent that is meant; a session stands for the one that was made for it."""
    target = _target(books, params)
    if isinstance(target, PaymentIntent):
        return target
    if target.payment_intent is None:
        raise errors.error(400, f"{target.id} has no payment intent yet: nobody has paid on its page.")
    return find(books, PaymentIntent, target.payment_intent)


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
