"""How the checkout of the same order is repeated, as the descriptor's requests say it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from harness.descriptor import read
from harness.descriptor.model import Flow, HttpRequest
from harness.failures import Moot, WindowShut
from harness.notebook import Notebook
from harness.target import checkout
from harness.target.purchase import confirming, parts
from harness.target.requests import Browser
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
