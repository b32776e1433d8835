"""A hook changes a request right before it leaves, whatever was bent in it; who has no role is not given it."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from harness.descriptor.model import HooksTable, HttpRequest
from harness.hooks import changing
from harness.hooks.interpreter import HookFailed, Hooks
from harness.notebook import Notebook
from harness.target import staff
from harness.target.checkout import with_fields, with_numbers
from harness.target.customers import Customer, nobody_reaches_for
from harness.target.requests import Browser

FILE = """
import hashlib, hmac

def sign(request, values):
    mac = hmac.new(b"partner", request["body"].encode(), hashlib.sha256).hexdigest()
    request["headers"]["X-Signature"] = mac

def parts(request, values):
    return {"query": {"at": 7, "old": None}, "form": {"code": b"123456", "choice": ["a", "b"]}}

def of_address(request, values):
    return {"headers": {"x-for": request["url"].partition("127.0.0.1")[2].partition("/")[2], "X-Sku": values["sku"]}}

def sealed(request, values):
    return {"body": "sealed:" + request["body"]}

def to_json(request, values):
    return {"json": {"was": request["form"]}}

def elsewhere(request, values):
    return {"method": "PUT", "path": "/v2" + request["path"]}

def nothing_new(request, values):
    return dict(request)

def misspelt(request, values):
    return {"header": {}}

def abroad(request, values):
    return {"path": "//elsewhere.example/"}

def a_text(request, values):
    return "abc"

def listed(request, values):
    return {"headers": {"X-Signature": ["a"]}}

def body_only(request, values):
    return {"form": {"sku": "sealed"}}
"""
PAGE = b"""<!doctype html><form id="buy" method="post" action="/bought?by=form"><input name="sku" value="tea">
<input type="hidden" name="token" value="t-1"><input name="choice" value="x"><input name="choice" value="y"></form>"""


@dataclass(frozen=True)
class Arrived:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@contextmanager
def listening() -> Iterator[tuple[str, list[Arrived]]]:
    """Keep what arrives; /page holds a form."""
    arrived: list[Arrived] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            arrived.append(Arrived(self.command, self.path, headers, body))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        do_POST = do_PUT = do_GET  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", arrived
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Send:
    """Sends a request, and returns what has arrived."""

    browser: Browser
    arrived: list[Arrived]

    def __call__(self, request: HttpRequest, **how: Any) -> Arrived:
        self.browser.send(request, {"sku": "tea", "amount": "1999"}, **how)
        return self.arrived[-1]


@pytest.fixture
def send(tmp_path: Path) -> Iterator[Send]:
    (tmp_path / "assay_hooks.py").write_text(FILE)
    hooks = Hooks(
        HooksTable(),
        tmp_path,
        cwd=tmp_path,
        values=lambda: {"python": sys.executable},
        environment=lambda: dict(os.environ),
    )
    with listening() as (url, arrived):
        browser = Browser(url, Notebook(), hooks=hooks)
        yield Send(browser, arrived)
        browser.close()
    hooks.end()


def mac(body: str) -> str:
    return hmac.new(b"partner", body.encode(), hashlib.sha256).hexdigest()


ORDER = HttpRequest(path="/orders", method="POST", json={"sku": "{sku}", "amount": "{amount}"}, hook="sign")
FORM = HttpRequest(path="/orders?old=1", method="POST", form={"sku": "{sku}"}, query={"old": "1"}, hook="parts")


def test_what_is_signed_is_what_arrives(send: Send) -> None:
    arrived = send(ORDER)

    assert json.loads(arrived.body) == {"sku": "tea", "amount": 1999}
    assert arrived.headers["x-signature"] == mac(arrived.body)
    assert arrived.headers["content-type"] == "application/json"


def test_the_hook_runs_over_the_bent_request(send: Send) -> None:
    bent = with_fields({"note": "{{no variable}}"})(with_numbers(1999, 1)(ORDER))

    arrived = send(bent)

    assert json.loads(arrived.body) == {"sku": "tea", "amount": 1, "note": "{no variable}"}
    assert arrived.headers["x-signature"] == mac(arrived.body)


def test_parts_are_laid_over_the_request(send: Send) -> None:
    arrived = send(FORM)

    assert arrived.path == "/orders?at=7"
    assert arrived.body == "sku=tea&code=123456&choice=a&choice=b"
    assert arrived.headers["content-type"] == "application/x-www-form-urlencoded"


def test_the_whole_address_and_the_variables_are_told(send: Send) -> None:
    arrived = send(HttpRequest(path="/orders/{sku}?a=1", hook="of_address", headers={"X-For": "nobody", "X-Own": "1"}))

    assert (arrived.headers["x-for"], arrived.headers["x-sku"], arrived.headers["x-own"]) == (
        "orders/tea?a=1",
        "tea",
        "1",
    )


@pytest.mark.parametrize(
    ("request_", "body", "content_type"),
    [
        (HttpRequest(path="/o", method="POST", json={"a": 1}, hook="sealed"), 'sealed:{"a":1}', "application/json"),
        (
            HttpRequest(path="/o", method="POST", form={"a": "1"}, hook="sealed"),
            "sealed:a=1",
            "application/x-www-form-urlencoded",
        ),
        (
            HttpRequest(path="/o", method="POST", form={"a": "1"}, hook="to_json"),
            '{"was":{"a":"1"}}',
            "application/json",
        ),
    ],
)
def test_a_body_can_be_another(send: Send, request_: HttpRequest, body: str, content_type: str) -> None:
    arrived = send(request_)

    assert (arrived.body, arrived.headers["content-type"]) == (body, content_type)


def test_the_method_and_the_path_can_be_others(send: Send) -> None:
    arrived = send(HttpRequest(path="/orders", hook="elsewhere"))

    assert (arrived.method, arrived.path) == ("PUT", "/v2/orders")


@pytest.mark.parametrize("request_", [ORDER, FORM, HttpRequest(path="/page", submit="#buy")])
def test_a_hook_that_returns_the_same_changes_nothing(send: Send, request_: HttpRequest) -> None:
    plain = msgspec.structs.replace(request_, hook=None)
    same = msgspec.structs.replace(request_, hook="nothing_new")

    with_hook, without = send(same), send(plain)

    assert with_hook == without


def test_a_form_of_a_page_is_signed_as_it_is_sent(send: Send) -> None:
    arrived = send(HttpRequest(path="/page", submit="#buy", form={"sku": "{sku}"}, hook="sign"))

    assert (arrived.path, arrived.body) == ("/bought?by=form", "sku=tea&token=t-1&choice=x&choice=y")
    assert arrived.headers["x-signature"] == mac(arrived.body)
    assert send(HttpRequest(path="/page", submit="#buy", hook="body_only")).body == (
        "token=t-1&choice=x&choice=y&sku=sealed"
    )


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("misspelt", 'assay_hooks.py: misspelt() returned "header". Did you mean "headers"?'),
        ("abroad", "abroad() returned the path //elsewhere.example/. Write it from the root"),
        ("a_text", "a_text() returned text. Return the parts that it changes"),
        ("listed", "listed() returned headers that are no texts by name. Return"),
        ("absent", "assay_hooks.py defines no function absent"),
    ],
)
def test_what_is_no_part_of_a_request_is_said(send: Send, hook: str, said: str) -> None:
    with pytest.raises(HookFailed, match="assay_hooks") as failed:
        send(HttpRequest(path="/orders", hook=hook))

    assert said in str(failed.value)
    assert failed.value.needs.startswith("[hooks] ")


def test_whoever_has_no_role_is_not_given_what_signs_for_staff(send: Send) -> None:
    desk = HttpRequest(path="/refunds", method="POST", json={"a": 1}, headers={"X-Staff": "word"}, hook="sign")

    arrived = send(staff.with_keys_of(desk, staff.NO_KEYS))

    assert not {"x-signature", "x-staff"} & set(arrived.headers)


def test_a_buyer_has_what_opens_his_order_and_nothing_of_staffs() -> None:
    desk = HttpRequest(path="/refunds", hook="sign")

    assert staff.of_buyer(HttpRequest(path="/o", headers={"X": "1"}, hook="mine"), desk) == ({"X": "1"}, "mine", False)
    assert staff.of_buyer(HttpRequest(path="/o", hook="sign"), desk) == staff.NO_KEYS


def test_an_almost_right_signature_has_the_right_beginning_and_another_end(send: Send) -> None:
    arrived = send(ORDER, spoil=changing.almost)

    assert arrived.headers["x-signature"][:-4] == mac(arrived.body)[:-4]
    assert arrived.headers["x-signature"] != mac(arrived.body)
    assert arrived.headers["content-type"] == "application/json"


def test_a_hook_of_which_nothing_can_be_spoilt_is_left_out(send: Send) -> None:
    request = HttpRequest(path="/o", method="POST", form={"sku": "tea"}, hook="body_only")

    assert send(request, spoil=changing.almost).body == "sku=tea"


@pytest.mark.parametrize(
    "value",
    [
        "a" * 64,
        'Signature keyId="till",signature="c2lnbmVkYnlzdGFmZg==",v="1"',
        "t=1700000000,v1=" + "0" * 64,
        "abc",
        "0000",
    ],
)
def test_almost_changes_every_word_that_may_be_a_signature(value: str) -> None:
    changed = changing.almost(value)

    assert changed != value
    assert not set(changing.TOKEN.findall(value)) & set(changing.TOKEN.findall(changed))


@pytest.mark.parametrize(("signs", "signature"), [(False, None), (True, mac(""))])
def test_nobody_signs_for_another_customer(send: Send, signs: bool, signature: str | None) -> None:
    read = HttpRequest(path="/orders/{order}", headers={"X-Key": "{token}", "X-Shop": "1"}, hook="sign")
    buyer = {"order": "7", "token": "t-0123456789", "unique": "u", "email": "e", "buyer_name": "n"}
    target = SimpleNamespace(
        browser=send.browser,
        notebook=Notebook(),
        descriptor=SimpleNamespace(order=SimpleNamespace(buyers_read=read), effects={}, return_=None, customers=None),
    )
    order = SimpleNamespace(values=buyer, name="sample-1", payment="pi_1", product=SimpleNamespace(amount=1999))
    owner = Customer.__new__(Customer)
    owner.target, owner.order, owner.is_signed_in = target, order, False
    owner.keys, owner.named_by = {"token": buyer["token"]}, {"order"}

    nobody_reaches_for(owner, signs=signs)

    assert send.arrived[-1].path == "/orders/7"
    assert send.arrived[-1].headers.get("x-signature") == signature
    assert (send.arrived[-1].headers.get("x-key"), send.arrived[-1].headers.get("x-shop")) == (None, "1")
    assert owner.has_keys
