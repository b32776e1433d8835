"""A person buys with PayPal or Square, in a real browser: their frames and windows under the shop's own policy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.client import SimulatorProcess
from tests.reference_app.conftest import RunningShop, configure, open_up
from tests.simulator import browser as browsers

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"not here: {browsers.MISSING}. Install it to run these")

SCRIPTS = {"stripe": "/endive/stripe.js", "paypal": "/sdk/js", "square": "/v1/square.js"}
GOOD = "4012888888881881"
CHALLENGED, UNCONVINCING = "4868719196829038", "4868719158130060"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as running:
        running.implicitly_wait(10)
        yield running


@pytest.fixture(scope="module")
def shop(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    world = simulator.control.new_world()
    made = RunningShop(tmp_path_factory.mktemp("three"))
    for name, path in SCRIPTS.items():
        configure(made, world, name)
        made.env[f"{name.upper()}_JS_URL"] = world.provider(name).base_url + path
    open_up(made)
    yield made
    made.stop()


def check_out(shop: RunningShop, driver: Any, provider: str, flow: str = "elements") -> None:
    complaints(driver)  # those of earlier pages are read, and gone
    driver.get(f"{shop.url}/")
    driver.find_element("css selector", "input[value=mug]").click()
    driver.find_element("name", "email").send_keys("ada@example.com")
    driver.find_element("css selector", f"input[value={provider}]").click()
    driver.find_element("css selector", f"input[value={flow}]").click()
    driver.find_element("css selector", "#checkout button").click()
    shop.until(lambda: driver.current_url != f"{shop.url}/", "the checkout is left")


def complaints(driver: Any) -> list[str]:
    """What the browser blocked or could not run; neither a missing icon nor an answer that is told to the buyer."""
    told = [line["message"] for line in driver.get_log("browser")]
    return [line for line in told if "favicon" not in line and "402 (Payment Required)" not in line]


def press_the_button(driver: Any, then: str) -> None:
    """Press PayPal's button, and one in the window that it opens."""
    driver.switch_to.frame(driver.find_element("css selector", "#fields iframe"))
    button = driver.find_element("id", "paypal")
    RunningShop.until(button.is_enabled, "PayPal's button can be pressed")
    button.click()
    driver.switch_to.default_content()
    shop = driver.current_window_handle
    RunningShop.until(lambda: len(driver.window_handles) == 2, "PayPal's window opens")
    driver.switch_to.window(next(one for one in driver.window_handles if one != shop))
    driver.find_element("css selector", f"button[value={then}]").click()
    driver.switch_to.window(shop)


def type_into_paypals(driver: Any, number: str, name: str = "Ada Buyer") -> None:
    for field, text in (("name", name), ("number", number), ("expiry", "1230"), ("cvv", "123")):
        driver.switch_to.frame(driver.find_element("css selector", f"#card-{field} iframe"))
        driver.find_element("name", field).clear()
        driver.find_element("name", field).send_keys(text)
        driver.switch_to.default_content()
    press_pay(driver)


def type_into_squares(driver: Any, number: str) -> None:
    driver.switch_to.frame(driver.find_element("css selector", "#fields iframe"))
    for name, text in (("number", number), ("expiry", "1234"), ("cvv", "111"), ("postal", "94103")):
        driver.find_element("name", name).clear()
        driver.find_element("name", name).send_keys(text)
    driver.switch_to.default_content()
    press_pay(driver)


def press_pay(driver: Any) -> None:
    button = driver.find_element("id", "pay")
    RunningShop.until(button.is_enabled, "the button can be pressed")
    button.click()


def says(driver: Any, what: str) -> None:
    RunningShop.until(lambda: what in driver.find_element("id", "message").text, f"the page says {what!r}")


def arrived(driver: Any) -> str:
    RunningShop.until(lambda: "/return?" in driver.current_url, "the browser is back at the shop")
    return str(driver.find_element("css selector", "[data-status]").get_attribute("data-status"))


def test_a_person_pays_by_paypals_button(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "paypal")
    press_the_button(driver, "approve")

    assert arrived(driver) == "paid"
    assert complaints(driver) == []


def test_a_person_thinks_again_and_pays_all_the_same(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "paypal")
    press_the_button(driver, "cancel")
    says(driver, "nothing was charged")
    press_the_button(driver, "approve")

    assert arrived(driver) == "paid"
    assert complaints(driver) == []


def test_a_persons_bank_declines_and_another_way_is_open(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "paypal")
    press_the_button(driver, "decline")
    says(driver, "declined")
    type_into_paypals(driver, GOOD)

    assert arrived(driver) == "paid"
    assert complaints(driver) == []


def test_a_person_pays_by_paypals_card_fields(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "paypal")
    type_into_paypals(driver, "4012888888881882")
    says(driver, "check your card")
    type_into_paypals(driver, GOOD, name="CCREJECT-IF")
    says(driver, "declined")
    type_into_paypals(driver, GOOD)

    assert arrived(driver) == "paid"
    assert complaints(driver) == []
    with sqlite3.connect(shop.home / "shop.db") as books:
        assert GOOD not in "\n".join(books.iterdump())
    assert GOOD not in shop.log("web").read_text()


def test_a_persons_bank_is_not_convinced_and_then_it_is(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "paypal")
    for number in (UNCONVINCING, CHALLENGED):
        type_into_paypals(driver, number)
        driver.switch_to.frame(driver.find_element("css selector", "iframe[title='Your bank']"))
        driver.find_element("css selector", "button[value=approve]").click()
        driver.switch_to.default_content()
        if number == UNCONVINCING:
            says(driver, "Your bank did not confirm")

    assert arrived(driver) == "paid"
    assert complaints(driver) == []


def test_a_person_pays_by_squares_fields(shop: RunningShop, driver: Any) -> None:
    check_out(shop, driver, "square")
    type_into_squares(driver, "4000000000000002")
    says(driver, "declined")
    type_into_squares(driver, "4111111111111111")

    assert arrived(driver) == "paid"
    assert complaints(driver) == []


@pytest.mark.parametrize(("provider", "button"), [("paypal", "button[value=approve]"), ("square", "#pay")])
def test_a_person_pays_on_the_providers_own_page(shop: RunningShop, driver: Any, provider: str, button: str) -> None:
    check_out(shop, driver, provider, "hosted")
    driver.find_element("css selector", button).click()

    assert arrived(driver) == "paid"


def test_the_policy_lets_in_the_three_and_nobody_else(shop: RunningShop) -> None:
    sent = shop.http.get("/").headers["content-security-policy"]
    rules = {rule: set(sources) for rule, *sources in (part.split() for part in sent.split("; "))}
    world = {shop.env[name].rsplit("/", 2)[0] for name in ("STRIPE_JS_URL", "PAYPAL_JS_URL", "SQUARE_JS_URL")}

    assert rules["script-src"] == {"'self'"} | world
    assert rules["frame-src"] == world
