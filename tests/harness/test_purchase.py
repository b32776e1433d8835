"""How the checkout of the same order is repeated, as the descriptor's requests say it."""

from __future__ import annotations

import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import cast

import pytest

from harness.descriptor import read
from harness.descriptor.model import Flow, HttpRequest, Product
from harness.failures import Moot, WindowShut
from harness.notebook import Notebook
from harness.target import checkout
from harness.target.purchase import Purchase, confirming, parts
from harness.target.requests import Browser
from harness.target.target import Target
from tests.harness.tiny import serving

BUY = HttpRequest(method="POST", path="/buy", form={"item": "{sku}"}, save={"token": "$.token"})
PAY = HttpRequest(method="POST", path="/buy/{token}/payment")


def test_with_a_cart_the_whole_script_is_sent_again() -> None:
    keyed = HttpRequest(method="POST", path="/buy", headers={"Idempotency-Key": "{cart}"}, save={"token": "$.token"})

    assert parts("[checkout]", Flow(requests=(keyed, PAY), payment="payment_intent", order_id="{token}")) == (
        (),
        (keyed, PAY),
    )


def test_without_a_cart_it_is_sent_again_from_the_first_request_that_uses_the_order() -> None:
    assert parts("[checkout]", Flow(requests=(BUY, PAY), payment="payment_intent", order_id="{token}")) == (
        (BUY,),
        (PAY,),
    )


def test_a_saved_value_that_does_not_name_the_order_makes_nothing_repeatable() -> None:
    visit = HttpRequest(path="/", save={"csrf": "regex:csrf=(.+)"})
    buy = HttpRequest(method="POST", path="/buy", form={"csrf": "{csrf}"}, save={"order": "$.id"})

    with pytest.raises(WindowShut, match="cannot be repeated") as shut:
        parts("[checkout]", Flow(requests=(visit, buy), payment="payment_intent"))

    assert "{cart}" in shut.value.needs


def test_a_way_that_takes_the_buyers_method_is_found_and_its_absence_is_moot(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "descriptor.md").read_text()
    smallest = page.partition("```toml descriptor\n")[2].partition("```")[0]
    server = page.partition("```toml part\n[checkout.other.server]")[2].partition("```")[0]
    plain, paying = tmp_path / "plain.toml", tmp_path / "paying.toml"
    plain.write_text(smallest)
    paying.write_text(f"{smallest}\n[checkout.other.server]{server}")

    place, flow = confirming(read(paying))

    assert (place, len(flow.requests)) == ("[checkout.other.server]", 2)
    with pytest.raises(Moot, match="payment_method"):
        confirming(read(plain))


def test_a_key_never_looks_like_a_card_number() -> None:
    keys = {checkout.fresh_key() for _ in range(5_000)}

    assert len(keys) == 5_000
    assert not any(re.search(r"\d{13}", key.replace("-", "")) for key in keys)


def test_a_browser_tells_when_a_request_had_left_and_when_its_answer_began() -> None:
    """Two requests overlapped when both had left before either was answered: the clock must be that of the wire."""
    with serving({"/slow": (200, "done")}) as url:
        browser = Browser(url, Notebook())
        began = time.monotonic()
        replied = browser.send(HttpRequest(path="/slow"), {})
        ended = time.monotonic()
        browser.close()

    assert began <= replied.sent_at <= replied.answered_at <= ended


class Sessions(BaseHTTPRequestHandler):
    """Gives each browser without a cookie a session of its own, and says to whom a form was sent."""

    begun = count(1)

    def do_GET(self) -> None:
        session = self.headers.get("Cookie") or f"session={next(self.begun)}; Secure"
        time.sleep(0.05)  # so that who asks without a cookie at the same time gets another session
        self._reply(b"<form id=buy method=post action=/buy></form>", session)

    def do_POST(self) -> None:
        self._reply((self.headers.get("Cookie") or "").encode(), "")

    def _reply(self, body: bytes, session: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if session:
            self.send_header("Set-Cookie", session)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_who_presses_a_button_twice_at_once_has_opened_its_page_once(tmp_path: Path) -> None:
    submit = HttpRequest(path="/kettle", submit="form#buy", form={"cart": "{cart}"}, success="regex:(session)")
    flow = Flow(requests=(submit,), payment="payment_intent")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sessions)
    Thread(target=server.serve_forever, daemon=True).start()
    notebook = Notebook()
    browser = Browser(f"http://127.0.0.1:{server.server_port}", notebook)
    target = cast(
        "Target",
        SimpleNamespace(
            product=Product(sku="kettle", amount=100, currency="eur"),
            buyer=lambda: SimpleNamespace(email="b@example.com", name="B", unique="u"),
            somebody=lambda: browser,
            sandbox=SimpleNamespace(position=lambda: 0, calls=lambda _since: [], waiting_method=lambda: None),
            instance=SimpleNamespace(values={}),
        ),
    )

    Purchase(target, way=("[checkout]", flow)).attempt_at_once(8)
    server.shutdown()
    server.server_close()

    told = [said.seen for said in notebook.page() if said.summary.startswith("POST")]
    assert len(told) == 8
    assert all((one or "").endswith("session=1") for one in told)
