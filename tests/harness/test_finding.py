"""A value is found wherever a shop shows it; what is not found is told with how the reply began."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.descriptor.model import HttpRequest
from harness.failures import WindowShut
from harness.notebook import Notebook
from harness.target.requests import Browser, saved
from tests.harness.tiny_shop import make, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    shop, _ = make()
    with serving(shop) as url:
        browser = Browser(url, Notebook())
        yield browser
        browser.close()


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("css:.order-no", "No. 17"),
        ("css:.order-no | regex:(\\d+)", "17"),
        ("css:form#checkout@action", "/checkout?step=1"),
        ("css:form#checkout@ACTION | regex:step=(\\d)", "1"),
        ("css:select[name=country] option[selected]@value", "PT"),
        ("url:(/checkout)$", "/checkout"),
        ("regex:<title>(.*)</title>", "Checkout"),
        ("header:Content-Type | regex:^(\\w+)/", "text"),
        ("css:.basket", None),
        ("css:form#checkout@target", None),
        ("css:.order-no | regex:(\\d{3})", None),
        ("cookie:basket", None),
        ("$.order", None),
    ],
)
def test_a_value_is_found_in_a_page(browser: Browser, where: str, value: str | None) -> None:
    assert browser.send(HttpRequest(path="/checkout"), {}).value(where) == value


def test_a_cookie_is_found_in_the_reply_that_sets_it_and_afterwards(browser: Browser) -> None:
    set_now = browser.send(HttpRequest(path="/checkout"), {}).value("cookie:session")
    later = browser.send(HttpRequest(path="/echo"), {}).value("cookie:session")

    assert set_now
    assert later == browser.cookies()["session"]


def test_the_address_of_a_redirect_is_where_the_browser_arrives(browser: Browser) -> None:
    replied = browser.send(HttpRequest(path="/away"), {})

    assert replied.value("url:^http://pay.example/(\\w+)") == "cs_1"
    assert replied.value("header:Location") == "http://pay.example/cs_1"


def test_a_part_of_a_client_secret_is_found(browser: Browser) -> None:
    asked = HttpRequest(path="/graphql", method="POST", json={"variables": {"sku": "tea"}})

    replied = browser.send(asked, {})

    assert replied.value("$.data.checkout.client_secret | regex:^(pi_[^_]+)_secret") == "pi_7Kx"
    assert replied.value('$.data.checkout | regex:"id":"(\\d+)"') == "41"


def test_what_is_not_found_is_told_with_its_request_its_line_and_how_the_reply_began(browser: Browser) -> None:
    request = HttpRequest(path="/echo", method="POST", json={"key": "sk_test_" + "51HabcDEF4242"}, save={"a": "css:p"})
    replied = browser.send(request, {})

    with pytest.raises(WindowShut) as shut:
        saved(request, replied, "[checkout] requests[0]")
    with pytest.raises(WindowShut) as secret:
        saved(request, replied, "[customers] sign_in[0]", secret=True)

    assert str(shut.value).startswith("POST /echo answered 200, and css:p is not in its reply, which begins: {")
    assert shut.value.needs.startswith("[checkout] requests[0] save.a")
    assert "51HabcDEF" not in str(shut.value)
    assert str(secret.value).endswith("css:p is not in its reply")
