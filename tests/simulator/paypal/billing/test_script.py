"""The script of a shop's page that subscribes: buttons with `createSubscription`, in a browser."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.client import WorldClient
from tests.simulator import browser as browsers
from tests.simulator.paypal.billing.test_acts import sold
from tests.simulator.paypal.conftest import Api
from tests.simulator.paypal.test_sdk_js import in_a_browser, wait

PAGE = """<!doctype html><title>Shop</title>
<script crossorigin src="{base}/sdk/js?client-id={client}&{query}"></script>
<div id="buttons"></div><output id="out"></output>
<script>
  const seen = [];
  const tell = (what, data) => {{
    seen.push([what, data]);
    document.getElementById("out").textContent = JSON.stringify(seen);
  }};
  (async () => {{
    try {{
      await paypal.Buttons({{
        style: {{ label: "subscribe" }},
        createSubscription: async (data, actions) => {{ tell("createSubscription", data); return {subscription}; }},
        onApprove: async (data) => tell("onApprove", data),
        onCancel: (data) => tell("onCancel", data),
        onError: (error) => tell("onError", error.message),
      }}).render("#buttons");
    }} catch (error) {{ tell("thrown", error.message); }}
    document.title = "ready";
  }})();
</script>"""

BY_SCRIPT = "actions.subscription.create({{ plan_id: '{plan}', quantity: '2' }})"
QUERY = "vault=true&intent=subscription"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as made:
        yield made


class Page:
    """A shop's page whose button subscribes, and what its callbacks have been told."""

    def __init__(self, driver: Any, api: Api, world: WorldClient, subscription: str, query: str = QUERY) -> None:
        self.driver = driver
        base, client = world.provider("paypal").base_url, api.credentials["client_id"]
        self.html = PAGE.format(base=base, client=client, subscription=subscription, query=query)

    def open(self, url: str) -> None:
        self.driver.get(url)
        wait(self.driver, lambda d: d.title == "ready")

    def press(self, button: str) -> None:
        """Click, and press a button in the window that this opens."""
        self.driver.switch_to.frame(self.driver.find_element("css selector", "#buttons iframe"))
        self.driver.find_element("id", "paypal").click()
        self.driver.switch_to.default_content()
        shop = self.driver.current_window_handle
        popup = wait(self.driver, lambda d: next((one for one in d.window_handles if one != shop), None))
        self.driver.switch_to.window(popup)
        wait(self.driver, lambda d: d.find_elements("css selector", f"button[value={button}]"))
        self.driver.find_element("css selector", f"button[value={button}]").click()
        self.driver.switch_to.window(shop)
        wait(self.driver, lambda d: len(d.window_handles) == 1)

    def told(self, last: str) -> list[Any]:
        def look(driver: Any) -> list[Any] | None:
            calls = json.loads(driver.find_element("id", "out").text or "[]")
            return calls if calls and calls[-1][0] == last else None

        found: list[Any] = wait(self.driver, look)
        return found


@in_a_browser
@pytest.mark.parametrize("by_script", [False, True])
def test_a_buyer_subscribes_in_a_window(driver: Any, api: Api, world: WorldClient, by_script: bool) -> None:
    plan = sold(world)
    made = api.post("/v1/billing/subscriptions", {"plan_id": plan}).json()["id"]
    page = Page(driver, api, world, BY_SCRIPT.format(plan=plan) if by_script else json.dumps(made))
    with browsers.shop(page.html) as url:
        page.open(url)
        page.press("approve")
        created, (_, approved) = page.told("onApprove")
    shown = api.http.get(f"/v1/billing/subscriptions/{approved['subscriptionID']}").json()

    assert created == ["createSubscription", {"paymentSource": "paypal"}]
    assert (approved["subscriptionID"] == made) is not by_script
    assert (shown["status"], shown["quantity"]) == ("ACTIVE", "2" if by_script else "1")
    assert (approved["payerID"], approved["paymentSource"]) == (shown["subscriber"]["payer_id"], "paypal")
    assert approved["orderID"]


@in_a_browser
def test_a_buyer_cancels(driver: Any, api: Api, world: WorldClient) -> None:
    made = api.post("/v1/billing/subscriptions", {"plan_id": sold(world)}).json()["id"]
    page = Page(driver, api, world, json.dumps(made))
    with browsers.shop(page.html) as url:
        page.open(url)
        page.press("cancel")
        told = page.told("onCancel")

    assert told[-1] == ["onCancel", {"subscriptionID": made}]


@in_a_browser
def test_a_plan_that_is_none_is_an_error_of_the_shop(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world, BY_SCRIPT.format(plan="P-nothing"))
    with browsers.shop(page.html) as url:
        page.open(url)
        driver.switch_to.frame(driver.find_element("css selector", "#buttons iframe"))
        driver.find_element("id", "paypal").click()
        driver.switch_to.default_content()
        told = page.told("onError")

    assert "RESOURCE_NOT_FOUND" in told[-1][1]


@in_a_browser
def test_a_page_that_subscribes_says_so_to_the_script(driver: Any, api: Api, world: WorldClient) -> None:
    page = Page(driver, api, world, "'I-1'", query="intent=subscription")
    with browsers.shop(page.html) as url:
        page.open(url)

        assert page.told("thrown")[-1][1].startswith("Must pass vault=true")
