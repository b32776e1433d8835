"""Every operation's answers are held against the documents' facts: unknown or missing fields fail, unless recorded."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.paypal import PAYPAL
from simulator.paypal.event_types import TYPES
from simulator.paypal.routes import ROUTES, match
from tests.fidelity.paypal import shapes
from tests.simulator.paypal.inprocess import ORDERS, PAYMENTS, Answer, Merchant, money

NOT_DOCUMENTED = {"oauth2.token", "certificates.get", "sale.get", "sale.refund", "refund.get", "subscriptions.list"}

RECORDED = shapes.RECORDED

W, D, V = "/v1/notifications", "/v1/customer/disputes", "/v3/vault"


OPEN = frozenset({"resource", "display_data", "disputed_transactions"})
"""Names of what the documents leave open: an event's resource, and what holds a field that is only recorded."""

Place = tuple[str | int, ...]


class Held(Merchant):
    """A merchant whose every answer that is no refusal is held against the table."""

    def __post_init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.problems: list[str] = []
        super().__post_init__()

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = super().send(method, path, body, headers)
        route, *_ = match(method, path.partition("?")[0])
        if route is not None and route.operation not in NOT_DOCUMENTED:
            assert answer.status < 300, (method, path, answer.body)
            self.answers.setdefault(route.operation, []).append(answer)
            problems = shapes.wrong(route.operation, answer.status, answer.body or None)
            self.problems += [f"{route.operation} {problem}" for problem in problems]
        return answer


def rich_unit(invoice: str) -> dict[str, Any]:
    address = {"address_line_1": "1 Main", "admin_area_2": "San Jose", "admin_area_1": "CA", "postal_code": "95131"}
    lines = {"item_total": "20.00", "shipping": "4.00", "tax_total": "2.00", "discount": "1.00"}
    return {
        "reference_id": "a",
        "description": "Tea",
        "custom_id": "order-1",
        "invoice_id": invoice,
        "soft_descriptor": "TEA",
        "amount": {**money("25.00"), "breakdown": {name: money(value) for name, value in lines.items()}},
        "items": [
            {"name": "Tea", "quantity": "2", "unit_amount": money("10.00"), "tax": money("1.00"), "sku": "tea",
             "category": "PHYSICAL_GOODS"},
        ],
        "shipping": {"name": {"full_name": "Ada Buyer"}, "address": {**address, "country_code": "US"}},
    }  # fmt: skip


def paying(merchant: Held) -> None:
    addresses = {"return_url": "https://shop.example/r", "cancel_url": "https://shop.example/c", "brand_name": "Tea"}
    wallet = {"payment_source": {"paypal": {"email_address": "a@b.example", "experience_context": addresses}}}
    for intent, full in (("CAPTURE", True), ("CAPTURE", False), ("AUTHORIZE", True), ("AUTHORIZE", False)):
        body = {"intent": intent, "purchase_units": [rich_unit(f"{intent}{full}")]}
        order = merchant.call("POST", ORDERS, body, full=full).body["id"]
        merchant.call("GET", f"{ORDERS}/{order}")
        change = {"op": "replace", "path": "/purchase_units/@reference_id=='a'/custom_id", "value": "order-2"}
        merchant.call("PATCH", f"{ORDERS}/{order}", [change])
        merchant.call("POST", f"{ORDERS}/{order}/confirm-payment-source", wallet, full=full)
        merchant.act("pay", object=order)
        merchant.call("GET", f"{ORDERS}/{order}")
        merchant.call("POST", f"{ORDERS}/{order}/{intent.lower()}", full=full)
        paid = merchant.call("GET", f"{ORDERS}/{order}").body["purchase_units"][0]["payments"]
        capture = paid["captures"][0]["id"] if intent == "CAPTURE" else captured(merchant, paid, full)
        merchant.call("GET", f"{PAYMENTS}/captures/{capture}")
        part = {"amount": money("3.00"), "note_to_payer": "Sorry", "invoice_id": f"R{intent}{full}"}
        refund = merchant.call("POST", f"{PAYMENTS}/captures/{capture}/refund", part, full=full).body["id"]
        merchant.call("GET", f"{PAYMENTS}/refunds/{refund}")
        merchant.call("GET", f"{ORDERS}/{order}")


def captured(merchant: Held, paid: dict[str, Any], full: bool) -> str:
    held = paid["authorizations"][0]["id"]
    merchant.call("GET", f"{PAYMENTS}/authorizations/{held}")
    merchant.world.clock.advance(5 * 86_400)
    merchant.token = merchant.new_token().body["access_token"]
    again = merchant.call("POST", f"{PAYMENTS}/authorizations/{held}/reauthorize", {}, full=full).body["id"]
    part = {"amount": money("10.00"), "note_to_payer": "Thanks"}
    taken = merchant.call("POST", f"{PAYMENTS}/authorizations/{again}/capture", part, full=full).body["id"]
    merchant.call("POST", f"{PAYMENTS}/authorizations/{again}/void", full=full)
    merchant.call("GET", f"{PAYMENTS}/authorizations/{again}")
    return str(taken)


def by_card(merchant: Held) -> None:
    for name in ("Ada", "CCREJECT-IF"):
        card = {"number": "4012888888881881", "expiry": "2031-01", "security_code": "123", "name": name,
                "attributes": {"vault": {"store_in_vault": "ON_SUCCESS"}}}  # fmt: skip
        body = {"intent": "CAPTURE", "purchase_units": [{"amount": money("9.00")}], "payment_source": {"card": card}}
        order = merchant.call("POST", ORDERS, body, key=f"card {name}").body["id"]
        merchant.call("GET", f"{ORDERS}/{order}")


def vaulting(merchant: Held) -> None:
    context = {"return_url": "https://shop.example/r", "cancel_url": "https://shop.example/c"}
    wallet = {"payment_source": {"paypal": {"usage_type": "MERCHANT", "experience_context": context}}}
    setup = merchant.call("POST", f"{V}/setup-tokens", wallet, key="s").body["id"]
    merchant.call("GET", f"{V}/setup-tokens/{setup}")
    merchant.act("set_up", object=setup)
    source = {"payment_source": {"token": {"id": setup, "type": "SETUP_TOKEN"}}}
    token = merchant.call("POST", f"{V}/payment-tokens", source, key="t").body
    merchant.call("GET", f"{V}/payment-tokens/{token['id']}")
    merchant.call("GET", f"{V}/payment-tokens?customer_id={token['customer']['id']}&total_required=true")
    kept = {"paypal": {"vault_id": token["id"]}}
    body = {"intent": "AUTHORIZE", "purchase_units": [{"amount": money("9.00")}], "payment_source": kept}
    merchant.call("POST", ORDERS, body, key="kept")
    merchant.call("DELETE", f"{V}/payment-tokens/{token['id']}")


def disputing(merchant: Held) -> None:
    evidence = (
        b'--x\r\nContent-Disposition: form-data; name="input"\r\nContent-Type: application/json\r\n\r\n'
        b'{"evidences":[{"evidence_type":"PROOF_OF_FULFILLMENT","notes":"sent"}]}\r\n--x--\r\n'
    )
    headers = {"content-type": "multipart/form-data; boundary=x", "authorization": f"Bearer {merchant.token}"}
    for seller_wins in (False, True):
        order, _ = merchant.captured()
        dispute = merchant.act("dispute", object=order)[0]["dispute_id"]
        merchant.call("GET", D)
        merchant.world.clock.advance(241)
        merchant.call("GET", f"{D}/{dispute}")
        merchant.send("POST", f"{D}/{dispute}/provide-evidence", evidence, headers)
        merchant.call("POST", f"{D}/{dispute}/require-evidence", {"action": "SELLER_EVIDENCE"})
        outcome = "SELLER_FAVOR" if seller_wins else "BUYER_FAVOR"
        merchant.call("POST", f"{D}/{dispute}/adjudicate", {"adjudication_outcome": outcome})
        merchant.call("GET", f"{D}/{dispute}")
    order, _ = merchant.captured()
    dispute = merchant.act("dispute", object=order)[0]["dispute_id"]
    merchant.world.clock.advance(241)
    merchant.call("POST", f"{D}/{dispute}/accept-claim", {})


def cataloguing(merchant: Held) -> None:
    body = {"name": "Tea", "type": "PHYSICAL", "category": "SOFTWARE", "image_url": "https://shop.example/tea.png"}
    product = merchant.call("POST", "/v1/catalogs/products", body).body["id"]
    merchant.call("POST", "/v1/catalogs/products", {"name": "Song", "type": "DIGITAL"}, full=False)
    merchant.call("GET", "/v1/catalogs/products?total_required=true")
    merchant.call("GET", f"/v1/catalogs/products/{product}")
    change = {"op": "replace", "path": "/description", "value": "Green"}
    merchant.call("PATCH", f"/v1/catalogs/products/{product}", [change])


def subscribing(merchant: Held) -> None:
    plans, subscriptions = "/v1/billing/plans", "/v1/billing/subscriptions"
    product = merchant.call("POST", "/v1/catalogs/products", {"name": "Tea", "type": "SERVICE"}).body["id"]
    monthly = {"frequency": {"interval_unit": "MONTH", "interval_count": 1}, "tenure_type": "REGULAR"}
    price = {"pricing_scheme": {"fixed_price": money("10")}}
    trial = {**monthly, "frequency": {"interval_unit": "DAY"}, "tenure_type": "TRIAL", "sequence": 1, "total_cycles": 1}
    body = {
        "product_id": product, "name": "Tea", "description": "A plan", "quantity_supported": True,
        "billing_cycles": [trial, {**monthly, **price, "sequence": 2, "total_cycles": 5}],
        "payment_preferences": {"setup_fee": money("5"), "payment_failure_threshold": 1},
        "taxes": {"percentage": "10", "inclusive": False},
    }  # fmt: skip
    plan = merchant.call("POST", plans, body).body["id"]
    other = merchant.call("POST", plans, {**body, "status": "CREATED"}, full=False).body["id"]
    merchant.call("POST", f"{plans}/{other}/activate")
    merchant.call("PATCH", f"{plans}/{other}", [{"op": "replace", "path": "/name", "value": "Green tea"}])
    scheme = {"billing_cycle_sequence": 2, "pricing_scheme": {"fixed_price": money("12")}}
    merchant.call("POST", f"{plans}/{other}/update-pricing-schemes", {"pricing_schemes": [scheme]})
    for full in (True, False):
        merchant.call("GET", f"{plans}?total_required=true&product_id={product}", full=full)
    merchant.call("GET", f"{plans}/{plan}")
    address = {"name": {"full_name": "Ada"}, "address": {"country_code": "US", "postal_code": "95131"}}
    asked = {
        "plan_id": plan, "quantity": "2", "custom_id": "order-7", "shipping_amount": money("1.50"),
        "subscriber": {"name": {"given_name": "Ada"}, "email_address": "a@b.example", "shipping_address": address},
        "plan": {"taxes": {"percentage": "5"}},
    }  # fmt: skip
    for full in (True, False):
        name = merchant.call("POST", subscriptions, asked, full=full).body["id"]
        living(merchant, f"{subscriptions}/{name}", name, {"plan_id": other, "shipping_address": address})
    merchant.call("POST", f"{plans}/{plan}/deactivate")
    merchant.call("GET", f"{plans}/{plan}")


def living(merchant: Held, place: str, name: str, revised: dict[str, Any]) -> None:
    merchant.call("GET", place)
    merchant.act("pay", object=name)
    merchant.call("GET", f"{place}?fields=plan,last_failed_payment")
    merchant.call("PATCH", place, [{"op": "replace", "path": "/custom_id", "value": "order-8"}])
    merchant.call("POST", f"{place}/revise", revised)
    merchant.act("pay", object=name)
    merchant.act("change_card", object=name, card="declined")
    merchant.world.clock.advance(45 * 86_400)
    merchant.sandbox.tick()
    merchant.call("GET", f"{place}?fields=plan,last_failed_payment")
    merchant.act("change_card", object=name, card="ok")
    owed = merchant.call("GET", place).body["billing_info"]["outstanding_balance"]
    merchant.call("POST", f"{place}/capture", {"note": "x", "capture_type": "OUTSTANDING_BALANCE", "amount": owed})
    merchant.call("POST", f"{place}/activate", {"reason": "x"})
    merchant.act("refund", object=name, amount=100)
    sale = merchant.act("dispute", object=name)[0]["disputed_transactions"][0]["seller_transaction_id"]
    merchant.call("GET", f"/v1/payments/sale/{sale}")
    merchant.call("GET", f"{place}/transactions?start_time=2020-01-01T00:00:00Z&end_time=2099-01-01T00:00:00Z")
    merchant.call("POST", f"{place}/suspend", {"reason": "x"})
    merchant.call("POST", f"{place}/cancel", {"reason": "x"})
    merchant.call("GET", place)


def listening(merchant: Held) -> None:
    body = {"url": "https://shop.example/hook", "event_types": [{"name": "PAYMENT.CAPTURE.COMPLETED"}]}
    webhook = merchant.call("POST", f"{W}/webhooks", body).body["id"]
    all_types = {"op": "replace", "path": "/event_types", "value": [{"name": "*"}]}
    merchant.call("PATCH", f"{W}/webhooks/{webhook}", [all_types])
    for place in ("webhooks", f"webhooks/{webhook}", f"webhooks/{webhook}/event-types", "webhooks-event-types"):
        merchant.call("GET", f"{W}/{place}")
    event = merchant.call("GET", f"{W}/webhooks-events?page_size=3").body["events"][0]
    merchant.call("GET", f"{W}/webhooks-events/{event['id']}")
    merchant.call("POST", f"{W}/webhooks-events/{event['id']}/resend", {"webhook_ids": [webhook]})
    for name in TYPES:
        if "-" not in name:  # the documents' own pattern of the parameter
            merchant.call("POST", f"{W}/simulate-event", {"webhook_id": webhook, "event_type": name})
    fields = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")
    asked = {**dict.fromkeys(fields, "x"), "webhook_id": webhook, "webhook_event": event}
    merchant.call("POST", f"{W}/verify-webhook-signature", asked)
    merchant.call("DELETE", f"{W}/webhooks/{webhook}")


PARTS = (paying, by_card, vaulting, disputing, cataloguing, subscribing, listening)


@pytest.fixture(scope="module")
def merchant() -> Held:
    made = Held()
    for part in PARTS:
        part(made)
    return made


def test_answers_are_as_the_documents_have_them(merchant: Held) -> None:
    assert merchant.problems == []


def test_every_operation_of_the_table_was_asked(merchant: Held) -> None:
    assert {route.operation for route in ROUTES} - NOT_DOCUMENTED == merchant.answers.keys()


def test_what_events_carry_is_as_reading_it_shows_it(merchant: Held) -> None:
    told = [json.loads(PAYPAL.render_event(merchant.books, event, None)) for event in merchant.books.events.values()]
    documented = [event for event in told if event["resource_type"] != "sale"]  # Payments v1 has no document any more

    assert {event["resource_type"] for event in documented} == shapes.SHOWN_BY.keys()
    assert [wrong for event in documented for wrong in shapes.wrong_event(event)] == []


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the place of every object in an answer that the documents do not leave open."""
    if isinstance(value, dict):
        yield at
        for key, inner in value.items():
            if key not in OPEN:
                yield from places(inner, (*at, key))
    elif isinstance(value, list):
        for nth, inner in enumerate(value):
            yield from places(inner, (*at, nth))


def inside(value: Any, at: Place) -> Any:
    for step in at:
        value = value[step]
    return value


@pytest.mark.parametrize("operation", sorted({route.operation for route in ROUTES} - NOT_DOCUMENTED))
def test_a_field_too_many_is_found_wherever_it_stands(operation: str, merchant: Held) -> None:
    tried = 0
    for answer in merchant.answers[operation]:
        for at in places(answer.body):
            changed = copy.deepcopy(answer.body)
            inside(changed, at)["made_up"] = 1
            assert shapes.wrong(operation, answer.status, changed) != [], at
            tried += 1

    assert tried > 0 or shapes.operations()[operation]["replies"].keys() <= {"202", "204"}


@pytest.mark.parametrize("operation", sorted(shapes.ALWAYS.keys() & shapes.operations().keys()))
def test_a_field_too_few_is_found(operation: str, merchant: Held) -> None:
    for answer in merchant.answers[operation]:
        for field in shapes.ALWAYS[operation]:
            less = {key: value for key, value in answer.body.items() if key != field}
            assert f": lacks {field}" in shapes.wrong(operation, answer.status, less)


def test_what_is_called_recorded_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that nothing shows any more has no place in the list of exceptions."""
    monkeypatch.setattr(shapes, "RECORDED", frozenset())
    again = Held()
    for part in PARTS:
        part(again)
    shown = {problem.partition("unknown (")[2].rstrip(")") for problem in again.problems}

    assert shown == RECORDED


def test_the_check_can_fail() -> None:
    order = {"id": "1", "status": "PAID", "links": [{"rel": "self"}], "total": 3}

    assert shapes.wrong("orders.get", 200, order) == [
        ": lacks create_time",
        ": lacks intent",
        ": lacks purchase_units",
        "/status: 'PAID' is none of ['CREATED', 'SAVED', 'APPROVED', 'VOIDED', 'COMPLETED', 'PAYER_ACTION_REQUIRED']",
        "/links/0: lacks href",
        "/total: unknown (orders.get/total)",
    ]
    assert shapes.wrong("orders.get", 418, order) == ["orders.get: status 418 is none of ['200']"]
