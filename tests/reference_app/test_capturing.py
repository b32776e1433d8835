"""Authorised at checkout, captured when the goods leave: the desk, with the official SDK against the simulator."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from simulator.client import Fault
from simulator.schedules.schedule import Delivery

ADMIN_TOKEN = "staff-token-of-the-tests-0123"
ONCE = {"mail": 1, "shipment": 1}
NEVER = {"mail": 0, "shipment": 0}
DAY = 86_400


def authorised(trade) -> dict[str, Any]:
    placed = trade.shop.checkout(flow="reserve")
    trade.pay(placed)
    trade.shop.waits_until(placed, "authorised")
    return dict(placed)


def capture(trade, placed: dict[str, Any], token: str = ADMIN_TOKEN, **asked: Any) -> httpx.Response:
    body = {"request_id": uuid.uuid4().hex, **asked}
    headers = {"Authorization": f"Bearer {token}"}
    return trade.shop.http.post(f"/admin/orders/{placed['order']}/capture", json=body, headers=headers)


def captures(trade, placed: dict[str, Any]) -> list[Any]:
    calls = trade.world.calls(object=trade.payment(placed))
    return [call for call in calls if call.operation == "payment_intents.capture"]


def taken(trade, placed: dict[str, Any]) -> int:
    return int(trade.world.object(trade.payment(placed))["amount_received"])


@pytest.fixture
def held_news(trade) -> Iterator[Any]:
    trade.world.hold_news()
    yield trade
    trade.world.deliver_news()


def test_authorised_is_not_paid_and_nothing_leaves(trade) -> None:
    order = trade.shop.order(authorised(trade))

    assert (order["status"], order["effects"], order["paid_amount"]) == ("authorised", NEVER, 0)


@pytest.mark.parametrize(("asked", "took"), [(None, 1999), (1200, 1200), (1, 1)])
def test_what_staff_decided_is_taken_and_shipped_once(trade, asked: int | None, took: int) -> None:
    placed = authorised(trade)

    reply = capture(trade, placed, **({"amount": asked} if asked else {}))

    assert (reply.status_code, reply.json()["order_status"], reply.json()["paid_amount"]) == (200, "paid", took)
    order = trade.shop.waits_until(placed, "paid")
    assert (order["effects"], order["paid_amount"], taken(trade, placed)) == (ONCE, took, took)


def test_a_capture_is_made_once_whoever_asks_again(trade) -> None:
    placed = authorised(trade)

    with ThreadPoolExecutor(5) as pool:
        same = list(pool.map(lambda _: capture(trade, placed, request_id="capture-one", amount=1200), range(5)))
    again = capture(trade, placed, request_id="capture-one", amount=1200)

    assert {reply.status_code for reply in same} <= {200, 503}
    assert again.status_code == 200
    assert capture(trade, placed, amount=799).status_code == 409
    assert capture(trade, placed, request_id="capture-one", amount=799).status_code == 409
    assert {call.idempotency_key for call in captures(trade, placed)} == {f"{placed['order']}-capture-capture-one"}
    assert trade.shop.order(placed)["effects"] == ONCE
    assert taken(trade, placed) == 1200


@pytest.mark.parametrize("amount", [2000, 0, -1, 5.5, "100"])
def test_an_amount_that_was_not_authorised_does_not_reach_the_provider(trade, amount: Any) -> None:
    placed = authorised(trade)

    assert capture(trade, placed, amount=amount).status_code in {409, 422}
    assert captures(trade, placed) == []


def test_only_authorised_orders_are_captured_and_only_by_staff(trade) -> None:
    unpaid, paid, waiting = trade.shop.checkout(flow="reserve"), trade.paid(), authorised(trade)

    assert capture(trade, unpaid).status_code == 409
    assert capture(trade, paid).status_code == 409
    assert capture(trade, waiting, token="almost").status_code == 401
    assert capture(trade, {"order": "ord_nobody"}).status_code == 404
    assert [captures(trade, order) for order in (unpaid, paid, waiting)] == [[], [], []]


def test_staff_may_be_faster_than_the_news_of_the_authorisation(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout(flow="reserve")
    events = trade.pay(placed)

    assert capture(trade, placed, amount=1500).json()["order_status"] == "paid"
    trade.world.deliver([Delivery(event=event) for event in events])
    assert trade.shop.order(placed)["effects"] == ONCE


@pytest.mark.parametrize("how", [{"action": "lost_reply"}, {"action": "status", "status": 500}])
def test_a_reply_that_was_lost_is_looked_up(trade, how: dict[str, Any]) -> None:
    placed = authorised(trade)
    fault = trade.world.fault(Fault(operation="payment_intents.capture", moment="after", **how))
    reply = capture(trade, placed, amount=1200)
    trade.world.heal(fault)

    assert reply.status_code == 200
    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE
    assert taken(trade, placed) == 1200


def test_a_capture_that_never_arrived_is_asked_for_again(trade) -> None:
    placed = authorised(trade)
    fault = trade.world.fault(Fault(operation="payment_intents.capture", moment="before", action="lost_reply"))
    doubtful = capture(trade, placed, request_id="capture-in-doubt", amount=1200)
    trade.world.heal(fault)

    assert doubtful.status_code == 503
    assert trade.shop.status(placed) == "authorised"
    assert capture(trade, placed, amount=1999).status_code == 409
    assert capture(trade, placed, request_id="capture-in-doubt").json()["paid_amount"] == 1200


def test_a_part_that_somebody_else_captured_is_held(trade) -> None:
    placed = authorised(trade)

    trade.world.act("capture", object=trade.payment(placed), amount=900)

    assert trade.shop.waits_until(placed, "held")["effects"] == NEVER


def test_an_authorisation_that_ran_out_is_cancelled_and_owes_nothing_back(own_trade) -> None:
    trade = own_trade()
    placed, other = authorised(trade), authorised(trade)

    trade.world.act("cancel", object=trade.payment(placed))
    assert capture(trade, placed).status_code == 409
    trade.world.advance(8 * DAY)

    for order in (placed, other):
        seen = trade.shop.waits_until(order, "cancelled")
        assert (seen["effects"], seen["paid_amount"], seen["refunded_amount"]) == (NEVER, 0, 0)


def test_no_more_goes_back_than_was_captured(trade) -> None:
    placed = authorised(trade)
    capture(trade, placed, amount=1200)

    assert trade.shop.refund(placed, amount=1201).status_code == 409
    assert trade.shop.refund(placed, amount=500).status_code == 200
    assert trade.shop.refund(placed).json()["amount"] == 700
    assert trade.shop.waits_until(placed, "refunded")["refunded_amount"] == 1200
