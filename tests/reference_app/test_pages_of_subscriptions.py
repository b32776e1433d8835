"""A person subscribes, changes and ends it: in a real browser, under the shop's own content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator.client import SimulatorProcess
from tests.reference_app.subscribers import PASSWORD, Press, press
from tests.simulator import browser as browsers

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"not here: {browsers.MISSING}. Install it to run these")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as running:
        running.implicitly_wait(10)
        yield running


@pytest.fixture(scope="module", params=["stripe", "square"])
def trade(
    request: pytest.FixtureRequest, simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Press]:
    with press(simulator, tmp_path_factory.mktemp("pages"), provider=request.param) as made:
        yield made


def sign_up(trade: Press, driver: Any, email: str) -> None:
    driver.get(f"{trade.shop.url}/account")
    driver.find_element("name", "email").send_keys(email)
    driver.find_element("name", "password").send_keys(PASSWORD)
    driver.find_element("css selector", "button[value=up]").click()
    driver.find_element("id", "out")


CARDS = {
    "stripe": (("number", "4242424242424242"), ("expiry", "1230"), ("cvc", "123")),
    "square": (("number", "4111111111111111"), ("expiry", "1234"), ("cvv", "111"), ("postal", "94103")),
}
"""What is typed into a provider's fields."""


def pay(trade: Press, driver: Any) -> None:
    driver.switch_to.frame(driver.find_element("tag name", "iframe"))
    for name, text in CARDS[trade.provider]:
        driver.find_element("name", name).send_keys(text)
    driver.switch_to.default_content()
    driver.find_element("id", "pay").click()


def complaints(driver: Any) -> list[str]:
    return [line["message"] for line in driver.get_log("browser") if "favicon" not in line["message"]]


def fact(driver: Any, name: str) -> str:
    return str(driver.find_element("id", "subscription").get_attribute(f"data-{name}"))


def test_a_person_subscribes_changes_and_ends_it(trade: Press, driver: Any) -> None:
    sign_up(trade, driver, f"pat-{trade.provider}@example.com")
    complaints(driver)
    driver.find_element("link text", "Subscribe").click()
    driver.find_element("css selector", "#plans [name=basic], #plans a[href$=basic]").click()
    pay(trade, driver)
    trade.shop.until(lambda: "/return" in driver.current_url, "the browser is back at the shop")
    trade.shop.until(lambda: _again(driver) == "yes", "there is access")

    driver.find_element("css selector", "button[data-do=cancel]").click()
    driver.find_element("css selector", "button[data-do=resume]")
    assert "ends on" in driver.find_element("id", "subscription").text
    assert fact(driver, "access") == "yes"
    driver.find_element("css selector", "button[data-do=resume]").click()
    driver.find_element("css selector", "button[data-do=cancel]")
    assert complaints(driver) == []


def _again(driver: Any) -> str:
    driver.refresh()
    return fact(driver, "access")


def test_who_is_not_signed_in_is_asked_to(trade: Press, driver: Any) -> None:
    driver.delete_all_cookies()
    driver.get(f"{trade.shop.url}/subscribe")

    assert "Sign in" in driver.find_element("tag name", "main").text
