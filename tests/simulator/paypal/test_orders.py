"""Orders: created, approved, changed, completed, expired; the recorded quirks of their answers."""

import json
from typing import Any

import pytest

from tests.simulator.paypal.inprocess import ORDERS, Answer, Merchant, money


def create(merchant: Merchant, unit: dict[str, Any], **more: Any) -> Answer:
    return merchant.call("POST", ORDERS, {"intent": "CAPTURE", "purchase_units": [unit], **more})


def rels(answer: Answer) -> list[tuple[str, str]]:
    return [(link["rel"], link["method"]) for link in answer.body["links"]]


def test_a_new_order_waits_for_approval() -> None:
    merchant = Merchant()
    made = merchant.call("POST", ORDERS, {"intent": "CAPTURE", "purchase_units": [{"amount": money("5.00")}]})
    brief = merchant.call(
        "POST", ORDERS, {"intent": "AUTHORIZE", "purchase_units": [{"amount": money("5.00")}]}, full=False
    )

    assert list(made.body) == ["id", "intent", "status", "purchase_units", "create_time", "links"]
    assert made.body["purchase_units"][0]["reference_id"] == "default"
    assert set(made.body["purchase_units"][0]["payee"]) == {"email_address", "merchant_id"}
    assert rels(made) == [("self", "GET"), ("approve", "GET"), ("update", "PATCH"), ("capture", "POST")]
    assert list(brief.body) == ["id", "status", "links"]
    assert rels(brief)[-1] == ("authorize", "POST")
    assert made.headers["Paypal-Debug-Id"] == made.headers["Paypal-Debug-Id"].lower()


def test_an_order_with_a_wallet_sends_the_buyer_away() -> None:
    merchant = Merchant()
    context = {"return_url": "https://shop.example/r", "cancel_url": "https://shop.example/c"}
    source = {"paypal": {"experience_context": context}}
    unit = {"amount": money("5.00")}
    refused = create(merchant, unit, payment_source=source)
    body = {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": source}
    made = merchant.call("POST", ORDERS, body, key="k", full=False)
    early = merchant.call("POST", f"{ORDERS}/{made.body['id']}/capture")

    assert (refused.status, refused.issue) == (400, "PAYPAL_REQUEST_ID_REQUIRED")
    assert made.body["status"] == "PAYER_ACTION_REQUIRED"
    assert made.body["payment_source"] == {"paypal": {}}
    assert rels(made) == [("self", "GET"), ("payer-action", "GET")]
    assert (early.status, early.issue) == (422, "ORDER_NOT_APPROVED")


def test_a_refused_capture_is_not_kept_and_succeeds_later_with_the_same_id() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    early = merchant.call("POST", f"{ORDERS}/{order}/capture", key="k")
    merchant.act("pay", object=order)
    paid = merchant.call("POST", f"{ORDERS}/{order}/capture", key="k")

    assert (early.status, early.issue) == (422, "ORDER_NOT_APPROVED")
    assert (paid.status, paid.body["status"]) == (201, "COMPLETED")
    assert merchant.told() == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED"]


def test_a_capture_may_be_declined_or_pending_in_a_completed_order() -> None:
    merchant = Merchant()
    told = []
    for act in ("decline", "process"):
        order = merchant.order("5.00")
        merchant.act(act, object=order)
        done = merchant.call("POST", f"{ORDERS}/{order}/capture")
        capture = done.body["purchase_units"][0]["payments"]["captures"][0]
        told.append((done.status, done.body["status"], capture["status"], [link["rel"] for link in capture["links"]]))
        assert ("seller_receivable_breakdown" in capture) == (act == "decline")

    assert told == [
        (201, "COMPLETED", "DECLINED", ["self", "up"]),
        (201, "COMPLETED", "PENDING", ["self", "refund", "up"]),
    ]
    assert [kind for kind in merchant.told() if kind.startswith("PAYMENT")] == [
        "PAYMENT.CAPTURE.DECLINED",
        "PAYMENT.CAPTURE.PENDING",
    ]


@pytest.mark.parametrize(
    ("succeed", "status", "event"),
    [(True, "COMPLETED", "PAYMENT.CAPTURE.COMPLETED"), (False, "DECLINED", "PAYMENT.CAPTURE.DENIED")],
)
def test_a_pending_capture_ends(succeed: bool, status: str, event: str) -> None:
    merchant = Merchant()
    order = merchant.order("50.60")
    merchant.act("process", object=order, captured=True)
    told = merchant.act("complete", object=order, succeed=succeed)
    stored = list(merchant.books.events.values())[-1]
    summary = json.loads(merchant.sandbox.providers["paypal"].render_event(merchant.books, stored, None))["summary"]

    assert told[0]["status"] == status
    assert told[1] == [event]
    expected = (
        "A $ 50.6 USD pending capture payment was completed" if succeed else "A $ 50.6 USD capture payment was denied"
    )
    assert summary == expected


def test_an_instrument_that_is_declined_sends_the_buyer_back() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    merchant.act("decline", object=order, soft=True)
    refused = merchant.call("POST", f"{ORDERS}/{order}/capture")
    merchant.act("pay", object=order)
    paid = merchant.call("POST", f"{ORDERS}/{order}/capture")

    assert (refused.status, refused.issue) == (422, "INSTRUMENT_DECLINED")
    assert "presented  was" in refused.body["details"][0]["description"]
    assert refused.body["links"][1] == {
        "href": f"http://sim/checkoutnow?token={order}", "rel": "redirect", "method": "GET",
    }  # fmt: skip
    assert paid.status == 201


@pytest.mark.parametrize(
    ("name", "code"), [("CCREJECT-REFUSED", "0500"), ("CCREJECT-CVV_F", "00N7"), ("Ada Buyer", "0000")]
)
def test_a_name_on_a_card_says_what_the_bank_answers(name: str, code: str) -> None:
    merchant = Merchant()
    card = {"number": "4012888888881881", "expiry": "2031-01", "security_code": "123", "name": name}
    body = {"intent": "CAPTURE", "purchase_units": [{"amount": money("5.00")}], "payment_source": {"card": card}}
    made = merchant.call("POST", ORDERS, body, key="k")
    capture = made.body["purchase_units"][0]["payments"]["captures"][0]

    assert (made.status, made.body["status"]) == (201, "COMPLETED")
    assert capture["status"] == ("COMPLETED" if code == "0000" else "DECLINED")
    assert capture["processor_response"]["response_code"] == code
    assert capture["seller_protection"] == {"status": "NOT_ELIGIBLE"}
    assert made.body["payment_source"]["card"]["last_digits"] == "1881"
    assert b"4012888888881881" not in repr(merchant.books.objects).encode()
    assert [link["rel"] for link in made.body["links"]] == ["self"]


def test_a_challenged_card_waits_for_its_holder() -> None:
    merchant = Merchant()
    card = {
        "number": "4868719196829038", "expiry": "2031-01", "name": "Ada",
        "attributes": {"verification": {"method": "SCA_ALWAYS"}},
    }  # fmt: skip
    body = {"intent": "CAPTURE", "purchase_units": [{"amount": money("5.00")}], "payment_source": {"card": card}}
    order = merchant.call("POST", ORDERS, body, key="k").body
    early = merchant.call("POST", f"{ORDERS}/{order['id']}/capture")
    merchant.act("authenticate", object=order["id"])
    paid = merchant.call("POST", f"{ORDERS}/{order['id']}/capture")

    assert order["status"] == "PAYER_ACTION_REQUIRED"
    assert (early.status, early.issue) == (422, "PAYER_ACTION_REQUIRED")
    assert (paid.status, paid.body["status"]) == (201, "COMPLETED")


def lines(**values: str) -> dict[str, Any]:
    return {name: money(value) for name, value in values.items()}


TEA = {"name": "Tea", "quantity": "3", "unit_amount": money("3.33")}


@pytest.mark.parametrize(
    ("unit", "issue"),
    [
        ({"amount": {**money("10.00"), "breakdown": lines(item_total="9.00")}}, "AMOUNT_MISMATCH"),
        ({"amount": {**money("9.99"), "breakdown": lines(item_total="9.99")}, "items": [TEA]}, None),
        ({"amount": {**money("9.98"), "breakdown": lines(item_total="9.98")}, "items": [TEA]}, "ITEM_TOTAL_MISMATCH"),
        ({"amount": money("9.99"), "items": [TEA]}, "ITEM_TOTAL_REQUIRED"),
        ({"amount": money("10.001")}, "DECIMAL_PRECISION"),
        ({"amount": money("10.0000")}, None),
        ({"amount": money("0.00")}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"amount": money("-1.00")}, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"amount": money("1.00", "XYZ")}, "INVALID_CURRENCY_CODE"),
        ({"amount": money("100.50", "JPY")}, "DECIMAL_PRECISION"),
        ({"amount": money("100", "JPY")}, None),
        ({"amount": {**money("2.00"), "breakdown": {"item_total": money("2.00", "EUR")}}}, "MULTI_CURRENCY_ORDER"),
        ({"amount": money("9999999999.00")}, "MAX_VALUE_EXCEEDED"),
    ],
)
def test_amounts_must_add_up(unit: dict[str, Any], issue: str | None) -> None:
    made = create(Merchant(), unit)

    assert made.status == (201 if issue is None else 422)
    assert issue is None or made.issue == issue


def test_amounts_are_shown_with_the_digits_of_their_currency() -> None:
    merchant = Merchant()
    shown = [
        create(merchant, {"amount": {"currency_code": currency, "value": value}}).body["purchase_units"][0]["amount"]
        for currency, value in (("USD", 8), ("USD", "8.5"), ("JPY", "100"), ("EUR", "0.10"))
    ]

    assert [amount["value"] for amount in shown] == ["8.00", "8.50", "100", "0.10"]


@pytest.mark.parametrize(
    ("body", "status", "issues"),
    [
        ({}, 400, ["MISSING_REQUIRED_PARAMETER", "MISSING_REQUIRED_PARAMETER"]),
        ({"intent": "PAY", "purchase_units": [{"amount": money("1.00")}]}, 400, ["INVALID_PARAMETER_VALUE"]),
        ({"intent": "CAPTURE", "purchase_units": []}, 400, ["INVALID_ARRAY_MIN_ITEMS"]),
        ({"intent": "CAPTURE", "purchase_units": [{}]}, 400, ["MISSING_REQUIRED_PARAMETER"]),
        ([], 400, ["INVALID_PARAMETER_SYNTAX"]),
    ],
)
def test_what_is_not_well_formed_is_told_all_at_once(body: Any, status: int, issues: list[str]) -> None:
    made = Merchant().call("POST", ORDERS, body)

    assert made.status == status
    assert [detail["issue"] for detail in made.body["details"]] == issues
    assert list(made.body) == ["name", "message", "debug_id", "details", "links"]
    assert made.body["links"][0]["encType"] == "application/json"
    assert made.body["debug_id"] == made.headers["Paypal-Debug-Id"]


def test_the_place_of_a_mistake_names_the_unit_by_its_reference() -> None:
    made = create(Merchant(), {"amount": {"value": "1.00"}})

    assert made.body["details"][0]["field"] == "/purchase_units/@reference_id=='default'/amount/currency_code"


def test_patching() -> None:
    merchant = Merchant()
    order = merchant.order("10.00", custom_id="a")
    place = "/purchase_units/@reference_id=='default'"

    def patch(**operation: Any) -> Answer:
        return merchant.call("PATCH", f"{ORDERS}/{order}", [operation])

    done = patch(op="replace", path=f"{place}/amount", value=money("12.00"))
    removed = patch(op="remove", path=f"{place}/custom_id")
    unit = merchant.call("GET", f"{ORDERS}/{order}").body["purchase_units"][0]
    refused = [
        patch(op="replace", path="/status", value="APPROVED"),
        patch(op="move", path=f"{place}/custom_id", value="x"),
        patch(op="replace", path="/purchase_units/@reference_id=='other'/custom_id", value="x"),
        patch(op="replace", path=f"{place}/custom_id"),
        patch(op="replace", path=f"{place}/amount", value=money("0.00")),
    ]
    merchant.act("pay", object=order, captured=True)

    assert (done.status, removed.status) == (204, 204)
    assert unit["amount"]["value"] == "12.00"
    assert "custom_id" not in unit
    assert [(one.status, one.issue) for one in refused] == [
        (400, "FIELD_NOT_PATCHABLE"), (400, "INVALID_PATCH_OPERATION"), (422, "REFERENCE_ID_NOT_FOUND"),
        (422, "PATCH_VALUE_REQUIRED"), (422, "CANNOT_BE_ZERO_OR_NEGATIVE"),
    ]  # fmt: skip
    assert patch(op="replace", path=f"{place}/custom_id", value="x").issue == "ORDER_ALREADY_COMPLETED"


def test_an_order_is_approved_and_captured_in_time_or_not_at_all() -> None:
    merchant = Merchant()
    late, lapsed = merchant.order("5.00"), merchant.order("5.00")
    merchant.act("pay", object=lapsed)
    merchant.world.clock.advance(6 * 3_600 + 1)
    merchant.sandbox.tick()

    assert merchant.call("POST", f"{ORDERS}/{late}/capture").issue == "ORDER_EXPIRED"
    assert merchant.call("POST", f"{ORDERS}/{lapsed}/capture").issue == "ORDER_EXPIRED"
    assert merchant.call("GET", f"{ORDERS}/{lapsed}").body["status"] == "VOIDED"
    assert merchant.told() == ["CHECKOUT.ORDER.APPROVED", "CHECKOUT.PAYMENT-APPROVAL.REVERSED"]


def test_the_other_intent_is_refused() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    merchant.act("pay", object=order)

    assert merchant.call("POST", f"{ORDERS}/{order}/authorize").issue == "ACTION_DOES_NOT_MATCH_INTENT"


def test_an_order_that_completes_on_approval_does() -> None:
    merchant = Merchant()
    unit = {"amount": money("5.00")}
    order = create(merchant, unit, processing_instruction="ORDER_COMPLETE_ON_PAYMENT_APPROVAL").body["id"]
    _, told = merchant.act("pay", object=order)

    assert told == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED"]


def test_an_invoice_number_is_for_one_payment() -> None:
    merchant = Merchant()
    merchant.captured("5.00", invoice_id="7")
    second = merchant.order("5.00", invoice_id="7")
    merchant.act("pay", object=second)

    assert merchant.call("POST", f"{ORDERS}/{second}/capture").issue == "DUPLICATE_INVOICE_ID"


def test_a_buyer_may_choose_another_address() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    merchant.act("change_shipping", object=order, country_code="CA", postal_code="K1A 0B1")
    merchant.act("pay", object=order)
    address = merchant.call("GET", f"{ORDERS}/{order}").body["purchase_units"][0]["shipping"]["address"]

    assert (address["country_code"], address["postal_code"]) == ("CA", "K1A 0B1")


def test_what_is_pretended_changes_nothing() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    provider = merchant.sandbox.providers["paypal"]
    params = {"object": order, "captured": True}
    _, lies = merchant.sandbox.act(merchant.world, provider, "test", "pay", params, pretend=True)

    assert [event.type for event in lies][1] == "PAYMENT.CAPTURE.COMPLETED"
    assert all(event.invented and order in event.objects for event in lies)
    assert merchant.call("GET", f"{ORDERS}/{order}").body["status"] == "CREATED"
    assert merchant.call("GET", "/v1/notifications/webhooks-events").body["count"] == 0


def test_negative_testing_by_header() -> None:
    merchant = Merchant()
    order = merchant.order("5.00")
    mocked = merchant.call(
        "POST", f"{ORDERS}/{order}/capture", paypal_mock_response='{"mock_application_codes":"INSTRUMENT_DECLINED"}'
    )
    broken = merchant.call(
        "POST", ORDERS, {"intent": "CAPTURE", "purchase_units": [{"amount": money("1.00")}]},
        paypal_mock_response='{"mock_application_codes":"INTERNAL_SERVER_ERROR"}',
    )  # fmt: skip
    ignored = merchant.call("GET", f"{ORDERS}/{order}", paypal_mock_response="nonsense")

    assert (mocked.status, mocked.issue, len(mocked.body["links"])) == (422, "INSTRUMENT_DECLINED", 1)
    assert (broken.status, broken.body) == (
        500, {"name": "INTERNAL_SERVER_ERROR", "message": "An internal service error has occurred"},
    )  # fmt: skip
    assert ignored.status == 200
