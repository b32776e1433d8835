"""What the shop refuses, it refuses without repeating it: not in the answer, not in a log, not on disk."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

PAN = "5200828282828210"


@pytest.fixture(scope="module")
def web(tmp_path_factory, new_shop) -> Iterator[Any]:
    made = new_shop(tmp_path_factory.mktemp("web"))
    assert made.command("migrate").returncode == 0
    made.start("web")
    yield made
    made.stop()


def everything_on_disk(home) -> bytes:
    return b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())


BODY = {"sku": "tea", "email": "ada@example.com"}
BODIES = {
    "note": {**BODY, "note": f"card {PAN}"},
    "reference": {**BODY, "reference": PAN},
    "email": {**BODY, "email": f"{PAN}@example.com"},
    "sku": {**BODY, "sku": PAN},
    "quantity": {**BODY, "quantity": int(PAN)},
    "an unknown field": {**BODY, "card": {"number": PAN, "cvc": "941"}},
    "the name of a field": {**BODY, PAN: 1},
    "in groups": {**BODY, "note": "5200 8282 8282 8210"},
    "with dashes": {**BODY, "note": "5200-8282-8282-8210"},
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("escaped", [False, True])
def test_a_card_number_is_refused_and_leaves_no_trace(web, name: str, escaped: bool) -> None:
    body = json.dumps(BODIES[name])
    if escaped:
        body = body.replace("5200", "".join(f"\\u{ord(digit):04x}" for digit in "5200")) if name != "quantity" else body

    reply = web.http.post("/checkout", content=body, headers={"Content-Type": "application/json"})

    assert reply.status_code == 422
    found = everything_on_disk(web.home) + reply.content
    assert not any(form.encode() in found for form in (PAN, "5200 8282 8282 8210", "5200-8282-8282-8210"))
    assert base64.b64encode(PAN.encode()) not in found


def test_a_card_number_in_forms_headers_and_addresses_leaves_no_trace(web) -> None:
    web.http.post("/checkout", data={"sku": "tea", "note": PAN})
    web.http.post("/checkout", json=BODY, headers={"Idempotency-Key": PAN})
    web.http.get(f"/orders/{PAN}", headers={"X-Order-Token": PAN})
    web.http.get(f"/return?order={PAN}")
    web.http.get(f"/{PAN}?card={PAN}")
    web.http.post("/webhooks/stripe", content=PAN, headers={"Stripe-Signature": f"t=1,v1={PAN}"})
    web.http.post(f"/admin/orders/{PAN}/refunds", json={"request_id": PAN}, headers={"Authorization": f"Bearer {PAN}"})

    assert PAN.encode() not in everything_on_disk(web.home)


@pytest.mark.parametrize(
    "content",
    [
        '{"sku": "canary-in-the-body"',
        '{"canary-in-the-body": 1}',
        '"canary-in-the-body"',
        '{"sku": ["canary-in-the-body"]}',
        "",
    ],
)
def test_what_is_not_understood_is_not_repeated(web, content: str) -> None:
    reply = web.http.post("/checkout", content=content, headers={"Content-Type": "application/json"})

    assert reply.status_code == 422
    assert set(reply.json()) == {"error", "message", "fields"}
    assert "canary" not in reply.text
    assert b"canary-in-the-body" not in everything_on_disk(web.home)


def test_the_names_of_our_own_fields_are_told(web) -> None:
    reply = web.http.post("/checkout", json={"quantity": 0, "email": "nobody"})

    assert reply.json()["fields"] == ["email", "quantity", "sku"]


def test_unknown_addresses_and_methods_are_refused_in_the_same_shape(web) -> None:
    assert set(web.http.get("/.env").json()) == {"error", "message", "fields"}
    assert web.http.get("/.env").status_code == 404
    refused = web.http.delete("/checkout")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST"
    assert web.http.post("/checkout", content=b" " * 40_000).status_code == 413


def test_a_reference_is_logged_in_one_line_whatever_is_in_it(web) -> None:
    """The order's reference is the one free text that is logged, so that an order can be found by it."""
    web.ask_checkout(reference='A-77 \r\n{"event":"order_paid"}\x1b[31m\u202e"', note="the note stays out of the log")

    (line,) = [one for one in web.logged("web", "order_placed") if one["reference"].startswith("A-77")]
    assert line["reference"] == 'A-77 {"event":"order_paid"}[31m"'
    assert not web.logged("web", "order_paid")
    assert "the note stays" not in web.log("web").read_text()


def test_no_secret_of_the_shop_and_no_token_of_a_buyer_is_ever_logged(web) -> None:
    placed = web.ask_checkout().json()
    web.http.get(f"/orders/{placed['order']}", headers={"X-Order-Token": placed["token"]})
    web.refund(placed)
    web.refund(placed, token="wrong-token-of-a-stranger")

    log = web.log("web").read_text()
    secrets = [web.env[name] for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "ADMIN_TOKEN")]
    assert not any(
        secret in log for secret in [*secrets, placed["token"], "wrong-token-of-a-stranger", "ada@example.com"]
    )


def test_an_order_is_its_owners(web) -> None:
    mine, other = web.ask_checkout().json(), web.ask_checkout().json()
    address = f"/orders/{mine['order']}"

    for headers in ({}, {"X-Order-Token": ""}, {"X-Order-Token": other["token"]}):
        assert web.http.get(address, headers=headers).status_code == 404
        assert web.http.post(f"{address}/payment", headers=headers).status_code == 404
        assert web.http.get(f"/return?order={mine['order']}", headers=headers).status_code == 404
        assert web.http.get(f"/checkout/{mine['order']}/pay", headers=headers).status_code == 404
    assert web.http.get(address, headers={"X-Order-Token": mine["token"]}).status_code == 200


def test_the_cash_desk_opens_to_staff_only(web) -> None:
    placed = web.ask_checkout().json()

    for token in ("x", "wrong", placed["token"], web.env["ADMIN_TOKEN"] + "x"):
        assert web.refund(placed, token=token).status_code == 401
    assert web.refund(placed).status_code == 409  # unpaid: nothing to give back
    assert web.refund({"order": "ord_of_nobody"}).status_code == 404
    assert web.refund(placed, amount=-5).status_code == 422
    assert web.refund(placed, amount=5, currency="usd").status_code == 422


def test_pages_are_framed_in_by_headers(web) -> None:
    page = web.http.get("/")
    policy = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' https://js.stripe.com https://*.js.stripe.com"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert web.http.get("/static/pay.js").status_code == 200
    assert policy["report-uri"] == "/csp-reports"
    assert web.http.post(policy["report-uri"], content=b"{").status_code == 204


def test_no_answer_from_the_provider_leaves_the_order_pending_and_the_client_able_to_go_on(web) -> None:
    doubtful = web.ask_checkout()
    told = doubtful.json()

    assert doubtful.status_code == 503
    assert doubtful.headers["Retry-After"]
    assert web.order(told)["status"] == "pending"
    assert told["retry"] == f"/orders/{told['order']}/payment"
