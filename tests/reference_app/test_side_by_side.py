"""One shop takes three providers side by side: the same tables, inbox, worker, ledger and reconciler."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.client import SimulatorProcess
from tests.reference_app.conftest import OtherTrade, RunningShop, configure, open_up

NAMES = ("stripe", "paypal", "square")
ONCE = {"mail": 1, "shipment": 1}


@pytest.fixture
def trades(simulator: SimulatorProcess, tmp_path: Path) -> Iterator[dict[str, OtherTrade]]:
    world = simulator.control.new_world()
    shop = RunningShop(tmp_path)
    for name in NAMES:
        configure(shop, world, name)
    open_up(shop)
    yield {name: OtherTrade(shop, world, name) for name in NAMES}
    shop.stop()


def test_each_order_is_paid_at_its_own_provider_and_shipped_once(trades: dict[str, OtherTrade]) -> None:
    shop = trades["stripe"].shop
    placed = {name: trade.checkout(flow="hosted") for name, trade in trades.items()}

    for name, trade in trades.items():
        trade.act("pay", placed[name])
    for order in placed.values():
        assert shop.waits_until(order, "paid")["effects"] == ONCE

    refunds = {name: shop.refund(order, amount=450).status_code for name, order in placed.items()}
    assert refunds == dict.fromkeys(NAMES, 200)
    for order in placed.values():
        shop.waits_until(order, "partially_refunded")
    ended = shop.command("reconcile")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1])["differing"] == 0
    assert [shop.order(order)["effects"] for order in placed.values()] == [ONCE] * 3
    with sqlite3.connect(shop.home / "inbox.db") as inbox:
        assert {row[0] for row in inbox.execute("select distinct provider from events")} == set(NAMES)


def test_the_window_offers_all_three_and_the_pages_let_in_their_hosts(trades: dict[str, OtherTrade]) -> None:
    page = trades["stripe"].shop.http.get("/")

    assert [name for name in NAMES if f'value="{name}"' in page.text] == list(NAMES)
    policy = page.headers["content-security-policy"]
    assert "https://*.paypal.com" in policy
    assert "https://sandbox.web.squarecdn.com" in policy


def test_one_provider_that_is_away_keeps_nobody_else_waiting(trades: dict[str, OtherTrade]) -> None:
    shop = trades["stripe"].shop
    shop.kill("web")
    shop.kill("worker")
    shop.env |= {"STRIPE_API_BASE": "http://127.0.0.1:9", "TEST_PAYPAL_BASE": "http://127.0.0.1:9"}
    shop.start()
    square = trades["square"]
    placed = square.checkout(flow="hosted")

    square.act("pay", placed)

    assert shop.waits_until(placed, "paid")["effects"] == ONCE
    assert shop.ask_checkout().status_code == 503
    assert shop.ask_checkout(provider="paypal").status_code == 503
    ended = shop.command("reconcile")
    assert ended.returncode == 1
    assert {"stripe", "paypal"} == {
        line["provider"] for line in map(json.loads, ended.stdout.splitlines()) if line["event"] == "events_not_listed"
    }
