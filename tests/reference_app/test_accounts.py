"""Customers with accounts: signing up, in and out, and orders that are theirs alone."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from reference_app.accounts import origins, passwords, sessions
from tests.reference_app.conftest import RunningShop, Trade

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def web(tmp_path_factory, new_shop) -> Iterator[Any]:
    """A shop whose provider never answers: orders are placed all the same."""
    made = new_shop(tmp_path_factory.mktemp("web"))
    assert made.command("migrate").returncode == 0
    made.start("web")
    yield made
    made.stop()


def browser(shop: RunningShop, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=shop.url, timeout=40, trust_env=False, headers={"Origin": shop.url, **headers})


def customer(shop: RunningShop, email: str) -> httpx.Client:
    made = browser(shop)
    given = {"email": email, "password": PASSWORD}
    assert made.post("/accounts", json=given).status_code == 202
    assert made.post("/sessions", json=given).status_code == 204
    return made


def order(of: httpx.Client, **more: Any) -> dict[str, Any]:
    asked = {"sku": "tea", "email": "somebody@example.com", "note": "the owner's own words", **more}
    reply = of.post("/checkout", json=asked)
    assert reply.status_code in (201, 503), reply.text
    return dict(reply.json())


def routes(name: str) -> list[tuple[str, str, dict[str, Any]]]:
    pay = {"json": {"payment_method": "pm_card_visa"}, "headers": {"Idempotency-Key": "press-on-pay-number-1"}}
    return [
        ("GET", f"/orders/{name}", {}),
        ("GET", f"/orders/{name}/receipt", {}),
        ("GET", f"/checkout/{name}/pay", {}),
        ("GET", f"/return?order={name}", {}),
        ("POST", f"/orders/{name}/payment", {}),
        ("POST", f"/orders/{name}/cancel", {}),
        ("POST", f"/orders/{name}/confirm", pay),
    ]


def test_an_order_of_an_account_is_opened_by_its_session_and_by_nothing_else(trade: Trade) -> None:
    owner, other = customer(trade.shop, "ann@example.com"), customer(trade.shop, "ben@example.com")
    placed = order(owner)
    others = order(browser(trade.shop))
    stored = _token(trade.shop, placed["order"])

    assert placed["token"] is None
    for method, path, sent in routes(placed["order"]):
        strangers = [
            (other, {}),
            (browser(trade.shop), {}),
            (browser(trade.shop), {"X-Order-Token": others["token"]}),
            (browser(trade.shop), {"X-Order-Token": stored}),
            (browser(trade.shop), {"Cookie": f"order_{placed['order']}={stored}"}),
            (browser(trade.shop), {"Cookie": "session=ann@example.com"}),
        ]
        for who, keys in strangers:
            reply = who.request(method, path, **{**sent, "headers": {**sent.get("headers", {}), **keys}})
            assert reply.status_code == 404, (method, path, keys)
            assert placed["order"] not in reply.text
            assert "1999" not in reply.text
        assert owner.request(method, path, **sent).status_code in (200, 303), (method, path)
    assert owner.get(f"/orders/{placed['order']}").json()["status"] == "paid"


def test_a_customer_pays_and_sees_his_own_orders_and_no_guests(trade: Trade) -> None:
    owner = customer(trade.shop, "cid@example.com")
    placed = order(owner, email="shared@example.com")
    guests = order(browser(trade.shop), email="cid@example.com")
    trade.pay(placed)
    address = f"/orders/{placed['order']}"
    trade.shop.until(lambda: owner.get(address).json()["status"] == "paid", "the order is paid")

    page = owner.get("/account").text

    assert placed["order"] in page
    assert guests["order"] not in page
    assert "Sign out" not in browser(trade.shop).get("/account").text


def test_a_guest_goes_on_with_his_token_signed_in_or_not(trade: Trade) -> None:
    guests = order(browser(trade.shop))
    customers = customer(trade.shop, "dee@example.com")
    address = f"/orders/{guests['order']}"

    assert browser(trade.shop).get(address, headers={"X-Order-Token": guests["token"]}).status_code == 200
    assert customers.get(address, headers={"X-Order-Token": guests["token"]}).status_code == 200
    assert customers.get(address).status_code == 404


def test_the_key_of_a_cart_opens_no_order_of_an_account(trade: Trade) -> None:
    owner, other = customer(trade.shop, "eve@example.com"), customer(trade.shop, "fay@example.com")
    asked = {"sku": "tea", "email": "eve@example.com"}
    key = {"Idempotency-Key": "cart-of-eve-number-1"}
    first = owner.post("/checkout", json=asked, headers=key)

    assert owner.post("/checkout", json=asked, headers=key).json()["order"] == first.json()["order"]
    for stranger in (other, browser(trade.shop)):
        refused = stranger.post("/checkout", json=asked, headers=key)
        assert (refused.status_code, refused.json()["error"]) == (409, "key_in_use")


def test_carts_are_checked_out_for_the_account_too(trade: Trade) -> None:
    owner = customer(trade.shop, "gil@example.com")
    cart = owner.post("/carts", json={"sku": "mug", "quantity": 2}).json()["cart"]

    placed = owner.post(f"/carts/{cart}/checkout", json={"email": "gil@example.com"}).json()

    assert placed["token"] is None
    assert owner.get(f"/orders/{placed['order']}").status_code == 200


@pytest.mark.parametrize("path", ["/accounts", "/sessions"])
def test_an_address_with_an_account_and_one_without_look_the_same(web: RunningShop, path: str) -> None:
    customer(web, "hal@example.com")
    stranger, wrong = browser(web), "another password of somebody"

    known = stranger.post(path, json={"email": "HAL@example.com", "password": wrong})
    unknown = stranger.post(path, json={"email": f"no-one-at{path[1:]}@example.com", "password": wrong})

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert stranger.post("/sessions", json={"email": "hal@example.com", "password": PASSWORD}).status_code == 204


def test_passwords_can_be_tried_a_few_times_and_addresses_without_an_account_likewise(web: RunningShop) -> None:
    customer(web, "ida@example.com")
    stranger = browser(web)

    for email in ("ida@example.com", "none@example.com"):
        tries = [stranger.post("/sessions", json={"email": email, "password": f"guess-number-{n}"}) for n in range(11)]
        assert [reply.status_code for reply in tries] == [401] * 10 + [429]
        assert tries[-1].headers["Retry-After"]
    assert stranger.post("/sessions", json={"email": "ida@example.com", "password": PASSWORD}).status_code == 429


def test_a_right_password_sets_the_tries_back(web: RunningShop) -> None:
    customer(web, "joy@example.com")
    stranger = browser(web)

    for password in [*["guess-of-somebody"] * 9, PASSWORD, *["guess-of-somebody"] * 9, PASSWORD]:
        last = stranger.post("/sessions", json={"email": "joy@example.com", "password": password})

    assert last.status_code == 204


def test_a_session_ends_on_the_server_too(web: RunningShop) -> None:
    owner = customer(web, "kim@example.com")
    placed = order(owner)
    copied = owner.cookies["session"]
    thief = browser(web, Cookie=f"session={copied}")
    assert thief.get(f"/orders/{placed['order']}").status_code == 200

    assert owner.delete("/sessions").status_code == 204

    assert "session" not in owner.cookies
    assert thief.get(f"/orders/{placed['order']}").status_code == 404


def test_a_session_is_over_after_its_time(web: RunningShop) -> None:
    owner = customer(web, "leo@example.com")
    placed = order(owner)
    with sqlite3.connect(web.home / "shop.db") as database:
        database.execute("UPDATE sessions SET until = until - ?", (sessions.LASTS,))

    assert owner.get(f"/orders/{placed['order']}").status_code == 404


def test_the_cookie_is_kept_from_scripts_and_other_sites(web: RunningShop, tmp_path, new_shop) -> None:
    plain = _set_cookie(web, browser(web))
    behind_tls = new_shop(tmp_path, PUBLIC_URL="https://shop.example.com")
    assert behind_tls.command("migrate").returncode == 0
    behind_tls.start("web")
    secure = _set_cookie(behind_tls, browser(behind_tls, Origin="https://shop.example.com"))
    behind_tls.stop()

    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(plain.split("; "))
    assert secure.startswith("__Host-session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(secure.split("; "))


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "{url}.evil.example", "http://127.0.0.1"])
def test_a_cookie_is_good_for_nothing_from_elsewhere(web: RunningShop, origin: str | None) -> None:
    owner = customer(web, f"{uuid.uuid4().hex}@example.com")
    name = order(owner)["order"]
    del owner.headers["Origin"]
    headers = {} if origin is None else {"Origin": origin.format(url=web.url)}
    body = {"sku": "tea", "email": "mia@example.com"}

    assert owner.post("/checkout", json=body, headers=headers).status_code == 403
    assert owner.post(f"/orders/{name}/payment", headers=headers).status_code == 403
    assert owner.delete("/sessions", headers=headers).status_code == 403
    given = {"email": "mia@example.com", "password": PASSWORD}
    assert owner.post("/sessions", json=given, headers=headers).status_code == 403
    assert owner.get(f"/orders/{name}", headers=headers).status_code == 200


def test_guests_need_no_origin(web: RunningShop) -> None:
    assert web.ask_checkout().status_code == 503  # placed; this shop has no provider


def test_nothing_that_opens_an_account_is_kept_or_logged(web: RunningShop) -> None:
    owner = customer(web, "ned@example.com")
    browser(web).post("/sessions", json={"email": "typed-by-a-stranger@example.com", "password": "typed by a stranger"})
    session = owner.cookies["session"]

    disk = b"".join(path.read_bytes() for path in web.home.iterdir() if path.is_file())

    for secret in (session, PASSWORD, "typed-by-a-stranger", "typed by a stranger"):
        assert secret.encode() not in disk
    assert hashlib.sha256(PASSWORD.encode()).hexdigest().encode() not in disk
    assert b"ned@example.com" not in web.log("web").read_bytes()


def test_a_password_is_the_same_however_its_letters_are_made() -> None:
    kept = passwords.hash_of("cafe\u0301 au lait, s'il vous plaît")

    assert passwords.same_password("café au lait, s'il vous plaît", kept)
    assert not passwords.same_password("cafe au lait, s'il vous plaît", kept)
    assert kept != passwords.hash_of("café au lait, s'il vous plaît")
    assert not passwords.same_password("", passwords.NOBODYS)


def test_an_origin_is_compared_whole() -> None:
    assert origins.from_our_pages("https://shop.example.com", "https://shop.example.com/tea")
    assert not origins.from_our_pages("http://shop.example.com", "https://shop.example.com")
    assert not origins.from_our_pages("https://shop.example.com.evil.example", "https://shop.example.com")


def _token(shop: RunningShop, name: str) -> str:
    with sqlite3.connect(shop.home / "shop.db") as database:
        return str(database.execute("SELECT token FROM orders WHERE id = ?", (name,)).fetchone()[0])


def _set_cookie(shop: RunningShop, of: httpx.Client) -> str:
    given = {"email": "oda@example.com", "password": PASSWORD}
    of.post("/accounts", json=given)
    return str(of.post("/sessions", json=given).headers["Set-Cookie"])
