"""Orders that buyers do not want any more, and what they are shown of the card with which they paid for others."""

from __future__ import annotations

import sqlite3
from typing import Any

import httpx
import pytest

from reference_app.providers.card import shown_card


def cancel(trade, placed: dict[str, Any], token: str | None = None) -> httpx.Response:
    headers = {"X-Order-Token": token or placed["token"]}
    return trade.shop.http.post(f"/orders/{placed['order']}/cancel", headers=headers)


@pytest.mark.parametrize("flow", ["elements", "hosted"])
def test_an_unpaid_order_is_cancelled_and_its_payment_closed(trade, flow: str) -> None:
    placed = trade.shop.checkout(flow=flow)

    first, again = cancel(trade, placed), cancel(trade, placed)

    assert (first.status_code, first.json()["status"]) == (200, "cancelled")
    assert again.json() == first.json()
    assert trade.world.object(trade.payment(placed))["status"] in ("canceled", "expired")


def test_a_paid_order_is_not_cancelled(trade) -> None:
    placed = trade.paid()

    refused = cancel(trade, placed)

    assert (refused.status_code, refused.json()["error"]) == (409, "not_cancellable")
    assert trade.shop.order(placed)["status"] == "paid"


def test_what_was_paid_a_moment_ago_stays_paid(trade) -> None:
    placed = trade.shop.checkout()
    trade.world.hold_news()
    trade.pay(placed)

    refused = cancel(trade, placed)
    trade.world.deliver_news()

    assert refused.status_code == 409
    assert trade.shop.order(placed)["status"] == "paid"


def test_somebody_elses_order_is_not_cancelled(trade) -> None:
    placed, other = trade.shop.checkout(), trade.shop.checkout()

    refused = cancel(trade, placed, token=other["token"])

    assert refused.status_code == 404
    assert trade.shop.order(placed)["status"] == "pending"


def test_a_receipt_and_the_letter_show_brand_and_last_four(trade) -> None:
    placed = trade.shop.checkout()
    before = trade.shop.http.get(f"/orders/{placed['order']}/receipt", headers={"X-Order-Token": placed["token"]})
    trade.pay(placed, card="5200828282828210")
    trade.shop.waits_until(placed, "paid")

    after = trade.shop.http.get(f"/orders/{placed['order']}/receipt", headers={"X-Order-Token": placed["token"]})
    with sqlite3.connect(trade.shop.home / "shop.db") as books:
        query = "select kind, letter from effects where order_id = ?"
        letters = dict(books.execute(query, (placed["order"],)).fetchall())

    assert before.json()["paid_with"] is None
    assert after.json()["paid_with"] == "Mastercard •••• 8210"
    assert "You paid 19.99 EUR with Mastercard •••• 8210." in letters["mail"]
    assert letters["shipment"] is None


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ({"card": {"brand": "visa", "last4": "4242", "iin": "42424242", "exp_year": 2040}}, "Visa •••• 4242"),
        ({"card": {"last4": "4242"}}, "Card •••• 4242"),
        ({"type": "sepa_debit", "sepa_debit": {"last4": "3000"}}, None),
        ({"card": None}, None),
        ({}, None),
        (None, None),
    ],
)
def test_of_a_card_nothing_else_is_shown(method: Any, shown: str | None) -> None:
    assert shown_card(method) == shown
