"""Orders and holds: what payments do to an order, and what time does to a hold."""

from typing import Any

import pytest

from tests.simulator.square.inprocess import Seller


@pytest.fixture
def seller() -> Seller:
    return Seller()


def order_of(seller: Seller, order_id: str) -> dict[str, Any]:
    told: dict[str, Any] = seller.get(f"/v2/orders/{order_id}").body["order"]
    return told


def status_of(seller: Seller, payment_id: str) -> str:
    return str(seller.get(f"/v2/payments/{payment_id}").body["payment"]["status"])


def test_a_tip_makes_the_total_grow(seller: Seller) -> None:
    """Recorded: 1249 became 1499, so a retry that reads the total again sends another amount."""
    order = seller.order(1249).body["order"]
    seller.pay(1249, order_id=order["id"], tip_money={"amount": 250, "currency": "USD"})
    after = order_of(seller, order["id"])

    assert (after["total_money"]["amount"], after["total_tip_money"]["amount"], after["state"]) == (
        1499,
        250,
        "COMPLETED",
    )


def test_a_declined_payment_leaves_its_order_open(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    lost = seller.pay(1000, "cnon:card-nonce-declined", order_id=order["id"]).body["payment"]
    after = order_of(seller, order["id"])

    assert (after["state"], after["net_amount_due_money"]["amount"]) == ("OPEN", 1000)
    assert [(one["id"], one["card_details"]["status"]) for one in after["tenders"]] == [(lost["id"], "FAILED")]
    assert seller.pay(1000, order_id=order["id"]).status == 200
    assert order_of(seller, order["id"])["state"] == "COMPLETED"


def test_an_approved_payment_leaves_its_order_open_until_it_is_captured(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    held = seller.pay(1000, order_id=order["id"], autocomplete=False).body["payment"]
    assert order_of(seller, order["id"])["state"] == "OPEN"
    seller.call("POST", f"/v2/payments/{held['id']}/complete")

    assert order_of(seller, order["id"])["state"] == "COMPLETED"


def test_a_part_of_an_order_is_not_completed_alone(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    held = seller.pay(1000, order_id=order["id"], autocomplete=False).body["payment"]
    lower = {"amount_money": {"amount": 600, "currency": "USD"}}
    seller.call("PUT", f"/v2/payments/{held['id']}", idempotency_key="lower", payment=lower)

    refused = seller.call("POST", f"/v2/payments/{held['id']}/complete")

    assert refused.body["errors"][0]["detail"] == "The payment total does not match the order total."
    assert (status_of(seller, held["id"]), order_of(seller, order["id"])["state"]) == ("APPROVED", "OPEN")
    lines = [{"uid": order["line_items"][0]["uid"], "quantity": "1", "base_price_money": lower["amount_money"]}]
    seller.call(
        "PUT",
        f"/v2/orders/{order['id']}",
        order={"version": order_of(seller, order["id"])["version"], "line_items": lines},
    )
    assert seller.call("POST", f"/v2/payments/{held['id']}/complete").status == 200
    assert order_of(seller, order["id"])["state"] == "COMPLETED"


def test_the_order_that_square_made_for_a_payment_follows_its_amount(seller: Seller) -> None:
    held = seller.pay(1000, autocomplete=False).body["payment"]
    lower = {"amount_money": {"amount": 600, "currency": "USD"}}
    seller.call("PUT", f"/v2/payments/{held['id']}", idempotency_key="lower", payment=lower)
    seller.call("POST", f"/v2/payments/{held['id']}/complete")
    order = order_of(seller, held["order_id"])

    assert (order["state"], order["total_money"]["amount"]) == ("COMPLETED", 600)
    assert order["line_items"][0]["base_price_money"]["amount"] == 600


def test_a_hold_ends_by_itself(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    held = seller.pay(1000, order_id=order["id"], autocomplete=False, delay_duration="PT1M").body["payment"]
    seller.wait(61)
    after = order_of(seller, order["id"])

    assert status_of(seller, held["id"]) == "CANCELED"
    assert seller.told()[-1] == "payment.updated"
    assert (after["state"], after["tenders"][0]["card_details"]["status"]) == ("OPEN", "VOIDED")


def test_a_hold_may_end_in_its_capture(seller: Seller) -> None:
    held = seller.pay(1000, autocomplete=False, delay_duration="PT1M", delay_action="COMPLETE").body["payment"]
    seller.wait(61)

    assert status_of(seller, held["id"]) == "COMPLETED"


@pytest.mark.parametrize(
    ("duration", "code"), [("PT1S", "VALUE_TOO_LOW"), ("P8D", "VALUE_TOO_HIGH"), ("1h", "INVALID_VALUE")]
)
def test_a_hold_of_another_length_is_refused(duration: str, code: str, seller: Seller) -> None:
    assert seller.pay(1000, autocomplete=False, delay_duration=duration).code == code


def test_an_order_voids_what_it_was_not_paid_with(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    part, other = (
        seller.pay(400, order_id=order["id"], autocomplete=False).body["payment"],
        seller.pay(600, order_id=order["id"], autocomplete=False).body["payment"],
    )
    short = seller.call("POST", f"/v2/orders/{order['id']}/pay", idempotency_key="a", payment_ids=[part["id"]])
    assert short.body["errors"][0]["detail"] == "The payment total does not match the order total."
    seller.call("POST", f"/v2/payments/{other['id']}/cancel")
    rest = seller.pay(600, order_id=order["id"], autocomplete=False).body["payment"]
    done = seller.call(
        "POST", f"/v2/orders/{order['id']}/pay", idempotency_key="b", payment_ids=[part["id"], rest["id"]]
    )

    assert done.body["order"]["state"] == "COMPLETED"
    assert [status_of(seller, one["id"]) for one in (part, other, rest)] == ["COMPLETED", "CANCELED", "COMPLETED"]


def test_work_of_squares_own_makes_a_version_jump(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    seller.act("touch", object=order["id"])
    stale = seller.call("PUT", f"/v2/orders/{order['id']}", order={"version": 1, "reference_id": "x"})
    fresh = seller.call("PUT", f"/v2/orders/{order['id']}", order={"version": 2, "reference_id": "x"})

    assert stale.code == "VERSION_MISMATCH"
    assert (fresh.body["order"]["version"], fresh.body["order"]["reference_id"]) == (3, "x")


def test_a_tax_of_order_scope_is_rounded_as_recorded(seller: Seller) -> None:
    order = seller.order(1249, taxes=[{"name": "VAT", "percentage": "10", "scope": "ORDER"}]).body["order"]

    assert order["total_tax_money"]["amount"] == 125


def test_orders_are_found_by_state_customer_source_and_time(seller: Seller) -> None:
    first = seller.order(1, customer_id="ada").body["order"]
    seller.wait(60)
    second = seller.order(2).body["order"]
    seller.pay(2, order_id=second["id"])

    def found(**told: Any) -> list[str]:
        answer = seller.call("POST", "/v2/orders/search", location_ids=[seller.location], query={"filter": told})
        return [one["id"] for one in answer.body.get("orders", [])]

    assert found() == [second["id"], first["id"]]
    assert found(state_filter={"states": ["COMPLETED"]}) == [second["id"]]
    assert found(customer_filter={"customer_ids": ["ada"]}) == [first["id"]]
    assert found(date_time_filter={"created_at": {"end_at": first["created_at"]}}) == [first["id"]]
    assert found(source_filter={"source_names": ["nobody"]}) == []
