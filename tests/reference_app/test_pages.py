"""A person buys: in a real browser, under the shop's own content security policy, with the simulator's fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator import browser as browsers

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"not here: {browsers.MISSING}. Install it to run these")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as running:
        running.implicitly_wait(10)
        yield running


def check_out(trade, driver: Any, flow: str) -> None:
    driver.get(f"{trade.shop.url}/")
    driver.find_element("name", "email").send_keys("ada@example.com")
    driver.find_element("css selector", f"input[value={flow}]").click()
    driver.find_element("css selector", "#checkout button").click()


def pay_with(driver: Any, number: str) -> None:
    driver.switch_to.frame(driver.find_element("tag name", "iframe"))
    for name, text in (("number", number), ("expiry", "1230"), ("cvc", "123")):
        driver.find_element("name", name).clear()
        driver.find_element("name", name).send_keys(text)
    driver.switch_to.default_content()
    driver.find_element("id", "pay").click()


def complaints(driver: Any) -> list[str]:
    """What the browser blocked or could not run; a missing icon is neither."""
    return [line["message"] for line in driver.get_log("browser") if "favicon" not in line["message"]]


def arrived(trade, driver: Any) -> str:
    trade.shop.until(lambda: "/return?" in driver.current_url, "the browser is back at the shop")
    return str(driver.find_element("css selector", "[data-status]").get_attribute("data-status"))


def test_a_person_pays_on_the_shops_page(trade, driver: Any) -> None:
    check_out(trade, driver, "elements")
    pay_with(driver, "4242424242424242")

    assert arrived(trade, driver) == "paid"
    assert complaints(driver) == []


def test_a_person_is_told_that_the_card_was_declined_and_can_use_another(trade, driver: Any) -> None:
    check_out(trade, driver, "elements")
    pay_with(driver, "4000000000000002")
    trade.shop.until(lambda: "declined" in driver.find_element("id", "message").text, "the decline is told")
    pay_with(driver, "4242424242424242")

    assert arrived(trade, driver) == "paid"


def test_a_person_signs_up_buys_and_finds_the_order(trade, driver: Any) -> None:
    """The sign-up, the checkout and the sign-out name our own origin, or the shop would refuse them."""
    complaints(driver)  # those of earlier pages are read, and gone
    driver.get(f"{trade.shop.url}/account")
    driver.find_element("name", "email").send_keys("pat@example.com")
    driver.find_element("name", "password").send_keys("correct horse battery")
    driver.find_element("css selector", "button[value=up]").click()
    driver.find_element("id", "out")
    check_out(trade, driver, "elements")
    pay_with(driver, "4242424242424242")
    assert arrived(trade, driver) == "paid"

    driver.get(f"{trade.shop.url}/account")
    listed = driver.find_element("tag name", "ul").text
    driver.find_element("id", "out").click()
    driver.find_element("css selector", "button[value=in]")

    assert "1 × tea, 19.99 EUR, paid" in listed
    assert complaints(driver) == []


def test_a_person_is_sent_to_the_providers_page(trade, driver: Any) -> None:
    check_out(trade, driver, "hosted")

    trade.shop.until(lambda: driver.current_url.startswith(trade.shop.env["STRIPE_API_BASE"]), "the provider's page")
    assert "19.99" in driver.find_element("tag name", "body").text
