"""The shop of functions keeps its promises, and its runner those of the platform: each test is one of them."""

import base64
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stripe

from simulator.client import Fault, WorldClient
from simulator.schedules.schedule import Delivery
from tests.examples.shops import EXAMPLES, SERVERLESS, Shop

SETTLED_WITHIN = 30.0
"""Seconds of real time: what was in the hands of an invocation that was ended is hidden for ten."""
GOOD = {
    "STAGE": "dev",
    "PUBLIC_URL": "http://127.0.0.1:3000",
    "SHOP_TABLES": "tables.db",
    "SHOP_QUEUE": "queue.db",
    "STRIPE_API_KEY": "sk_test_ASSAY8Jd72mQpZ0rT5vXc9",
    "STRIPE_WEBHOOK_SECRET": "whsec_8Jd72mQpZ0rT5vXc9LkWbN3yHf6G1sAe",
}
PROBE = """
import os, threading, time

from shop.web import body_of, reply

SEEN = []


def late(path):
    time.sleep(0.1)
    open(path, "w").close()


def handler(event, context):
    SEEN.append(event)
    if event["rawPath"] == "/probe/hangs":
        time.sleep(60)
    threading.Thread(target=late, args=(os.environ["SHOP_TABLES"] + ".late",)).start()
    return reply(200, {"event": event, "seen": len(SEEN), "body": body_of(event).decode("latin-1"), "pid": os.getpid()})
"""
STACK = """
[functions.probe]
routes = ["POST /probe/{what}"]
timeout = 1
"""
NO_REDIRECTS: Any = {"enabled": True, "allow_redirects": "never"}


def environment(folder: Path) -> dict[str, str]:
    return {
        "STAGE": "dev",
        "PUBLIC_URL": "http://127.0.0.1",
        "SHOP_TABLES": str(folder / "tables.db"),
        "SHOP_QUEUE": str(folder / "queue.db"),
    }


@pytest.fixture
def shop(world: WorldClient, tmp_path: Path) -> Iterator[Shop]:
    world.hold_news()
    shop = Shop(SERVERLESS, world, environment(tmp_path))
    yield shop
    shop.stop()


def press_buy(shop: Shop, cart: str, sku: str = "harbour-a2", quantity: str = "1") -> Any:
    return shop.http.post("/checkout", data={"cart": cart, "sku": sku, "quantity": quantity})


def checkout(shop: Shop) -> tuple[str, str]:
    """Buy; return the order and the page on which it is paid."""
    cart = str(uuid.uuid4())
    order = press_buy(shop, cart).raise_for_status().json()["order"]
    shop.http.cookies.set(f"cart_{order}", cart)  # it is sent by TLS alone, and there is none here
    return order, pages(shop.world)[-1]


def pages(world: WorldClient) -> list[str]:
    made = [call for call in world.calls() if call.operation == "checkout.sessions.create" and call.objects]
    return list(dict.fromkeys(next(o for o in call.objects if o.startswith("cs_")) for call in made))


def state(shop: Shop, order: str) -> str:
    return str(shop.get(f"/api/orders/{order}")["status"])


def comes_to(shop: Shop, order: str, expected: str) -> str:
    """Wait for a state, and return the one that there is in the end."""
    until = time.monotonic() + SETTLED_WITHIN
    while (now := state(shop, order)) != expected and time.monotonic() < until:
        time.sleep(0.05)
    return now


def rows(folder: Path, database: str, query: str) -> list[str]:
    with sqlite3.connect(folder / database) as books:
        return [row[0] for row in books.execute(query)]


def queue_is_empty(folder: Path) -> bool:
    """Wait until no message is left; say whether it came to that."""
    until = time.monotonic() + SETTLED_WITHIN
    while left := rows(folder, "queue.db", "select id from messages"):
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    return not left


def dispatches(folder: Path, order: str) -> list[str]:
    return rows(folder, "tables.db", f"select kind from dispatches where order_id = '{order}' order by kind")


def paid(shop: Shop, session: str, **how: Any) -> str:
    """Have a page paid, and return the event that tells of it."""
    shop.world.act("pay", object=session, **how)
    (event,) = shop.world.events(session, "checkout.session.completed")
    return event.id


def test_a_paid_order_is_dispatched_once_however_often_the_news_comes(shop: Shop, tmp_path: Path) -> None:
    order, session = checkout(shop)
    event = paid(shop, session)
    together = shop.world.deliver([Delivery(event, copy=copy) for copy in range(6)])
    (again,) = shop.world.deliver([Delivery(event, copy=7)])

    assert {record.status for record in [*together, again]} == {200}
    assert comes_to(shop, order, "paid") == "paid"
    assert queue_is_empty(tmp_path)
    assert dispatches(tmp_path, order) == ["confirmation", "print"]


@pytest.mark.parametrize("forgery", ["no-header", "random-signature", "other-body", "empty-key", "v0-only"])
def test_news_that_the_provider_did_not_sign_is_refused_and_not_queued(
    shop: Shop, tmp_path: Path, forgery: str
) -> None:
    order, session = checkout(shop)
    (record,) = shop.world.deliver([Delivery(paid(shop, session), forgery=forgery)])

    assert record.status == 400
    assert rows(tmp_path, "queue.db", "select id from messages") == []
    assert state(shop, order) == "pending"


def test_money_that_is_not_the_money_asked_for_is_held(shop: Shop, tmp_path: Path) -> None:
    ends = []
    for other in ({"amount": 2849}, {"currency": "jpy"}):
        order, session = checkout(shop)
        shop.world.deliver([Delivery(paid(shop, session, **other))])
        ends.append((comes_to(shop, order, "held"), dispatches(tmp_path, order)))

    assert ends == [("held", []), ("held", [])]


def test_what_was_acknowledged_survives_a_power_cut_while_the_provider_says_nothing(shop: Shop, tmp_path: Path) -> None:
    order, session = checkout(shop)
    event = paid(shop, session)
    outage = shop.world.fault(Fault(operation="checkout.sessions.retrieve", moment="after", action="lost_reply"))
    (record,) = shop.world.deliver([Delivery(event)])
    shop.kill()
    shop.world.heal(outage)
    before = dispatches(tmp_path, order)
    shop.start()

    assert record.status == 200
    assert before == []
    assert comes_to(shop, order, "paid") == "paid"
    assert dispatches(tmp_path, order) == ["confirmation", "print"]


def test_one_message_that_cannot_be_worked_on_keeps_no_other_from_it(shop: Shop, tmp_path: Path) -> None:
    order, session = checkout(shop)
    with sqlite3.connect(tmp_path / "queue.db") as queue:
        queue.execute("insert into messages (id, body, sent_at, visible_at) values ('poison', '{', 0, 0)")
    shop.world.deliver([Delivery(paid(shop, session))])

    assert comes_to(shop, order, "paid") == "paid"
    assert rows(tmp_path, "queue.db", "select id from messages where receive_count > 0") == ["poison"]


def test_a_cart_that_is_sent_again_has_one_page_and_one_order(shop: Shop) -> None:
    fault = shop.world.fault(Fault(operation="checkout.sessions.create", moment="after", action="lost_reply"))
    cart = str(uuid.uuid4())
    during = press_buy(shop, cart)
    shop.world.heal(fault)
    after, again = press_buy(shop, cart), press_buy(shop, cart)
    other = press_buy(shop, cart, sku="ferns-a3")

    assert [reply.status_code for reply in (during, after, again, other)] == [503, 201, 201, 409]
    assert after.json() == again.json()
    assert len(pages(shop.world)) == 1


def test_an_order_is_shown_to_who_has_its_cart_and_nobody_is_believed(shop: Shop) -> None:
    order, _ = checkout(shop)
    shop.http.get(f"/orders/{order}", params={"redirect_status": "succeeded"}).raise_for_status()
    mine = state(shop, order)
    shop.http.cookies.clear()
    others = [shop.http.get(f"{path}/{order}").status_code for path in ("/orders", "/api/orders")]
    guessed = shop.http.get(f"/orders/{order}", headers={"Cookie": f"cart_{order}={uuid.uuid4()}"}).status_code

    assert mine == "pending"
    assert [*others, guessed] == [404, 404, 404]


def test_what_no_news_has_told_is_found_once_and_what_is_nobodys_is_named(shop: Shop, tmp_path: Path) -> None:
    order, session = checkout(shop)
    paid(shop, session)
    provider = shop.world.provider()
    sdk = stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url}).v1
    wanted = {"amount": 1234, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    nobodys = sdk.payment_intents.create({**wanted, "automatic_payment_methods": NO_REDIRECTS}).id
    first, second = shop.run("runner.py", "invoke", "reconcile"), shop.run("runner.py", "invoke", "reconcile")

    assert state(shop, order) == "paid"
    assert dispatches(tmp_path, order) == ["confirmation", "print"]
    assert order in first
    assert order not in second
    assert nobodys in first


def test_news_is_forgotten_when_nobody_can_send_it_again(shop: Shop, tmp_path: Path) -> None:
    order, session = checkout(shop)
    shop.world.deliver([Delivery(paid(shop, session))])
    comes_to(shop, order, "paid")
    queue_is_empty(tmp_path)
    kept = []
    for days in (29, 41):
        shop.run("runner.py", "invoke", "purge", str(time.time() + days * 86_400))
        kept.append(len(rows(tmp_path, "tables.db", "select id from news")))

    assert kept == [1, 0]


@pytest.fixture
def probed(world: WorldClient, tmp_path: Path) -> Iterator[Shop]:
    """The shop with one function more, which tells what it was handed."""
    copy = tmp_path / "copy"
    shutil.copytree(EXAMPLES / "serverless", copy, ignore=shutil.ignore_patterns(".assay", "__pycache__"))
    (copy / "functions" / "probe.py").write_text(PROBE)
    (copy / "stack.toml").write_text((copy / "stack.toml").read_text() + STACK)
    shop = Shop(replace(SERVERLESS, folder=str(copy)), world, environment(tmp_path))
    yield shop
    shop.stop()


def test_an_event_is_of_payload_format_2_0(probed: Shop) -> None:
    asked = {"X-Two": "1", "Cookie": "a=b; c=d", "Content-Type": "application/json"}
    text = probed.http.post("/probe/a%20b?x=1&x=2", content="{ }", headers=asked).json()
    form = probed.http.post("/probe/form", data={"sku": "é"}).json()
    bytes_ = probed.http.post("/probe/bytes", content=b"\xff", headers=asked).json()
    event = text["event"]

    assert event["version"] == "2.0"
    assert (event["routeKey"], event["rawPath"], event["rawQueryString"]) == (
        "POST /probe/{what}",
        "/probe/a b",
        "x=1&x=2",
    )
    assert event["queryStringParameters"] == {"x": "1,2"}
    assert event["pathParameters"] == {"what": "a b"}
    assert event["cookies"] == ["a=b", "c=d"]
    assert event["headers"]["x-two"] == "1"
    assert event["requestContext"]["http"]["method"] == "POST"
    assert (event["body"], event["isBase64Encoded"]) == ("{ }", False)
    assert (base64.b64decode(form["event"]["body"]), form["event"]["isBase64Encoded"]) == (b"sku=%C3%A9", True)
    assert (form["body"], bytes_["body"]) == ("sku=%C3%A9", "\xff")


def test_nothing_of_an_invocation_outlives_it(probed: Shop, tmp_path: Path) -> None:
    told = [probed.http.post("/probe/again").json() for _ in range(2)]
    hung = probed.http.post("/probe/hangs").status_code
    until = time.monotonic() + SETTLED_WITHIN
    while any(Path(f"/proc/{each['pid']}").exists() for each in told) and time.monotonic() < until:
        time.sleep(0.05)

    assert [each["seen"] for each in told] == [1, 1]
    assert told[0]["pid"] != told[1]["pid"]
    assert not any(Path(f"/proc/{each['pid']}").exists() for each in told)
    assert not (tmp_path / "tables.db.late").exists()
    assert hung == 500


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("value", [None, "", "sk_test_changemechangeme"])
def test_the_functions_do_not_start_without_what_they_need(name: str, value: str | None, tmp_path: Path) -> None:
    if value and name in ("SHOP_TABLES", "SHOP_QUEUE"):
        return
    env = {key: good for key, good in GOOD.items() if key != name}
    done = subprocess.run(
        [sys.executable, "-c", "import shop.settings"],
        cwd=EXAMPLES / "serverless",
        env={**env, "PATH": os.environ["PATH"], **({} if value is None else {name: value})},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert name in done.stderr
    assert not (value and value in done.stderr)
