"""Paying on the shop's own server: one attempt for each press on Pay, declines told, and one payment after another."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from simulator.client import Fault

ONCE = {"mail": 1, "shipment": 1}


def confirm(trade, placed: dict[str, Any], method: str, attempt: str | None = None) -> httpx.Response:
    headers = {"X-Order-Token": placed["token"], "Idempotency-Key": attempt or str(uuid.uuid4())}
    path = f"/orders/{placed['order']}/confirm"
    reply: httpx.Response = trade.shop.http.post(path, json={"payment_method": method}, headers=headers)
    return reply


def confirmations(trade, placed: dict[str, Any]) -> list[Any]:
    calls = trade.world.calls(object=trade.payment(placed))
    return [call for call in calls if call.operation == "payment_intents.confirm"]


def test_a_payment_that_the_server_confirms_is_paid_once(trade) -> None:
    placed = trade.shop.checkout()

    assert confirm(trade, placed, "pm_card_visa").json()["status"] == "paid"
    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_a_decline_is_told_in_the_banks_words_and_another_card_pays(trade) -> None:
    placed = trade.shop.checkout()

    declined = confirm(trade, placed, "pm_card_visa_chargeDeclinedInsufficientFunds")
    paid = confirm(trade, placed, "pm_card_visa")

    assert (declined.status_code, declined.json()["error"]) == (402, "declined")
    assert declined.json()["message"].startswith("Your card has insufficient funds.")
    assert paid.json()["status"] == "paid"
    keys = [call.idempotency_key for call in confirmations(trade, placed)]
    assert len(keys) == len(set(keys)) == 2


def test_the_same_attempt_asks_the_bank_once(trade) -> None:
    placed, attempt = trade.shop.checkout(), str(uuid.uuid4())

    for _ in range(2):
        assert confirm(trade, placed, "pm_card_visa_chargeDeclined", attempt).status_code == 402
    other_card = confirm(trade, placed, "pm_card_visa", attempt)

    assert [call.replayed for call in confirmations(trade, placed)[:2]] == [False, True]
    assert (other_card.status_code, other_card.json()["error"]) == (409, "key_in_use")


def test_a_confirmation_whose_reply_is_lost_ends_paid_and_not_twice(trade) -> None:
    placed = trade.shop.checkout()
    fault = trade.world.fault(
        Fault(operation="payment_intents.confirm", action="lost_reply", moment="after", object=trade.payment(placed))
    )

    reply = confirm(trade, placed, "pm_card_visa")
    trade.world.heal(fault)

    assert reply.status_code == 200
    assert reply.json()["status"] == "paid"
    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_what_is_no_payment_method_is_refused(trade) -> None:
    placed = trade.shop.checkout()

    assert confirm(trade, placed, "pm_1NoSuchMethod").json()["error"] == "payment_method"
    assert confirm(trade, placed, "4242424242424242").json()["error"] == "card_number"


def test_after_a_cancelled_payment_the_same_cart_gets_another_one(trade) -> None:
    key = uuid.uuid4().hex
    first = trade.shop.checkout(key=key)
    trade.world.act("cancel", object=trade.payment(first))
    trade.shop.waits_until(first, "cancelled")

    second = trade.shop.checkout(key=key)
    third = trade.shop.checkout(key=key)
    trade.pay(second)

    assert second["order"] == first["order"]
    assert trade.payment(second) == trade.payment(third) != trade.payment(first)
    assert trade.shop.waits_until(first, "paid")["effects"] == ONCE


def test_after_an_expired_page_the_same_cart_gets_another_one(trade) -> None:
    key = uuid.uuid4().hex
    first = trade.shop.checkout(key=key, flow="hosted")
    trade.world.act("expire", object=trade.payment(first))
    trade.shop.waits_until(first, "cancelled")

    second = trade.shop.checkout(key=key, flow="hosted")
    trade.pay(second)

    assert trade.payment(second) != trade.payment(first)
    assert trade.shop.waits_until(first, "paid")["effects"] == ONCE


def test_a_payment_that_is_on_its_way_gets_no_second_one_beside_it(trade) -> None:
    key = uuid.uuid4().hex
    first = trade.shop.checkout(key=key)
    trade.world.act("process", object=trade.payment(first))

    assert trade.payment(trade.shop.checkout(key=key)) == trade.payment(first)


def test_a_random_key_is_no_card_number_though_its_digits_would_pass_for_one(trade) -> None:
    key = "42424242-4242-4242-a1b2-c3d4e5f6a7b8"

    assert trade.shop.ask_checkout(key=key).status_code == 201
    assert trade.shop.ask_checkout(key="4242-4242-4242-4242").json()["error"] == "card_number"
