"""Held at PayPal and Square, captured or let go at the desk: the official SDKs against the simulator."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from simulator.client import Fault, SimulatorProcess
from simulator.schedules.schedule import Delivery
from tests.reference_app.conftest import ADMIN_TOKEN, OtherTrade, other_trade, until

ONCE = {"mail": 1, "shipment": 1}
NEVER = {"mail": 0, "shipment": 0}
PRICE = 1450
CARD = "cnon:card-nonce-ok"
CAPTURE = {"paypal": "authorizations.capture", "square": "payments.complete"}
RELEASE = {"paypal": "authorizations.void", "square": "payments.cancel"}


@pytest.fixture(scope="module", params=["paypal", "square"])
def other(
    request: pytest.FixtureRequest, simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OtherTrade]:
    made = other_trade(simulator, tmp_path_factory.mktemp(request.param), request.param)
    yield made
    made.shop.stop()


@pytest.fixture
def silent(other: OtherTrade) -> Iterator[OtherTrade]:
    """Events are kept back; the test delivers those that it wants."""
    other.world.hold_news()
    yield other
    other.world.deliver_news()


def agreed(trade: OtherTrade, **wanted: Any) -> dict[str, Any]:
    """Let a buyer agree that the price is held, and come back."""
    placed = trade.checkout(flow="reserve", **wanted)
    if trade.provider == "paypal":
        trade.act("pay", placed, captured=False)
        assert trade.confirm(placed, paypal_order=placed["payment"]).json()["status"] == "authorised"
    else:
        assert trade.confirm(placed, source_id=CARD).json()["status"] == "authorised"
    return placed


def capture(trade: OtherTrade, placed: dict[str, Any], **asked: Any) -> httpx.Response:
    return at_the_desk(trade, placed, "capture", {"request_id": uuid.uuid4().hex, **asked})


def release(trade: OtherTrade, placed: dict[str, Any], token: str = ADMIN_TOKEN) -> httpx.Response:
    return at_the_desk(trade, placed, "release", None, token)


def at_the_desk(
    trade: OtherTrade, placed: dict[str, Any], what: str, body: Any, token: str = ADMIN_TOKEN
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return trade.shop.http.post(f"/admin/orders/{placed['order']}/{what}", json=body, headers=headers)


def asked_for(trade: OtherTrade, operation: str, placed: dict[str, Any]) -> list[Any]:
    return [call for call in trade.calls(operation, placed) if not call.replayed]


def events_of(trade: OtherTrade, placed: dict[str, Any]) -> list[Any]:
    return trade.world.events(object=placed["payment"], provider=trade.provider)


def tell(trade: OtherTrade, events: list[Any]) -> None:
    """Deliver them in this order, and each again until it is taken: a shop that is short of time answers 503."""
    for event in events:
        until(lambda told=event: _taken(trade, told), f"{event.id} to be taken")


def _taken(trade: OtherTrade, event: Any) -> bool:
    (record,) = trade.world.deliver([Delivery(event=event.id, at=0)], provider=trade.provider)
    assert record.status in {200, 503}
    return record.status == 200


def seen_after(trade: OtherTrade, placed: dict[str, Any]) -> dict[str, Any]:
    """Return the order once everything that was told so far has been worked on: a later order's news has arrived."""
    sentinel = agreed(trade)
    trade.act("cancel", sentinel)
    tell(trade, events_of(trade, sentinel))
    trade.shop.waits_until(sentinel, "cancelled")
    return trade.shop.order(placed)


def test_held_is_not_paid_and_nothing_leaves_whatever_is_told(silent: OtherTrade) -> None:
    placed = agreed(silent)

    tell(silent, events_of(silent, placed))
    order = seen_after(silent, placed)

    assert (order["status"], order["effects"], order["paid_amount"]) == ("authorised", NEVER, 0)
    assert asked_for(silent, CAPTURE[silent.provider], placed) == []


@pytest.mark.parametrize(("asked", "took"), [(None, PRICE), (870, 870), (1, 1)])
def test_what_staff_decided_is_taken_and_shipped_once(other: OtherTrade, asked: int | None, took: int) -> None:
    placed = agreed(other)

    reply = capture(other, placed, **({"amount": asked} if asked else {}))

    assert (reply.status_code, reply.json()["order_status"], reply.json()["paid_amount"]) == (200, "paid", took)
    other.world.quiet()
    order = other.shop.order(placed)
    assert (order["status"], order["effects"], order["paid_amount"]) == ("paid", ONCE, took)
    assert other.shop.command("reconcile").returncode == 0
    assert other.shop.order(placed)["effects"] == ONCE


def test_a_capture_is_made_once_whoever_asks_again(silent: OtherTrade) -> None:
    placed = agreed(silent)

    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: capture(silent, placed, request_id="capture-one", amount=870), range(4)))
    again = capture(silent, placed, request_id="capture-one", amount=870)

    assert {reply.status_code for reply in same} <= {200, 503}
    assert again.json()["paid_amount"] == 870
    assert capture(silent, placed, amount=580).status_code == 409
    assert capture(silent, placed, request_id="capture-one", amount=580).status_code == 409
    order = silent.shop.order(placed)
    assert (order["effects"], order["paid_amount"]) == (ONCE, 870)
    if silent.provider == "paypal":  # Square takes no key for it: a payment is completed once
        keys = {call.idempotency_key for call in silent.calls(CAPTURE["paypal"], placed)}
        assert keys == {f"{placed['order']}-capture-capture-one"}


@pytest.mark.parametrize("amount", [PRICE + 1, 0, -1, 5.5, "100"])
def test_an_amount_that_was_not_held_does_not_reach_the_provider(silent: OtherTrade, amount: Any) -> None:
    placed = agreed(silent)

    assert capture(silent, placed, amount=amount).status_code in {409, 422}
    assert asked_for(silent, CAPTURE[silent.provider], placed) == []


@pytest.mark.parametrize("how", [{"action": "lost_reply"}, {"action": "status", "status": 500}])
def test_a_reply_to_a_capture_that_was_lost_is_looked_up(silent: OtherTrade, how: dict[str, Any]) -> None:
    placed = agreed(silent)
    fault = silent.world.fault(Fault(operation=CAPTURE[silent.provider], moment="after", **how))
    reply = capture(silent, placed, amount=870)
    silent.world.heal(fault)

    assert reply.status_code == 200
    assert silent.shop.order(placed)["effects"] == ONCE


def test_a_capture_that_never_arrived_is_asked_for_again(silent: OtherTrade) -> None:
    placed = agreed(silent)
    fault = silent.world.fault(Fault(operation=CAPTURE[silent.provider], moment="before", action="lost_reply"))
    doubtful = capture(silent, placed, request_id="capture-in-doubt", amount=870)
    silent.world.heal(fault)

    assert (doubtful.status_code, silent.shop.status(placed)) == (503, "authorised")
    assert capture(silent, placed, amount=PRICE).status_code == 409
    assert release(silent, placed).status_code == 409
    assert capture(silent, placed, request_id="capture-in-doubt").json()["paid_amount"] == 870


def test_the_hold_told_after_its_capture_and_all_of_it_backwards_change_nothing(silent: OtherTrade) -> None:
    placed = agreed(silent)
    capture(silent, placed, amount=870)

    tell(silent, list(reversed(events_of(silent, placed))))
    order = seen_after(silent, placed)

    assert (order["status"], order["effects"], order["paid_amount"]) == ("paid", ONCE, 870)


def test_a_hold_that_ended_is_cancelled_and_captured_no_more(silent: OtherTrade) -> None:
    placed = agreed(silent)
    known = {event.id for event in events_of(silent, placed)}
    silent.act("cancel", placed)

    tell(silent, [event for event in events_of(silent, placed) if event.id not in known])
    order = silent.shop.waits_until(placed, "cancelled")

    assert capture(silent, placed).status_code == 409
    assert (order["effects"], order["paid_amount"], order["refunded_amount"]) == (NEVER, 0, 0)


def test_staff_asks_for_what_has_ended_before_its_news(silent: OtherTrade) -> None:
    placed = agreed(silent)
    silent.act("cancel", placed)

    assert capture(silent, placed).status_code == 409
    order = silent.shop.order(placed)
    assert (order["status"], order["effects"]) == ("cancelled", NEVER)


def test_what_staff_lets_go_is_taken_no_more(silent: OtherTrade) -> None:
    placed = agreed(silent)
    assert release(silent, placed, token="almost").status_code == 401

    first, again = release(silent, placed), release(silent, placed)

    assert [reply.json()["order_status"] for reply in (first, again)] == ["cancelled", "cancelled"]
    assert len(asked_for(silent, RELEASE[silent.provider], placed)) == 1
    assert capture(silent, placed).status_code == 409
    assert silent.shop.order(placed)["effects"] == NEVER


def test_what_was_taken_is_not_let_go(silent: OtherTrade) -> None:
    placed = agreed(silent)
    capture(silent, placed)

    assert release(silent, placed).status_code == 409
    assert asked_for(silent, RELEASE[silent.provider], placed) == []
    assert release(silent, {"order": "ord_nobody"}).status_code == 404


def test_a_release_whose_reply_is_lost_is_looked_up(silent: OtherTrade) -> None:
    placed = agreed(silent)
    fault = silent.world.fault(Fault(operation=RELEASE[silent.provider], moment="after", action="lost_reply"))
    reply = release(silent, placed)
    silent.world.heal(fault)

    assert (reply.status_code, reply.json()["order_status"]) == (200, "cancelled")


def test_no_more_goes_back_than_was_captured(silent: OtherTrade) -> None:
    placed = agreed(silent)
    capture(silent, placed, amount=870)

    assert silent.shop.refund(placed, amount=871).status_code == 409
    assert silent.shop.refund(placed, amount=870).status_code == 200


def test_after_a_hold_that_ended_the_order_can_be_reserved_again(silent: OtherTrade) -> None:
    placed = agreed(silent)
    release(silent, placed)

    headers = {"X-Order-Token": placed["token"]}
    assert silent.shop.http.post(f"/orders/{placed['order']}/payment", headers=headers).status_code == 200

    assert silent.payment(placed) != placed["payment"]
    assert silent.shop.status(placed) == "pending"


def test_the_buyer_of_a_hold_presses_twice_and_it_is_one(silent: OtherTrade) -> None:
    placed = silent.checkout(flow="reserve")
    if silent.provider == "paypal":
        silent.act("pay", placed, captured=False)
    source = {"paypal_order": placed["payment"]} if silent.provider == "paypal" else {"source_id": CARD}

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: silent.confirm(placed, **source), range(3)))

    assert silent.shop.waits_until(placed, "authorised")["effects"] == NEVER
    assert capture(silent, placed, amount=870).json()["paid_amount"] == 870
    made = "orders.authorize" if silent.provider == "paypal" else "payments.create"
    assert len([call for call in asked_for(silent, made, placed) if call.status in (200, 201)]) == 1


def test_a_hold_that_nobody_told_of_is_found_by_the_reconciler(silent: OtherTrade) -> None:
    """PayPal's buyer has closed the page; of Square's hold the reply to the browser was all that anybody heard."""
    placed = silent.checkout(flow="reserve")
    if silent.provider == "paypal":
        silent.act("pay", placed, captured=False)
    else:
        fault = silent.world.fault(Fault(operation="payments.create", moment="after", action="lost_reply"))
        silent.confirm(placed, source_id=CARD)
        silent.world.heal(fault)

    assert silent.shop.command("reconcile").returncode == 0
    assert silent.shop.status(placed) == "authorised"
