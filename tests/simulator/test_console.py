"""The sandbox's page in a browser: it follows what happens, finds it, and does what is asked for."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe

from simulator.client import EventView, SimulatorProcess, WorldClient
from tests.simulator import browser as browsers
from tests.simulator.receiver import Receiver

pytestmark = pytest.mark.skipif(bool(browsers.MISSING), reason=f"no browser: {browsers.MISSING} missing")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browsers.browser() as made:
        made.set_window_size(1400, 900)
        made.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        yield made


class Page:
    """The console in the browser, showing one world."""

    def __init__(self, driver: Any, world: WorldClient) -> None:
        self.driver = driver
        self.world = world

    def wait(self, condition: Callable[[], Any]) -> Any:
        from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - it may not be there

        return WebDriverWait(self.driver, 10, 0.05).until(lambda _: condition())

    def rows(self) -> list[str]:
        return list(self.driver.execute_script("return [...document.querySelectorAll('.row')].map((r) => r.innerText)"))

    def row(self, *words: str) -> Any:
        """Wait for a row that says these words, choose it and return it."""

        def found() -> Any:
            rows = self.driver.find_elements("css selector", ".row")
            return next((row for row in rows if all(word in row.text for word in words)), None)

        row = self.wait(found)
        row.click()
        return row

    def keys(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)

    def dialog(self) -> Any:
        """Wait for the dialog and return it."""
        return self.wait(lambda: next(iter(self.driver.find_elements("css selector", "dialog[open] form")), None))

    def send(self) -> None:
        """Press the dialog's button and wait until it has closed."""
        self.dialog().find_element("css selector", "button.main").click()
        self.wait(lambda: not self.driver.find_elements("css selector", "dialog[open]"))

    def set(self, name: str, value: str) -> None:
        field = self.dialog().find_element("name", name)
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', {bubbles: true}))"
        self.driver.execute_script(script, field, value)

    def option(self, value: str) -> None:
        self.dialog().find_element("css selector", f"input[value='{value}']").click()

    def detail(self) -> str:
        return str(self.driver.find_element("id", "detail").text)


@pytest.fixture
def page(driver: Any, simulator: SimulatorProcess, world: WorldClient) -> Iterator[Page]:
    """The page, on a world of its own. Whatever was done there, it asked nobody else and kept to its policy."""
    driver.get(f"{simulator.control.page()}&world={world.id}")
    made = Page(driver, world)
    made.wait(lambda: driver.find_element("id", "live").text == "Live")
    yield made
    asked = driver.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert {url.startswith(f"{simulator.control.base_url}/console/") for url in asked} == {True}
    assert driver.execute_script("return window.violations") == []
    # A call that is cut off on purpose, to ask anew, and a refused one, are told by the browser too.
    told = [entry["message"] for entry in driver.get_log("browser") if entry["source"] != "network"]
    assert told == []


def sdk(world: WorldClient) -> stripe.StripeClient:
    provider = world.provider()
    return stripe.StripeClient(
        provider.test.secret_key, base_addresses={"api": provider.base_url}, max_network_retries=0
    )


def ordered(world: WorldClient, order: str) -> stripe.PaymentIntent:
    """Create an intent that names an order, and pay it by a call that does not."""
    methods = {"enabled": True, "allow_redirects": "never"}
    fields = {"amount": 1999, "currency": "eur", "metadata": {"order_id": order}, "automatic_payment_methods": methods}
    made = sdk(world).v1.payment_intents.create(fields)  # type: ignore[arg-type]
    return sdk(world).v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})


def succeeded(world: WorldClient, intent: stripe.PaymentIntent) -> EventView:
    (event,) = [one for one in world.events(object=intent.id, type="payment_intent.succeeded") if not one.invented]
    return event


def test_calls_and_deliveries_appear_by_themselves_in_full(page: Page, receiver: Receiver) -> None:
    endpoint = page.world.endpoint(receiver.url)
    intent = ordered(page.world, "order-17")
    page.row("payment_intent.succeeded")
    digest = next(
        one for one in receiver.wait_for(3) if one.verified(endpoint.secret).type == "payment_intent.succeeded"
    )
    shown = page.detail()
    titles = [row.split("\n")[3] for row in page.rows()]

    assert titles[0] == "POST /v1/payment_intents"
    assert {"payment_intent.created", f"POST /v1/payment_intents/{intent.id}/confirm"} <= set(titles)
    assert intent.id in shown
    assert "First byte of the reply" in shown
    assert '"order_id": "order-17"' in shown
    assert digest.headers["stripe-signature"].split("v1=")[1][:6] + "…" in shown
    assert digest.headers["stripe-signature"] not in page.driver.page_source
    page.row("POST", "confirm")
    assert "payment_intents.confirm" in page.detail()
    page.wait(lambda: '"status": "succeeded"' in page.detail())
    assert str(intent.client_secret) not in page.driver.page_source
    assert page.world.provider().test.secret_key not in page.driver.page_source


def test_an_order_is_found_with_all_that_happened_to_it(page: Page) -> None:
    """The confirming call does not name the order: it comes along by its object."""
    mine, other = ordered(page.world, "order-18"), ordered(page.world, "order-19")
    page.wait(lambda: len(page.rows()) == 4)
    page.keys("/", "order-18")
    page.wait(lambda: len(page.rows()) == 2)

    assert mine.id in page.rows()[1]
    assert "confirm" in page.rows()[1]
    assert "2 of 4, 1 related" in page.driver.find_element("id", "count").text
    page.keys(*"\b" * 8, other.id)
    page.wait(lambda: other.id in page.rows()[0])
    assert len(page.rows()) == 2
    page.keys("0")
    nothing = page.driver.find_element("id", "unmatched")
    page.wait(nothing.is_displayed)
    nothing.find_element("css selector", "button").click()
    page.wait(lambda: len(page.rows()) == 4)
    assert not nothing.is_displayed()


def test_a_dialog_that_is_opened_at_once_after_another_stays_filled(page: Page) -> None:
    """The browser tells the end of the first one when the second is open already."""
    page.keys("?")
    page.dialog()
    script = """const [done] = arguments;
    const dialog = document.getElementById("dialog");
    dialog.addEventListener("close", () => setTimeout(() => done(dialog.open && dialog.innerText)), { once: true });
    dialog.close();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "c", bubbles: true }));
    """
    assert "clock" in page.driver.execute_async_script(script)


def test_the_keyboard_is_enough(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys  # noqa: PLC0415 - it may not be there

    ordered(page.world, "order-1")
    page.wait(lambda: len(page.rows()) == 2)
    chosen = "return document.querySelector('[aria-selected=true] .title').textContent"
    active = "return document.activeElement.id"
    page.keys("g")
    assert page.driver.execute_script(chosen) == "POST /v1/payment_intents"
    page.keys("j")
    assert page.driver.execute_script(chosen).endswith("/confirm")
    page.keys(Keys.ARROW_UP)
    assert page.driver.execute_script(chosen) == "POST /v1/payment_intents"
    assert page.driver.execute_script("return document.getElementById('rows').getAttribute('aria-activedescendant')")
    page.keys(Keys.ENTER)
    assert page.driver.execute_script(active) == "detail"
    page.keys(Keys.ESCAPE)
    assert page.driver.execute_script(active) == "rows"
    page.keys("1")
    page.wait(lambda: page.rows() == [])
    page.keys("1", "?")
    assert "next row" in page.dialog().text
    page.keys(Keys.ESCAPE)
    page.wait(lambda: page.driver.execute_script(active) == "rows")
    page.keys("/")
    assert page.driver.execute_script(active) == "find"
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert page.driver.execute_script(outline) == "solid"


def test_a_delivery_is_sent_again_changed_and_forged(page: Page, receiver: Receiver) -> None:
    """Signed again over a changed body the SDK accepts it; with the old signature, or a forged one, it does not."""
    endpoint = page.world.endpoint(receiver.url, enabled_events=["payment_intent.succeeded"])
    event = succeeded(page.world, ordered(page.world, "order-2"))
    page.row("payment_intent.succeeded")
    page.keys("r")
    assert receiver.wait_for(2)[1].verified(endpoint.secret).id == event.id

    for sign, count in (("set", 3), ("alter", 4)):
        page.row("payment_intent.succeeded")
        page.keys("e")
        body = page.dialog().find_element("name", "body").get_attribute("value")
        page.set("body", body.replace('"amount": 1999', '"amount": 1'))
        page.option(sign)
        page.send()
        receiver.wait_for(count)
    resigned, kept = receiver.got[2:]
    assert resigned.verified(endpoint.secret).data.object.amount == 1
    assert "…" not in resigned.body.decode(), "what is shortened on the screen is sent whole"
    assert json.loads(kept.body)["data"]["object"]["amount"] == 1
    with pytest.raises(stripe.SignatureVerificationError):
        kept.verified(endpoint.secret)
    page.row("changed after signing", "200 accepted")

    page.row("payment_intent.succeeded")
    page.keys("f")
    page.option("other-endpoint-secret")
    page.send()
    forged = receiver.wait_for(5)[4]
    assert forged.body == receiver.got[1].body
    with pytest.raises(stripe.SignatureVerificationError):
        forged.verified(endpoint.secret)
    page.row("forged: other-endpoint-secret")


def test_an_event_that_did_not_happen_is_sent_for_an_object(page: Page, receiver: Receiver) -> None:
    endpoint = page.world.endpoint(receiver.url, enabled_events=["payment_intent.succeeded"])
    intent = ordered(page.world, "order-3")
    page.row("payment_intent.succeeded")
    page.keys("s")
    page.wait(lambda: "payment_intent.succeeded" in page.dialog().text)
    page.set("event", "")
    page.set("type", "payment_intent.canceled")
    page.send()
    told = receiver.wait_for(2)[1].verified(endpoint.secret)

    assert (told.type, told.data.object.id) == ("payment_intent.canceled", intent.id)
    page.row("payment_intent.canceled", "made up")


def test_a_behaviour_is_shown_before_it_is_applied(page: Page, receiver: Receiver) -> None:
    types = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    endpoint = page.world.endpoint(receiver.url, enabled_events=types)
    ordered(page.world, "order-4")
    receiver.wait_for(3)
    page.row("payment_intent.succeeded")
    page.keys("b")
    page.set("behaviour", "parallel_duplicate")
    page.set("option-copies", "2")
    page.set("apart", "1")
    page.wait(lambda: len(page.dialog().find_elements("css selector", ".preview li")) == 9)
    page.send()
    told = [webhook.verified(endpoint.secret).type for webhook in receiver.wait_for(12)[3:]]

    assert sorted(told) == sorted(types * 3)


def test_a_behaviour_keeps_to_the_endpoint_of_the_chosen_delivery(page: Page, receiver: Receiver) -> None:
    types = ["charge.succeeded", "payment_intent.succeeded"]
    page.world.endpoint(f"{receiver.url}/first", enabled_events=types)
    page.world.endpoint(f"{receiver.url}/second", enabled_events=types)
    ordered(page.world, "order-7")
    page.wait(lambda: len(page.rows()) == 6)
    page.row("payment_intent.succeeded", "/first")
    page.keys("b")
    page.set("behaviour", "duplicate")
    page.set("option-within", "1")
    page.set("apart", "1")
    page.wait(lambda: len(page.dialog().find_elements("css selector", ".preview li")) == 4)
    page.send()

    assert {webhook.path for webhook in receiver.wait_for(8)[4:]} == {"/webhooks/stripe/first"}


def test_the_clock_is_advanced_and_what_is_due_happens(page: Page, receiver: Receiver) -> None:
    page.world.endpoint(receiver.url)
    receiver.status = 500
    sdk(page.world).v1.customers.create({"email": "kim@example.org"})
    page.row("customer.created", "✗ 500")
    receiver.status = 200
    before = page.world.feed().now
    page.keys("c")
    page.set("many", "2")
    page.send()

    page.row("customer.created", "attempt 2", "✓ 200")
    assert 7200 <= page.world.feed().now - before < 7300


def test_a_fault_is_switched_on_and_off(page: Page) -> None:
    ordered(page.world, "order-5")
    page.row("POST /v1/payment_intents")
    page.keys("x")
    page.set("status", "503")
    page.send()
    with pytest.raises(stripe.APIError):
        ordered(page.world, "order-6")
    page.row("POST /v1/payment_intents", "✗ 503", "fault")
    page.wait(lambda: page.driver.find_element("id", "faults").text == "")
    (struck,) = page.world.faults()
    assert (struck.fault.operation, struck.fault.status, struck.hits) == ("payment_intents.create", 503, 1)

    page.keys("x")
    page.wait(lambda: "Error 503 · payment_intents.create · struck 1 of 1, used up" in page.dialog().text)
    page.dialog().find_element("css selector", ".fault button").click()
    page.wait(lambda: "No fault is set" in page.dialog().text)
    assert page.world.faults() == []
    page.driver.switch_to.active_element.send_keys("\ue00c")


def test_events_are_held_and_released(page: Page, receiver: Receiver) -> None:
    page.world.endpoint(receiver.url)
    page.keys("h")
    page.wait(lambda: page.world.feed().news == "hold")
    sdk(page.world).v1.customers.create({"email": "kim@example.org"})
    button = page.wait(lambda: next(iter(page.driver.find_elements("css selector", "#held button")), None))
    assert receiver.got == []
    button.click()

    page.row("customer.created")
    assert len(receiver.wait_for(1)) == 1


def test_only_what_was_changed_is_sent(page: Page) -> None:
    """What is shortened on the screen must never take the place of what it stands for."""
    before = {"a": {"b": [1, 2], "s": "pi_secret_…abcd"}, "c/d": 1}

    def difference(after: Any) -> Any:
        script = """const [before, after, done] = arguments;
        import("/console/difference.js").then((module) => {
          try { done(module.difference(before, after)); } catch (no) { done(no.message); }
        });"""
        return page.driver.execute_async_script(script, before, after)

    assert difference(before) == {}
    assert difference({"a": {"b": [1, 3], "s": "pi_secret_…abcd"}, "c/d": 2}) == {"/a/b/1": 3, "/c~1d": 2}
    assert difference({**before, "new": None}) == {"/new": None}
    assert difference({"a": {"b": [1], "s": "pi_secret_…abcd"}, "c/d": 1}) == {"/a/b": [1]}
    assert "shortened secret" in difference({"a": {"s": "pi_secret_…abcd"}, "c/d": 1})


def test_an_answer_that_is_cut_off_is_no_answer(page: Page) -> None:
    """A question is cut off, to ask anew, at any moment: also while its answer arrives."""
    script = """const done = arguments[0], real = window.fetch;
    const cut = () => Promise.reject(new DOMException("cut off", "AbortError"));
    window.fetch = async () => ({ ok: true, status: 200, text: cut, json: cut });
    import("/console/api.js")
      .then((module) => module.ask("GET", "/worlds"))
      .then((told) => told, (no) => no.name)
      .then((told) => { window.fetch = real; done(told); });"""

    assert page.driver.execute_async_script(script) == "AbortError"


def test_without_the_cookie_there_is_nothing_to_see(page: Page, simulator: SimulatorProcess) -> None:
    """The token never reaches the browser; what lets it in is a cookie that no script can read."""
    assert page.driver.execute_script("return document.cookie") == ""
    assert "code=" not in page.driver.current_url
    assert simulator.ready["control"]["token"] not in page.driver.page_source
    (cookie,) = page.driver.get_cookies()
    assert cookie["httpOnly"] is True
    page.driver.refresh()
    page.wait(lambda: page.driver.find_element("id", "live").text == "Live")
    page.driver.delete_all_cookies()
    page.driver.get(f"{simulator.control.base_url}/console/")

    assert page.driver.find_elements("id", "rows") == []
    page.driver.find_element("id", "token").send_keys(simulator.ready["control"]["token"], "\n")
    page.wait(lambda: page.driver.find_elements("id", "rows"))
