"""The webhook endpoint over real HTTP: only what Stripe signed gets in, and what was acknowledged is on disk."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import stripe

from reference_app.inbox import store

SECRET = "whsec_" + "Zq3vT8kLm2Xc5Bn7Rw9Py4Hd6Fg1Js0A"


def event(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"evt_{number}",
        "object": "event",
        "type": "customer.created",
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {"id": "cus_1", "object": "customer", "name": "Zoë"}},
        **changed,
    }


def signed(body: str, secret: str = SECRET, at: int | None = None) -> str:
    return stripe.WebhookSignature.generate_signature_header(body, secret, at)


def kept(home: Path) -> list[str]:
    return [slip.event_id for slip in store.Reader(str(home / "inbox.db")).after(0)]


@pytest.fixture(scope="module")
def web(tmp_path_factory, new_shop) -> Iterator[Any]:
    """One web process without worker, provider or business database: an acknowledgement needs none of them."""
    made = new_shop(tmp_path_factory.mktemp("web"), DATABASE_URL="sqlite:////nowhere/at/all/shop.db")
    made.start("web")
    yield made
    made.stop()


def forgeries() -> dict[str, str | None]:
    body = json.dumps(event(666))
    genuine = signed(body)
    return {
        "no header": None,
        "empty header": "",
        "odd characters": "t=1,v1=\xe9\xff",
        "no time": "v1=" + genuine.split("v1=")[1],
        "random signature": genuine.split("v1=")[0] + "v1=" + "ab" * 32,
        "signature of another body": signed(body + " "),
        "secret of another endpoint": signed(body, "whsec_anotherAnotherAnotherAnother12"),
        "the documentation's secret": signed(body, "whsec_..."),
        "empty key": _with_empty_key(body),
        "only v0": genuine.replace("v1=", "v0="),
        "ten minutes old": signed(body, at=int(time.time()) - 600),
    }


def _with_empty_key(body: str) -> str:
    now = int(time.time())
    return f"t={now},v1=" + stripe.WebhookSignature._compute_signature(f"{now}.{body}", "")


@pytest.mark.parametrize("name", forgeries())
def test_a_forgery_is_refused_and_leaves_nothing(web, name: str) -> None:
    header = forgeries()[name]
    headers = {} if header is None else {"Stripe-Signature": header.encode("latin-1")}

    reply = web.http.post("/webhooks/stripe", content=json.dumps(event(666)), headers=headers)

    assert reply.status_code == 400
    assert "evt_666" not in kept(web.home)
    assert "evt_666" not in reply.text


FORMS = {
    "compact": json.dumps(event(100), separators=(",", ":")),
    "pretty": json.dumps(event(101), indent=2),
    "not escaped": json.dumps(event(102), ensure_ascii=False),
    "line break at the end": json.dumps(event(103)) + "\n",
    "windows line breaks": json.dumps(event(104), indent=1).replace("\n", "\r\n"),
    "other order of keys": json.dumps(dict(reversed(event(105).items()))),
    "a number with a point": json.dumps(event(106)).replace('"created": 1', '"created": 1.0e0, "x": 1'),
    "unknown fields and types": json.dumps(event(107, type="galaxy.collided", surprise={"deep": [1]})),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("chunked", [False, True])
def test_every_form_of_a_signed_body_is_taken(web, name: str, chunked: bool) -> None:
    raw = FORMS[name].encode()
    content = iter([raw[:50], raw[50:]]) if chunked else raw

    reply = web.http.post("/webhooks/stripe", content=content, headers={"Stripe-Signature": signed(FORMS[name])})

    assert reply.status_code == 200, reply.text
    assert json.loads(raw)["id"] in kept(web.home)


HOSTILE = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "12",
    "null": "null",
    "no id": json.dumps({k: v for k, v in event().items() if k != "id"}),
    "an id that is a number": json.dumps(event(id=7)),
    "no data": json.dumps(event(data=None)),
    "mode as text": json.dumps(event(livemode="false")),
    "deep": "[" * 100_000 + "]" * 100_000,
    "a thin event": json.dumps({"id": "evt_9", "object": "v2.core.event", "type": "v1.customer.created"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_signed_body_that_is_no_event_is_a_plain_400(web, name: str) -> None:
    reply = web.http.post(
        "/webhooks/stripe", content=HOSTILE[name], headers={"Stripe-Signature": signed(HOSTILE[name])}
    )

    assert reply.status_code == 400
    assert web.deliver(event(200)).status_code == 200


def test_bytes_that_are_no_text_and_bodies_without_end_are_refused(web) -> None:
    header = {"Stripe-Signature": signed("x")}

    assert web.http.post("/webhooks/stripe", content=b"\xff\xfe", headers=header).status_code == 400
    assert web.http.post("/webhooks/stripe", content=b"x" * 2_000_000, headers=header).status_code == 413
    assert web.deliver(event(201)).status_code == 200


def test_a_repeat_is_acknowledged_and_kept_once(web) -> None:
    answers = [web.deliver(event(300)).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert kept(web.home).count("evt_300") == 1
    assert [line["repeat"] for line in web.logged("web", "webhook_kept", event_id="evt_300")] == [False, True, True]


def test_a_parallel_repeat_is_acknowledged_and_kept_once(web) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: web.deliver(event(301)).status_code, range(24)))

    assert answers == [200] * 24
    assert kept(web.home).count("evt_301") == 1


def test_what_cannot_be_kept_is_not_acknowledged_and_the_next_attempt_is(web) -> None:
    other = sqlite3.connect(web.home / "inbox.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = web.deliver(event(302))
    other.execute("ROLLBACK")

    assert refused.status_code == 503
    assert web.deliver(event(302)).status_code == 200
    assert "evt_302" in kept(web.home)


def test_the_inbox_keeps_ids_and_no_personal_data(web) -> None:
    web.deliver(event(303))

    stored = (web.home / "inbox.db").read_bytes() + (web.home / "inbox.db-wal").read_bytes()

    assert b"evt_303" in stored
    assert "Zoë".encode() not in stored
    assert b"Zo\\u00eb" not in stored


def test_kill_9_after_the_acknowledgement_loses_nothing(shop) -> None:
    """The process dies right after the 2xx, nobody delivers again, and the event is worked on all the same."""
    shop.start("web")
    for number in range(400, 420):
        assert shop.deliver(event(number)).status_code == 200
    shop.kill("web")

    shop.start("worker")
    wanted = {f"evt_{number}" for number in range(400, 420)}
    shop.until(lambda: {line["event_id"] for line in shop.logged("worker", "event_dropped")} == wanted, "all applied")

    shop.kill("worker")
    shop.start("worker")
    shop.start("web")
    shop.deliver(event(500))
    shop.until(lambda: shop.logged("worker", "event_dropped", event_id="evt_500"), "the next event applied")
    assert len(shop.logged("worker", "event_dropped")) == 21


def test_an_event_of_the_other_mode_is_acknowledged_and_dropped(shop) -> None:
    shop.start()
    told = event(600, livemode=True, type="payment_intent.succeeded")

    assert shop.deliver(told).status_code == 200
    dropped = shop.until(lambda: shop.logged("worker", "event_dropped", event_id="evt_600"), "the event dropped")
    assert dropped[0]["reason"] == "wrong_mode"


def test_a_redelivery_waits_for_no_database(shop) -> None:
    """The business database is held by somebody else; acknowledgements go on."""
    shop.start("web")
    held = sqlite3.connect(shop.home / "shop.db", isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")

    assert shop.deliver(event(700)).status_code == 200
    held.execute("ROLLBACK")


def test_a_database_that_is_away_for_a_while_costs_nothing_but_time(shop, tmp_path) -> None:
    """The tables are made only after the events came: the worker waits quietly, and then works on all of them."""
    shop.env["DATABASE_URL"] = f"sqlite:///{tmp_path}/later.db"
    shop.start()
    for number in range(800, 805):
        assert shop.deliver(event(number)).status_code == 200
    shop.until(lambda: shop.logged("worker", "database_away"), "the worker says that its database is away")
    assert shop.ask_checkout().status_code == 503

    shop.command("migrate")

    wanted = {f"evt_{number}" for number in range(800, 805)}
    shop.until(lambda: {line["event_id"] for line in shop.logged("worker", "event_dropped")} == wanted, "all applied")
    assert len(shop.logged("worker", "database_away")) < 15
