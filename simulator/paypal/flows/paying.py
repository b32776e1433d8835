"""What an order's money does: approved, captured, authorized, with the payments that come of it. Not: the calls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Changes
from simulator.paypal.flows.sources import payer_of
from simulator.paypal.resources.order import Order, Unit, move, payments, with_payment
from simulator.paypal.resources.payment import Authorization, Capture, Invoice, Refund, invoice_place
from simulator.paypal.resources.vault import PaymentToken
from simulator.provider import Later, Outcome, Refusal
from simulator.world import Books

AT_ONCE = "ORDER_COMPLETE_ON_PAYMENT_APPROVAL"

KIND_OF: Mapping[type, str] = {Authorization: "authorizations", Capture: "captures", Refund: "refunds"}

BUYER: Mapping[str, Any] = {
    "name": {"given_name": "Ada", "surname": "Buyer"},
    "address": {"address_line_1": "1 Main Street", "admin_area_2": "San Jose", "admin_area_1": "CA",
                "postal_code": "95131", "country_code": "US"},
}  # fmt: skip
"""Whom the sandbox's buyer accounts stand for, if nothing else is said."""


def show(changes: Changes, payment: Any) -> Any:
    """Store a payment, and let its order show it as it is now."""
    order = changes.get(payment.order)
    if isinstance(order, Order):
        changes.put(with_payment(order, payment.reference_id, KIND_OF[type(payment)], payment))
    return changes.put(payment)


def approve(changes: Changes, order: Order, *, email: str | None = None, tells: bool = True) -> Order:
    """Let the buyer approve: from now on the merchant may take the money, for a while."""
    now = changes.books.clock.now()
    wallet = next((kind for kind in order.source if kind != "card"), "paypal")
    approved, events = move(order, "approved", now)
    approved = replace(approved, updated=None, expires=now + policy.CAPTURE_WITHIN, challenged=False)
    if not order.pays_by_card:
        approved = _paid_from_wallet(changes.books, approved, wallet, email)
    changes.put(approved)
    if tells:
        changes.tell(events[0], approved)
    changes.later.append(Later(approved.expires, partial(lapse_later, order=order.id)))
    if order.processing_instruction == AT_ONCE:
        return complete(changes, approved)
    return approved


def _paid_from_wallet(books: Books, order: Order, wallet: str, email: str | None) -> Order:
    draw = books.random
    told = order.source.get(wallet, {})
    source = {
        "email_address": email
        or told.get("email_address")
        or f"buyer-{draw.randrange(10**6):06d}@personal.example.com",
        "account_id": naming.account(draw),
        "account_status": "VERIFIED",
        "name": told.get("name") or BUYER["name"],
        "address": told.get("address") or {"country_code": "US"},
    }
    return replace(
        order,
        source={wallet: source},
        payer=payer_of(source),
        units=tuple(_shipped(unit, order.shipping_preference, source) for unit in order.units),
    )


def _shipped(unit: Unit, preference: str, source: Mapping[str, Any]) -> Unit:
    """Return the unit with the buyer's address, unless the merchant gave one or ships nothing."""
    if unit.shipping is not None or preference == "NO_SHIPPING":
        return unit
    name = source["name"]
    full = " ".join(str(name[part]) for part in ("given_name", "surname") if name.get(part)) or "Ada Buyer"
    return replace(unit, shipping={"name": {"full_name": full}, "address": BUYER["address"]})


def complete(changes: Changes, order: Order) -> Order:
    """Take the money of an order, or hold it: it is COMPLETED whatever comes of that. Raises the refusal of neither.

    The capture's event comes before the order's (recorded).
    """
    if order.funding == "instrument_declined":
        raise instrument_declined(changes.books, order)
    for unit in order.units:
        claim(changes, unit.invoice_id)
    now = changes.books.clock.now()
    made = [
        authorize(changes, order, unit) if order.intent == "AUTHORIZE" else capture_unit(changes, order, unit)
        for unit in order.units
    ]
    done, events = move(order, "authorized" if order.intent == "AUTHORIZE" else "captured", now)
    for payment in made:
        done = with_payment(done, payment.reference_id, KIND_OF[type(payment)], payment)
        changes.put(payment)
        if payment.invoice_id and payment.status not in ("DECLINED", "DENIED"):
            changes.put(Invoice(invoice_place(payment.invoice_id), payment.id))
    for payment in made:
        changes.tell(event_of(payment), payment)
    kept = _saved(changes, done)
    if kept is not None:
        done = _shows_token(changes.books, done, kept)
    changes.put(done)
    for event in events:
        changes.tell(event, done)
    if kept is not None:
        changes.tell("VAULT.PAYMENT-TOKEN.CREATED", kept)
    return done


def event_of(payment: Authorization | Capture) -> str:
    """Return the type that announces a payment which was just made."""
    if isinstance(payment, Authorization):
        return "PAYMENT.AUTHORIZATION.CREATED"
    return f"PAYMENT.CAPTURE.{payment.status}"


def instrument_declined(books: Books, order: Order) -> Refusal:
    """Return the refusal that sends the buyer back to choose another way to pay (recorded, its second link too)."""
    redirect = {"href": approval_url(books, order), "rel": "redirect", "method": "GET"}
    return errors.unprocessable("INSTRUMENT_DECLINED", links=(redirect,))


def approval_url(books: Books, order: Order) -> str:
    return f"{books.base_url}/checkoutnow?token={order.id}"


def claim(changes: Changes, invoice_id: str | None) -> None:
    """Raise the refusal of an invoice number that another payment has."""
    if invoice_id and changes.get(invoice_place(invoice_id)) is not None:
        raise errors.unprocessable("DUPLICATE_INVOICE_ID")


def authorize(changes: Changes, order: Order, unit: Unit) -> Authorization:
    """Return the hold of one unit."""
    books, now = changes.books, changes.books.clock.now()
    status = {"completed": "CREATED", "pending": "PENDING", "declined": "DENIED"}[order.funding]
    held = Authorization(
        id=naming.made(books),
        order=order.id,
        reference_id=unit.reference_id,
        created=now,
        updated=now,
        amount=unit.amount,
        currency=unit.currency,
        expires=now + policy.AUTHORIZATION_LASTS,
        status=status,  # type: ignore[arg-type]  # the table's words are those of the status
        reason="PENDING_REVIEW" if status == "PENDING" else None,
        invoice_id=unit.invoice_id,
        custom_id=unit.custom_id,
        payee=unit.payee,
        eligible=_eligible(order, unit),
        processor=order.processor if order.pays_by_card else None,
        network=_network(books, order),
        card=order.pays_by_card,
    )
    changes.later.append(Later(held.expires, partial(expire_later, authorization=held.id)))
    return held


def capture_unit(changes: Changes, order: Order, unit: Unit) -> Capture:
    """Return what is taken of one unit: COMPLETED, PENDING or DECLINED."""
    books, now = changes.books, changes.books.clock.now()
    status = {"completed": "COMPLETED", "pending": "PENDING", "declined": "DECLINED"}[order.funding]
    return Capture(
        id=naming.made(books),
        order=order.id,
        reference_id=unit.reference_id,
        created=now,
        updated=now,
        amount=unit.amount,
        currency=unit.currency,
        status=status,  # type: ignore[arg-type]  # the table's words are those of the status
        reason="ECHECK" if status == "PENDING" else None,
        was_pending=status == "PENDING",
        invoice_id=unit.invoice_id,
        custom_id=unit.custom_id,
        payee=unit.payee,
        eligible=status != "DECLINED" and _eligible(order, unit),
        fee=policy.fee(unit.amount, unit.currency, card=order.pays_by_card),
        processor=order.processor if order.pays_by_card else None,
        network=_network(books, order),
        card=order.pays_by_card,
    )


def _eligible(order: Order, unit: Unit) -> bool:
    """Say whether the seller is protected: wallets that ship are, cards are not (recorded)."""
    return not order.pays_by_card and unit.shipping is not None


def _network(books: Books, order: Order) -> dict[str, str] | None:
    if not order.pays_by_card:
        return None
    brand = str(order.source["card"].get("brand", "VISA"))
    digits = "0" * 15 if order.funding == "declined" else f"{books.random.randrange(10**15):015d}"
    return {"id": digits, "network": brand}


def _saved(changes: Changes, order: Order) -> PaymentToken | None:
    """Keep the way to pay for later, if that was asked for and the payment succeeded."""
    taken = (*payments(order, "captures"), *payments(order, "authorizations"))
    if order.vaults is None or any(one.status in ("DECLINED", "DENIED") for one in taken):
        return None
    books, kind = changes.books, order.vaults
    source = order.source[kind]
    token = PaymentToken(
        id=naming.payment_token(books.random, books),
        created=books.clock.now(),
        customer=naming.customer(books.random),
        kind=kind,
        source={key: value for key, value in source.items() if key != "attributes"},
        order=order.id,
    )
    return changes.put(token)


def _shows_token(books: Books, order: Order, token: PaymentToken) -> Order:
    """Return the order with what was kept of its way to pay (recorded)."""
    source = order.source[token.kind]
    vault = {
        "id": token.id, "status": "VAULTED", "customer": {"id": token.customer},
        "links": [
            {"href": f"{books.base_url}/v3/vault/payment-tokens/{token.id}", "rel": "self", "method": "GET"},
            {"href": f"{books.base_url}/v3/vault/payment-tokens/{token.id}", "rel": "delete", "method": "DELETE"},
            {"href": f"{books.base_url}/v2/checkout/orders/{order.id}", "rel": "up", "method": "GET"},
        ],
    }  # fmt: skip
    return replace(order, source={token.kind: {**source, "attributes": {"vault": vault}}})


# What happens by itself.


def lapse_later(books: Books, order: str) -> Outcome | None:
    """Let an approval lapse that the merchant has not used."""
    found = books.objects.get(order)
    if not isinstance(found, Order) or found.status != "APPROVED" or found.expires > books.clock.now():
        return None
    changes = Changes(books)
    voided, events = move(found, "approval lapsed", books.clock.now())
    changes.put(voided)
    for event in events:
        changes.tell(event, voided)
    return changes.outcome(voided)


def expire_later(books: Books, authorization: str) -> Outcome | None:
    """Let an authorization end by itself after its 29 days."""
    from simulator.paypal.flows.payments import void  # noqa: PLC0415 - both belong to a hold's end

    found = books.objects.get(authorization)
    if not isinstance(found, Authorization) or found.status not in ("CREATED", "PARTIALLY_CAPTURED", "PENDING"):
        return None
    if found.status == "PARTIALLY_CAPTURED":
        return None
    changes = Changes(books)
    void(changes, found)
    return changes.outcome(changes.get(found.id))
