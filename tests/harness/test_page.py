"""What of a page bears on how it is framed in, from real markup."""

from __future__ import annotations

import httpx

from harness.observation import Page, Script
from harness.windows.page import seen

MARKUP = """<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<meta name="referrer" content="same-origin">
<script src="https://js.stripe.com/v3" nonce="abc"></script><script src="/pay.js"></script></head>
<body><meta http-equiv="Content-Security-Policy" content="script-src 'none'">
<script>inline()</script>{}</body></html>"""


def read(markup: str, *headers: tuple[str, str], fields: bool = False) -> Page:
    given = httpx.Headers([("content-type", "text/html; charset=utf-8"), *headers])
    return seen("http://127.0.0.1:8000/pay/1", 200, given, markup, hosts_fields=lambda _origins: fields)


def test_scripts_and_policies_are_found_where_browsers_heed_them() -> None:
    page = read(MARKUP)

    assert page.in_meta == ("default-src 'self'",)
    assert page.referrer_policy == "same-origin"
    assert page.scripts == (
        Script(src="https://js.stripe.com/v3", nonce="abc"),
        Script(src="http://127.0.0.1:8000/pay.js"),
        Script(),
    )
    assert [script.origin for script in page.scripts] == ["https://js.stripe.com", "http://127.0.0.1:8000", None]


def test_a_header_that_comes_twice_is_two_policies() -> None:
    page = read("<p>", ("content-security-policy", "default-src *"), ("content-security-policy", "form-action 'none'"))

    assert page.policies == ("default-src *", "form-action 'none'")


def test_a_field_for_a_card_is_a_payment_field() -> None:
    assert read(MARKUP.format('<input autocomplete="cc-number">')).hosts_fields
    assert not read(MARKUP).hosts_fields
    assert read(MARKUP, fields=True).hosts_fields


def test_data_is_no_page() -> None:
    given = httpx.Headers({"content-type": "application/json"})

    assert not seen("http://127.0.0.1/pay", 200, given, "{}", hosts_fields=lambda _origins: False).is_markup
