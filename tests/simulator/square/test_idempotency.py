"""Keys: one payment for one key and body, whatever happens on the way; another body is refused."""

import json
from typing import Any

from simulator.faults import Fault
from simulator.pipeline import handle
from simulator.provider import Request
from simulator.square import SQUARE
from simulator.square.resources.payment import Payment
from tests.simulator.square.inprocess import Seller


def payments(seller: Seller) -> list[Payment]:
    return list(seller.books.of_kind(Payment))


def test_the_same_key_and_body_are_answered_with_the_same_bytes_and_pay_once() -> None:
    seller = Seller()
    first, again = (seller.pay(1999, idempotency_key="one") for _ in range(2))

    assert first.body == again.body
    assert first.headers == again.headers
    assert len(payments(seller)) == 1
    assert seller.told().count("payment.created") == 1


def test_the_order_of_parameters_means_nothing() -> None:
    seller = Seller()
    bodies = (
        b'{"idempotency_key":"k","source_id":"cnon:card-nonce-ok","amount_money":{"amount":5,"currency":"USD"}}',
        b'{"amount_money":{"currency":"USD","amount":5},"source_id":"cnon:card-nonce-ok","idempotency_key":"k"}',
    )
    first, again = (seller.send("POST", "/v2/payments", body) for body in bodies)

    assert first.body["payment"]["id"] == again.body["payment"]["id"]


def test_a_key_is_known_for_years() -> None:
    seller = Seller()
    first = seller.pay(1999, idempotency_key="one")
    seller.wait(400 * 86_400)

    assert seller.pay(1999, idempotency_key="one").body["payment"]["id"] == first.body["payment"]["id"]


def test_the_same_key_with_another_body_is_refused() -> None:
    seller = Seller()
    seller.pay(1999, idempotency_key="one")
    other = seller.pay(2000, idempotency_key="one")

    assert (other.status, other.code) == (400, "IDEMPOTENCY_KEY_REUSED")
    assert other.body["errors"][0]["detail"].endswith("idempotency_key: one")
    assert len(payments(seller)) == 1


def test_a_declined_key_is_spent_for_ever() -> None:
    seller = Seller()
    declined = seller.pay(1999, "cnon:card-nonce-declined", idempotency_key="one")
    again = seller.pay(1999, "cnon:card-nonce-declined", idempotency_key="one")
    other = seller.pay(1999, "cnon:card-nonce-ok", idempotency_key="one")

    assert declined.body == again.body
    assert other.code == "IDEMPOTENCY_KEY_REUSED"


def test_a_call_that_was_refused_before_it_was_tried_leaves_its_key_new() -> None:
    seller = Seller()
    refused = seller.pay(1999, "cnon:no-such-nonce", idempotency_key="one")

    assert refused.status == 404
    assert seller.pay(1999, idempotency_key="one").status == 200


def test_one_key_may_be_used_for_an_order_and_for_its_payment() -> None:
    seller = Seller()
    line = {"name": "tea", "quantity": "1", "base_price_money": {"amount": 500, "currency": "USD"}}
    order = seller.call(
        "POST", "/v2/orders", idempotency_key="one", order={"location_id": seller.location, "line_items": [line]}
    )
    paid = seller.pay(500, idempotency_key="one", order_id=order.body["order"]["id"])

    assert paid.body["payment"]["status"] == "COMPLETED"


def test_an_empty_key_is_none() -> None:
    seller = Seller()
    order: dict[str, Any] = {"location_id": seller.location}
    first, second = (seller.call("POST", "/v2/orders", idempotency_key="", order=order) for _ in range(2))

    assert first.body["order"]["id"] != second.body["order"]["id"]


def test_after_a_lost_answer_the_same_key_tells_what_was_done() -> None:
    """A fault of Square's own after the commit is not what the key answers from then on."""
    seller = Seller()
    seller.sandbox.faults.add(seller.world.id, Fault(operation="payments.create", moment="after", times=1))
    lost = seller.pay(1999, idempotency_key="one")
    again = seller.pay(1999, idempotency_key="one")

    assert lost.status == 500
    assert again.body["payment"]["status"] == "COMPLETED"
    assert len(payments(seller)) == 1


def test_a_payment_can_be_canceled_by_its_key() -> None:
    seller = Seller()
    held = seller.pay(1999, idempotency_key="one", autocomplete=False).body["payment"]
    gone = seller.call("POST", "/v2/payments/cancel", idempotency_key="one")

    assert (gone.status, gone.body) == (200, {})
    assert seller.get(f"/v2/payments/{held['id']}").body["payment"]["status"] == "CANCELED"
    assert seller.call("POST", "/v2/payments/cancel", idempotency_key="unknown").body == {}


def test_a_completed_payment_is_not_canceled_by_its_key() -> None:
    seller = Seller()
    done = seller.pay(1999, idempotency_key="one").body["payment"]
    no = seller.call("POST", "/v2/payments/cancel", idempotency_key="one")

    assert (no.status, no.code) == (400, "BAD_REQUEST")
    assert no.body["errors"][0]["detail"] == (
        f"Payment {done['id']} is in inflight state COMPLETED, which is invalid for the requested operation"
    )


def held_together(seller: Seller, path: str, body: dict[str, Any]) -> list[tuple[int, Any]]:
    """Make a call while the same one is held after its commit, and then let that go on."""
    seller.sandbox.faults.add(
        seller.world.id, Fault(operation="*.create", moment="after", action="hold", seconds=5, times=1)
    )
    told = {"authorization": f"Bearer {seller.books.secret_key}"}
    request = Request("POST", path, "", told, json.dumps(body).encode())
    first, second = (handle(seller.sandbox, SQUARE, request) for _ in range(2))
    next(first)
    answers = []
    for steps in (second, first):
        try:
            next(steps)
        except StopIteration as end:
            answers.append((end.value.status, json.loads(end.value.body)))
    return answers


def test_two_payments_at_once_with_one_key_pay_once() -> None:
    seller = Seller()
    body = {"idempotency_key": "k", "source_id": "cnon:card-nonce-ok", "amount_money": {"amount": 5, "currency": "USD"}}
    (second, refused), (first, _) = held_together(seller, "/v2/payments", body)

    assert (first, second) == (200, 409)
    assert refused["errors"][0]["code"] == "CONFLICT"
    assert len(payments(seller)) == 1


def test_two_links_at_once_with_one_key_are_two_links() -> None:
    """Recorded: the key is not yet stored; one after the other it would be the same link."""
    seller = Seller()
    quick = {"name": "tea", "price_money": {"amount": 900, "currency": "USD"}, "location_id": seller.location}
    body = {"idempotency_key": "k", "quick_pay": quick}
    (_, second), (_, first) = held_together(seller, "/v2/online-checkout/payment-links", body)
    third = seller.call("POST", "/v2/online-checkout/payment-links", **body).body

    assert second["payment_link"]["id"] != first["payment_link"]["id"]
    assert third["payment_link"]["id"] == first["payment_link"]["id"]
