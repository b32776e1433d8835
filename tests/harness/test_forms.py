"""Forms are sent as browsers send them, redirects followed as they follow them; a success is what the body says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask
import pytest

from harness.descriptor.model import HttpRequest
from harness.notebook import Notebook
from harness.target import forms
from harness.target.foreign_pages import of_form
from harness.target.replies import Replied
from harness.target.requests import MOST_REDIRECTS, Browser, expected, saved, unmet
from tests.harness.tiny_shop import CHECKOUT, make, serving

BUY = HttpRequest(path="/checkout", submit="form#checkout", form={"sku": "{sku}", "terms": "yes", "note": ""})
VALUES = {"sku": "tea"}


@pytest.fixture
def shop() -> Iterator[tuple[Browser, list[dict[str, Any]]]]:
    app, seen = make()
    with serving(app) as url:
        browser = Browser(url, Notebook())
        yield browser, seen
        browser.close()


def test_a_form_is_sent_with_its_own_fields_and_what_was_typed_over_them(
    shop: tuple[Browser, list[dict[str, Any]]],
) -> None:
    browser, seen = shop

    replied = browser.send(BUY, VALUES)

    assert (replied.status, expected(BUY, replied), replied.value("cookie:order")) == (303, True, "41")
    (sent,) = seen
    fields = {name: value for name, value in sent.items() if name.islower() and name not in ("csrf", "query")}
    assert fields == {"sku": "tea", "terms": "yes", "by": "post", "country": "PT", "note": "", "do": "buy"}
    assert dict(sent["query"]) == {"step": "1"}
    assert sent["Origin"] == browser.base_url
    assert sent["Referer"] == f"{browser.base_url}/checkout"
    assert sent["Sec-Fetch-Site"] == "same-origin"


def test_the_button_that_is_pressed_is_sent_and_no_other(shop: tuple[Browser, list[dict[str, Any]]]) -> None:
    browser, seen = shop

    browser.send(HttpRequest(path="/checkout", submit="button[value=save]"), VALUES)

    assert seen[0]["do"] == "save"


def test_the_form_of_the_page_that_is_open_is_sent(shop: tuple[Browser, list[dict[str, Any]]]) -> None:
    browser, seen = shop
    browser.send(HttpRequest(path="/checkout"), VALUES)

    replied = browser.send(HttpRequest(path="", submit="form#checkout"), VALUES)

    assert (replied.status, len(seen)) == (303, 1)


def test_without_its_page_a_form_is_refused_and_that_is_seen(shop: tuple[Browser, list[dict[str, Any]]]) -> None:
    browser, _ = shop
    request = HttpRequest(path="/checkout", method="POST", form={"sku": "tea"})

    assert unmet(request, browser.send(request, VALUES)) == "POST /checkout answered 403"


def test_redirects_are_followed_as_a_browser_does_and_kept_where_they_lead_away(
    shop: tuple[Browser, list[dict[str, Any]]],
) -> None:
    browser, _ = shop
    followed = browser.send(HttpRequest(path="/checkout", submit="form#checkout", follow=True), VALUES)
    same = browser.send(HttpRequest(path="/kept", method="POST", json={"a": 1}, follow=True), VALUES)
    away = browser.send(HttpRequest(path="/away", follow=True), VALUES)
    around = HttpRequest(path="/round", follow=True)

    assert (followed.status, followed.value("css:.order-no@data-id")) == (200, "41")
    assert followed.told == "GET /thanks/41?secret=pi_7Kx_secret_Zz (sent on by POST /checkout?step=1)"
    assert followed.value("url:secret=(.*)") == "pi_7Kx_secret_Zz"
    assert same.value("$") == {"method": "POST", "body": '{"a":1}'}
    assert (away.status, away.value("url:(.*)")) == (302, "http://pay.example/cs_1")
    assert f"redirected for the {MOST_REDIRECTS}th time" in str(unmet(around, browser.send(around, VALUES)))


def test_a_page_without_the_form_is_a_request_that_failed(shop: tuple[Browser, list[dict[str, Any]]]) -> None:
    browser, seen = shop
    request = HttpRequest(path="/thanks/41", submit="form#pay")

    said = unmet(request, browser.send(request, VALUES))

    assert said is not None
    assert said.startswith("GET /thanks/41 answered 200, and form#pay finds no form in it, which begins: <!doctype")
    assert not seen


@pytest.mark.parametrize(
    ("request_of", "said"),
    [
        (HttpRequest(path="/graphql", success="$.data.checkout", absent="$.errors"), None),
        (HttpRequest(path="/graphql", success="$.data.order"), "there is no $.data.order in its reply"),
        (HttpRequest(path="/graphql", absent="$.data"), "and $.data is there, which begins"),
        (HttpRequest(path="/graphql", expect=201, success="$.data"), "POST /graphql answered 200"),
    ],
)
def test_a_success_is_what_the_body_says(
    shop: tuple[Browser, list[dict[str, Any]]], request_of: HttpRequest, said: str | None
) -> None:
    browser, _ = shop
    asked = {"method": "POST", "json": {"variables": {"sku": "{sku}"}}}
    request = HttpRequest(**{**{name: getattr(request_of, name) for name in request_of.__struct_fields__}, **asked})
    refused = HttpRequest(**{**{name: getattr(request, name) for name in request.__struct_fields__}, "save": {}})

    told = unmet(request, browser.send(request, VALUES))

    assert (told is None) if said is None else (said in str(told))
    assert unmet(refused, browser.send(refused, {"sku": "gold"})) is not None


def test_secure_cookies_travel_on_this_machine() -> None:
    app, _ = make()

    @app.get("/in")
    def sign_in() -> Any:
        reply = app.make_response("in")
        reply.set_cookie("__Host-session", "s" * 20, secure=True, path="/", samesite="Lax")
        return reply

    @app.get("/me")
    def me() -> Any:
        return dict(flask.request.cookies)

    with serving(app) as url:
        browser = Browser(url, Notebook())
        browser.send(HttpRequest(path="/in"), {})
        replied = browser.send(HttpRequest(path="/me"), {})
        browser.close()

    assert replied.value("$") == {"__Host-session": "s" * 20}


def form(page: str, selector: str = "form", **typed: str) -> forms.Filled:
    found = forms.find(page, "http://127.0.0.1:1/a/page?x=1", selector, typed)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("page", "method", "url", "fields"),
    [
        ("<form method=post></form>", "POST", "/a/page?x=1", ()),
        ("<form action=to method=post><input name=a></form>", "POST", "/a/to", (("a", ""),)),
        ("<base href=/b/><form action=to><input name=a value=1></form>", "GET", "/b/to", (("a", "1"),)),
        ("<form method=post><button formaction=/c>go</button></form>", "POST", "/c", ()),
        ("<form id=f method=post></form><input form=f name=a value=1>", "POST", "/a/page?x=1", (("a", "1"),)),
        ("<form method=post><fieldset disabled><input name=a></fieldset></form>", "POST", "/a/page?x=1", ()),
        (
            "<form method=post><select name=a><option>x y<option>z</select></form>",
            "POST",
            "/a/page?x=1",
            (("a", "x y"),),
        ),
        (
            "<form method=post><select name=a multiple><option selected>x<option selected>z</select></form>",
            "POST",
            "/a/page?x=1",
            (("a", "x"), ("a", "z")),
        ),
        (
            "<form method=post><input type=checkbox name=a value=1 checked><input type=file name=b></form>",
            "POST",
            "/a/page?x=1",
            (("a", "1"),),
        ),
    ],
)
def test_what_a_browser_sends_of_a_form(page: str, method: str, url: str, fields: Any) -> None:
    sent = form(page)

    assert (sent.method, sent.url, sent.fields) == (method, f"http://127.0.0.1:1{url}", fields)


def test_a_form_is_sent_in_parts_if_it_says_so() -> None:
    sent = form('<form method=post enctype="multipart/form-data"><input name=a value=1></form>', a="2")

    assert b'name="a"\r\n\r\n2\r\n' in (sent.content() or b"")
    assert sent.headers()["Content-Type"].startswith("multipart/form-data; boundary=")


def test_a_page_of_another_site_knows_the_form_but_not_its_token() -> None:
    page = CHECKOUT.format(token="0123456789abcdef0123", action="/checkout")
    hidden = page.replace("<textarea", "<input type=hidden name=order value=order-{1}-0123456789><textarea")

    request = of_form(form(hidden, "form#checkout"), BUY, known={"order-{1}-0123456789"})

    assert request.path == "/checkout"
    assert request.form is not None
    assert "csrf" not in request.form
    assert request.form["order"] == "order-{{1}}-0123456789"
    assert request.form["sku"] == "{sku}"


def test_a_redirect_that_is_kept_still_saves_its_address(shop: tuple[Browser, list[dict[str, Any]]]) -> None:
    browser, _ = shop
    request = HttpRequest(path="/checkout", submit="#checkout", save={"order": r"url:/thanks/(\d+)"})

    replied = browser.send(request, VALUES)

    assert isinstance(replied, Replied)
    assert saved(request, replied, "[checkout] requests[0]") == {"order": "41"}
