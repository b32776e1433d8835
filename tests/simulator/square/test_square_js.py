"""The script that a shop's page loads, in a browser: fields in a frame, nonces, challenges; and what it asks for."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from simulator.client import WorldClient
from tests.simulator import browser as browsers

PAGE = """<!doctype html><title>Shop</title><script src="{base}/v1/square.js"></script>
<div id="card"></div><button id="pay">Pay</button><output id="out"></output>
<script>
  const out = document.getElementById("out");
  (async () => {{
    const payments = window.Square.payments("{application}", "{location}");
    const card = await payments.card();
    await card.attach("#card");
    document.title = "ready";
    document.getElementById("pay").onclick = async () => {{
      const details = {{ amount: "9.00", currencyCode: "USD", intent: "CHARGE", billingContact: {{}} }};
      const found = await card.tokenize({details});
      out.textContent = JSON.stringify(found);
    }};
  }})();
</script>"""

GOOD, DECLINED, CHALLENGED = "4111111111111111", "4000000000000002", "4310000000201019"

in_a_browser = pytest.mark.skipif(bool(browsers.MISSING), reason=f"no browser: {browsers.MISSING} missing")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as made:
        yield made


def wait(driver: Any, condition: Any) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - it may not be there

    return WebDriverWait(driver, 10, 0.05).until(condition)


def page(world: WorldClient, details: str = "details") -> str:
    view = world.provider("square")
    told = view.test.credentials
    return PAGE.format(
        base=view.base_url, application=told["application_id"], location=told["location_id"], details=details
    )


def type_card(driver: Any, number: str, expiry: str = "1234", cvv: str = "111", postal: str = "94103") -> None:
    wait(driver, lambda d: d.title == "ready")
    driver.switch_to.frame(driver.find_element("css selector", "#card iframe"))
    for name, text in (("number", number), ("expiry", expiry), ("cvv", cvv), ("postal", postal)):
        driver.find_element("name", name).send_keys(text)
    driver.switch_to.default_content()
    driver.find_element("id", "pay").click()


def told(driver: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(wait(driver, lambda d: d.find_element("id", "out").text))
    return found


def pay(world: WorldClient, source: str) -> Any:
    view = world.provider("square")
    return httpx.post(
        f"{view.base_url}/v2/payments",
        headers={"Authorization": f"Bearer {view.test.secret_key}"},
        json={"idempotency_key": source[-40:], "source_id": source, "amount_money": {"amount": 900, "currency": "USD"}},
        trust_env=False,
    ).json()


@in_a_browser
def test_a_card_becomes_a_nonce_that_pays_once(driver: Any, world: WorldClient) -> None:
    with browsers.shop(page(world)) as url:
        driver.get(url)
        type_card(driver, GOOD)
        result = told(driver)
    assert result["status"] == "OK"
    assert result["token"].startswith("cnon:CBASE")
    assert result["details"]["card"] == {
        "brand": "VISA",
        "cardType": "CREDIT",
        "prepaidType": "NOT_PREPAID",
        "expMonth": 12,
        "expYear": 2034,
        "last4": "1111",
    }
    paid = pay(world, result["token"])["payment"]
    assert (paid["status"], paid["card_details"]["card"]["last_4"]) == ("COMPLETED", "1111")
    assert GOOD not in json.dumps(paid)


@in_a_browser
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"number": DECLINED}, "GENERIC_DECLINE"),
        ({"number": GOOD, "cvv": "911"}, "CVV_FAILURE"),
        ({"number": GOOD, "postal": "99999"}, "ADDRESS_VERIFICATION_FAILURE"),
        ({"number": GOOD, "expiry": "0140"}, "INVALID_EXPIRATION"),
        ({"number": CHALLENGED}, "CARD_DECLINED_VERIFICATION_REQUIRED"),
    ],
)
def test_what_is_typed_decides_what_becomes_of_the_payment(
    driver: Any, world: WorldClient, typed: dict[str, str], code: str
) -> None:
    with browsers.shop(page(world, "null")) as url:
        driver.get(url)
        type_card(driver, **typed)
        assert pay(world, told(driver)["token"])["errors"][0]["code"] == code


@in_a_browser
@pytest.mark.parametrize(("code", "status"), [("123456", "OK"), ("000000", "Cancel")])
def test_a_bank_asks_the_buyer(driver: Any, world: WorldClient, code: str, status: str) -> None:
    with browsers.shop(page(world)) as url:
        driver.get(url)
        type_card(driver, CHALLENGED)
        driver.switch_to.frame(driver.find_element("css selector", "#card iframe"))
        wait(driver, lambda d: d.find_element("id", "code").is_displayed())
        driver.find_element("id", "code").send_keys(code)
        driver.find_element("id", "verify").click()
        driver.switch_to.default_content()
        result = told(driver)
    assert result["status"] == status
    if status == "OK":
        assert pay(world, result["token"])["payment"]["status"] == "COMPLETED"


@in_a_browser
def test_what_is_incomplete_is_told_by_field(driver: Any, world: WorldClient) -> None:
    with browsers.shop(page(world)) as url:
        driver.get(url)
        type_card(driver, "4111", cvv="1", postal="")
        result = told(driver)
    assert result["status"] == "Invalid"
    assert [one["field"] for one in result["errors"]] == ["cardNumber", "cvv", "postalCode"]


def typed(world: WorldClient, **changed: Any) -> dict[str, Any]:
    application = world.provider("square").test.credentials["application_id"]
    return {"application": application, "number": GOOD, "month": 12, "year": 2034, "cvv": "111", **changed}


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"application": "sandbox-sq0idb-nobody"}, 401, "UNAUTHORIZED"),
        ({"number": "4111111111111112"}, 400, "INVALID_CARD_DATA"),
        ({"number": "x"}, 400, "INVALID_CARD_DATA"),
        ({"month": "12"}, 400, "BAD_REQUEST"),
    ],
)
def test_what_is_no_card_becomes_no_nonce(changed: dict[str, Any], status: int, code: str, world: WorldClient) -> None:
    url = world.provider("square").base_url + "/web-payments/tokens"
    answer = httpx.post(url, json=typed(world, **changed), trust_env=False)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)


def test_a_buyer_is_verified_the_older_way(world: WorldClient) -> None:
    base = world.provider("square").base_url
    asked = {"application": typed(world)["application"], "source": "cnon:card-nonce-requires-verification"}
    verified = httpx.post(f"{base}/web-payments/verifications", json=asked, trust_env=False)

    assert verified.json()["token"].startswith("verf:")
    assert verified.headers["access-control-allow-origin"] == "*"


def test_the_script_may_be_loaded_by_any_page(world: WorldClient) -> None:
    base = world.provider("square").base_url
    script = httpx.get(f"{base}/v1/square.js", trust_env=False)

    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["access-control-allow-origin"] == "*"
    assert httpx.get(f"{base}/web-payments/nothing", trust_env=False).status_code == 401
