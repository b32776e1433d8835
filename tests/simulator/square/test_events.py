"""What is told of a change, in which order, in which form; and the Events API."""

import json
from typing import Any

import pytest

from simulator.provider import StoredEvent
from simulator.square import SQUARE
from tests.simulator.square.inprocess import Seller


@pytest.fixture
def seller() -> Seller:
    return Seller()


def delivered(seller: Seller, event: StoredEvent) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(SQUARE.render_event(seller.books, event, None))
    return told


def newest(seller: Seller, event_type: str) -> dict[str, Any]:
    return delivered(seller, [one for one in seller.books.events.values() if one.type == event_type][-1])


def test_a_payment_and_its_refund_are_told_in_twelve_events(seller: Seller) -> None:
    """Counted in a sandbox; that the fee comes a minute later in an event of the payment is recorded."""
    payment = seller.pay(1000).body["payment"]
    assert seller.told() == ["order.created", "payment.created", "order.updated", "payment.updated"]
    seller.wait(64)
    assert seller.told()[4:] == ["payment.updated"]
    seller.refund(payment["id"], 1000)
    assert seller.told()[5:] == ["order.created", "refund.created", "payment.updated", "order.updated"]
    seller.wait(3)
    assert seller.told()[9:] == ["refund.updated", "order.updated", "refund.updated"]
    assert len(seller.told()) == 12


def test_a_payment_is_created_approved_and_updated_completed(seller: Seller) -> None:
    seller.pay(1000)
    told = [delivered(seller, one) for one in seller.books.events.values() if one.type.startswith("payment.")]

    assert [(one["type"], one["data"]["object"]["payment"]["status"]) for one in told] == [
        ("payment.created", "APPROVED"), ("payment.updated", "COMPLETED"),
    ]  # fmt: skip
    assert [one["data"]["object"]["payment"]["version"] for one in told] == [1, 2]
    assert told[0]["event_id"] != told[1]["event_id"]
    assert all("version_token" not in one["data"]["object"]["payment"] for one in told)


def test_a_decline_is_told_as_a_payment_that_failed(seller: Seller) -> None:
    seller.pay(1000, "cnon:card-nonce-declined")

    assert newest(seller, "payment.created")["data"]["object"]["payment"]["status"] == "FAILED"
    assert "payment.updated" not in seller.told()


def test_the_envelope_has_the_recorded_keys_in_their_order(seller: Seller) -> None:
    payment = seller.pay(1000).body["payment"]
    told = newest(seller, "payment.updated")

    assert list(told) == ["merchant_id", "type", "event_id", "created_at", "data"]
    assert list(told["data"]) == ["type", "id", "object"]
    assert (told["merchant_id"], told["data"]["id"]) == (seller.books.account, payment["id"])
    assert told["event_id"][14] == "3"
    shown = told["data"]["object"]["payment"]
    assert list(shown) == sorted(shown)
    assert list(shown["card_details"]) == sorted(shown["card_details"])


def test_an_order_is_told_as_a_summary(seller: Seller) -> None:
    """No lines and no amounts: whoever wants them fetches the order."""
    order = seller.order(1000).body["order"]
    created = newest(seller, "order.created")

    assert created["data"]["type"] == "order"
    assert created["data"]["object"] == {
        "order_created": {
            "created_at": order["created_at"],
            "location_id": seller.location,
            "order_id": order["id"],
            "state": "OPEN",
            "version": 1,
        }
    }
    assert len(created["created_at"]) == len("2026-11-01T10:00:00Z")
    seller.pay(1000, order_id=order["id"])
    assert newest(seller, "order.updated")["data"]["object"]["order_updated"]["state"] == "COMPLETED"


def test_a_customer_who_was_deleted_is_told_as_she_was(seller: Seller) -> None:
    customer = seller.call("POST", "/v2/customers", given_name="Ada").body["customer"]
    seller.send("DELETE", f"/v2/customers/{customer['id']}")

    assert newest(seller, "customer.deleted")["data"]["object"]["customer"]["given_name"] == "Ada"
    assert seller.get(f"/v2/customers/{customer['id']}").status == 404


def test_a_dispute_is_told_with_its_location(seller: Seller) -> None:
    payment = seller.pay(8803).body["payment"]
    seller.wait(3)
    told = newest(seller, "dispute.created")

    assert list(told) == ["merchant_id", "location_id", "type", "event_id", "created_at", "data"]
    assert told["data"]["object"]["dispute"]["disputed_payment"] == {"payment_id": payment["id"]}
    assert told["data"]["object"]["dispute"]["reason"] == "DUPLICATE"


def test_an_event_concerns_all_that_hangs_together(seller: Seller) -> None:
    """Correlation is our work: an order's event concerns its payments, a refund's the payment and its order."""
    order = seller.order(1000).body["order"]
    payment = seller.pay(1000, order_id=order["id"]).body["payment"]
    refund = seller.refund(payment["id"], 5).body["refund"]
    told = {event.type: event.objects for event in seller.books.events.values()}

    assert {order["id"], payment["id"]} <= set(told["order.updated"])
    assert {refund["id"], payment["id"], order["id"]} <= set(told["refund.created"])


def test_events_are_found_only_while_they_are_kept(seller: Seller) -> None:
    seller.pay(1)
    assert seller.call("POST", "/v2/events").body == {}
    seller.wait(1)
    seller.send("PUT", "/v2/events/enable")
    seller.pay(2)
    found = seller.call("POST", "/v2/events", limit=3).body
    more = seller.call("POST", "/v2/events", limit=3, cursor=found["cursor"]).body
    seller.send("PUT", "/v2/events/disable")
    seller.wait(1)
    seller.pay(3)

    types = [event["type"] for event in found["events"] + more["events"]]
    assert types == ["payment.updated", "order.updated", "payment.created", "order.created"]
    assert [one["event_id"] for one in found["metadata"]] == [event["event_id"] for event in found["events"]]
    assert "cursor" not in more
    assert len(seller.call("POST", "/v2/events").body["events"]) == 4
    seller.wait(29 * 86_400)
    assert seller.call("POST", "/v2/events").body == {}


def test_events_are_found_by_type_and_time(seller: Seller) -> None:
    seller.send("PUT", "/v2/events/enable")
    seller.pay(2)
    by_type = {"filter": {"event_types": ["payment.created"]}}
    later = {"filter": {"created_at": {"start_at": "2100-01-01T00:00:00Z"}}}

    assert [one["type"] for one in seller.call("POST", "/v2/events", query=by_type).body["events"]] == [
        "payment.created"
    ]
    assert seller.call("POST", "/v2/events", query=later).body == {}
