"""PayPal's terms. An order is approved by its buyer and captured by the merchant: the capture is the money.

Source of each name: PayPal, REST API reference: Orders v2, Payments v2, Webhooks; shapes as recorded. Amounts are
written as decimals there, and are integers in the minor unit here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.currencies import DECIMALS
from harness.failures import Moot, NoVerdict
from harness.observation import Returned
from harness.providers.terms import DESCRIPTION, Fact, Field, Instruments, Kind, Records, Terms, Wanted
from harness.target.requests import client
from harness.windows.api_calls import HARNESS_AGENT, Understood, lower
from simulator.client import Call, EventView, ProviderView, Side

ORDER = Kind(
    name="paypal_order",
    provider="paypal",
    operation="orders.create",
    prefix="",
    hosted=True,
    paid="PAYMENT.CAPTURE.COMPLETED",
    told_by="PAYMENT.CAPTURE.",
    ends=None,
)

ORDERS, TOKEN = "/v2/checkout/orders", "/v1/oauth2/token"
REFERENCES = ("custom_id", "invoice_id", "reference_id")
TAKE_A_KEY = frozenset(
    ("orders.create", "orders.confirm", "orders.authorize", "orders.capture", "authorizations.capture",
     "authorizations.reauthorize", "authorizations.void", "captures.refund", "setup-tokens.create",
     "payment-tokens.create", "products.create")
)  # fmt: skip
"""Operations that heed a PayPal-Request-Id."""
VERIFY = "verify-webhook-signature.post"
TAKEN = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
CAPTURE_OF_ORDER = "/purchase_units/0/payments/captures/0"

POINTERS: Mapping[Field, tuple[str, ...]] = {
    "event": ("/id",),
    "type": ("/event_type",),
    "data": ("/resource",),
    "object": ("/resource",),
    "description": ("/resource/note_to_payer",),
    "payment": ("/resource/id",),
}
IN_EVERY_EVENT: tuple[Field, ...] = ("event", "type", "data", "object")

FACTS: Mapping[Fact, tuple[str, ...]] = {
    "status": ("/status", f"{CAPTURE_OF_ORDER}/status"),
    "amount": tuple(f"{place}/amount/value" for place in ("", CAPTURE_OF_ORDER, "/purchase_units/0")),
    "currency": tuple(f"{place}/amount/currency_code" for place in ("", CAPTURE_OF_ORDER, "/purchase_units/0")),
}

INSTRUMENTS = Instruments(
    declined=({"funding": "declined"}, {"funding": "declined"}),
    challenged=None,
    refunded_later=None,
    good_method="",
    waiting_method=None,
    declines={},
    no_such_method=None,
    reasons_kept_back={},
    test_methods={},
    test_payers=(),
    test_tokens={},
)


ELSEWHERE = ("-5e1f51d0-", "-f0e19200-")
"""In the addresses of the simulator's certificates: one that a stranger signed himself, and somebody else's."""


def is_elsewhere(call: Call) -> bool:
    """Say whether a call read a certificate that stands on another host than PayPal's."""
    return call.operation == "certificates.get" and any(name in call.path for name in ELSEWHERE)


class PayPal(Terms):
    """How PayPal says it."""

    name = "paypal"
    title = "PayPal"
    kinds = (ORDER,)
    signature_header = "PAYPAL-TRANSMISSION-SIG"
    retry_headers: Mapping[str, str] = {}  # none: a retry looks like the first
    no_such_payment = "0AB12345CD678901E"
    about_money = (
        "CHECKOUT.ORDER.", "PAYMENT.AUTHORIZATION.", "PAYMENT.CAPTURE.", "PAYMENT.REFUND.", "CUSTOMER.DISPUTE.",
    )  # fmt: skip
    paid = ("PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED")
    failed = ("PAYMENT.CAPTURE.DECLINED", "PAYMENT.CAPTURE.DENIED")
    created = ("CHECKOUT.ORDER.APPROVED",)
    money_went_back = ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED", "PAYMENT.REFUND.FAILED")
    taking = "orders.c*"
    instruments = INSTRUMENTS
    settles_otherwise = False
    settles_refunds = False
    paid_after_a_decline = False
    captures_in_part = True
    lists_payments = False
    narrow_keys = False
    told_by_keys: frozenset[str] = frozenset()
    capturing = "authorizations.capture"
    held_by_merchant = True
    refunding = "captures.refund"
    verifying = VERIFY
    fetching = "*.get"
    facts = FACTS
    acts = frozenset(
        ("pay", "process", "complete", "authorize", "capture", "cancel", "expire", "refund", "settle_refund",
         "fail_refund", "dispute", "close_dispute", "retell")
    )  # fmt: skip
    needs_a_payment = ("complete", "refund", "dispute")

    def sent_back(self, payment: str) -> dict[str, str]:
        """The order and who approved it; nothing says that anything was captured (PayPal, Orders v2; recorded)."""
        return {"token": payment, "PayerID": "QYR5Z8XDVJNXQ"}

    def made(self, call: Call, kind: Kind) -> Sequence[str]:
        """By the operation: an order is the only thing that it makes."""
        return self.among(call.objects, kind) if call.operation == kind.operation else ()

    def among(self, objects: Sequence[str], kind: Kind) -> Sequence[str]:
        """The order stands before what belongs to it."""
        return objects[:1]

    def understood(self, call: Call) -> Understood:
        """A capture that is refused for the instrument's sake is answered 422."""
        amount, currency = None, None
        if call.operation == ORDER.operation:
            amount, currency = _asked(call.parameters)
        return Understood(
            amount,
            currency,
            call.objects,
            declined=call.error_code == "INSTRUMENT_DECLINED",
            keyless=call.operation not in TAKE_A_KEY,
            events=_asked_about(call.parameters) if call.operation == VERIFY else (),
        )

    def is_paid(self, shown: Mapping[str, Any], records: Records) -> bool:
        """A capture is complete; an order that is COMPLETED may have one that was declined."""
        return any(capture.get("status") in TAKEN for capture in _payments(shown, "captures"))

    def is_held(self, shown: Mapping[str, Any], records: Records) -> bool:
        """An authorisation was made, and not captured."""
        return any(one.get("status") == "CREATED" for one in _payments(shown, "authorizations"))

    def has_a_payment(self, kind: Kind, shown: Mapping[str, Any]) -> bool:
        """An order has captures or authorisations once it was approved and taken."""
        return any(True for name in ("captures", "authorizations") for _ in _payments(shown, name))

    def returned(self, order: str, kind: Kind, shown: Mapping[str, Any], records: Records) -> Returned:
        """As its captures and refunds say."""
        return _sum(order, shown, records)

    def all_returned(self, records: Records) -> dict[str, tuple[str, Returned]]:
        """Every order that was captured, by its id."""
        found: dict[str, tuple[str, Returned]] = {}
        for shown in records.everything("Order"):
            if self.is_paid(shown, records):
                capture = next(iter(_payments(shown, "captures")))
                found[str(shown["id"])] = (str(capture["id"]), _sum("", shown, records))
        return found

    def refunds(self, events: Sequence[EventView]) -> list[str]:
        """By the event that tells it: its own id is the first that it names."""
        return [event.objects[0] for event in events if event.type == "PAYMENT.CAPTURE.REFUNDED"]

    def is_pending(self, refund: Mapping[str, Any]) -> bool:
        """By its status."""
        return refund.get("status") == "PENDING"

    def names(self, payment: str, shown: Mapping[str, Any], records: Records) -> set[str]:
        """The order, its captures and refunds, and its events."""
        events = records.events(payment)
        return {payment, *(event.id for event in events), *(name for event in events for name in event.objects)}

    def references(self, shown: Mapping[str, Any]) -> dict[str, str]:
        """What the merchant wrote into the unit that is bought."""
        unit = (shown.get("purchase_units") or [{}])[0]
        named = {field: str(unit[field]) for field in REFERENCES if unit.get(field) not in (None, "default")}
        return named | ({DESCRIPTION: str(unit[DESCRIPTION])} if unit.get(DESCRIPTION) else {})

    def referring(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """By the capture's own references, and by the order that it is of."""
        unit = (shown.get("purchase_units") or [{}])[0]
        told = {f"/resource/{field}": unit[field] for field in ("custom_id", "invoice_id") if unit.get(field)}
        return told | {"/resource/supplementary_data": {"related_ids": {"order_id": shown["id"]}}}

    def secret_of(self, shown: Mapping[str, Any]) -> str | None:
        """The order's id is in the address of its page, and opens nothing by itself."""
        return None

    def price_of(self, shown: Mapping[str, Any]) -> tuple[int, str]:
        """The sum of its units."""
        amounts = [_minor(unit["amount"]) for unit in shown["purchase_units"]]
        return sum(amount for amount in amounts if amount is not None), str(
            shown["purchase_units"][0]["amount"]["currency_code"]
        ).lower()

    def make(self, kind: Kind, wanted: Wanted, view: ProviderView, side: Side) -> str:
        """As a server does: a token first."""
        keys = view.live if side == "live" else view.test
        with client(view.base_url) as merchant:
            token = merchant.post(
                TOKEN,
                data={"grant_type": "client_credentials"},
                auth=(keys.publishable_key, keys.secret_key),
                headers={"User-Agent": HARNESS_AGENT},
            )
            reply = merchant.post(
                ORDERS,
                json={"intent": "CAPTURE", "purchase_units": [_unit(wanted)]},
                headers={"Authorization": f"Bearer {token.json().get('access_token')}", "User-Agent": HARNESS_AGENT},
            )
        if reply.status_code not in (200, 201):
            raise NoVerdict("gap in the simulator", f"a payment could not be made: {reply.text[:300]}")
        return str(reply.json()["id"])

    def says(self, field: Field, event_type: str) -> bool:
        """Amounts, references and notes stand in captures."""
        return field in IN_EVERY_EVENT or event_type.startswith("PAYMENT.CAPTURE.")

    def changed(self, field: Field, value: Any, kind: Kind) -> dict[str, Any]:
        """What is bought stands in the resource, an amount as a decimal of its currency."""
        if field == "amount":
            return {"/resource/amount/value": str(value)}
        if field == "references":
            return {"/resource/custom_id": value}
        if field not in POINTERS:
            raise Moot(f"no event of PayPal says of what {field} it is")
        return dict.fromkeys(POINTERS[field], value)


def _payments(shown: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield an order's captures, authorisations or refunds."""
    for unit in shown.get("purchase_units") or ():
        yield from (unit.get("payments") or {}).get(name) or ()


def _sum(order: str, shown: Mapping[str, Any], records: Records) -> Returned:
    taken = [capture for capture in _payments(shown, "captures") if capture.get("status") in TAKEN]
    back = [one for one in _payments(shown, "refunds") if one.get("status") in ("COMPLETED", "PENDING")]
    currency = str(taken[0]["amount"]["currency_code"]).lower() if taken else ""
    return Returned(
        order=order,
        captured=sum(_minor(capture["amount"]) or 0 for capture in taken),
        refunded=sum(_minor(one["amount"]) or 0 for one in back),
        currency=currency,
        disputed=any(event.type == "CUSTOMER.DISPUTE.CREATED" for event in records.events(str(shown.get("id")))),
    )


def _asked_about(given: Mapping[str, Any]) -> tuple[str, ...]:
    event = given.get("webhook_event")
    name = event.get("id") if isinstance(event, Mapping) else None
    return (name,) if isinstance(name, str) else ()


def _asked(given: Mapping[str, Any]) -> tuple[int | None, str | None]:
    units = given.get("purchase_units")
    if not isinstance(units, list) or not units:
        return None, None
    amounts = [_minor(unit.get("amount") or {}) for unit in units]
    if any(amount is None for amount in amounts):
        return None, None
    return sum(amount or 0 for amount in amounts), lower((units[0].get("amount") or {}).get("currency_code"))


def _minor(money: Mapping[str, Any]) -> int | None:
    """Return a decimal amount in the currency's minor unit; None for what is none."""
    try:
        digits = DECIMALS.get(str(money.get("currency_code")).lower(), 2)
        scaled = Decimal(str(money.get("value"))).scaleb(digits)
    except InvalidOperation:
        return None
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _unit(wanted: Wanted) -> dict[str, Any]:
    digits = DECIMALS.get(wanted.currency.lower(), 2)
    value = str(Decimal(wanted.amount).scaleb(-digits))
    said = {field: wanted.references[field] for field in REFERENCES if field in wanted.references}
    return {**said, "amount": {"currency_code": wanted.currency.upper(), "value": value}}


PAYPAL = PayPal()
