"""A page of another site sends what browsers let it send, with the cookies that travel, and nothing else."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from harness.descriptor.model import HttpRequest
from harness.notebook import Notebook
from harness.target import foreign_pages, staff
from harness.target.foreign_pages import Sent
from harness.target.requests import Browser, Replied

BASE = "http://127.0.0.1:8000"
VALUES = {"order": "41", "csrf": "only the owner's page knows"}
PAY = HttpRequest(
    path="/orders/{order}/pay",
    method="POST",
    headers={"Origin": BASE, "X-CSRF-Token": "{csrf}", "X-Shop": "yes"},
    json={"method": "pm_1", "csrf": "{csrf}"},
)


@pytest.fixture
def shop():
    """A server that sets one cookie of each sort, and says which it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            for cookie in ("strict=1; SameSite=Strict", "lax=1; SameSite=lax", "none=1; samesite=None", "silent=1"):
                self.send_header("Set-Cookie", cookie)
            sent = (self.headers.get("Cookie") or "").encode()
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield Browser(f"http://127.0.0.1:{server.server_address[1]}", Notebook())
    server.shutdown()
    server.server_close()


def names_sent(browser: Browser) -> set[str]:
    text = browser.send(HttpRequest(path="/"), {}).text
    return {cookie.partition("=")[0] for cookie in text.split("; ") if cookie}


def test_a_cookie_travels_as_far_as_it_says(shop: Browser) -> None:
    names_sent(shop)

    assert names_sent(shop.as_sent_from_elsewhere(navigating=False)) == {"none", "silent"}
    assert names_sent(shop.as_sent_from_elsewhere(navigating=True)) == {"none", "silent", "lax"}
    assert names_sent(shop.with_all_its_cookies()) == {"none", "silent", "lax", "strict"}
    assert names_sent(shop.another()) == set()


def sent(way: foreign_pages.Way, request: HttpRequest = PAY) -> list[Sent]:
    bare = foreign_pages.bare(request, {"csrf": ""})
    assert bare is not None
    return list(way(bare, VALUES, BASE))


def test_a_form_sends_fields_and_no_header_of_its_own() -> None:
    forms = sent(foreign_pages.as_form_fields)

    assert {one.headers["Origin"] for one in forms} == {
        "https://elsewhere.example",
        "null",
        "http://127.0.0.1.elsewhere.example",
    }
    assert {one.content for one in forms} == {b"method=pm_1"}
    assert all(set(one.headers) == {"Content-Type", "Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode"} for one in forms)


def test_words_of_the_owner_are_sent_by_nobody_else() -> None:
    ways = (foreign_pages.in_parts, foreign_pages.as_plain_text, foreign_pages.as_a_link)
    everything = [*[one for way in ways for one in sent(way)], *sent(foreign_pages.after_a_preflight)]

    assert not any("only the owner" in f"{one.path} {one.content!r} {one.headers}" for one in everything)
    assert foreign_pages.bare(HttpRequest(path="/orders/{order}/{csrf}"), {"csrf": ""}) is None


def test_json_leaves_as_plain_text_or_as_nothing() -> None:
    kinds = {one.headers.get("Content-Type") for one in sent(foreign_pages.as_plain_text)}

    assert kinds == {"text/plain", None}
    assert {one.content for one in sent(foreign_pages.as_plain_text)} == {b'{"method":"pm_1"}'}


def test_a_link_has_it_all_in_its_address_and_may_name_a_method() -> None:
    plain, named = sent(foreign_pages.as_a_link)

    assert (plain.method, plain.path) == ("GET", "/orders/41/pay?method=pm_1")
    assert named.path == "/orders/41/pay?method=pm_1&_method=POST"


def test_a_form_cannot_delete_but_may_say_so() -> None:
    (first, *_) = sent(foreign_pages.as_form_fields, HttpRequest(path="/cards/{order}", method="DELETE"))

    assert (first.method, first.path, first.content) == ("POST", "/cards/41?_method=DELETE", b"")


@pytest.mark.parametrize(
    ("headers", "added"),
    [
        ({"Authorization": "Bearer staff"}, set()),
        ({"X-Staff": "staff"}, set()),
        ({"Authorization": "Basic c3RhZmY6c3RhZmY="}, {"Authorization"}),
        ({"cookie": "desk=1", "X-Request-Id": "7"}, {"cookie"}),
        ({}, set()),
    ],
)
def test_a_password_and_a_cookie_are_added_by_the_browser(headers: dict[str, str], added: set[str]) -> None:
    assert set(staff.added_by_browsers(HttpRequest(path="/refunds", method="POST", headers=headers))) == added


SCRIPT = Sent(
    "a script", "PUT", "/x", b"{}", {"Content-Type": "application/json", "Origin": "https://elsewhere.example"}
)
YES = {
    "Access-Control-Allow-Origin": "https://elsewhere.example",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Methods": "GET, put",
    "Access-Control-Allow-Headers": "Content-Type",
}


@pytest.mark.parametrize(
    ("status", "changed", "allowed"),
    [
        (204, {}, True),
        (403, {}, False),
        (204, {"Access-Control-Allow-Origin": "*"}, False),
        (204, {"Access-Control-Allow-Credentials": ""}, False),
        (204, {"Access-Control-Allow-Methods": "GET, POST"}, False),
        (204, {"Access-Control-Allow-Methods": "*"}, False),
        (204, {"Access-Control-Allow-Headers": "*"}, False),
    ],
)
def test_a_preflight_is_read_as_browsers_read_it(status: int, changed: dict[str, str], allowed: bool) -> None:
    replied = Replied(httpx.Response(status, headers={**YES, **changed}), "OPTIONS /x")

    assert foreign_pages.allows(replied, SCRIPT, {"content-type"}) is allowed
