"""The script that a shop's page loads, in a browser: mount, confirm, decline, 3-D Secure; and the checkout page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from simulator.client import WorldClient
from tests.simulator import browser as browsers

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"no browser: {browsers.MISSING} missing")

PAGE = """<!doctype html><title>Shop</title><script src="{base}/v3/"></script>
<div id="element"></div><button id="pay">Pay</button><output id="out"></output>
<script>
  const out = document.getElementById("out");
  const tell = (what) => (out.textContent = JSON.stringify(what));
  const stripe = Stripe("{key}");
  const elements = stripe.elements({{ clientSecret: "{secret}" }});
  const element = elements.create("{kind}");
  element.on("ready", () => document.title = "ready");
  element.mount("#element");
  document.getElementById("pay").onclick = async () => {{
    const options = {options};
    const done = await stripe.confirmPayment({{ elements, ...options }});
    const {{ status }} = done.paymentIntent || {{}}, {{ message, code }} = done.error || {{}};
    tell({{ status, message, code }});
  }};
</script>"""

IF_REQUIRED = '{ redirect: "if_required" }'
WITH_RETURN = '{ confirmParams: { return_url: location.origin + "/thanks?order=7" } }'

GOOD, DECLINED, CHALLENGED = "4242424242424242", "4000000000009995", "4000002760003184"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as made:
        yield made


def wait(driver: Any, condition: Any) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - it may not be there

    return WebDriverWait(driver, 10, 0.05).until(condition)


def sdk(world: WorldClient) -> stripe.StripeClient:
    provider = world.provider()
    return stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url})


def intent(world: WorldClient) -> stripe.PaymentIntent:
    return sdk(world).v1.payment_intents.create({"amount": 1999, "currency": "eur"})


def page(world: WorldClient, made: stripe.PaymentIntent, options: str = IF_REQUIRED, kind: str = "payment") -> str:
    provider = world.provider()
    told = {"base": provider.base_url, "key": provider.test.publishable_key, "secret": made.client_secret}
    return PAGE.format(**told, options=options, kind=kind)


def type_card(driver: Any, number: str) -> None:
    wait(driver, lambda d: d.title == "ready")
    driver.switch_to.frame(driver.find_element("css selector", "#element iframe"))
    for name, text in (("number", number), ("expiry", "1234"), ("cvc", "123")):
        driver.find_element("name", name).send_keys(text)
    driver.switch_to.default_content()
    driver.find_element("id", "pay").click()


def told(driver: Any) -> str:
    return str(wait(driver, lambda d: d.find_element("id", "out").text))


def answer_the_issuer(driver: Any, button: str) -> None:
    frame = wait(driver, lambda d: d.find_elements("css selector", "[role=dialog] iframe"))[0]
    driver.switch_to.frame(frame)
    wait(driver, lambda d: d.find_elements("id", button))[0].click()
    driver.switch_to.default_content()


@pytest.mark.parametrize("kind", ["payment", "card"])
def test_a_card_is_paid_without_leaving_the_page(driver: Any, world: WorldClient, kind: str) -> None:
    made = intent(world)
    with browsers.shop(page(world, made, kind=kind)) as url:
        driver.get(url)
        type_card(driver, GOOD)

        assert '"status":"succeeded"' in told(driver)
    assert sdk(world).v1.payment_intents.retrieve(made.id).status == "succeeded"
    calls = world.calls(object=made.id)
    assert "publishable_key" in {call.by for call in calls}
    assert GOOD not in repr(calls)


def test_the_shops_page_never_holds_a_card_number(driver: Any, world: WorldClient) -> None:
    with browsers.shop(page(world, intent(world))) as url:
        driver.get(url)
        type_card(driver, GOOD)
        told(driver)

        assert GOOD not in driver.page_source
        assert driver.find_elements("css selector", "input") == []
        frame = driver.find_element("css selector", "#element iframe")
        assert frame.get_attribute("src").startswith(world.provider().base_url)
        assert frame.get_attribute("title")


def test_the_buyer_comes_back_to_the_return_url(driver: Any, world: WorldClient) -> None:
    made = intent(world)
    with browsers.shop(page(world, made, WITH_RETURN)) as url:
        driver.get(url)
        type_card(driver, GOOD)
        wait(driver, lambda d: "/thanks" in d.current_url)

        assert driver.current_url == (
            f"{url}/thanks?order=7&payment_intent={made.id}"
            f"&payment_intent_client_secret={made.client_secret}&redirect_status=succeeded"
        )


def test_a_decline_is_told_to_the_page_and_to_the_buyer(driver: Any, world: WorldClient) -> None:
    with browsers.shop(page(world, intent(world))) as url:
        driver.get(url)
        type_card(driver, DECLINED)

        assert "insufficient funds" in told(driver)
        driver.switch_to.frame(driver.find_element("css selector", "#element iframe"))
        assert "insufficient funds" in driver.find_element("css selector", "[role=alert]").text
        driver.switch_to.default_content()


def test_an_incomplete_card_is_told_before_any_call(driver: Any, world: WorldClient) -> None:
    made = intent(world)
    with browsers.shop(page(world, made)) as url:
        driver.get(url)
        type_card(driver, "4242")

        assert "incomplete_number" in told(driver)
    assert [call.operation for call in world.calls()] == ["payment_intents.create"]


@pytest.mark.parametrize(("button", "outcome"), [("complete", '"status":"succeeded"'), ("fail", "authenticat")])
def test_the_issuer_asks_and_the_buyer_answers(driver: Any, world: WorldClient, button: str, outcome: str) -> None:
    with browsers.shop(page(world, intent(world))) as url:
        driver.get(url)
        type_card(driver, CHALLENGED)
        answer_the_issuer(driver, button)

        assert outcome in told(driver)


SETUP = """<!doctype html><title>Shop</title><script src="{base}/v3/"></script>
<div id="element"></div><button id="pay">Save</button><output id="out"></output>
<script>
  const stripe = Stripe("{key}");
  const element = stripe.elements({{ clientSecret: "{secret}" }}).create("card");
  element.on("ready", () => document.title = "ready");
  element.mount("#element");
  document.getElementById("pay").onclick = async () => {{
    const done = await {call};
    const found = done.setupIntent || done.token || {{}}, {{ message, code }} = done.error || {{}};
    const shown = {{ status: found.status, id: found.id, message, code }};
    document.getElementById("out").textContent = JSON.stringify(shown);
  }};
</script>"""

CARD_SETUP = 'stripe.confirmCardSetup("{secret}", {{ payment_method: {{ card: element }} }})'


def setup_page(world: WorldClient, secret: str, call: str = CARD_SETUP) -> str:
    provider = world.provider()
    told_ = {"base": provider.base_url, "key": provider.test.publishable_key, "secret": secret}
    return SETUP.format(**told_, call=call.format(secret=secret))


@pytest.mark.parametrize(
    ("button", "outcome"), [("complete", '"status":"succeeded"'), ("fail", "setup_intent_authentication_failure")]
)
def test_a_card_is_kept_when_the_issuer_agrees(driver: Any, world: WorldClient, button: str, outcome: str) -> None:
    made = sdk(world).v1.setup_intents.create()
    with browsers.shop(setup_page(world, str(made.client_secret))) as url:
        driver.get(url)
        type_card(driver, CHALLENGED)
        answer_the_issuer(driver, button)

        assert outcome in told(driver)


def test_a_setup_leads_back_to_the_return_url(driver: Any, world: WorldClient) -> None:
    made = sdk(world).v1.setup_intents.create({"payment_method": "pm_card_visa"})
    back = 'confirmParams: {{ return_url: location.origin + "/back" }}'
    call = 'stripe.confirmSetup({{ clientSecret: "{secret}", ' + back + " }})"
    with browsers.shop(setup_page(world, str(made.client_secret), call)) as url:
        driver.get(url)
        wait(driver, lambda d: d.title == "ready")
        driver.find_element("id", "pay").click()
        wait(driver, lambda d: "/back" in d.current_url)

        assert driver.current_url == (
            f"{url}/back?setup_intent={made.id}&setup_intent_client_secret={made.client_secret}"
            "&redirect_status=succeeded"
        )


def test_a_page_makes_a_token_without_seeing_the_number(driver: Any, world: WorldClient) -> None:
    secret = str(sdk(world).v1.setup_intents.create().client_secret)
    with browsers.shop(setup_page(world, secret, "stripe.createToken(element)")) as url:
        driver.get(url)
        type_card(driver, GOOD)
        token = re.search("tok_[A-Za-z0-9]+", told(driver))

    assert token is not None
    made = sdk(world).v1.tokens.retrieve(token[0])
    assert made.card is not None
    assert made.card.last4 == "4242"


def test_a_person_pays_on_the_checkout_page(driver: Any, world: WorldClient) -> None:
    with browsers.shop("<!doctype html><title>Thanks</title>") as url:
        session = checkout(world, url)
        driver.get(session.url)
        assert "$19.99" in driver.page_source or "€19.99" in driver.page_source
        assert "simulator" in driver.page_source.lower()
        for name, text in (("email", "kim@example.org"), ("card", DECLINED), ("expiry", "1234"), ("cvc", "123")):
            driver.find_element("name", name).send_keys(text)
        driver.find_element("id", "pay").click()
        wait(driver, lambda d: "insufficient funds" in d.find_element("id", "error").text)
        for name, text in (("card", CHALLENGED), ("cvc", "123")):
            driver.find_element("name", name).send_keys(text)
        driver.find_element("id", "pay").click()
        wait(driver, lambda d: d.find_elements("id", "complete"))[0].click()
        wait(driver, lambda d: d.title == "Thanks")

        assert driver.current_url == f"{url}/thanks?session={session.id}"
    assert sdk(world).v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_person_types_a_promotion_code_on_the_checkout_page(driver: Any, world: WorldClient) -> None:
    v1 = sdk(world).v1
    coupon = v1.coupons.create({"percent_off": 50})
    code = v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"})
    with browsers.shop("<!doctype html><title>Thanks</title>") as url:
        session = checkout(world, url, allow_promotion_codes=True)
        driver.get(session.url)
        driver.find_element("id", "promotion_code").send_keys("spring")
        driver.find_element("id", "apply").click()
        wait(driver, lambda d: d.find_elements("id", "discount"))
        assert driver.find_element("id", "pay").text == "Pay €9.99"
        for name, text in (("email", "kim@example.org"), ("card", GOOD), ("expiry", "1234"), ("cvc", "123")):
            driver.find_element("name", name).send_keys(text)
        driver.find_element("id", "pay").click()
        wait(driver, lambda d: d.title == "Thanks")

    paid = v1.checkout.sessions.retrieve(session.id)
    assert (paid.payment_status, paid.amount_total) == ("paid", 999)
    assert v1.promotion_codes.retrieve(code.id).times_redeemed == 1


def checkout(world: WorldClient, url: str, **more: Any) -> Any:
    price = {"currency": "eur", "unit_amount": 1999, "product_data": {"name": "Tea"}}
    fields = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": url + "/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": f"{url}/cart",
        **more,
    }
    return sdk(world).v1.checkout.sessions.create(fields)  # type: ignore[arg-type]
