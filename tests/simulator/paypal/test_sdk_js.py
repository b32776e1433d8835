"""The script that a shop's page loads, in a browser: buttons and their window, card fields, a bank that asks."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.client import WorldClient
from tests.simulator import browser as browsers
from tests.simulator.paypal.conftest import Api

PAGE = """<!doctype html><title>Shop</title>
<script crossorigin src="{base}/sdk/js?client-id={client}&components=buttons,card-fields"></script>
<div id="buttons"></div>
<div id="name"></div><div id="number"></div><div id="expiry"></div><div id="cvv"></div>
<button id="pay">Pay</button><output id="out"></output>
<script>
  const seen = [];
  const tell = (what, data) => {{
    seen.push([what, data]);
    document.getElementById("out").textContent = JSON.stringify(seen);
  }};
  const callbacks = {{
    createOrder: async (data) => {{ tell("createOrder", data); return {order}; }},
    onApprove: async (data) => tell("onApprove", data),
    onCancel: (data) => tell("onCancel", data || null),
    onError: (error) => tell("onError", error.message),
  }};
  window.addEventListener("error", (event) => tell("uncaught", event.message));
  window.addEventListener("message", (event) => tell("message", JSON.stringify(event.data)));
  (async () => {{
    const buttons = paypal.Buttons({{ ...callbacks, {more} }});
    await buttons.render("#buttons");
    const fields = paypal.CardFields(callbacks);
    for (const name of ["Name", "Number", "Expiry", "CVV"]) {{
      await fields[name + "Field"]().render("#" + name.toLowerCase());
    }}
    document.getElementById("pay").onclick = () => {{
      fields.submit().then(() => tell("submitted"), (error) => tell("rejected", error.message));
    }};
    document.title = "ready";
  }})();
</script>"""

GOOD = "4012888888881881"
CHALLENGED, UNCONVINCING = "4868719196829038", "4868719158130060"

in_a_browser = pytest.mark.skipif(bool(browsers.MISSING), reason=f"no browser: {browsers.MISSING} missing")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as made:
        yield made


def wait(driver: Any, condition: Any) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - it may not be there

    return WebDriverWait(driver, 10, 0.05).until(condition)


class Page:
    """A shop's page in the browser, and what its callbacks have been told."""

    def __init__(self, driver: Any, api: Api, world: WorldClient, *, order: str | None = None, more: str = "") -> None:
        self.driver = driver
        self.order = api.order("12.00")
        given = json.dumps(self.order) if order is None else order
        client = api.credentials["client_id"]
        base = world.provider("paypal").base_url
        self.html = PAGE.format(base=base, client=client, order=given, more=more)

    def open(self, url: str) -> None:
        self.driver.get(url)
        wait(self.driver, lambda d: d.title == "ready")

    def click(self) -> None:
        self.driver.switch_to.frame(self.driver.find_element("css selector", "#buttons iframe"))
        self.driver.find_element("id", "paypal").click()
        self.driver.switch_to.default_content()

    def press(self, button: str) -> None:
        """Press a button of the page in the window that the click has opened."""
        shop = self.driver.current_window_handle
        popup = wait(self.driver, lambda d: next((one for one in d.window_handles if one != shop), None))
        self.driver.switch_to.window(popup)
        wait(self.driver, lambda d: d.find_elements("css selector", f"button[value={button}]"))
        self.driver.find_element("css selector", f"button[value={button}]").click()
        self.driver.switch_to.window(shop)
        wait(self.driver, lambda d: len(d.window_handles) == 1)

    def type_card(self, number: str, expiry: str = "1230", cvv: str = "123", name: str = "Ada Buyer") -> None:
        for field, text in (("name", name), ("number", number), ("expiry", expiry), ("cvv", cvv)):
            self.driver.switch_to.frame(self.driver.find_element("css selector", f"#{field} iframe"))
            self.driver.find_element("name", field).send_keys(text)
            self.driver.switch_to.default_content()
        self.driver.find_element("id", "pay").click()

    def answer_the_bank(self, button: str) -> None:
        frame = wait(self.driver, lambda d: d.find_elements("css selector", "iframe[title='Your bank']"))
        self.driver.switch_to.frame(frame[0])
        wait(self.driver, lambda d: d.find_elements("css selector", f"button[value={button}]"))
        self.driver.find_element("css selector", f"button[value={button}]").click()
        self.driver.switch_to.default_content()

    def told(self, last: str) -> list[Any]:
        """Wait until that callback was called, and return all calls; messages of frames are left out."""

        def look(driver: Any) -> list[Any] | None:
            calls = [one for one in json.loads(driver.find_element("id", "out").text or "[]") if one[0] != "message"]
            return calls if calls and calls[-1][0] == last else None

        found: list[Any] = wait(self.driver, look)
        return found


@in_a_browser
@pytest.mark.parametrize(("button", "status"), [("approve", "COMPLETED"), ("decline", "DECLINED")])
def test_a_buyer_approves_in_a_window(driver: Any, api: Api, world: WorldClient, button: str, status: str) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.click()
        page.press(button)
        created, (what, approved) = page.told("onApprove")
    paid = api.post(f"/v2/checkout/orders/{page.order}/capture").json()
    payer = api.http.get(f"/v2/checkout/orders/{page.order}").json()["payer"]["payer_id"]

    assert (created, what) == (["createOrder", {"paymentSource": "paypal"}], "onApprove")
    assert (approved["orderID"], approved["payerID"]) == (page.order, payer)
    assert paid["purchase_units"][0]["payments"]["captures"][0]["status"] == status


@in_a_browser
@pytest.mark.parametrize("closes", [False, True])
def test_a_buyer_cancels(driver: Any, api: Api, world: WorldClient, closes: bool) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.click()
        if closes:
            shop = driver.current_window_handle
            popup = wait(driver, lambda d: next((one for one in d.window_handles if one != shop), None))
            page.told("createOrder")
            driver.switch_to.window(popup)
            driver.close()
            driver.switch_to.window(shop)
        else:
            page.press("cancel")
        told = page.told("onCancel")

    assert told == [["createOrder", {"paymentSource": "paypal"}], ["onCancel", {"orderID": page.order}]]
    assert api.http.get(f"/v2/checkout/orders/{page.order}").json()["status"] == "CREATED"


@in_a_browser
def test_where_no_window_opens_the_page_lies_over_the_shops(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        driver.switch_to.frame(driver.find_element("css selector", "#buttons iframe"))
        driver.execute_script("window.open = () => null")
        driver.find_element("id", "paypal").click()
        driver.switch_to.default_content()
        frame = wait(driver, lambda d: d.find_elements("css selector", "body > iframe"))
        driver.switch_to.frame(frame[0])
        wait(driver, lambda d: d.find_elements("css selector", "button[value=approve]"))[0].click()
        driver.switch_to.default_content()
        told = page.told("onApprove")

    assert told[-1][1]["orderID"] == page.order


@in_a_browser
@pytest.mark.parametrize(
    ("order", "why"),
    [("undefined", "Expected an order id to be passed"), ('Promise.reject(new Error("sold out"))', "sold out")],
)
def test_without_an_order_the_window_goes(driver: Any, api: Api, world: WorldClient, order: str, why: str) -> None:
    page = Page(driver, api, world, order=order)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.click()
        told = page.told("onError")
        wait(driver, lambda d: len(d.window_handles) == 1)

    assert told[-1] == ["onError", why]


@in_a_browser
def test_a_shop_that_rejects_the_click_is_not_asked_for_an_order(driver: Any, api: Api, world: WorldClient) -> None:
    more = 'onClick: (data, actions) => { tell("onClick", data); return actions.reject(); }'
    page = Page(driver, api, world, more=more)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.click()
        told = page.told("onClick")
        wait(driver, lambda d: len(d.window_handles) == 1)

    assert told == [["onClick", {"fundingSource": "paypal"}]]


@in_a_browser
def test_an_error_that_nobody_handles_is_an_uncaught_one(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world, order="7", more="onError: undefined")
    with browsers.shop(page.html) as url:
        page.open(url)
        page.click()
        told = page.told("uncaught")

    assert "Expected an order id to be passed" in told[-1][1]


@in_a_browser
@pytest.mark.parametrize(("name", "status"), [("Ada Buyer", "COMPLETED"), ("CCREJECT-IF", "DECLINED")])
def test_a_card_confirms_the_order(driver: Any, api: Api, world: WorldClient, name: str, status: str) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.type_card(GOOD, name=name)
        told = page.told("submitted")
        everything = driver.find_element("id", "out").text + driver.page_source
    approved = api.http.get(f"/v2/checkout/orders/{page.order}").json()
    paid = api.post(f"/v2/checkout/orders/{page.order}/capture").json()

    assert told == [
        ["createOrder", {"paymentSource": "card"}],
        ["onApprove", {"orderID": page.order}],
        ["submitted", None],
    ]
    assert (approved["status"], approved["payment_source"]["card"]["last_digits"]) == ("APPROVED", "1881")
    assert approved["payment_source"]["card"]["expiry"] == "2030-12"
    assert paid["purchase_units"][0]["payments"]["captures"][0]["status"] == status
    assert not re.search(r"4012.?8888.?8888", everything)


@in_a_browser
@pytest.mark.parametrize(
    ("number", "answer", "liability", "status"),
    [
        (CHALLENGED, "approve", "POSSIBLE", "APPROVED"),
        (CHALLENGED, "fail", "NO", "CREATED"),
        (UNCONVINCING, "approve", "NO", "CREATED"),
    ],
)
def test_a_bank_asks_the_buyer(
    driver: Any, api: Api, world: WorldClient, number: str, answer: str, liability: str, status: str
) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.type_card(number)
        page.answer_the_bank(answer)
        told = page.told("submitted")
    order = api.http.get(f"/v2/checkout/orders/{page.order}").json()

    assert ["onApprove", {"orderID": page.order, "liabilityShift": liability}] in told
    assert order["status"] == status
    if status == "APPROVED":
        assert order["payment_source"]["card"]["authentication_result"]["liability_shift"] == liability


@in_a_browser
def test_a_buyer_leaves_the_banks_page(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.type_card(CHALLENGED)
        page.answer_the_bank("cancel")
        told = [call[0] for call in page.told("submitted")]

    assert told == ["createOrder", "onCancel", "submitted"]


@in_a_browser
def test_what_is_incomplete_creates_no_order(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.type_card("4012888888881882", expiry="1330", cvv="1")
        told = page.told("rejected")

    assert told == [["rejected", "INVALID_NUMBER, INVALID_EXPIRY, INVALID_CVV"]]


@in_a_browser
def test_a_card_that_paypal_refuses_is_an_error_of_the_shop(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world)
    world.act("pay", provider="paypal", object=page.order)
    with browsers.shop(page.html) as url:
        page.open(url)
        page.type_card(GOOD)
        told = page.told("rejected")

    assert told[1:] == [["onError", "PAYMENT_ALREADY_APPROVED"], ["rejected", "PAYMENT_ALREADY_APPROVED"]]


# What needs no browser.


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "Expected client-id to be passed"),
        ("client-id=nobody", "client-id not recognized for either production or sandbox: nobody"),
        ("client-id={client}&currency=usd", "Invalid query value for currency: usd"),
        ("client-id={client}&intent=CAPTURE", "Invalid query value for intent: CAPTURE"),
        ("client-id={client}&components=button", "Invalid query value for components: button"),
        ("client-id={client}&commit=yes", "Invalid query value for commit: yes"),
        ("client-id={client}&defer-loading=1", "Disallowed query param: defer-loading"),
        ("client-id=%22%3B*/alert(1)//", 'client-id not recognized for either production or sandbox: ";* /alert(1)//'),
    ],
)
def test_a_script_that_is_asked_for_wrongly_throws(api: Api, world: WorldClient, query: str, why: str) -> None:
    asked = query.format(client=api.credentials["client_id"])
    answer = httpx.get(f"{world.provider('paypal').base_url}/sdk/js?{asked}", trust_env=False)
    told = re.search(r"/\* Original Error:\n\n(.*) \(debug id: ([0-9a-f]{12,13})\)\n\n\*/", answer.text)

    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/javascript")
    assert told is not None
    assert (told[1], told[2]) == (why, answer.headers["paypal-debug-id"])
    assert answer.text.startswith('throw new Error("SDK Validation error: ')


def test_the_script_has_the_components_that_were_asked_for(api: Api, world: WorldClient) -> None:
    base, client = world.provider("paypal").base_url, api.credentials["client_id"]
    plain = httpx.get(f"{base}/sdk/js?client-id={client}", trust_env=False)
    cards = httpx.get(f"{base}/sdk/js?client-id={client}&components=card-fields,marks", trust_env=False)

    assert ("paypal.Buttons =" in plain.text, "paypal.CardFields =" in plain.text) == (True, False)
    assert ("paypal.Buttons =" in cards.text, "paypal.CardFields =" in cards.text) == (False, True)
    assert plain.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("changed", "status", "issue"),
    [
        ({"client": "another"}, 403, "PERMISSION_DENIED"),
        ({"order": "0NOTHING"}, 404, "INVALID_RESOURCE_ID"),
        ({"number": "4012888888881882"}, 422, "VALIDATION_ERROR"),
        ({"expiry": "2020-01"}, 422, "CARD_EXPIRED"),
    ],
)
def test_a_card_is_refused(api: Api, world: WorldClient, changed: dict[str, str], status: int, issue: str) -> None:
    order = api.order()
    typed = {
        "client": api.credentials["client_id"], "order": order, "number": GOOD, "expiry": "2031-01", "cvv": "123",
    }  # fmt: skip
    url = f"{world.provider('paypal').base_url}/smart/api/card"
    answer = httpx.post(url, json={**typed, **changed}, trust_env=False)

    assert (answer.status_code, answer.json()["details"][0]["issue"]) == (status, issue)
    assert api.http.get(f"/v2/checkout/orders/{order}").json()["status"] == "CREATED"


def test_a_bank_is_asked_as_the_merchant_wishes(api: Api, world: WorldClient) -> None:
    card = {"attributes": {"verification": {"method": "SCA_ALWAYS"}}}
    body = {
        "intent": "CAPTURE",
        "purchase_units": [{"amount": {"currency_code": "USD", "value": "12.00"}}],
        "payment_source": {"card": card},
    }
    order = api.post("/v2/checkout/orders", body, **{"PayPal-Request-Id": "k"}).json()["id"]
    typed = {
        "client": api.credentials["client_id"], "order": order, "number": GOOD, "expiry": "2031-01", "cvv": "123",
    }  # fmt: skip
    url = f"{world.provider('paypal').base_url}/smart/api/card"
    answer = httpx.post(url, json=typed, trust_env=False)

    assert answer.json() == {"status": "PAYER_ACTION_REQUIRED", "challenge": True}
