"""Calls of plans, subscriptions and sales: what they take, what they refuse and how, and what they leave."""

from typing import Any

import pytest

from tests.simulator.paypal.billing.seller import PLANS, SUBSCRIPTIONS, Seller, cycle
from tests.simulator.paypal.inprocess import Answer, money

SALES = "/v1/payments/sale"


def priced(price: str) -> dict[str, Any]:
    return {"billing_cycle_sequence": 1, "pricing_scheme": {"fixed_price": money(price)}}


def test_a_plan_is_shown_as_recorded() -> None:
    seller = Seller()
    name = seller.plan(cycle("3", total=2, trial=True), cycle("1000"), taxes={"percentage": "10", "inclusive": False})
    shown = seller.call("GET", f"{PLANS}/{name}").body

    assert list(shown) == [
        "id", "product_id", "name", "status", "usage_type", "billing_cycles", "payment_preferences", "taxes",
        "quantity_supported", "create_time", "update_time", "links",
    ]  # fmt: skip
    assert [one["pricing_scheme"]["fixed_price"]["value"] for one in shown["billing_cycles"]] == ["3.0", "1000.0"]
    assert shown["taxes"] == {"percentage": "10.0", "inclusive": False}
    assert shown["payment_preferences"] == {
        "service_type": "PREPAID", "auto_bill_outstanding": True, "setup_fee": money("0.0"),
        "setup_fee_failure_action": "CANCEL", "payment_failure_threshold": 0,
    }  # fmt: skip
    assert [(one["rel"], one["method"], one["encType"]) for one in shown["links"]] == [
        ("self", "GET", "application/json"), ("edit", "PATCH", "application/json"),
        ("self", "POST", "application/json"),
    ]  # fmt: skip


def test_what_is_no_plan_and_what_is_unknown() -> None:
    seller = Seller()
    malformed, unknown = seller.call("GET", f"{PLANS}/P-1"), seller.call("GET", f"{PLANS}/P-{'0' * 24}")

    assert (malformed.status, malformed.issue) == (400, "INVALID_PARAMETER_VALUE")
    assert malformed.body["details"][0]["field"] == "plan_id"
    assert (unknown.status, unknown.issue) == (404, "INVALID_RESOURCE_ID")
    assert unknown.body["details"][0]["description"] == "Requested resource ID was not found."
    assert unknown.body["links"] == [
        {"href": "https://developer.paypal.com/docs/api/v1/billing/subscriptions#RESOURCE_NOT_FOUND",
         "rel": "information_link", "method": "GET"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cycles", "issue"),
    [
        ([], "INVALID_ARRAY_MIN_ITEMS"),
        ([cycle("1", trial=True, total=1)], "INVALID_PARAMETER_VALUE"),
        ([cycle("1"), cycle("1", trial=True, total=1)], "INVALID_PARAMETER_VALUE"),
        ([cycle("1", trial=True), cycle("1")], "INVALID_INTEGER_MIN_VALUE"),
        ([cycle(None)], "MISSING_REQUIRED_PARAMETER"),
        ([cycle("1", "HOUR")], "INVALID_PARAMETER_VALUE"),
        ([cycle("-1")], "CANNOT_BE_NEGATIVE"),
    ],
)
def test_cycles_that_do_not_go_together(cycles: list[dict[str, Any]], issue: str) -> None:
    seller = Seller()
    given = [{**one, "sequence": nth} for nth, one in enumerate(cycles, start=1)]
    body = {"product_id": seller.product, "name": "Tea", "billing_cycles": given, "payment_preferences": {}}
    answer = seller.call("POST", PLANS, body)

    assert (answer.status in (400, 422), answer.issue) == (True, issue)


def test_prices_by_volume_and_cards_are_a_gap_and_said_to_be_one() -> None:
    seller = Seller()
    tiers = {"pricing_model": "VOLUME", "tiers": [{"starting_quantity": "1", "amount": money("1")}]}
    body = {"product_id": seller.product, "name": "Tea", "payment_preferences": {},
            "billing_cycles": [{**cycle(None), "sequence": 1, "pricing_scheme": tiers}]}  # fmt: skip
    by_volume = seller.call("POST", PLANS, body)
    card = {"payment_source": {"card": {"number": "4012888888881881", "expiry": "2031-01"}}}
    by_card = seller.call("POST", SUBSCRIPTIONS, {"plan_id": seller.plan(), "subscriber": card})

    assert (by_volume.status, by_volume.unsupported) == (422, True)
    assert (by_card.status, by_card.unsupported) == (422, True)


def test_a_plan_that_is_not_active_takes_nobody_and_changes_nothing() -> None:
    seller = Seller()
    name = seller.plan()
    again = seller.call("POST", f"{PLANS}/{name}/activate")
    kept = seller.subscribed(name)
    seller.call("POST", f"{PLANS}/{name}/deactivate")
    change = [{"op": "replace", "path": "/name", "value": "Green"}]
    answers = [
        seller.call("POST", SUBSCRIPTIONS, {"plan_id": name}),
        seller.call("PATCH", f"{PLANS}/{name}", change),
        seller.call("POST", f"{PLANS}/{name}/update-pricing-schemes", {"pricing_schemes": [priced("2")]}),
        seller.call("POST", f"{PLANS}/{name}/deactivate"),
    ]
    seller.move("2026-04-10T12:00:00Z")

    assert again.issue == "PLAN_STATUS_INVALID"
    assert [answer.issue for answer in answers] == [
        "PLAN_STATUS_INVALID", "PLAN_STATUS_INACTIVE", "PRICING_SCHEME_UPDATE_NOT_ALLOWED", "PLAN_STATUS_INVALID",
    ]  # fmt: skip
    assert len(seller.sales(kept)) == 2


def test_what_of_a_plan_can_be_changed() -> None:
    seller = Seller()
    name = seller.plan()
    changes = [
        {"op": "replace", "path": "/description", "value": "Leaves"},
        {"op": "replace", "path": "/payment_preferences/setup_fee", "value": money("2")},
        {"op": "replace", "path": "/payment_preferences/auto_bill_outstanding", "value": False},
        {"op": "replace", "path": "/taxes/percentage", "value": "7.5"},
    ]
    done = seller.call("PATCH", f"{PLANS}/{name}", changes)
    shown = seller.call("GET", f"{PLANS}/{name}").body
    wrong = [
        seller.call("PATCH", f"{PLANS}/{name}", [one])
        for one in (
            {"op": "replace", "path": "/product_id", "value": "x"},
            {"op": "remove", "path": "/description"},
            {"op": "replace", "path": "/taxes/percentage", "value": "much"},
        )
    ]

    assert (done.status, done.body) == (204, b"")
    assert shown["description"] == "Leaves"
    assert (shown["payment_preferences"]["setup_fee"]["value"], shown["taxes"]["percentage"]) == ("2.0", "7.5")
    assert [answer.issue for answer in wrong] == [
        "INVALID_PATCH_PATH", "UNSUPPORTED_PATCH_OPERATION", "INVALID_PARAMETER_VALUE",
    ]  # fmt: skip
    assert seller.told().count("BILLING.PLAN.UPDATED") == 1


@pytest.mark.parametrize(
    ("more", "issue"),
    [
        ({"quantity": "2"}, "SUBSCRIPTION_CANNOT_HAVE_QUANTITY"),
        ({"start_time": "2026-03-09T00:00:00Z"}, "INVALID_PARAMETER_VALUE"),
        ({"start_time": "soon"}, "INVALID_STRING_MIN_LENGTH"),
        ({"shipping_amount": money("1", "EUR")}, "CURRENCY_MISMATCH"),
        ({"plan": {"billing_cycles": [{"sequence": 7}]}}, "INVALID_BILLING_CYCLE_SEQUENCE"),
        (
            {"subscriber": {"shipping_address": {"address": {"country_code": "US"}}}},
            "INVALID_SUBSCRIBER_SHIPPING_INFO_NAME",
        ),
        ({"plan_id": "P-nothing"}, "INVALID_RESOURCE_ID"),
    ],
)
def test_what_cannot_be_subscribed_to(more: dict[str, Any], issue: str) -> None:
    seller = Seller()
    answer = seller.call("POST", SUBSCRIPTIONS, {"plan_id": seller.plan(), **more})

    assert answer.issue == issue
    assert answer.status in (400, 404, 422)


def patched(seller: Seller, name: str, path: str, value: object, op: str = "replace") -> Answer:
    return seller.call("PATCH", f"{SUBSCRIPTIONS}/{name}", [{"op": op, "path": path, "value": value}])


def test_what_of_a_subscription_can_be_changed_without_its_buyer() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(cycle("10", total=12)))
    price = "/plan/billing_cycles/@sequence==1/pricing_scheme/fixed_price"
    done = [
        patched(seller, name, "/custom_id", "order-9", "add"),
        patched(seller, name, "/shipping_amount", money("1.50"), "add"),
        patched(seller, name, price, money("12")),
        patched(seller, name, "/plan/billing_cycles/@sequence==1/total_cycles", 3),
        patched(seller, name, "/plan/taxes/percentage", "5", "add"),
        patched(seller, name, "/plan/taxes/inclusive", False, "add"),
        patched(seller, name, "/plan/payment_preferences/payment_failure_threshold", 2),
    ]
    seller.move("2026-12-31T00:00:00Z")
    shown = seller.shown(name, "plan")

    assert [answer.status for answer in done] == [204] * 7
    assert seller.sales(name)[1:] == [("2026-04-10", "14.10"), ("2026-05-10", "14.10")]
    assert (shown["status"], shown["custom_id"], shown["plan_overridden"]) == ("EXPIRED", "order-9", True)
    assert shown["plan"]["taxes"] == {"percentage": "5.0", "inclusive": False}


def test_one_that_was_shortened_to_what_is_paid_expires_on_its_next_day() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(cycle("10", total=12)))
    patched(seller, name, "/plan/billing_cycles/@sequence==1/total_cycles", 1)
    seller.move("2026-04-10T12:00:00Z")

    assert (seller.shown(name)["status"], len(seller.sales(name))) == ("EXPIRED", 1)


def test_what_of_a_subscription_cannot_be_changed() -> None:
    seller = Seller()
    name = seller.subscribed()
    waiting = seller.proposed(seller.plan())
    refused = [
        patched(seller, waiting, "/custom_id", "x"),
        patched(seller, name, "/plan_id", "x"),
        patched(seller, name, "/custom_id", "x", "remove"),
        patched(seller, name, "/start_time", "2027-01-01T00:00:00Z"),
        patched(seller, name, "/billing_info/outstanding_balance", money("1")),
        patched(seller, name, "/shipping_amount", money("1", "EUR")),
    ]

    assert [answer.issue for answer in refused] == [
        "SUBSCRIPTION_STATUS_INVALID", "INVALID_PATCH_PATH", "UNSUPPORTED_PATCH_OPERATION", "INVALID_START_TIME",
        "AMOUNT_GREATER_THAN_OUTSTANDING_BALANCE", "CURRENCY_MISMATCH",
    ]  # fmt: skip


def test_a_start_that_is_still_to_come_may_be_another() -> None:
    seller = Seller()
    name = seller.subscribed(start_time="2026-04-01T00:00:00Z")
    patched(seller, name, "/start_time", "2026-05-05T00:00:00Z")
    seller.move("2026-06-01T00:00:00Z")

    assert seller.sales(name) == [("2026-05-05", "10.00")]


def test_what_is_outstanding_is_captured_in_parts_and_not_more() -> None:
    seller = Seller()
    name = seller.subscribed(seller.plan(preferences={"auto_bill_outstanding": False}))
    early = seller.do(name, "capture", captured("1"))
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-04-25T00:00:00Z")
    in_vain = seller.do(name, "capture", captured("4"))
    seller.act("change_card", object=name, card="ok")
    answers = [seller.do(name, "capture", captured(value)) for value in ("10.01", "4", "7")]
    seller.move("2026-05-10T12:00:00Z")

    assert early.issue == "ZERO_OUTSTANDING_BALANCE"
    assert (in_vain.status, in_vain.body["status"]) == (200, "DECLINED")
    assert [answer.status for answer in answers] == [422, 200, 422]
    assert answers[0].issue == "AMOUNT_GREATER_THAN_OUTSTANDING_BALANCE"
    assert seller.billing(name)["outstanding_balance"]["value"] == "6.0"
    assert seller.sales(name)[-1] == ("2026-05-10", "10.00")  # not billed with the next cycle


def captured(value: str) -> dict[str, Any]:
    return {"note": "Owed", "capture_type": "OUTSTANDING_BALANCE", "amount": money(value)}


def test_a_capture_with_the_same_request_id_is_one() -> None:
    seller = Seller()
    name = seller.subscribed()
    seller.act("change_card", object=name, card="declined")
    seller.move("2026-04-25T00:00:00Z")
    seller.act("change_card", object=name, card="ok")
    place = f"{SUBSCRIPTIONS}/{name}/capture"
    first, again = (seller.call("POST", place, captured("4"), key="k") for _ in range(2))

    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert seller.billing(name)["outstanding_balance"]["value"] == "6.0"


def test_a_sale_is_shown_and_refunded_at_payments_v1() -> None:
    seller = Seller()
    name = seller.subscribed(custom_id="order-7")
    sale = next(one.snapshot.id for one in seller.books.events.values() if one.type == "PAYMENT.SALE.COMPLETED")
    shown = seller.call("GET", f"{SALES}/{sale}").body
    part = seller.call("POST", f"{SALES}/{sale}/refund", {"amount": {"total": "4.00", "currency": "USD"}}, key="k")
    repeated = seller.call("POST", f"{SALES}/{sale}/refund", {"amount": {"total": "4.00", "currency": "USD"}}, key="k")
    rest, over = (seller.call("POST", f"{SALES}/{sale}/refund", {}) for _ in range(2))
    read = seller.call("GET", f"/v1/payments/refund/{rest.body['id']}")

    assert {key: shown[key] for key in ("state", "billing_agreement_id", "custom", "payment_mode")} == {
        "state": "completed", "billing_agreement_id": name, "custom": "order-7", "payment_mode": "INSTANT_TRANSFER",
    }  # fmt: skip
    assert shown["amount"] == {"total": "10.00", "currency": "USD", "details": {"subtotal": "10.00"}}
    assert shown["transaction_fee"] == {"value": "0.84", "currency": "USD"}
    assert (part.status, repeated.body["id"]) == (201, part.body["id"])
    assert (rest.body["amount"]["total"], rest.body["total_refunded_amount"]["value"]) == ("6.00", "10.00")
    assert read.body == rest.body
    assert (over.status, over.body["name"]) == (400, "TRANSACTION_ALREADY_REFUNDED")
    assert seller.call("GET", f"{SALES}/{sale}").body["state"] == "refunded"
    assert seller.told_of(name)[-2:] == ["PAYMENT.SALE.REFUNDED"] * 2
    assert seller.call("GET", f"{SALES}/1").body["name"] == "INVALID_RESOURCE_ID"


@pytest.mark.parametrize(
    ("amount", "name"),
    [
        ({"total": "10.01", "currency": "USD"}, "REFUND_EXCEEDED_TRANSACTION_AMOUNT"),
        ({"total": "1.00", "currency": "EUR"}, "VALIDATION_ERROR"),
        ({"total": "0", "currency": "USD"}, "VALIDATION_ERROR"),
        ("1.00", "VALIDATION_ERROR"),
    ],
)
def test_what_of_a_sale_cannot_be_refunded(amount: object, name: str) -> None:
    seller = Seller()
    seller.subscribed()
    sale = next(one.snapshot.id for one in seller.books.events.values() if one.type == "PAYMENT.SALE.COMPLETED")
    answer = seller.call("POST", f"{SALES}/{sale}/refund", {"amount": amount})

    assert (answer.status, answer.body["name"]) == (400, name)


def test_a_revision_of_another_product_is_refused() -> None:
    seller = Seller()
    name = seller.subscribed()
    other, _ = seller.act("sell_plan", name="Coffee", amount=500, currency="usd", interval="month")
    refused = seller.do(name, "revise", {"plan_id": other["id"]})
    ended = seller.subscribed()
    seller.do(ended, "cancel")

    assert (refused.status, refused.issue) == (422, "PLAN_PRODUCT_NOT_COMPATIBLE")
    assert seller.do(name, "revise", {"plan_id": "P-nothing"}).issue == "INVALID_RESOURCE_ID"
    assert seller.do(ended, "revise", {"quantity": "2"}).issue == "SUBSCRIPTION_STATUS_INVALID"


def test_subscriptions_are_listed_by_plan_state_and_time() -> None:
    seller = Seller()
    plan = seller.plan()
    names = [seller.subscribed(plan), seller.subscribed(), seller.proposed(plan)]
    seller.move("2026-03-11T00:00:00Z")
    names.append(seller.proposed(plan))

    def listed(query: str) -> list[str]:
        body = seller.call("GET", f"{SUBSCRIPTIONS}?{query}").body
        return [one["id"] for one in body["subscriptions"]]

    assert listed("") == names
    assert listed(f"plan_ids={plan}&statuses=ACTIVE,SUSPENDED") == [names[0]]
    assert listed("created_after=2026-03-10T13:00:00Z") == [names[3]]
    assert listed("page_size=3&page=2") == [names[3]]
    assert seller.call("GET", f"{SUBSCRIPTIONS}?filter=x").unsupported
