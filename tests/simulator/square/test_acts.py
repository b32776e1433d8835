"""What the outside world does, and how it is told."""

from typing import Any

import pytest

from simulator.provider import Refusal
from simulator.square import SQUARE
from simulator.square.acts import ACTS
from simulator.stripe.acts import ACTS as OF_STRIPE
from tests.simulator.square.inprocess import Seller


@pytest.fixture
def seller() -> Seller:
    return Seller()


def linked(seller: Seller) -> dict[str, Any]:
    quick = {"name": "tea", "price_money": {"amount": 900, "currency": "USD"}, "location_id": seller.location}
    told: dict[str, Any] = seller.call("POST", "/v2/online-checkout/payment-links", quick_pay=quick).body[
        "payment_link"
    ]
    return told


OF_SUBSCRIPTIONS = {
    "sell_plan", "subscribe", "pay", "decline", "change_card", "cancel_subscription", "change_plan", "refund",
    "dispute",
}  # fmt: skip
"""What every provider's acts call alike, where there are subscriptions."""


def test_the_same_deed_has_the_same_name_for_every_provider() -> None:
    assert ACTS.keys() - OF_STRIPE.keys() - OF_SUBSCRIPTIONS == {"tokenize", "touch"}
    assert ACTS.keys() >= OF_SUBSCRIPTIONS


def test_a_buyer_pays_a_link(seller: Seller) -> None:
    link = linked(seller)
    payment, told = seller.act("pay", object=link["id"], email="a@b.co")

    assert told == ["order.updated", "payment.created", "order.updated", "payment.updated"]
    assert (payment["status"], payment["amount_money"]["amount"], payment["order_id"]) == (
        "COMPLETED",
        900,
        link["order_id"],
    )
    assert all(link["id"] in event.objects for event in list(seller.books.events.values())[-4:])


@pytest.mark.parametrize("card", ["declined", "INSUFFICIENT_FUNDS", "cnon:card-nonce-rejected-cvv", "4000000000000002"])
def test_a_buyer_is_declined(card: str, seller: Seller) -> None:
    link = linked(seller)
    payment, told = seller.act("pay", object=link["id"], card=card)

    assert payment["status"] == "FAILED"
    assert told == ["order.updated", "payment.created", "order.updated"]
    assert seller.act("pay", object=link["order_id"])[0]["status"] == "COMPLETED"


def test_a_buyer_pays_another_amount_in_another_currency(seller: Seller) -> None:
    order = seller.order(900).body["order"]
    payment, _ = seller.act("pay", object=order["id"], amount=9, currency="CAD")

    assert payment["amount_money"] == {"amount": 9, "currency": "CAD"}


def test_a_bank_transfer_ends_as_is_said(seller: Seller) -> None:
    first, second = seller.order(900).body["order"], seller.order(900).body["order"]
    assert seller.act("process", object=first["id"])[0]["status"] == "PENDING"
    assert seller.act("complete", object=first["id"])[0]["status"] == "COMPLETED"
    seller.act("process", object=second["id"])
    assert seller.act("complete", object=second["id"], succeed=False)[0]["status"] == "FAILED"
    assert seller.get(f"/v2/orders/{second['id']}").body["order"]["state"] == "OPEN"


def test_a_hold_is_captured_canceled_or_ends(seller: Seller) -> None:
    held = [seller.act("authorize", object=seller.order(900).body["order"]["id"])[0]["id"] for _ in range(3)]
    done = [
        seller.act(act, object=one)[0]["status"] for act, one in zip(("capture", "cancel", "expire"), held, strict=True)
    ]

    assert done == ["COMPLETED", "CANCELED", "CANCELED"]


def test_the_dashboard_refunds_and_the_bank_fails_it(seller: Seller) -> None:
    payment = seller.pay(1000).body["payment"]
    refund, told = seller.act("refund", object=payment["order_id"], amount=300)
    assert (refund["status"], refund["amount_money"]["amount"]) == ("PENDING", 300)
    assert told == ["order.created", "refund.created", "payment.updated", "order.updated"]
    assert seller.act("settle_refund", object=payment["id"])[0]["status"] == "COMPLETED"
    gone, told = seller.act("fail_refund", object=refund["id"])
    assert (gone["status"], told) == ("FAILED", ["refund.updated", "payment.updated", "order.updated"])
    assert seller.get(f"/v2/payments/{payment['id']}").body["payment"]["refunded_money"]["amount"] == 0
    rejected = seller.act("refund", object=payment["id"])[0]
    assert seller.act("fail_refund", object=rejected["id"], rejected=True)[0]["status"] == "REJECTED"


def test_a_bank_disputes_and_decides(seller: Seller) -> None:
    payment = seller.pay(1000).body["payment"]
    case, told = seller.act("dispute", object=payment["id"], reason="NOT_RECEIVED")
    assert (case["state"], case["amount_money"]["amount"], told) == ("EVIDENCE_REQUIRED", 1000, ["dispute.created"])
    assert seller.refund(payment["id"], 1).code == "PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE"
    assert seller.act("close_dispute", object=payment["id"])[0]["state"] == "WON"
    assert seller.refund(payment["id"], 1).status == 200
    other = seller.pay(1000).body["payment"]
    seller.act("dispute", object=other["id"], inquiry=True)
    assert seller.act("close_dispute", object=other["id"], won=False)[0]["state"] == "EVIDENCE_REQUIRED"
    assert seller.act("close_dispute", object=other["id"], won=False)[0]["state"] == "LOST"


def test_one_fact_is_told_twice(seller: Seller) -> None:
    payment = seller.pay(1000).body["payment"]
    seller.act("retell", object=payment["id"], type="payment.updated")
    first, second = [event for event in seller.books.events.values() if event.type == "payment.updated"]

    assert first.id != second.id
    assert first.snapshot is second.snapshot


@pytest.mark.parametrize(
    ("act", "params"),
    [
        ("pay", {"object": "none"}),
        ("pay", {"object": "paid"}),
        ("pay", {"object": "order", "amount": "9"}),
        ("pay", {"object": "order", "card": "a golden one"}),
        ("complete", {"object": "paid"}),
        ("capture", {"object": "paid"}),
        ("cancel", {"object": "paid"}),
        ("expire", {"object": "paid"}),
        ("refund", {"object": "order"}),
        ("refund", {"object": "paid", "amount": 5000}),
        ("settle_refund", {"object": "paid"}),
        ("dispute", {"object": "paid", "reason": "bad mood"}),
        ("close_dispute", {"object": "paid"}),
        ("retell", {"object": "paid", "type": "refund.created"}),
        ("tokenize", {"card": "bnon:bank-nonce-ok"}),
        ("touch", {}),
    ],
)
def test_what_cannot_happen_is_said(act: str, params: dict[str, Any], seller: Seller) -> None:
    there = {"paid": seller.pay(1000).body["payment"]["id"], "order": seller.order(500).body["order"]["id"]}
    told = {name: there.get(value, value) if isinstance(value, str) else value for name, value in params.items()}
    before = dict(seller.books.objects)

    with pytest.raises(Refusal) as refused:
        seller.act(act, **told)
    assert refused.value.message
    assert seller.books.objects == before


@pytest.mark.parametrize("act", ["pay", "process", "authorize", "touch"])
def test_what_is_pretended_is_not_done(act: str, seller: Seller) -> None:

    order = seller.order(900).body["order"]
    before = dict(seller.books.objects)
    _, lies = seller.sandbox.act(seller.world, SQUARE, "test", act, {"object": order["id"]}, pretend=True)

    assert seller.books.objects == before
    assert lies
    assert all(event.invented for event in lies)
    for event in lies:
        SQUARE.render_event(seller.books, event, None)


def test_the_live_side_takes_no_test_values() -> None:
    seller = Seller(side="live")

    assert seller.pay(100).code == "NOT_FOUND"
    assert seller.pay(100, seller.act("tokenize", card="4111111111111111")[0]["id"]).code == "CARD_NOT_SUPPORTED"
    assert seller.pay(100, seller.act("tokenize")[0]["id"]).body["payment"]["status"] == "COMPLETED"
