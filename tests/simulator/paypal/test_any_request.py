"""Whatever is sent, PayPal answers in its own manner: the simulator never fails where the real one would refuse."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.paypal import fitting, wire
from simulator.paypal.routes import ROUTES
from tests.simulator.paypal.inprocess import Merchant

WORDS = st.sampled_from([
    "", "0", "1", "-1", "10.00", "1e9", "999999999999", "true", "USD", "JPY", "XXX", "CAPTURE", "PayPal",
    "https://x.co/a",
    "\x00", "ü☕", "2031-01", "4012888888881881", "a@b.co", "CCREJECT-IF",
    "/purchase_units/@reference_id=='default'",
    "/purchase_units/@reference_id=='default'/amount", "replace", "remove", "*", "SETUP_TOKEN",
    "PAYMENT.CAPTURE.COMPLETED", "/custom_id", "/plan/taxes/percentage", "/start_time", "2031-01-31T00:00:00Z",
    "/plan/billing_cycles/@sequence==1/pricing_scheme/fixed_price", "/billing_info/outstanding_balance",
])  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@cache
def tables() -> tuple[dict[str, Any], dict[str, Any]]:
    told = json.loads(files("simulator.paypal").joinpath("parameters.json").read_bytes())
    return told["operations"], told["objects"]


def values(node: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw what fits the table, and now and then what does not."""
    return st.one_of(drawn(node, depth), drawn(node, depth), drawn(node, depth), ANYTHING)


def drawn(node: Any, depth: int) -> st.SearchStrategy[Any]:
    if isinstance(node, dict) and "ref" in node:
        return st.deferred(lambda: drawn(tables()[1][node["ref"]], depth))
    if isinstance(node, dict) and "fields" in node:
        required = {name: values(node["fields"][name], depth + 1) for name in node["required"]}
        rest = {name: values(inner, depth + 1) for name, inner in node["fields"].items() if name not in required}
        return st.fixed_dictionaries(required, optional={} if depth > 3 else rest)
    if isinstance(node, dict) and "list" in node:
        return st.lists(values(node["list"], depth + 1), min_size=min(node.get("min", 0), 1), max_size=2)
    if isinstance(node, dict) and "any" in node:
        return st.one_of(*(drawn(one, depth + 1) for one in node["any"]))
    if isinstance(node, dict):
        enum = node["text"].get("enum")
        return st.sampled_from(enum) if enum else WORDS
    return {"b": st.booleans(), "i": st.integers(-1, 10)}.get(node, WORDS)


MERCHANT = Merchant()


@cache
def known() -> list[str]:
    """Ids of objects that there are, of every kind."""
    MERCHANT.captured("20.00")
    MERCHANT.authorized("20.00")
    order, _ = MERCHANT.captured("20.00")
    MERCHANT.act("dispute", object=order)
    MERCHANT.order("20.00")
    MERCHANT.call("POST", "/v1/catalogs/products", {"name": "Tea", "type": "PHYSICAL"})
    plan, _ = MERCHANT.act("sell_plan", name="Tea", amount=1_000, currency="usd", interval="month")
    MERCHANT.act("subscribe", plan=plan["id"])
    MERCHANT.call("POST", "/v1/billing/subscriptions", {"plan_id": plan["id"]})
    MERCHANT.call("POST", "/v3/vault/setup-tokens", {"payment_source": {"card": {"number": "4012888888881881"}}})
    body = {"url": "https://x.example/h", "event_types": [{"name": "*"}]}
    MERCHANT.call("POST", "/v1/notifications/webhooks", body)
    books = MERCHANT.books
    return [*books.objects, *books.endpoints, *list(books.events)[:3], "0", "%00", "ü"]


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_request_is_answered_or_refused_in_paypals_manner(data: st.DataObject) -> None:
    route = data.draw(st.sampled_from([one for one in ROUTES if not one.operation.startswith(("oauth2", "cert"))]))
    path = "/".join(data.draw(st.sampled_from(known())) if step == "{}" else step for step in route.path.split("/"))
    query = data.draw(
        st.dictionaries(
            st.sampled_from(["page", "page_size", "customer_id", "event_type", "fields", "start_time", "end_time"]),
            WORDS,
            max_size=2,
        )
    )
    path += "?" + "&".join(f"{name}={value}" for name, value in query.items())
    node = tables()[0].get(route.operation)
    body = data.draw(ANYTHING if node is None else values(node))
    key = data.draw(st.sampled_from([None, "k1", "k2", "k" * 109]))
    answer = MERCHANT.call(route.method, path, body, key=key, full=data.draw(st.booleans()))

    assert answer.status < 500
    if answer.status >= 400:
        assert answer.body["debug_id"] == answer.headers["Paypal-Debug-Id"]
        assert answer.body["name"]
        assert not answer.unsupported or answer.body["message"].startswith("The simulator has not ")


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_taken_fast_is_what_has_no_mistake(data: st.DataObject) -> None:
    """The two readings of the table agree."""
    operation = data.draw(st.sampled_from(sorted(name for name, node in tables()[0].items() if node is not None)))
    body = data.draw(values(tables()[0][operation]))
    wrong: list[Any] = []
    slowly = wire._checked(tables()[0][operation], body, "", wrong)
    try:
        fast = fitting.of_operation(operation)(body)
    except fitting.Unfit:
        assert wrong
    else:
        assert (fast, wrong) == (slowly, [])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["application/json", "text/plain", "", "application/json;x"]))
def test_bodies_that_are_no_json(body: bytes, content_type: str) -> None:
    headers = {"authorization": f"Bearer {MERCHANT.token}", "content-type": content_type}
    answer = MERCHANT.send("POST", "/v2/checkout/orders", body, headers)

    assert answer.status in (400, 415)
    assert answer.body["name"] in ("INVALID_REQUEST", "UNSUPPORTED_MEDIA_TYPE")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["Bearer ", "Basic ", "", "bearer A21AA"]))
def test_credentials_that_open_nothing(text: str, scheme: str) -> None:
    for path in ("/v2/checkout/orders/0", "/v1/oauth2/token"):
        answer = MERCHANT.send("GET" if "orders" in path else "POST", path, b"", {"authorization": scheme + text})

        assert answer.status == 401
        assert "error" in answer.body or answer.body["name"] == "AUTHENTICATION_FAILURE"


def test_calls_that_paypal_has_and_the_simulator_has_not() -> None:
    answer = MERCHANT.call("POST", "/v1/payments/payouts", {})
    wrong = MERCHANT.call("PUT", "/v2/checkout/orders/1", {})
    calls = MERCHANT.sandbox.journal.of(MERCHANT.world.id)

    assert (answer.status, answer.unsupported, calls[-2].unsupported) == (404, True, True)
    assert (wrong.status, wrong.unsupported) == (405, False)
