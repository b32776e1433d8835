"""Square's terms. What buyers pay by a link is known by its order: payments, refunds and events all name that.

Source of each name: Square, API reference, at the version that the simulator begins with; shapes as recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from harness.failures import Moot, NoVerdict
from harness.observation import Returned
from harness.providers.terms import DESCRIPTION, Fact, Field, Instruments, Kind, Records, Terms, Wanted
from harness.target.requests import client
from harness.windows.api_calls import HARNESS_AGENT, Understood, integer, lower
from simulator.client import Call, EventView, ProviderView, Side

PAYMENT = Kind(
    name="square_payment",
    waits=False,
    provider="square",
    operation="payments.create",
    prefix="",
    hosted=False,
    paid="payment.updated",
    told_by="payment.",
    ends=None,
)
LINK = Kind(
    name="square_payment_link",
    provider="square",
    operation="payment_links.create",
    prefix="",
    hosted=True,
    paid="payment.updated",
    told_by="payment.",
    ends=None,
)

LINKS = "/v2/online-checkout/payment-links"
VERSION = "2026-09-16"
REFERENCE = "reference_id"
METADATA = "metadata."
OBJECT = "/data/object/payment"

POINTERS: Mapping[Field, tuple[str, ...]] = {
    "event": ("/event_id",),
    "type": ("/type",),
    "account": ("/merchant_id",),
    "data": ("/data",),
    "object": (OBJECT,),
    "description": (f"{OBJECT}/note",),
    "amount": (f"{OBJECT}/amount_money/amount", f"{OBJECT}/total_money/amount"),
    "references": (f"{OBJECT}/{REFERENCE}",),
}
IN_EVERY_EVENT: tuple[Field, ...] = ("event", "type", "account", "data")

FACTS: Mapping[Fact, tuple[str, ...]] = {
    "status": ("/payment/status", "/payment/card_details/status", "/order/state"),
    "amount": tuple(
        f"{place}/{money}/amount"
        for place, moneys in (
            ("/payment", ("amount_money", "total_money", "approved_money")),
            ("/order", ("total_money", "net_amount_due_money")),
            ("/order/net_amounts", ("total_money",)),
            ("/order/tenders/0", ("amount_money",)),
        )
        for money in moneys
    ),
    "currency": tuple(
        f"{place}/currency"
        for place in (
            "/payment/amount_money",
            "/payment/total_money",
            "/payment/approved_money",
            "/order/total_money",
            "/order/net_amount_due_money",
            "/order/tenders/0/amount_money",
        )
    ),
}

LONG_ID = 24
"""Characters; a link's id has 16, orders and payments have 28 and more (recorded)."""
TAKE_A_KEY = (".create", ".pay", ".upsert", "orders.update", ".batch_upsert", ".clone")
"""Operations whose body has an idempotency key; what ends or deletes has none, for it is the same twice."""
TAKEN = ("COMPLETED",)
DECLINES: Mapping[str, tuple[str, str]] = {
    "declined": ("cnon:card-nonce-declined", "GENERIC_DECLINE"),
    "incorrect_cvc": ("cnon:card-nonce-rejected-cvv", "CVV_FAILURE"),
    "wrong_postal_code": ("cnon:card-nonce-rejected-postalcode", "ADDRESS_VERIFICATION_FAILURE"),
    "expired": ("cnon:card-nonce-rejected-expiration", "INVALID_EXPIRATION"),
}
"""By reason, the nonce and the code of the decline (Square, "Sandbox payments")."""
CARDS = ("4532759734545858", "5105105105105100", "6011000000000004", "3569990010095841", "340000000000009")
OK = "cnon:card-nonce-ok"

INSTRUMENTS = Instruments(
    declined=({"card": "declined"}, {"card": "INSUFFICIENT_FUNDS"}),
    challenged=None,
    refunded_later=None,
    good_method=OK,
    waiting_method="bnon:bank-nonce-ok",
    declines={reason: (nonce, {"card": code}) for reason, (nonce, code) in DECLINES.items()},
    no_such_method=None,
    reasons_kept_back={},
    test_methods={"nonces": (OK, "ccof:customer-card-id-ok", "bnon:bank-nonce-ok", "wnon:cash-app-ok")},
    test_payers=tuple({"card": number} for number in CARDS),
    test_tokens={"source": {"source_id": OK, "nonce": OK, "card_nonce": OK, "token": OK}},
)


RETRY = {"square-retry-number": "1", "square-retry-reason": "http_error"}
"""Headers of the first retry after an answer that was no 2xx (Square, "Webhook event headers")."""


class Square(Terms):
    """How Square says it."""

    name = "square"
    title = "Square"
    kinds = (LINK, PAYMENT)
    signature_header = "x-square-hmacsha256-signature"
    retry_headers = RETRY
    no_such_payment = "NoSuchPaymentOfAssay000000000"
    about_money = ("payment.", "refund.", "dispute.")
    paid = ("payment.updated",)
    failed = ()
    created = ("payment.created",)
    money_went_back = ("refund.updated",)
    taking = "payments.c*"
    instruments = INSTRUMENTS
    settles_otherwise = True
    settles_refunds = True
    paid_after_a_decline = True
    captures_in_part = False
    lists_payments = True
    narrow_keys = False
    told_by_keys = frozenset({"publishable_key"})
    capturing = "payments.complete"
    held_by_merchant = False
    refunding = "refunds.create"
    verifying = None
    fetching = "*.get"
    facts = FACTS
    acts = frozenset(
        ("pay", "process", "complete", "authorize", "capture", "cancel", "refund", "settle_refund", "fail_refund",
         "dispute", "close_dispute", "retell")
    )  # fmt: skip
    needs_a_payment = ("capture", "complete", "refund", "dispute")

    def sent_back(self, payment: str) -> dict[str, str]:
        """Nothing by which the payment is known to have succeeded; so what others add."""
        return {"redirect_status": "succeeded"}

    def made(self, call: Call, kind: Kind) -> Sequence[str]:
        """The first long id that the call did not name itself: of a link the order, else the payment."""
        if call.operation != kind.operation:
            return ()
        named = {value for value in call.parameters.values() if isinstance(value, str)}
        return self.among([made for made in call.objects if made not in named], kind)

    def among(self, objects: Sequence[str], kind: Kind) -> Sequence[str]:
        """A payment, or the order of a link, stands before what belongs to it."""
        return [made for made in objects if len(made) >= LONG_ID and ":" not in made][:1]

    def understood(self, call: Call) -> Understood:
        """A declined payment is answered 400, with the category of its error."""
        given = call.parameters
        if call.operation == LINK.operation:
            amount, currency = _asked_by_link(given)
        elif call.operation == PAYMENT.operation:
            money = given.get("amount_money") or {}
            amount, currency = integer(money.get("amount")), lower(money.get("currency"))
        else:
            amount, currency = None, None
        declined = call.operation == PAYMENT.operation and call.status == 400 and bool(call.objects)
        keyless = not call.operation.endswith(TAKE_A_KEY)
        return Understood(amount, currency, call.objects, declined=declined, keyless=keyless)

    def is_paid(self, shown: Mapping[str, Any], records: Records) -> bool:
        """A payment is completed, or one of the order's."""
        return any(one.get("status") in TAKEN for one in _payments(shown, records))

    def is_held(self, shown: Mapping[str, Any], records: Records) -> bool:
        """A payment was approved, and is not completed."""
        return any(one.get("status") == "APPROVED" for one in _payments(shown, records))

    def has_a_payment(self, kind: Kind, shown: Mapping[str, Any]) -> bool:
        """An order has a tender once somebody has tried."""
        return not kind.hosted or bool(shown.get("tenders"))

    def returned(self, order: str, kind: Kind, shown: Mapping[str, Any], records: Records) -> Returned:
        """As its completed payments say."""
        return _sum(order, list(_payments(shown, records)), records)

    def all_returned(self, records: Records) -> dict[str, tuple[str, Returned]]:
        """Every payment that was completed, by its own id and by that of its order."""
        found: dict[str, tuple[str, Returned]] = {}
        for shown in records.everything("Payment"):
            if shown.get("status") in TAKEN:
                told = (str(shown["id"]), _sum("", [shown], records))
                found |= dict.fromkeys((shown["id"], shown["order_id"]), told)
        return found

    def refunds(self, events: Sequence[EventView]) -> list[str]:
        """By the event that each of them begins with: its own id is the first that it names."""
        return [event.objects[0] for event in events if event.type == "refund.created"]

    def is_pending(self, refund: Mapping[str, Any]) -> bool:
        """By its status."""
        return refund.get("status") == "PENDING"

    def names(self, payment: str, shown: Mapping[str, Any], records: Records) -> set[str]:
        """The order, its payments and refunds, and its events; a customer has several orders."""
        events = records.events(payment)
        several = {shown.get("customer_id"), *(one.get("customer_id") for one in _payments(shown, records))}
        found = {payment, *(event.id for event in events), *(name for event in events for name in event.objects)}
        return found - {name for name in several if name}

    def references(self, shown: Mapping[str, Any]) -> dict[str, str]:
        """An order's or a payment's reference, its metadata, and a note for people."""
        named = {f"{METADATA}{key}": str(value) for key, value in (shown.get("metadata") or {}).items()}
        named |= {REFERENCE: str(shown[REFERENCE])} if shown.get(REFERENCE) else {}
        return named | ({DESCRIPTION: str(shown["note"])} if shown.get("note") else {})

    def referring(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """By the order, and by the reference where it has one."""
        told = {f"{OBJECT}/order_id": shown.get("order_id") or shown.get("id")}
        return told | ({f"{OBJECT}/{REFERENCE}": shown[REFERENCE]} if shown.get(REFERENCE) else {})

    def secret_of(self, shown: Mapping[str, Any]) -> str | None:
        """Nothing opens an order but the address of its page, which is the buyer's."""
        return None

    def price_of(self, shown: Mapping[str, Any]) -> tuple[int, str]:
        """What is due and what was paid of an order; of a payment its own amount."""
        money = shown.get("amount_money") or shown["total_money"]
        return int(money["amount"]), str(money["currency"]).lower()

    def make(self, kind: Kind, wanted: Wanted, view: ProviderView, side: Side) -> str:
        """A link is made as a server makes it; what is paid on a server has a link too, until somebody pays."""
        keys = view.live if side == "live" else view.test
        with client(view.base_url) as merchant:
            reply = merchant.post(
                LINKS,
                json=_link(wanted, keys.credentials["location_id"]),
                headers={
                    "Authorization": f"Bearer {keys.secret_key}",
                    "Square-Version": VERSION,
                    "User-Agent": HARNESS_AGENT,
                },
            )
        if reply.status_code != 200:
            raise NoVerdict("gap in the simulator", f"a payment could not be made: {reply.text[:300]}")
        return str(reply.json()["payment_link"]["order_id"])

    def says(self, field: Field, event_type: str) -> bool:
        """Amounts, references and notes stand in payments."""
        return field in IN_EVERY_EVENT or event_type.startswith("payment.")

    def changed(self, field: Field, value: Any, kind: Kind) -> dict[str, Any]:
        """Of what an event tells, only a payment is changed: news of orders says nothing of money."""
        if field == "payment":
            own = (
                ("/data/id", f"{OBJECT}/id") if not kind.hosted else (f"{OBJECT}/order_id", f"{OBJECT}/id", "/data/id")
            )
            return dict.fromkeys(own, value)
        if field not in POINTERS:
            raise Moot(f"no event of Square says of what {field} it is")
        return dict.fromkeys(POINTERS[field], value)


def _payments(shown: Mapping[str, Any], records: Records) -> Iterator[Mapping[str, Any]]:
    """Yield the payments of an order, or the payment itself."""
    if "source_type" in shown:
        yield shown
    for tender in shown.get("tenders") or ():
        yield records.look(str(tender["payment_id"]))


def _sum(order: str, payments: Sequence[Mapping[str, Any]], records: Records) -> Returned:
    taken = [one for one in payments if one.get("status") in TAKEN]
    return Returned(
        order=order,
        captured=sum(int(one["total_money"]["amount"]) for one in taken),
        refunded=sum(int((one.get("refunded_money") or {}).get("amount") or 0) for one in taken),
        currency=str(taken[0]["total_money"]["currency"]).lower() if taken else "",
        disputed=any(event.type == "dispute.created" for one in taken for event in records.events(str(one["id"]))),
    )


def _asked_by_link(given: Mapping[str, Any]) -> tuple[int | None, str | None]:
    quick = (given.get("quick_pay") or {}).get("price_money")
    if quick:
        return integer(quick.get("amount")), lower(quick.get("currency"))
    total, currency = 0, None
    for line in (given.get("order") or {}).get("line_items") or []:
        price = line.get("base_price_money") or {}
        amount, count = integer(price.get("amount")), integer(line.get("quantity"))
        if amount is None or count is None:
            return None, None
        total, currency = total + amount * count, lower(price.get("currency"))
    return (total, currency) if currency else (None, None)


def _link(wanted: Wanted, location: str) -> dict[str, Any]:
    said = wanted.references
    metadata = {key[len(METADATA) :]: word for key, word in said.items() if key.startswith(METADATA)}
    price = {"amount": wanted.amount, "currency": wanted.currency.upper()}
    order: dict[str, Any] = {
        "location_id": location,
        "line_items": [{"name": "the same order", "quantity": "1", "base_price_money": price}],
    }
    order |= {REFERENCE: said[REFERENCE]} if REFERENCE in said else {}
    order |= {"metadata": metadata} if metadata else {}
    return {"idempotency_key": str(uuid4()), "order": order}


SQUARE = Square()
