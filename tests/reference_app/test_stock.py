"""Things of which there are only so many: set aside at checkout, given back once, sold once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from tests.reference_app.conftest import Trade

ENDS = {"elements": "cancel", "hosted": "expire"}


def on_the_shelf(trade: Trade, sku: str, pieces: int | None = None) -> int:
    """Return how many pieces are free, after setting that number."""
    with closing(sqlite3.connect(trade.shop.home / "shop.db", timeout=15)) as books:
        if pieces is not None:
            books.execute("update stock set free = ? where sku = ?", (pieces, sku))
            books.commit()
        return int(books.execute("select free from stock where sku = ?", (sku,)).fetchone()[0])


@pytest.fixture
def one_bowl(trade: Trade) -> Trade:
    on_the_shelf(trade, "bowl", 1)
    return trade


def ends(trade: Trade, placed: dict[str, Any], flow: str) -> None:
    trade.world.act(ENDS[flow], object=trade.payment(placed))
    trade.shop.waits_until(placed, "cancelled")


def test_two_buyers_of_the_last_piece_do_not_both_get_it(one_bowl: Trade) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: one_bowl.shop.ask_checkout(sku="bowl"), range(8)))
    placed = [reply.json() for reply in replies if reply.status_code == 201]
    refused = [(reply.status_code, reply.json()["error"]) for reply in replies if reply.status_code != 201]

    assert len(placed) == 1
    assert set(refused) == {(409, "sold_out")}
    one_bowl.pay(placed[0])
    one_bowl.shop.waits_until(placed[0], "paid")
    assert one_bowl.shop.ask_checkout(sku="bowl").status_code == 409
    assert one_bowl.shop.ask_checkout(sku="tea").status_code == 201


def test_more_than_there_are_is_refused_and_leaves_all_where_they_are(trade: Trade) -> None:
    on_the_shelf(trade, "vase", 2)

    assert trade.shop.ask_checkout(sku="vase", quantity=3).json()["error"] == "sold_out"
    assert on_the_shelf(trade, "vase") == 2
    trade.shop.checkout(sku="vase", quantity=2)
    assert on_the_shelf(trade, "vase") == 0


def test_a_refused_checkout_keeps_neither_coupon_nor_piece(one_bowl: Trade) -> None:
    on_the_shelf(one_bowl, "bowl", 0)

    assert one_bowl.shop.ask_checkout(sku="bowl", coupon="THANKS-D5W9").json()["error"] == "sold_out"
    assert one_bowl.shop.ask_checkout(sku="tea", coupon="THANKS-D5W9").status_code == 201


def test_the_same_cart_asks_for_its_piece_once(one_bowl: Trade) -> None:
    key = "cart-of-the-bowl-0001"

    first, again = (one_bowl.shop.ask_checkout(key=key, sku="bowl") for _ in range(2))

    assert first.json()["order"] == again.json()["order"]
    assert on_the_shelf(one_bowl, "bowl") == 0


@pytest.mark.parametrize("flow", ENDS)
def test_a_payment_that_came_to_nothing_gives_its_piece_back_once(one_bowl: Trade, flow: str) -> None:
    placed = one_bowl.shop.checkout(sku="bowl", flow=flow)
    ends(one_bowl, placed, flow)
    one_bowl.world.act("retell", object=one_bowl.payment(placed), type=one_bowl.world.events()[-1].type)
    told = [event.id for event in one_bowl.world.events(object=one_bowl.payment(placed))]
    one_bowl.shop.until(
        lambda: set(told) <= {line["event_id"] for line in one_bowl.shop.logged("worker", "event_done")},
        "both tellings have been worked on",
    )

    assert on_the_shelf(one_bowl, "bowl") == 1


def test_a_decline_keeps_the_piece_for_the_next_card(one_bowl: Trade) -> None:
    placed = one_bowl.shop.checkout(sku="bowl")
    one_bowl.pay(placed, card="4000000000000002")
    one_bowl.shop.waits_until(placed, "payment_failed")

    assert one_bowl.shop.ask_checkout(sku="bowl").status_code == 409
    one_bowl.pay(placed)
    assert one_bowl.shop.waits_until(placed, "paid")["effects"] == {"mail": 1, "shipment": 1}


@pytest.mark.parametrize("flow", ENDS)
def test_whoever_comes_back_too_late_is_told_so(one_bowl: Trade, flow: str) -> None:
    key = f"cart-that-waited-{flow}"
    first = one_bowl.shop.ask_checkout(key=key, sku="bowl", flow=flow).json()
    ends(one_bowl, first, flow)
    second = one_bowl.shop.checkout(sku="bowl")
    late = one_bowl.shop.ask_checkout(key=key, sku="bowl", flow=flow)

    assert (late.status_code, late.json()["error"]) == (409, "sold_out")
    ends(one_bowl, second, "elements")
    again = one_bowl.shop.ask_checkout(key=key, sku="bowl", flow=flow)
    assert again.json()["order"] == first["order"]
    assert on_the_shelf(one_bowl, "bowl") == 0
    one_bowl.pay(again.json())
    one_bowl.shop.waits_until(first, "paid")


def test_money_for_a_piece_that_is_gone_is_held_for_a_person(one_bowl: Trade) -> None:
    """No way is known that leads here; if there is one, the piece is not sold twice."""
    placed = one_bowl.shop.checkout(sku="bowl")
    with closing(sqlite3.connect(one_bowl.shop.home / "shop.db", timeout=15)) as books:
        books.execute("delete from reservations where order_id = ?", (placed["order"],))
        books.commit()

    one_bowl.pay(placed)

    assert one_bowl.shop.waits_until(placed, "held")["effects"] == {"mail": 0, "shipment": 0}


def test_a_race_between_the_end_of_one_and_many_who_want_it(one_bowl: Trade) -> None:
    placed = one_bowl.shop.checkout(sku="bowl")
    asked: Callable[[int], int] = lambda _: one_bowl.shop.ask_checkout(sku="bowl").status_code  # noqa: E731
    with ThreadPoolExecutor(4) as pool:
        started = [pool.submit(asked, nth) for nth in range(4)]
        one_bowl.world.act("cancel", object=one_bowl.payment(placed))
        one_bowl.shop.waits_until(placed, "cancelled")
        got = [one.result() for one in started]

    assert on_the_shelf(one_bowl, "bowl") == 1 - got.count(201)


def _placed_days_ago(trade: Trade, *orders: dict[str, Any], days: float) -> None:
    with closing(sqlite3.connect(trade.shop.home / "shop.db", timeout=15)) as books:
        for placed in orders:
            books.execute(
                "update orders set created_at = created_at - ? where id = ?", (days * 86_400, placed["order"])
            )
        books.commit()


def test_a_cart_that_was_left_gives_its_piece_back_after_a_day(one_bowl: Trade) -> None:
    kept = one_bowl.shop.checkout(sku="bowl")
    _placed_days_ago(one_bowl, kept, days=0.9)
    assert one_bowl.shop.command("reconcile").returncode == 0
    assert (one_bowl.shop.order(kept)["status"], on_the_shelf(one_bowl, "bowl")) == ("pending", 0)

    _placed_days_ago(one_bowl, kept, days=0.2)
    assert one_bowl.shop.command("reconcile").returncode == 0

    assert (one_bowl.shop.order(kept)["status"], on_the_shelf(one_bowl, "bowl")) == ("cancelled", 1)
    assert one_bowl.world.object(one_bowl.payment(kept))["cancellation_reason"] == "abandoned"


def test_only_carts_that_keep_a_piece_unpaid_are_let_go(trade: Trade) -> None:
    """Tea is made to order; a bank transfer is on its way and may not be cancelled; a paid one is paid."""
    on_the_shelf(trade, "bowl", 1)
    on_the_shelf(trade, "vase", 1)
    tea, moving, paid = trade.shop.checkout(sku="tea"), trade.shop.checkout(sku="bowl"), trade.shop.checkout(sku="vase")
    trade.world.act("process", object=trade.payment(moving))
    trade.pay(paid)
    trade.shop.waits_until(paid, "paid")
    _placed_days_ago(trade, tea, moving, paid, days=2)

    ended = trade.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [trade.shop.order(placed)["status"] for placed in (tea, moving, paid)] == ["pending", "pending", "paid"]
