"""The shop in FastAPI with an arq worker keeps its promises: each test is one. Not: the harness's own verdict."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.client import Fault, WorldClient
from simulator.schedules.schedule import Delivery
from tests import packages
from tests.examples.shops import EXAMPLES, FASTAPI_ARQ, Shop, payments

SETTLED_WITHIN = 20.0
"""Seconds of real time for the worker, which tries again after longer and longer pauses."""
STAFF = {"Authorization": "Bearer Hb4sVnK7w2QxZt9LmR0d"}
GOOD = {
    "PAYMENTS_MODE": "test",
    "DATA_DIR": "/tmp",
    "REDIS_URL": "redis://localhost:6379",
    "STAFF_TOKEN": "Hb4sVnK7w2QxZt9LmR0d",
    "STRIPE_SECRET_KEY": "sk_test_ASSAY8Jd72mQpZ0rT5vXc9",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_ASSAY8Jd72mQpZ0rT5vXc9",
    "STRIPE_WEBHOOK_SECRET": "whsec_8Jd72mQpZ0rT5vXc9LkWbN3yHf6G1sAe",
}


class Redis:
    """A server of the test's own, on a socket whose path is short enough to be one; it keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self.url = f"unix://{self._socket}"
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--loglevel", "warning"]
        self._process = subprocess.Popen([str(shutil.which("redis-server")), *options], cwd=self._socket.parent)

    def lose_everything(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    packages.are_installed(EXAMPLES / "fastapi_arq")


@pytest.fixture
def redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="assay-") as folder:
        redis = Redis(Path(folder))
        yield redis
        redis.lose_everything()


@pytest.fixture
def shop(world: WorldClient, redis: Redis, tmp_path: Path) -> Iterator[Shop]:
    world.hold_news()
    env = {"PAYMENTS_MODE": "test", "DATA_DIR": str(tmp_path), "REDIS_URL": redis.url}
    shop = Shop(FASTAPI_ARQ, world, {**env, "STAFF_TOKEN": GOOD["STAFF_TOKEN"]})
    yield shop
    shop.stop()


def press_buy(shop: Shop, cart: str, sku: str = "field-notes") -> tuple[int, str]:
    """Send one checkout of a cart; return the status and the order, if there is one."""
    reply = shop.http.post("/checkout", json={"sku": sku, "quantity": 1}, headers={"Idempotency-Key": cart})
    return reply.status_code, reply.json().get("order", "")


def checkout(shop: Shop) -> tuple[str, str]:
    """Buy and start to pay; return the order and its payment."""
    _, order = press_buy(shop, str(uuid.uuid4()))
    return order, payments(shop.world)[-1]


def state(shop: Shop, order: str) -> str:
    return str(shop.get(f"/api/orders/{order}")["status"])


def comes_to(shop: Shop, order: str, expected: str) -> str:
    """Wait for a state, and return the one that there is in the end."""
    until = time.monotonic() + SETTLED_WITHIN
    while (now := state(shop, order)) != expected and time.monotonic() < until:
        time.sleep(0.05)
    return now


def inbox_is_empty(folder: Path) -> bool:
    """Wait until the worker has nothing left to do; say whether it came to that."""
    until = time.monotonic() + SETTLED_WITHIN
    with sqlite3.connect(folder / "inbox.db") as inbox:
        while left := inbox.execute("select count(*) from events where due_at is not null").fetchone()[0]:
            if time.monotonic() > until:
                break
            time.sleep(0.05)
    return not left


def fulfilled(folder: Path, order: str) -> list[str]:
    with sqlite3.connect(folder / "shop.db") as books:
        query = "select kind from fulfilments where order_id = ? order by kind"
        return [row[0] for row in books.execute(query, (order,))]


def paid_event(shop: Shop, payment: str) -> str:
    (event,) = shop.world.events(payment, "payment_intent.succeeded")
    return event.id


def test_a_paid_order_is_fulfilled_once_however_often_the_news_comes(shop: Shop, tmp_path: Path) -> None:
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    event = paid_event(shop, payment)
    together = shop.world.deliver([Delivery(event, copy=copy) for copy in range(6)])
    (again,) = shop.world.deliver([Delivery(event, copy=7)])

    assert {record.status for record in [*together, again]} == {200}
    assert comes_to(shop, order, "paid") == "paid"
    assert inbox_is_empty(tmp_path)
    assert fulfilled(tmp_path, order) == ["receipt", "shipment"]


def test_any_order_of_arrival_ends_where_the_provider_is(shop: Shop, tmp_path: Path) -> None:
    ends = set()
    for arrival in itertools.permutations(("payment_intent.created", "payment_intent.succeeded", "charge.refunded")):
        order, payment = checkout(shop)
        shop.world.act("pay", object=payment)
        shop.world.act("refund", object=payment)
        news = {event.type: event.id for event in shop.world.events(payment)}
        shop.world.deliver([Delivery(news[kind], in_turn=True) for kind in arrival])
        assert inbox_is_empty(tmp_path)
        ends.add(state(shop, order))

    assert ends == {"refunded"}


@pytest.mark.parametrize("forgery", ["no-header", "random-signature", "other-body", "empty-key", "v0-only"])
def test_news_that_the_provider_did_not_sign_is_refused_and_not_kept(shop: Shop, tmp_path: Path, forgery: str) -> None:
    _, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    (record,) = shop.world.deliver([Delivery(paid_event(shop, payment), forgery=forgery)])
    with sqlite3.connect(tmp_path / "inbox.db") as inbox:
        kept = inbox.execute("select count(*) from events").fetchone()[0]

    assert record.status == 400
    assert kept == 0


def test_money_that_is_not_the_money_asked_for_is_held(shop: Shop, tmp_path: Path) -> None:
    ends = []
    for other in ({"amount": 1249}, {"currency": "jpy"}):
        order, payment = checkout(shop)
        shop.world.act("pay", object=payment, **other)
        shop.world.deliver([Delivery(paid_event(shop, payment))])
        ends.append((comes_to(shop, order, "review"), fulfilled(tmp_path, order)))

    assert ends == [("review", []), ("review", [])]


def test_what_was_acknowledged_survives_a_power_cut_that_empties_redis_as_well(
    shop: Shop, redis: Redis, tmp_path: Path
) -> None:
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    outage = shop.world.fault(Fault(operation="payment_intents.retrieve", moment="after", action="lost_reply"))
    (record,) = shop.world.deliver([Delivery(paid_event(shop, payment))])
    shop.kill()
    redis.lose_everything()
    shop.world.heal(outage)
    before = fulfilled(tmp_path, order)
    redis.start()
    shop.start()

    assert record.status == 200
    assert before == []
    assert comes_to(shop, order, "paid") == "paid"
    assert fulfilled(tmp_path, order) == ["receipt", "shipment"]


def test_news_is_taken_while_redis_is_away_and_worked_through_afterwards(
    shop: Shop, redis: Redis, tmp_path: Path
) -> None:
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    redis.lose_everything()
    (record,) = shop.world.deliver([Delivery(paid_event(shop, payment))])
    during = state(shop, order)
    shop.kill()  # the worker has ended without its Redis: whoever started it starts it again
    redis.start()
    shop.start()

    assert (record.status, during) == (200, "pending")
    assert comes_to(shop, order, "paid") == "paid"
    assert fulfilled(tmp_path, order) == ["receipt", "shipment"]


def test_a_cart_that_is_sent_again_after_a_lost_reply_has_one_payment(shop: Shop) -> None:
    fault = shop.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply"))
    cart = str(uuid.uuid4())
    during, _ = press_buy(shop, cart)
    shop.world.heal(fault)
    after, order = press_buy(shop, cart)
    again, same = press_buy(shop, cart)
    other, _ = press_buy(shop, cart, sku="fountain-pen")

    assert (during, after, again, other) == (503, 201, 201, 409)
    assert order == same
    assert len(payments(shop.world)) == 1


def test_the_page_after_payment_believes_nobody(shop: Shop) -> None:
    order, payment = checkout(shop)
    claims = {"redirect_status": "succeeded", "payment_intent": payment}
    shop.http.get(f"/orders/{order}/thanks", params=claims).raise_for_status()

    assert state(shop, order) == "pending"


def test_staff_gives_money_back_once_for_each_word_and_nobody_else_does(shop: Shop) -> None:
    order, payment = checkout(shop)
    shop.world.act("pay", object=payment)
    shop.world.deliver([Delivery(paid_event(shop, payment))])
    assert comes_to(shop, order, "paid") == "paid"
    path, body = f"/staff/orders/{order}/refunds", {"word": "too-late-by-a-week", "amount": 750}
    doors = ({}, {"Authorization": "Bearer nobody"})
    strangers = [shop.http.post(path, json=body, headers=door).status_code for door in doors]
    lost = shop.world.fault(Fault(operation="refunds.create", moment="after", action="lost_reply"))
    unknown = shop.http.post(path, json=body, headers=STAFF).status_code
    shop.world.heal(lost)
    with ThreadPoolExecutor(4) as presses:
        statuses = set(presses.map(lambda _: shop.http.post(path, json=body, headers=STAFF).status_code, range(4)))
    more = shop.http.post(path, json={"word": "and-the-rest-too", "amount": 501}, headers=STAFF).status_code

    assert strangers == [401, 401]
    assert (unknown, statuses, more) == (503, {201}, 409)
    assert [charge["amount_refunded"] for charge in _charges(shop, payment)] == [750]


def _charges(shop: Shop, payment: str) -> list[dict[str, object]]:
    return [shop.world.object(str(shop.world.object(payment)["latest_charge"]))]


SPOILT = [(name, value) for name in GOOD for value in (None, "")] + [
    (name, "changemechangeme") for name in GOOD if name != "DATA_DIR"
]


@pytest.mark.parametrize(("name", "value"), SPOILT)
def test_the_shop_does_not_open_without_what_it_needs(name: str, value: str | None) -> None:
    env = {key: good for key, good in GOOD.items() if key != name}
    done = subprocess.run(
        [".venv/bin/python", "-c", "from shop import settings; settings.read()"],
        cwd=EXAMPLES / "fastapi_arq",
        env={**env, "PATH": os.environ["PATH"], **({} if value is None else {name: value})},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert name in done.stderr
    assert not (value and value in done.stderr)
