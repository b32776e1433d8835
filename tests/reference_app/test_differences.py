"""The provider's money beside the shop's orders: every difference has a reason, and what agrees has none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from reference_app.worker.differences import difference
from tests.reference_app.samples import new_order, settled

ORDER = replace(
    new_order(),
    payment_intent="pi_1",
    state="paid",
    paid_amount=1999,
)
PAYMENT = settled(ORDER)


def test_what_agrees_has_no_difference() -> None:
    assert difference(ORDER, PAYMENT) is None
    assert difference(replace(ORDER, refunded_amount=500), replace(PAYMENT, refunds_made=500)) is None
    assert difference(replace(ORDER, refunded_amount=0), replace(PAYMENT, refunds_made=5, refunds_failed=5)) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"received": 999}, "paid"),
        ({"currency": "jpy"}, "currency"),
        ({"intent_id": "pi_2"}, "another payment"),
        ({"refunds_made": 500}, "refunded"),
        ({"refunds_made": 1999}, "refunded"),
    ],
)
def test_each_difference_has_its_reason(changed: dict[str, Any], reason: str) -> None:
    assert difference(ORDER, replace(PAYMENT, **changed)) == reason


def test_money_without_an_order_is_one() -> None:
    assert difference(None, PAYMENT) == "no order"


def test_what_went_back_without_news_is_named_with_both_amounts(trade) -> None:
    placed = trade.shop.checkout()
    trade.pay(placed)
    trade.shop.waits_until(placed, "paid")
    trade.world.act("refund", object=trade.payment(placed), amount=600, untold=True)

    ended = trade.shop.command("reconcile")

    assert ended.returncode == 0
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    (line,) = [one for one in said if one["event"] == "order_differs" and one["object"] == placed["order"]]
    assert (line["result"], line["refunded_here"], line["refunded_there"]) == ("refunded", 0, 600)
