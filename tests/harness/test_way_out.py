"""Where a buyer is sent to pay: asked of a tiny provider, by what a target's replies name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from harness.notebook import Notebook
from harness.target.requests import Replied
from harness.target.way_out import dead_end
from tests.harness.tiny import Answers, serving

PROVIDER: Answers = {
    "/pay?token=1&for=2": (200, "<!doctype html><title>Pay</title>"),
    "/api/1": (401, {"error": "invalid_token"}),
    "/sdk.js": (200, "let it = 1"),
}


def replied(text: str, location: str = "") -> Replied:
    headers = {"location": location} if location else {}
    return Replied(httpx.Response(200, text=text, headers=headers), "GET /checkout")


def sent_on(provider: str, *texts: Replied, kind: str = "paypal_order") -> str | None:
    """Ask about a checkout whose reply is the first of `texts`, and whose page, if there is one, is the second."""
    checkout, *page = texts
    browser = SimpleNamespace(send=lambda *_: page[0])
    target: Any = SimpleNamespace(
        provider="paypal",
        notebook=Notebook(),
        instance=SimpleNamespace(settings={"paypal": {"base_url": provider}}),
        descriptor=SimpleNamespace(checkout=SimpleNamespace(page="/pay" if page else None)),
    )
    order: Any = SimpleNamespace(kind=kind, browser=browser, values={})
    tried: Any = SimpleNamespace(replied=checkout)
    return dead_end(target, order, tried)


@pytest.mark.parametrize(
    ("texts", "stuck"),
    [
        (['{"url": "BASE/pay?token=1&for=2"}'], None),
        (['{"url": "BASE\\/api\\/1"}'], "/api/1"),
        (["{}", '<a href="BASE/pay?token=1&amp;for=2">pay</a>'], None),
        (["{}", '<script src="BASE/sdk.js"></script><a href="BASE/api/1">pay</a>'], "/api/1"),
        (['{"self": "BASE/api/1"}', '<a href="BASE/pay?token=1&amp;for=2">pay</a>'], None),
        (["{}", '<script src="BASE/sdk.js"></script>'], None),
        (['{"url": "http://elsewhere.example/api/1"}'], None),
    ],
)
def test_a_buyer_is_stuck_where_no_address_at_the_provider_is_a_page(texts: list[str], stuck: str | None) -> None:
    with serving(PROVIDER) as base:
        written = [text.replace("BASE", base.replace("/", "\\/") if "\\/" in text else base) for text in texts]
        found = sent_on(base, *map(replied, written))

    assert found == (None if stuck is None else base + stuck)


def test_a_redirect_is_followed_as_far_as_the_provider() -> None:
    with serving(PROVIDER) as base:
        assert sent_on(base, replied("", f"{base}/api/1")) == f"{base}/api/1"


def test_who_pays_on_the_targets_own_page_is_sent_nowhere() -> None:
    with serving(PROVIDER) as base:
        assert sent_on(base, replied(f'{{"url": "{base}/api/1"}}'), kind="payment_intent") is None
