"""The synchronous shop keeps its promises: each test is one of them. Not: the harness's own verdict on it."""

import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.client import Fault, WorldClient
from simulator.schedules.schedule import Delivery
from tests.examples.shops import EXAMPLES, FLASK_SYNC, Shop, payments

GOOD = {
    "SHOP_MODE": "test",
    "SHOP_BOOKS": "books.db",
    "PAY_API_KEY": "sk_test_ASSAY8Jd72mQpZ0rT5vXc9",
    "PAY_HOOK_SECRET": "whsec_8Jd72mQpZ0rT5vXc9LkWbN3yHf6G1sAe",
}


@pytest.fixture
def shop(world: WorldClient, tmp_path: Path) -> Iterator[Shop]:
    world.hold_news()
    shop = Shop(FLASK_SYNC, world, {"SHOP_MODE": "test", "SHOP_BOOKS": str(tmp_path / "books.db")})
    yield shop
    shop.stop()


def checkout(shop: Shop, item: str = "oak-chair") -> tuple[str, str]:
    """Buy and start to pay; return the purchase's token and its payment."""
    token = shop.post("/api/buy", data={"item": item})["purchase"]["token"]
    shop.post(f"/api/purchases/{token}/payment")
    return token, payments(shop.world)[-1]


def state(shop: Shop, token: str) -> str:
    return str(shop.get(f"/api/purchases/{token}")["state"])


def deeds(folder: Path, token: str) -> list[str]:
    with sqlite3.connect(folder / "books.db") as books:
        query = "select kind from deeds join purchases on purchase = number where token = ? order by kind"
        return [row[0] for row in books.execute(query, (token,))]


def paid_event(shop: Shop, payment: str) -> str:
    (event,) = shop.world.events(payment, "payment_intent.succeeded")
    return event.id


def test_a_paid_purchase_is_settled_and_served_once_however_often_the_news_comes(shop: Shop, tmp_path: Path) -> None:
    token, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    event = paid_event(shop, payment)
    together = shop.world.deliver([Delivery(event, copy=copy) for copy in range(6)])
    (again,) = shop.world.deliver([Delivery(event, copy=7)])

    assert {record.status for record in [*together, again]} == {200}
    assert state(shop, token) == "settled"
    assert deeds(tmp_path, token) == ["letter", "parcel"]


def test_any_order_of_arrival_ends_where_the_provider_is(shop: Shop) -> None:
    ends = set()
    for order in itertools.permutations(("payment_intent.created", "payment_intent.succeeded", "charge.refunded")):
        token, payment = checkout(shop)
        shop.world.act("pay", object=payment)
        shop.world.act("refund", object=payment)
        news = {event.type: event.id for event in shop.world.events(payment)}
        shop.world.deliver([Delivery(news[kind], in_turn=True) for kind in order])
        ends.add(state(shop, token))

    assert ends == {"money_back"}


@pytest.mark.parametrize(
    "forgery", ["no-header", "random-signature", "other-body", "empty-key", "v0-only", "byte-changed"]
)
def test_news_that_the_provider_did_not_sign_is_refused(shop: Shop, forgery: str) -> None:
    token, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    (record,) = shop.world.deliver([Delivery(paid_event(shop, payment), forgery=forgery)])

    assert record.status == 400
    assert state(shop, token) == "awaiting"


def test_signed_news_that_the_provider_does_not_confirm_moves_nothing(shop: Shop) -> None:
    token, payment = checkout(shop)
    lie = shop.world.act("pay", object=payment, pretend=True)
    paid = next(event for event in lie.events if event.type == "payment_intent.succeeded")
    shop.world.deliver([Delivery(paid.id)])

    assert state(shop, token) == "awaiting"


def test_news_of_the_other_mode_moves_nothing(shop: Shop) -> None:
    token, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    shop.world.deliver([Delivery(paid_event(shop, payment), set={"/livemode": True})])

    assert state(shop, token) == "awaiting"


def test_money_that_is_not_the_money_asked_for_is_held(shop: Shop, tmp_path: Path) -> None:
    ends = []
    for other in ({"amount": 100}, {"currency": "jpy"}):
        token, payment = checkout(shop)
        shop.world.act("pay", object=payment, **other)
        shop.world.deliver([Delivery(paid_event(shop, payment))])
        ends.append((state(shop, token), deeds(tmp_path, token)))

    assert ends == [("on_hold", []), ("on_hold", [])]


def test_what_was_acknowledged_survives_a_power_cut(shop: Shop, tmp_path: Path) -> None:
    token, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    (record,) = shop.world.deliver([Delivery(paid_event(shop, payment))])
    shop.kill()
    shop.start()

    assert record.status == 200
    assert state(shop, token) == "settled"
    assert deeds(tmp_path, token) == ["letter", "parcel"]


def test_a_lost_reply_leads_to_one_payment(shop: Shop) -> None:
    shop.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply", times=1))
    checkout(shop)

    assert len(payments(shop.world)) == 1


def test_an_outage_leaves_a_purchase_that_can_still_be_paid(shop: Shop) -> None:
    fault = shop.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply"))
    token = shop.post("/api/buy", data={"item": "oak-chair"})["purchase"]["token"]
    during = shop.http.post(f"/api/purchases/{token}/payment").status_code
    shop.world.heal(fault)
    shop.post(f"/api/purchases/{token}/payment")

    assert during == 503
    assert state(shop, token) == "awaiting"
    assert len(payments(shop.world)) == 1


def test_the_page_after_payment_believes_nobody(shop: Shop) -> None:
    token, _ = checkout(shop)
    shop.http.get(f"/thanks/{token}", params={"redirect_status": "succeeded"}).raise_for_status()

    assert state(shop, token) == "awaiting"


SPOILT = [(name, value) for name in GOOD for value in (None, "", "   ")] + [
    (name, value)
    for name in ("SHOP_MODE", "PAY_API_KEY", "PAY_HOOK_SECRET")
    for value in ("changeme", "sk_test_changeme", "whsec_placeholder")
]


@pytest.mark.parametrize(("name", "value"), SPOILT)
def test_the_shop_does_not_open_without_what_it_needs(name: str, value: str | None) -> None:
    env = {**GOOD, "PATH": os.environ["PATH"], **({name: value} if value is not None else {})}
    if value is None:
        del env[name]
    done = subprocess.run(
        [sys.executable, "-c", "import settings; settings.read()"],
        cwd=EXAMPLES / "flask_sync",
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert name in done.stderr
    assert not (value and value.strip() and value in done.stderr)
