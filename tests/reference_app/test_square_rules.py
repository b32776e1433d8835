"""Square's signature and records: what they mean for the shop, without a shop."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from square.types.dispute import Dispute
from square.types.order import Order
from square.types.payment import Payment
from square.types.payment_refund import PaymentRefund

from reference_app import settings
from reference_app.inbox.slip import ForgedError
from reference_app.providers.square import reading, refetch, webhook
from reference_app.settings_of_others import SquareSettings
from tests.reference_app.test_providers import SQUARE
from tests.reference_app.test_settings import GOOD

URL = "https://shop.example/webhooks/square"
PAID = {
    "merchant_id": "ML7XVB4ZT8LR3",
    "type": "payment.updated",
    "event_id": "13b867cf-db3d-3b1c-90b6-2f32a9d78124",
    "created_at": "2026-11-01T10:00:00.12Z",
    "data": {
        "type": "payment",
        "id": "hYy9pRFVxpDsO1FB05SunFWUe9JZY",
        "object": {"payment": {"id": "hYy9pRFVxpDsO1FB05SunFWUe9JZY", "order_id": "03O3USaPaAaFnI6kkwB1JxGgBsUZY"}},
    },
}


def configured() -> SquareSettings:
    checked = settings.check({**GOOD, **SQUARE, "PUBLIC_URL": "https://shop.example"}).square
    assert checked is not None
    return checked


def signed(raw: bytes, *, url: str = URL, key: str = SQUARE["SQUARE_SIGNATURE_KEY"], by: Any = hashlib.sha256) -> str:
    return base64.b64encode(hmac.new(key.encode(), url.encode() + raw, by).digest()).decode()


RAW = json.dumps(PAID, separators=(",", ":")).encode()


def test_what_square_signed_for_our_address_gets_in() -> None:
    slip = webhook.verified_event(RAW, signed(RAW), "Sandbox", configured())

    assert (slip.provider, slip.account, slip.livemode) == ("square", "ML7XVB4ZT8LR3", False)
    assert slip.key == "square/ML7XVB4ZT8LR3/test/13b867cf-db3d-3b1c-90b6-2f32a9d78124"
    assert refetch.subject_of(slip) == "03O3USaPaAaFnI6kkwB1JxGgBsUZY"


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "=",
        "ü",
        signed(RAW, url="https://elsewhere.example/webhooks/square"),
        signed(RAW, url="http://shop.example/webhooks/square"),
        signed(RAW, url=f"{URL}/"),
        signed(RAW, url=f"{URL}?a=1"),
        signed(RAW, key="another-subscriptions-key"),
        signed(RAW, key=""),
        signed(RAW, by=hashlib.sha1),
        signed(RAW + b" "),
        hmac.new(SQUARE["SQUARE_SIGNATURE_KEY"].encode(), URL.encode() + RAW, hashlib.sha256).hexdigest(),
    ],
)
def test_whatever_else_is_refused(signature: str | None) -> None:
    with pytest.raises(ForgedError):
        webhook.verified_event(RAW, signature, None, configured())


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"event_id":1,"type":"x","data":{}}', b"[" * 9999]
)
def test_what_is_signed_and_no_event_is_refused(raw: bytes) -> None:
    with pytest.raises(ForgedError):
        webhook.verified_event(raw, signed(raw), None, configured())


def test_news_of_the_other_side_says_so() -> None:
    assert webhook.verified_event(RAW, signed(RAW), "Production", configured()).livemode


@pytest.mark.parametrize(
    ("kind", "about", "subject"),
    [
        ("payment.created", {"payment": {"order_id": "order-1"}}, "order-1"),
        ("payment.created", {"payment": {}}, "the-object"),
        ("refund.updated", {"refund": {"payment_id": "payment-1", "order_id": "order-of-the-return"}}, "payment-1"),
        ("dispute.created", {"dispute": {"disputed_payment": {"payment_id": "payment-1"}}}, "payment-1"),
        ("dispute.created", {"dispute": {}}, None),
        ("order.updated", {"order_updated": {"order_id": "order-1"}}, None),
        ("invoice.created", {"invoice": {}}, None),
    ],
)
def test_an_event_leads_to_what_our_orders_know(kind: str, about: dict[str, Any], subject: str | None) -> None:
    slip = webhook.slip_of(
        {"event_id": "1", "type": kind, "data": {"id": "the-object", "object": about}}, livemode=False
    )

    assert refetch.subject_of(slip) == subject


def order(**other: Any) -> Order:
    told = {"id": "order-1", "location_id": "L1", "reference_id": "ord_1", "state": "OPEN", "version": 1, **other}
    return Order(**told)


def payment(amount: int = 1450, currency: str = "USD", **other: Any) -> Payment:
    told: dict[str, Any] = {
        "id": "payment-1",
        "status": "COMPLETED",
        "location_id": "L1",
        "order_id": "order-1",
        "total_money": {"amount": amount, "currency": currency},
        **other,
    }
    return Payment(**told)


def read(found: Order, payments: list[Payment], refunds: Any = (), disputes: Any = ()) -> Any:
    return reading.of_order(found, payments, refunds, disputes, location_id="L1", livemode=False)


def test_money_is_the_word_of_a_completed_payment() -> None:
    told = read(order(state="COMPLETED"), [payment()])

    assert (told.status, told.received, told.currency, told.intent_id) == ("succeeded", 1450, "usd", "payment-1")
    assert (told.object_id, told.order_id) == ("order-1", "ord_1")


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("APPROVED", "requires_capture"),
        ("PENDING", "processing"),
        ("FAILED", "requires_payment_method"),
        ("CANCELED", "canceled"),
    ],
)
def test_no_other_state_is_money(theirs: str, ours: str) -> None:
    told = read(order(state="COMPLETED"), [payment(status=theirs)])

    assert (told.status, told.received, told.intent_id) == (ours, 0, None)
    assert told.declined == (theirs == "FAILED")


@pytest.mark.parametrize("other", [{"location_id": "L2"}, {"order_id": "order-2"}])
def test_money_of_another_place_or_order_is_none_of_it(other: dict[str, Any]) -> None:
    assert read(order(), [payment(**other)]).received == 0


def test_an_order_of_another_place_names_no_order_of_ours() -> None:
    assert read(order(location_id="L2"), [payment()]).order_id is None


def test_two_payments_are_all_of_it_and_two_currencies_are_none_that_we_know() -> None:
    both = [payment(status="FAILED"), payment(), payment(id="payment-2")]

    assert read(order(), both).received == 2900
    assert read(order(), [payment(), payment(currency="EUR", id="payment-2")]).currency == "several"


def test_what_went_back_and_what_of_it_did_not_arrive() -> None:
    money = {"amount": 500, "currency": "USD"}
    refunds = [
        PaymentRefund(id=state, amount_money=money, status=state) for state in ("COMPLETED", "PENDING", "REJECTED")
    ]
    told = read(order(), [payment()], refunds)

    assert (told.refunds_made, told.refunds_failed, told.refunded) == (1500, 500, 1000)


@pytest.mark.parametrize(
    ("state", "disputed", "lost"),
    [
        ("EVIDENCE_REQUIRED", True, 0),
        ("PROCESSING", True, 0),
        ("LOST", True, 1450),
        ("ACCEPTED", True, 1450),
        ("WON", False, 0),
        ("INQUIRY_CLOSED", False, 0),
    ],
)
def test_a_dispute_counts_until_it_is_won(state: str, disputed: bool, lost: int) -> None:
    told = read(order(), [payment()], (), [Dispute(state=state, amount_money={"amount": 1450, "currency": "USD"})])

    assert (told.disputed, told.lost) == (disputed, lost)


def test_a_cancelled_order_is_closed() -> None:
    assert read(order(state="CANCELED"), []).status == "canceled"
    assert read(order(state="OPEN"), []).status == "requires_payment_method"
