"""Stripe's terms. Source of each name: Stripe, API reference, at the version that the simulator begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from harness.failures import NoVerdict
from harness.observation import Returned
from harness.providers.stripe_instruments import ASKING_CARD, INSTRUMENTS
from harness.providers.terms import DESCRIPTION, Fact, Field, Kind, Records, Terms, Wanted
from harness.target.requests import client
from harness.windows.api_calls import HARNESS_AGENT, Understood, integer, lower
from simulator.client import Call, EventView, ProviderView, Side

INTENT = Kind(
    name="payment_intent",
    provider="stripe",
    operation="payment_intents.create",
    prefix="pi_",
    hosted=False,
    paid="payment_intent.succeeded",
    told_by="payment_intent.",
    ends=("cancel", "payment_intent.canceled"),
)
SESSION = Kind(
    name="checkout_session",
    provider="stripe",
    operation="checkout.sessions.create",
    prefix="cs_",
    hosted=True,
    paid="checkout.session.completed",
    told_by="checkout.session.",
    ends=("expire", "checkout.session.expired"),
)

PATHS = {INTENT.name: "/v1/payment_intents", SESSION.name: "/v1/checkout/sessions"}
METHODS = "/v1/payment_methods"
DECLINED = 402
METADATA, REFERENCE = "metadata.", "client_reference_id"
MONEYS = ("pi_", "cs_", "ch_", "py_", "re_", "txn_", "du_", "dp_", "evt_")
"""How the ids of whatever belongs to one payment begin; a customer's or a card's belong to several."""

POINTERS: Mapping[Field, tuple[str, ...]] = {
    "event": ("/id",),
    "type": ("/type",),
    "mode": ("/livemode", "/data/object/livemode"),
    "account": ("/account",),
    "data": ("/data",),
    "object": ("/data/object",),
    "description": ("/data/object/description",),
    "payment": ("/data/object/id", "/data/object/payment_intent"),
    "amount": ("/data/object/amount", "/data/object/amount_received", "/data/object/amount_captured"),
    "references": ("/data/object/metadata",),
}

FACTS: Mapping[Fact, tuple[str, ...]] = {
    "status": ("/status", "/payment_status", "/latest_charge/status", "/latest_charge/paid", "/payment_intent/status"),
    "amount": tuple(
        f"{place}/{field}"
        for place in ("", "/latest_charge", "/payment_intent", "/payment_intent/latest_charge")
        for field in ("amount", "amount_received", "amount_captured", "amount_total", "amount_subtotal")
    ),
    "currency": ("/currency", "/latest_charge/currency", "/payment_intent/currency"),
}


class Stripe(Terms):
    """How Stripe says it."""

    name = "stripe"
    title = "Stripe"
    kinds = (INTENT, SESSION)
    signature_header = "Stripe-Signature"
    retry_headers: Mapping[str, str] = {}  # none: a retry looks like the first
    no_such_payment = "pi_3NoSuchPaymentAssay0000000"
    about_money = ("payment_intent.", "charge.", "checkout.session.", "refund.")
    paid = ("payment_intent.succeeded", "charge.succeeded", "checkout.session.completed")
    failed = ("payment_intent.payment_failed", "charge.failed")
    created = ("payment_intent.created",)
    money_went_back = ("charge.refunded", "refund.failed")
    instruments = INSTRUMENTS
    settles_otherwise = True
    settles_refunds = False
    paid_after_a_decline = True
    captures_in_part = True
    lists_payments = True
    narrow_keys = True
    told_by_keys = frozenset({"secret_key", "publishable_key"})
    taking = "payment_intents.c*"
    capturing = "*.capture"  # of a payment intent, or of its charge
    held_by_merchant = False
    refunding = "refunds.create"
    verifying = None
    fetching = "*.retrieve"
    facts = FACTS
    acts = frozenset(
        ("pay", "authenticate", "process", "complete", "authorize", "capture", "cancel", "expire", "refund",
         "settle_refund", "fail_refund", "dispute", "close_dispute", "retell")
    )  # fmt: skip
    needs_a_payment = ("authorize", "cancel")

    def waiting_method(self, view: ProviderView, side: Side) -> str | None:
        """A card whose bank asks its holder first; in live the page's script makes it of what the holder has typed."""
        if side == "test":
            return self.instruments.waiting_method
        card = {"number": ASKING_CARD, "exp_month": "12", "exp_year": str(datetime.now(UTC).year + 3), "cvc": "123"}
        with client(view.base_url) as page:
            reply = page.post(
                METHODS,
                data={"type": "card", **{f"card[{name}]": value for name, value in card.items()}},
                headers={"Authorization": f"Bearer {view.live.publishable_key}", "User-Agent": HARNESS_AGENT},
            )
        if reply.status_code != 200:
            raise NoVerdict("gap in the simulator", f"a payment method could not be made: {reply.text[:300]}")
        return str(reply.json()["id"])

    def sent_back(self, payment: str) -> dict[str, str]:
        """What Stripe.js adds after a redirect (Stripe, "Payment status updates")."""
        return {"redirect_status": "succeeded"}

    def made(self, call: Call, kind: Kind) -> Sequence[str]:
        """By the operation, and how the id begins."""
        return self.among(call.objects, kind) if call.operation == kind.operation else ()

    def among(self, objects: Sequence[str], kind: Kind) -> Sequence[str]:
        """By how an id begins."""
        return [object_id for object_id in objects if object_id.startswith(kind.prefix)]

    def understood(self, call: Call) -> Understood:
        """A decline is answered 402."""
        amount, currency = _asked(call)
        payments = tuple(name for name in call.objects if name.startswith(INTENT.prefix))
        return Understood(amount, currency, payments, declined=call.status == DECLINED)

    def is_paid(self, shown: Mapping[str, Any], records: Records) -> bool:
        """An intent has succeeded, or a session is paid."""
        return shown.get("status") == "succeeded" or shown.get("payment_status") == "paid"

    def is_held(self, shown: Mapping[str, Any], records: Records) -> bool:
        """An intent waits for its capture."""
        return shown.get("status") == "requires_capture"

    def has_a_payment(self, kind: Kind, shown: Mapping[str, Any]) -> bool:
        """A session has an intent once somebody pays."""
        return not kind.hosted or bool(shown.get("payment_intent"))

    def returned(self, order: str, kind: Kind, shown: Mapping[str, Any], records: Records) -> Returned:
        """As the latest charge says."""
        if kind.hosted:
            intent = shown.get("payment_intent")
            shown = records.look(intent) if intent else {}
        charge = shown.get("latest_charge")
        return _of_charge(order, records.look(charge) if charge else {})

    def all_returned(self, records: Records) -> dict[str, tuple[str, Returned]]:
        """Every charge that succeeded, by its intent and by the session that led to it."""
        charges = {
            charge["payment_intent"]: (str(charge["id"]), _of_charge("", charge))
            for charge in records.everything("Charge")
            if charge["status"] == "succeeded"
        }
        sessions = {shown["id"]: shown.get("payment_intent") for shown in records.everything("CheckoutSession")}
        return charges | {session: charges[intent] for session, intent in sessions.items() if intent in charges}

    def refunds(self, events: Sequence[EventView]) -> list[str]:
        """By the event that each of them begins with."""
        made = [event.objects for event in events if event.type == "refund.created"]
        return [name for objects in made for name in objects if name.startswith("re_")]

    def names(self, payment: str, shown: Mapping[str, Any], records: Records) -> set[str]:
        """The payment, its charge, and what its events are about."""
        intent = shown.get("payment_intent") or payment
        events = records.events(payment)
        whole = records.look(intent) if isinstance(intent, str) else {}
        values: list[object] = [event.id for event in events]
        values += [name for event in events for name in event.objects]
        values += [payment, intent, whole.get("latest_charge"), shown.get("client_reference_id")]
        return {value for value in values if isinstance(value, str) and value.startswith(MONEYS)}

    def is_pending(self, refund: Mapping[str, Any]) -> bool:
        """By its status."""
        return refund.get("status") == "pending"

    def references(self, shown: Mapping[str, Any]) -> dict[str, str]:
        """What is written into the metadata, and the reference of a session."""
        named = {f"{METADATA}{key}": str(value) for key, value in (shown.get("metadata") or {}).items()}
        said = {field: str(shown[field]) for field in (REFERENCE, DESCRIPTION) if shown.get(field)}
        return named | said

    def referring(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """By metadata and the reference, whichever it has."""
        return {f"/data/object/{field}": shown[field] for field in ("metadata", REFERENCE) if shown.get(field)}

    def secret_of(self, shown: Mapping[str, Any]) -> str | None:
        """The client secret."""
        secret = shown.get("client_secret")
        return str(secret) if secret else None

    def price_of(self, shown: Mapping[str, Any]) -> tuple[int, str]:
        """Of a session it is its total."""
        return int(shown["amount_total"] if "amount_total" in shown else shown["amount"]), str(shown["currency"])

    def make(self, kind: Kind, wanted: Wanted, view: ProviderView, side: Side) -> str:
        """By the same call as a server makes."""
        keys = view.live if side == "live" else view.test
        with client(view.base_url) as merchant:
            reply = merchant.post(
                PATHS[kind.name],
                data=_fields(kind, wanted),
                headers={"Authorization": f"Bearer {keys.secret_key}", "User-Agent": HARNESS_AGENT},
            )
        if reply.status_code != 200:
            raise NoVerdict("gap in the simulator", f"a payment could not be made: {reply.text[:300]}")
        return str(reply.json()["id"])

    def says(self, field: Field, event_type: str) -> bool:
        """Whatever an event is about has the same names."""
        return True

    def changed(self, field: Field, value: Any, kind: Kind) -> dict[str, Any]:
        """Every one of Stripe's snapshot events has the same envelope."""
        return dict.fromkeys(POINTERS[field], value)


def _asked(call: Call) -> tuple[int | None, str | None]:
    """Return the amount and currency that the call asks for: of an intent, or the sum of a session's lines."""
    given = call.parameters
    if call.operation == INTENT.operation:
        return integer(given.get("amount")), lower(given.get("currency"))
    if call.operation != SESSION.operation:
        return None, None
    lines = given.get("line_items") or []
    lines = list(lines.values()) if isinstance(lines, dict) else lines
    prices = [line.get("price_data") or {} for line in lines]
    amounts = [integer(price.get("unit_amount")) for price in prices]
    counts = [integer(line.get("quantity")) or 1 for line in lines]
    if not prices or any(amount is None for amount in amounts):
        return None, None
    total = sum((amount or 0) * count for amount, count in zip(amounts, counts, strict=True))
    return total, lower(prices[0].get("currency"))


def _of_charge(order: str, charge: Mapping[str, Any]) -> Returned:
    """An order without a charge has neither paid nor been refunded."""
    return Returned(
        order=order,
        captured=int(charge.get("amount_captured") or 0),
        refunded=int(charge.get("amount_refunded") or 0),
        currency=str(charge.get("currency") or ""),
        disputed=bool(charge.get("disputed")),
    )


def _fields(kind: Kind, wanted: Wanted) -> dict[str, str]:
    said = wanted.references
    fields = {f"metadata[{key[len(METADATA) :]}]": word for key, word in said.items() if key.startswith(METADATA)}
    if not kind.hosted:
        described = {DESCRIPTION: said[DESCRIPTION]} if DESCRIPTION in said else {}
        return {**fields, **described, "amount": str(wanted.amount), "currency": wanted.currency}
    price = "line_items[0][price_data]"
    return {
        **fields,
        **({REFERENCE: said[REFERENCE]} if REFERENCE in said else {}),
        "mode": "payment",
        "success_url": "http://127.0.0.1/",
        f"{price}[currency]": wanted.currency,
        f"{price}[unit_amount]": str(wanted.amount),
        f"{price}[product_data][name]": "the same order",
        "line_items[0][quantity]": "1",
    }


STRIPE = Stripe()
