"""The usual tutorial works when all goes well, and fails as the field reports. Not: the harness's own verdict on it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.client import WorldClient
from simulator.schedules.schedule import Delivery
from tests.examples.shops import NAIVE, Shop, payments


@pytest.fixture
def shop(world: WorldClient, tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(NAIVE, world, {"SHOP_DB": str(tmp_path / "shop.db")})
    yield shop
    shop.stop()


def checkout(shop: Shop, amount: int = 1999) -> tuple[int, str]:
    """Start a checkout; return the order and its payment."""
    order = shop.post("/create-payment-intent", json={"product": "green-tea", "amount": amount, "currency": "eur"})
    return order["order_id"], payments(shop.world)[-1]


def status(shop: Shop, order: int) -> str:
    return str(shop.get(f"/orders/{order}")["status"])


def shipments(folder: Path, order: int) -> int:
    with sqlite3.connect(folder / "shop.db") as books:
        return int(books.execute("select count(*) from shipments where order_id = ?", (order,)).fetchone()[0])


def test_an_order_that_is_paid_is_shipped(shop: Shop, tmp_path: Path) -> None:
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)

    assert shop.world.quiet()
    assert status(shop, order) == "paid"
    assert shipments(tmp_path, order) == 1


def test_a_repeated_event_ships_again(shop: Shop, tmp_path: Path) -> None:
    shop.world.hold_news()
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    (paid,) = shop.world.events(payment, "payment_intent.succeeded")
    shop.world.deliver([Delivery(paid.id), Delivery(paid.id, copy=1, in_turn=True)])

    assert shipments(tmp_path, order) == 2


def test_the_last_event_to_arrive_wins(shop: Shop) -> None:
    shop.world.hold_news()
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    (created,) = shop.world.events(payment, "payment_intent.created")
    (paid,) = shop.world.events(payment, "payment_intent.succeeded")
    shop.world.deliver([Delivery(paid.id), Delivery(created.id, in_turn=True)])

    assert status(shop, order) == "pending"


def test_an_unsigned_lie_pays_an_order(shop: Shop) -> None:
    shop.world.hold_news()
    order, payment = checkout(shop)
    lie = shop.world.act("pay", object=payment, pretend=True)
    paid = next(event for event in lie.events if event.type == "payment_intent.succeeded")
    (record,) = shop.world.deliver([Delivery(paid.id, forgery="no-header")])

    assert record.status == 200
    assert status(shop, order) == "paid"


def test_the_browser_sets_the_price(shop: Shop) -> None:
    _, payment = checkout(shop, amount=100)

    assert shop.world.object(payment)["amount"] == 100


def test_opening_the_success_page_pays_an_order(shop: Shop) -> None:
    order, _ = checkout(shop)
    shop.http.get("/success", params={"order_id": order}).raise_for_status()

    assert status(shop, order) == "paid"
