"""Bad input to Stripe's surface: whatever is sent, it is refused as Stripe refuses, and nothing is left behind."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.simulator.stripe.bad_requests import Sent, pages, requests, well_formed
from tests.simulator.stripe.inprocess import Merchant
from tests.simulator.stripe.test_any_request import furnished
from tests.simulator.stripe.without_socket import ask

TYPES = {"api_error", "card_error", "idempotency_error", "invalid_request_error"}
"""Stripe, "Errors": all the types that there are."""

CODES_WITH_PARAM = {"parameter_unknown", "parameter_missing", "parameter_invalid_integer", "parameter_invalid_empty"}

PARAMLESS = {
    "Must provide percent_off or amount_off.",
    "Must provide source or customer.",
    "You must supply either a card, customer, PII data, bank account, account, person, or CVC update data to create a "
    "token.",
}
"""That something of several is missing has no one name (the first is recorded)."""


def furnished_names() -> tuple[Merchant, dict[str, str], list[str]]:
    """Return a merchant with one of everything, ids by what they are, and all ids."""
    merchant, ids = furnished()
    kinds: dict[str, str] = {}
    for prefix, name in [
        ("cus_", "customer"),
        ("ch_", "charge"),
        ("cs_", "session"),
        ("prod_", "product"),
        ("promo_", "code"),
        ("price_", "price"),
        ("du_", "dispute"),
        ("file_", "file"),
        ("acct_", "account"),
    ]:
        kinds[name] = next(one for one in ids if one.startswith(prefix))
    kinds["coupon"] = merchant.call("POST", "/v1/coupons", percent_off="5").body["id"]
    kinds["tomorrow"] = str(merchant.world.clock.now() + 80_000)
    kinds["spare"] = merchant.call("POST", "/v1/customers").body["id"]
    card: Any = {"amount": 2000, "currency": "usd"}
    paid = merchant.call("POST", "/v1/payment_intents", **card, confirm=True, payment_method="pm_card_visa").body
    kinds |= {"paid": paid["id"], "charge": paid["latest_charge"]}
    kinds["spare_intent"] = merchant.call("POST", "/v1/payment_intents", **card).body["id"]
    kinds["plain"] = merchant.call("POST", "/v1/payment_intents", **card).body["id"]
    held = {"confirm": True, "payment_method": "pm_card_visa", "capture_method": "manual"}
    kinds["held"] = merchant.call("POST", "/v1/payment_intents", **card, **held).body["id"]
    return merchant, kinds, [*ids, *kinds.values()]


def judge(merchant: Merchant, sent: Sent) -> int:
    """Send it, and assert what holds for every answer. Returns the status."""
    books = merchant.books
    books.due.clear()  # what comes due by itself would look like a change
    before = dict(books.objects), len(books.events), dict(books.endpoints)
    began = time.process_time()
    answer = ask(merchant.sandbox, sent, books.secret_key)
    took = time.process_time() - began
    assert answer.status < 500, f"{answer.status}"
    assert took < 2, "too slow"
    if not sent.target.startswith(("/v1", "/v2")):
        return answer.status
    if answer.status == 204 or sent.method == "OPTIONS":
        return answer.status
    if "json" not in answer.headers["content-type"]:
        assert answer.status == (400 if "%00" in sent.target.partition("?")[0] else 200)
        return answer.status
    told = answer.json()
    assert answer.headers["request-id"].startswith("req_")
    if answer.status == 200:
        assert "object" in told
        return 200
    assert set(told) == {"error"}
    error = told["error"]
    assert error["type"] in TYPES
    assert isinstance(error["message"], str)
    assert error["message"]
    assert ("code" in error) == ("doc_url" in error)
    assert error.get("code") not in CODES_WITH_PARAM or "param" in error or error["message"] in PARAMLESS, f"{error}"
    if answer.status not in (200, 402):
        now = dict(books.objects), len(books.events), dict(books.endpoints)
        assert now == before, f"books changed by {answer.status} {error['message']}"
    return answer.status


def addresses_of(merchant: Merchant, names: dict[str, str]) -> list[str]:
    """Return where the pages are that a buyer, or a connected account's owner, is sent to."""
    line = {"price": names["price"], "quantity": 1}
    shop = {"success_url": "https://☕.example/?a=☕ b", "cancel_url": "https://example.com", "mode": "payment"}
    coded = {"line_items": [line], "allow_promotion_codes": "true"}
    session = merchant.call("POST", "/v1/checkout/sessions", **shop, **coded).body
    setup = merchant.call("POST", "/v1/checkout/sessions", **(shop | {"mode": "setup", "currency": "usd"})).body
    link = merchant.call("POST", "/v1/payment_links", line_items=[line]).body
    card: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_authenticationRequired"}
    asked = merchant.call("POST", "/v1/payment_intents", **card, return_url="https://example.com/☕?a=b").body
    account = {"account": names["account"], "type": "account_onboarding"}
    back = {"refresh_url": "https://example.com/", "return_url": "https://☕.example/"}
    onboarding = merchant.call("POST", "/v1/account_links", **account, **back).body
    urls = [session["url"], setup["url"], onboarding["url"], asked["next_action"]["redirect_to_url"]["url"]]
    paths = [url.removeprefix("http://sim") for url in urls]
    paths += ["/v3/", "/js/stripe.js", "/elements/frame", "/elements/frame.js", "/3d_secure_2/hosted", "/", "/nope"]
    paths += ["/c/pay/cs_x", "/c/pay/cs_%00", "/c/pay/cs_☕", "/links/x", "/setup/c/acct_x/y", "/b/plink_x"]
    of_other_kinds = [f"/c/pay/{names['paid']}", f"/links/{names['file']}", f"/setup/c/{names['account']}/cs_x"]
    return [*paths, *of_other_kinds, f"/b/{link['id']}"]


BOUNDED = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
"""The same examples every time: what they find must not depend on the day. Larger numbers find no more by now."""

MERCHANT, THERE, IDS = furnished_names()
CALLS = well_formed(THERE)


def test_what_is_spoiled_below_is_well_formed() -> None:
    """Otherwise everything would be refused at the first check, and no flow reached."""
    merchant, there, _ = furnished_names()
    refused = [
        (path, answer.body["error"]["message"])
        for method, path, params in well_formed(there)
        if (answer := merchant.call(method, path, **params)).status != 200
    ]

    assert refused == []


@settings(BOUNDED, max_examples=250)
@given(requests(CALLS, IDS))
def test_bad_requests_are_refused_as_stripe_refuses(sent: Sent) -> None:
    judge(MERCHANT, sent)


@settings(BOUNDED, max_examples=60)
@given(pages(addresses_of(MERCHANT, THERE)))
def test_pages_take_bad_input(sent: Sent) -> None:
    answer = ask(MERCHANT.sandbox, sent, MERCHANT.books.secret_key)

    assert answer.status < 500
    assert not any("\n" in value or "\r" in value for value in answer.headers.values())


UPDATE = f"/v1/payment_intents/{THERE['plain']}"
FORM, KEY = "application/x-www-form-urlencoded", "Idempotent key length is {}, which is outside accepted lengths."
FACTS: list[tuple[Sent, str, str | None]] = [
    (Sent("POST", "/v1/customers", b"a=b", (("Idempotency-Key", ""),)), KEY.format(0), None),
    (Sent("POST", "/v1/customers", b"a=b", (("Idempotency-Key", "k" * 256),)), KEY.format(256), None),
    (
        Sent("POST", "/v1/customers", b"a=b", (("Content-Type", "text/plain"),)),
        "Invalid request: unsupported Content-Type text/plain.",
        None,
    ),
    (Sent("POST", "/v1/customers", b"name=\xff"), "Invalid UTF-8 characters found in POST body.", None),
    (Sent("POST", "/v1/customers", b"name=%ED%A0%80"), "Invalid UTF-8 characters found in POST body.", None),
    (Sent("POST", UPDATE, b"amount=9223372036854775808"), "Invalid integer: 9223372036854775808", "amount"),
    (Sent("POST", UPDATE, "amount=１２３".encode()), "Invalid integer: １２３", "amount"),
    (Sent("POST", UPDATE, b"amount=1e3"), "Invalid integer: 1e3", "amount"),
    (Sent("POST", UPDATE, b"description[a]=b"), 'Invalid string: {"a":"b"}', "description"),
    (Sent("POST", UPDATE, b"metadata[a]" + b"[b]" * 999 + b"=c"), "Received unknown parameter: metadata[a][b]", None),
    (Sent("POST", "/v1/webhook_endpoints", b"url=http://[&enabled_events[]=*"), "Not a valid URL", "url"),
    (Sent("POST", "/v1/coupons", b"percent_off=" + b"9" * 4999), "This value must be less than", "percent_off"),
]


@pytest.mark.parametrize(("sent", "message", "param"), FACTS)
def test_bad_input_is_named(sent: Sent, message: str, param: str | None) -> None:
    assert judge(MERCHANT, sent) == 400

    error = ask(MERCHANT.sandbox, sent, MERCHANT.books.secret_key).json()["error"]
    assert error["message"].startswith(message)
    assert param is None or error["param"] == param


def test_a_nul_in_a_path_meets_what_stands_before_the_api() -> None:
    answer = ask(MERCHANT.sandbox, Sent("GET", "/v1/customers/%00"), MERCHANT.books.secret_key)

    assert answer.status == 400
    assert answer.headers["content-type"] == "text/html"


def test_an_address_with_other_letters_is_escaped_where_a_browser_is_sent_to_it() -> None:
    merchant = Merchant()
    shop = {
        "mode": "setup",
        "currency": "usd",
        "success_url": "https://example.com/☕\r\nX-Y: z?id={CHECKOUT_SESSION_ID}",
    }
    page = merchant.call("POST", "/v1/checkout/sessions", **shop).body["url"].removeprefix("http://sim")
    form = b"email=a@b.co&card=4242424242424242&expiry=1240&cvc=123"
    answer = ask(merchant.sandbox, Sent("POST", page, form), "")

    assert answer.status == 303
    assert answer.headers["location"].startswith("https://example.com/%E2%98%95%0D%0AX-Y:%20z?id=cs_test_")
