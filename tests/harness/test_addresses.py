"""Where an address leads, read as a browser reads it, and which addresses a reply holds."""

from __future__ import annotations

import httpx
import pytest

from harness.target import addresses
from harness.target.addresses import ELSEWHERE
from harness.target.requests import Replied


@pytest.mark.parametrize(
    "address",
    [
        f"https://{ELSEWHERE}",
        f"//{ELSEWHERE}/pay",
        f"\\\\{ELSEWHERE}/pay",
        f"/\\{ELSEWHERE}/pay",
        f" https:\n//{ELSEWHERE}",
        f"http://127.0.0.1:8000@{ELSEWHERE}/pay",
        f"http://127.0.0.1.{ELSEWHERE}/",
        f"JavaScript:location='//{ELSEWHERE}'",
    ],
)
def test_it_leads_elsewhere(address: str) -> None:
    assert addresses.leads_elsewhere(address)


@pytest.mark.parametrize(
    "address",
    [
        "/return?order=7",
        f"/return?next=https://{ELSEWHERE}",
        f"http://127.0.0.1:8000/{ELSEWHERE}",
        f"http://{ELSEWHERE}@127.0.0.1:8000/",
        "https://checkout.stripe.com/c/pay/cs_test",
        "",
        "http://[",
    ],
)
def test_it_stays_at_home(address: str) -> None:
    assert not addresses.leads_elsewhere(address)


def _replied(status: int, text: str, **headers: str) -> list[str]:
    replied = Replied(httpx.Response(status, text=text, headers=headers), "x")
    return [address for _, address in addresses.of_reply(replied)]


def test_a_reply_sends_on_by_header_by_json_and_by_markup() -> None:
    assert _replied(303, "", location="/a") == ["/a"]
    assert _replied(200, '{"url": "https:\\/\\/b"}') == ["https://b"]
    assert _replied(200, '<meta http-equiv="refresh" content="0; url=/c">') == ["/c"]


def test_a_refusal_may_quote_what_it_refuses() -> None:
    assert _replied(422, f'{{"input": {{"url": "//{ELSEWHERE}"}}}}') == []
