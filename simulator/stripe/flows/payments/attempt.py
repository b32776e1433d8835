"""One attempt to take the money of an intent: the bank's answer, the charge, the books. Not: who asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.ids import text
from simulator.provider import Later, Refusal
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.payments.books import book, book_later
from simulator.stripe.flows.payments.disputes import CARDS, begin, open_later
from simulator.stripe.flows.platform.sharing import terms
from simulator.stripe.resources import charge as charges
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources import payment_method as methods
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.test_values import DECLINES, INSTRUMENTS, Decline
from simulator.world import Books

COMPLETE = "Payment complete."

OURS = ("payment_intent_", "setup_intent_", "payment_method_")
"""How codes begin that are Stripe's own, and no bank's."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of it: the intent afterwards, its charge, and the refusal that a caller is answered, if any."""

    intent: PaymentIntent
    charge: Charge
    error: Refusal | None = None


def verdict_of(books: Books, method: PaymentMethod) -> Decline | None:
    """Return why the bank says no, or None. A published test card is no money on the live side, nor a real one here."""
    if method.card is None:
        return None
    if method.instrument is None:
        return None if books.livemode else DECLINES["test_mode_live_card"]
    if books.livemode:
        return DECLINES["live_mode_test_card"]
    decline = INSTRUMENTS[method.instrument].decline
    return None if decline is None else DECLINES[decline]


def attempt(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, settles: int | None = None
) -> Attempted:
    """Ask the bank, and write down what it says. `settles`: the amount that arrives, if it is not the one asked for."""
    decline = verdict_of(books, method)
    method = changes.put(seen(method))
    if decline is not None:
        return _declined(books, changes, intent, method, decline)
    amount = intent.amount if settles is None else settles
    hold = intent.capture_method == "manual"
    charge = _charge(books, intent, method, amount)
    charge = replace(
        charge,
        captured=not hold,
        amount_captured=0 if hold else amount,
        manual=hold,
        capture_before=charge.created + policy.AUTHORISATION_LASTS if hold and method.card else None,
        outcome=_approved(books, method),
        receipt=text(books.random, 44),
    )
    if intent.capture_method == "automatic":
        charge = book(books, changes, charge, amount)
    changes.put(charge)
    moved, told = intents.move(intent, "authorised" if hold else "approved", amount)
    moved = changes.put(replace(moved, latest_charge=charge.id, payment_method=method.id))
    changes.tell(charges.BORN[charge.status], charge)
    changes.tell(told, moved)
    if not hold and charge.balance_transaction is None:
        changes.later.append(
            Later(books.clock.precise() + policy.BALANCE_AFTER, partial(book_later, charge_id=charge.id))
        )
    complaint = None if hold else CARDS.get(method.instrument or "")
    if complaint is not None and complaint.inquiry:  # there by the next call, as Stripe's CLI counts on
        changes.add(begin(books, charge, complaint))
    elif complaint is not None:
        disputed = partial(open_later, charge_id=charge.id)
        changes.later.append(Later(books.clock.precise() + policy.DISPUTED_AFTER, disputed))
    keep(changes, moved, method)
    return Attempted(moved, charge)


def seen(method: PaymentMethod) -> PaymentMethod:
    """Return the method after the network has seen it; only some test cards have a check that fails."""
    checked = methods.checked(method)
    instrument = INSTRUMENTS.get(method.instrument or "")
    if checked.card is None or instrument is None:
        return checked
    failing: dict[str, Any] = dict(instrument.checks)
    return replace(checked, card=replace(checked.card, **failing))


def keep(changes: Changes, intent: PaymentIntent, method: PaymentMethod) -> None:
    """Attach the method if the intent is to set it up; a method that nobody owns is used up now."""
    if method.customer is None and intent.customer is not None and intent.setup_future_usage is not None:
        owned = methods.attached(replace(method, set_up=intent.setup_future_usage == "off_session"), intent.customer)
        changes.put(owned)
        changes.tell("payment_method.attached", owned)
    elif method.customer is None:
        changes.put(replace(method, used=True))
    elif intent.setup_future_usage == "off_session" and not method.set_up:
        changes.put(replace(method, set_up=True))


def _charge(books: Books, intent: PaymentIntent, method: PaymentMethod, amount: int) -> Charge:
    """Return the charge as every attempt begins it, with what it takes over from its intent."""
    return Charge(
        id=naming.of_payment(books, "ch_", intent.id),
        created=books.clock.now(),
        amount=amount,
        currency=intent.currency,
        payment_intent=intent.id,
        method=method,
        customer=intent.customer,
        description=intent.description,
        metadata=intent.metadata,
        receipt_email=intent.receipt_email,
        shipping=intent.shipping,
        statement_descriptor=intent.statement_descriptor,
        statement_descriptor_suffix=intent.statement_descriptor_suffix,
        **terms(intent),
        authorization_code=f"{books.random.randrange(10**6):06d}" if method.card else None,
        network_transaction_id=_network_transaction(method),
        three_d_secure=authenticated_by(books) if intent.authenticated else None,
        session=intent.session,
    )


def _network_transaction(method: PaymentMethod) -> str | None:
    """Fifteen digits; the same on every charge of one card, as recorded."""
    if method.card is None:
        return None
    return f"{int.from_bytes(method.card.fingerprint.encode()) % 10**15:015d}"


def authenticated_by(books: Books) -> dict[str, Any]:
    """Return what is shown of a challenge that was passed."""
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": text(books.random, 27),
        "version": "2.2.0",
    }


def unassessed(books: Books) -> dict[str, Any]:
    """What is told of money that no card network was asked for."""
    return dict(sorted({**charges.UNASSESSED, "risk_score": books.random.randint(3, 64)}.items()))


def _approved(books: Books, method: PaymentMethod) -> dict[str, Any]:
    if method.card is None:
        return unassessed(books)
    instrument = INSTRUMENTS.get(method.instrument or "")
    risk = instrument.risk if instrument else "normal"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": "elevated_risk_level" if risk == "elevated" else None,
        "risk_level": risk,
        "risk_score": books.random.randint(65, 74) if risk == "elevated" else books.random.randint(3, 64),
        "seller_message": COMPLETE,
        "type": "manual_review" if risk == "elevated" else "authorized",
    }


# Declined.


def _declined(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, decline: Decline
) -> Attempted:
    charge = replace(
        _charge(books, intent, method, intent.amount),
        status="failed",
        captured=False,
        failure_code=decline.code,
        failure_message=decline.message,
        outcome=_refused(books, decline),
    )
    changes.put(charge)
    moved, told = intents.move(intent, "declined")
    said = {
        "advice_code": decline.advice_code,
        "charge": charge.id,
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "network_advice_code": decline.network_advice_code,
        "network_decline_code": decline.network_decline_code,
        "param": decline.param,
    }
    moved = replace(moved, latest_charge=charge.id, last_payment_error=last_error(said, method))
    changes.put(moved)
    changes.tell(charges.BORN[charge.status], charge)
    changes.tell(told, moved)
    return Attempted(moved, charge, as_refusal(said, moved, method))


def _refused(books: Books, decline: Decline) -> dict[str, Any]:
    return {
        "advice_code": decline.advice_code,
        "network_advice_code": decline.network_advice_code,
        "network_decline_code": decline.network_decline_code,
        "network_status": decline.network_status,
        "reason": decline.reason,
        "risk_level": decline.risk_level,
        "risk_score": books.random.randint(75, 99) if decline.kind == "blocked" else books.random.randint(3, 64),
        "seller_message": decline.seller_message,
        "type": decline.kind,
    }


def last_error(said: Mapping[str, Any], method: PaymentMethod | None) -> dict[str, Any]:
    """Return what an intent remembers of a failed attempt: keys by alphabet, what was not said left out."""
    whole: dict[str, Any] = {
        **said,
        "doc_url": errors.DOCS + said["code"].replace("_", "-"),
        "payment_method": method,
        "payment_method_type": method.type if method else None,
        "type": "invalid_request_error" if said["code"].startswith(OURS) else "card_error",
    }
    return {key: whole[key] for key in sorted(whole) if whole[key] is not None}


def as_refusal(said: Mapping[str, Any], intent: PaymentIntent, method: PaymentMethod) -> Refusal:
    """Return the 402 of a failed attempt: it holds the whole intent and the method that was tried."""
    extra = {key: value for key, value in said.items() if key not in ("message", "code", "decline_code", "param")}
    return payment_errors.card_error(
        said["message"],
        code=said["code"],
        decline_code=said.get("decline_code"),
        param=said.get("param"),
        extra={**extra, "payment_intent": intent, "payment_method": method},
    )
