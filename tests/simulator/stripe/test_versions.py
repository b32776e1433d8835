"""Versions: one state, shown as each version shows it; field by field, by the changelog and the SDKs' types."""

from typing import Any

import pytest

from simulator.stripe import versions
from simulator.stripe.versions.shown import STEPS
from simulator.stripe.versions.taken import WORDS
from tests.simulator.stripe.inprocess import Answer, Merchant

LISTED = (
    "2020-08-27", "2022-08-01", "2022-11-15", "2023-08-16", "2023-10-16", "2024-04-10", "2024-06-20",
    "2024-09-30.acacia", "2025-02-24.acacia", "2025-03-31.basil", "2025-04-30.basil", "2025-08-27.basil",
    "2025-09-30.clover", "2025-12-15.clover", "2026-02-25.clover", "2026-03-25.dahlia", "2026-05-27.dahlia",
    "2026-08-26.dahlia", "2026-09-30.endive", "2026-10-28.endive",
)  # fmt: skip
NEWEST = LISTED[-1]
PAID: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
LINE = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 2}
PAGE: Any = {"mode": "payment", "success_url": "https://shop.example/ok"}


def at(merchant: Merchant, version: str, method: str, path: str, **params: Any) -> Answer:
    return merchant.call(method, path, headers={"stripe-version": version}, **params)


@pytest.fixture(scope="module")
def merchant() -> Merchant:
    return Merchant()


@pytest.fixture(scope="module")
def places(merchant: Merchant) -> dict[str, str]:
    """Where each kind of object is read; all of it made at the newest version."""
    intent = merchant.call("POST", "/v1/payment_intents", **PAID, capture_method="automatic").body
    merchant.call("POST", "/v1/refunds", payment_intent=intent["id"], amount=500)
    held = merchant.call("POST", "/v1/payment_intents", **PAID, capture_method="manual").body
    merchant.call("POST", f"/v1/payment_intents/{held['id']}/cancel")
    part = merchant.call("POST", "/v1/payment_intents", **PAID, capture_method="manual").body
    merchant.call("POST", f"/v1/payment_intents/{part['id']}/capture", amount_to_capture=1500)
    expired = merchant.call("POST", "/v1/payment_intents", **PAID, capture_method="manual").body
    coupon = merchant.call("POST", "/v1/coupons", percent_off=25, duration="once").body
    code = merchant.call("POST", "/v1/promotion_codes", promotion={"type": "coupon", "coupon": coupon["id"]}).body
    product = merchant.call("POST", "/v1/products", name="tea", marketing_features=[{"name": "green"}]).body
    price = merchant.call(
        "POST", "/v1/prices", currency="usd", unit_amount=500, product=product["id"], recurring={"interval": "month"}
    ).body
    session = merchant.call(
        "POST", "/v1/checkout/sessions", **PAGE, line_items=[LINE], discounts=[{"coupon": coupon["id"]}]
    ).body
    customer = merchant.call("POST", "/v1/customers").body["id"]
    card = merchant.call("POST", "/v1/payment_methods/pm_card_visa/attach", customer=customer).body["id"]
    subscription = merchant.call(
        "POST", "/v1/subscriptions", customer=customer, items=[{"price": price["id"]}], default_payment_method=card
    ).body
    item = subscription["items"]["data"][0]["id"]
    merchant.call("POST", f"/v1/subscriptions/{subscription['id']}", items=[{"id": item, "quantity": 2}])
    note = merchant.call(
        "POST", "/v1/credit_notes", invoice=subscription["latest_invoice"], amount=5, out_of_band_amount=5
    ).body
    disputed = merchant.call("POST", "/v1/payment_intents", **{**PAID, "payment_method": "pm_card_createDispute"}).body
    merchant.world.clock.advance(604_801)
    merchant.sandbox.tick()
    dispute = merchant.call("GET", "/v1/disputes", payment_intent=disputed["id"]).body["data"][0]
    return {
        "payment_intent": f"/v1/payment_intents/{intent['id']}",
        "expired": f"/v1/payment_intents/{expired['id']}",
        "charge": f"/v1/charges/{intent['latest_charge']}",
        "let go": f"/v1/charges/{held['latest_charge']}",
        "in part": f"/v1/charges/{part['latest_charge']}",
        "coupon": coupon["id"],
        "code": f"/v1/promotion_codes/{code['id']}",
        "product": f"/v1/products/{product['id']}",
        "price": f"/v1/prices/{price['id']}",
        "plan": f"/v1/plans/{price['id']}",
        "session": f"/v1/checkout/sessions/{session['id']}",
        "dispute": f"/v1/disputes/{dispute['id']}",
        "account": "/v1/account",
        "subscription": f"/v1/subscriptions/{subscription['id']}",
        "invoice": f"/v1/invoices/{subscription['latest_invoice']}",
        "line_item": f"/v1/invoices/{subscription['latest_invoice']}/lines",
        "credit_note": f"/v1/credit_notes/{note['id']}",
        "credit_note_line_item": f"/v1/credit_notes/{note['id']}/lines",
        "invoiceitem": "/v1/invoiceitems",
    }


ABSENT = "absent"


def _read(shown: Any, path: str) -> Any:
    for step in path.split("."):
        if not isinstance(shown, dict) or step not in shown:
            return ABSENT
        shown = shown[step]
    return shown


# Where, which field, its value since the version, and its value before.
CHANGED: tuple[tuple[str, str, str, Any, Any], ...] = (
    ("2026-10-28.endive", "dispute", "intended_submission_method", None, ABSENT),
    ("2026-10-28.endive", "dispute", "evidence_details.submission_method", "not_submitted", ABSENT),
    ("2026-09-30.endive", "account", "business_profile.specified_commercial_transactions_act_url", None, ABSENT),
    ("2026-03-25.dahlia", "session", "ui_mode", "hosted_page", "hosted"),
    ("2025-09-30.clover", "code", "promotion.type", "coupon", ABSENT),
    ("2025-09-30.clover", "code", "coupon.percent_off", ABSENT, 25.0),
    ("2025-03-31.basil", "payment_intent", "invoice", ABSENT, None),
    ("2025-03-31.basil", "charge", "invoice", ABSENT, None),
    ("2025-03-31.basil", "expired", "cancellation_reason", "expired", "automatic"),
    ("2025-03-31.basil", "let go", "refunded", False, True),
    ("2025-03-31.basil", "let go", "amount_refunded", 0, 2000),
    ("2025-03-31.basil", "let go", "amount_captured", 0, None),
    ("2025-03-31.basil", "in part", "amount_refunded", 0, 500),
    ("2025-03-31.basil", "in part", "refunded", False, False),
    ("2025-03-31.basil", "price", "recurring.aggregate_usage", ABSENT, None),
    ("2025-03-31.basil", "plan", "aggregate_usage", ABSENT, None),
    ("2025-03-31.basil", "subscription", "discount", ABSENT, None),
    ("2025-03-31.basil", "invoice", "paid", ABSENT, True),
    ("2025-03-31.basil", "invoice", "total_taxes", [], ABSENT),
    ("2025-03-31.basil", "invoice", "total_tax_amounts", ABSENT, []),
    ("2025-03-31.basil", "line_item", "pricing.type", "price_details", ABSENT),
    ("2025-03-31.basil", "line_item", "type", ABSENT, "subscription"),
    ("2025-03-31.basil", "line_item", "price.unit_amount", ABSENT, 500),
    ("2025-03-31.basil", "invoiceitem", "parent.type", "subscription_details", ABSENT),
    ("2025-03-31.basil", "invoiceitem", "unit_amount", ABSENT, 500),
    ("2025-03-31.basil", "credit_note", "refund", ABSENT, None),
    ("2025-03-31.basil", "credit_note", "post_payment_amount", 5, ABSENT),
    ("2025-03-31.basil", "credit_note_line_item", "tax_amounts", ABSENT, []),
    ("2024-04-10", "product", "marketing_features", [{"name": "green"}], ABSENT),
    ("2024-04-10", "product", "features", ABSENT, [{"name": "green"}]),
    ("2022-11-15", "payment_intent", "charges.object", ABSENT, "list"),
    ("2022-11-15", "payment_intent", "charges.total_count", ABSENT, 1),
    ("2022-11-15", "charge", "refunds.object", ABSENT, "list"),
    ("2022-08-01", "session", "shipping_rate", ABSENT, None),
    ("2022-08-01", "session", "shipping_cost", None, ABSENT),
    ("2022-08-01", "session", "shipping", ABSENT, None),
)


@pytest.mark.parametrize("version", LISTED)
@pytest.mark.parametrize(("since", "kind", "path", "new", "old"), CHANGED, ids=lambda value: str(value)[:30])
def test_a_version_shows_an_object_as_it_did(
    version: str, since: str, kind: str, path: str, new: Any, old: Any, merchant: Merchant, places: dict[str, str]
) -> None:
    answer = at(merchant, version, "GET", places[kind])

    shown = answer.body["data"][0] if answer.body["object"] == "list" else answer.body

    assert answer.status == 200
    assert answer.headers["Stripe-Version"] == version
    assert _read(shown, path) == (new if version >= since else old)
    assert list(shown)[2:] == sorted(list(shown)[2:]), "keys go by alphabet after id and object"


@pytest.mark.parametrize("version", LISTED)
def test_what_moved_twice_stands_in_one_place_at_each_version(
    version: str, merchant: Merchant, places: dict[str, str]
) -> None:
    shown = at(merchant, version, "GET", places["session"]).body
    there = {name for name in ("shipping", "shipping_details", "collected_information") if name in shown}

    if version < "2022-08-01":
        assert there == {"shipping", "collected_information"}
    elif version < "2025-03-31":
        assert there == {"shipping_details", "collected_information"}
    else:
        assert there == {"collected_information"}


@pytest.mark.parametrize("version", LISTED)
def test_what_stands_inside_is_of_the_same_version(version: str, merchant: Merchant, places: dict[str, str]) -> None:
    """A charge in an intent, the refund in that, and the coupon of a discount: none is of another version."""
    expand = ["latest_charge"] if version >= "2022-11-15" else ["charges.data.balance_transaction"]
    intent = at(merchant, version, "GET", places["payment_intent"], expand=expand).body
    charge = intent["latest_charge"] if version >= "2022-11-15" else intent["charges"]["data"][0]
    session = at(merchant, version, "GET", places["session"], expand=["total_details.breakdown"]).body
    discount = session["total_details"]["breakdown"]["discounts"][0]["discount"]

    assert ("invoice" in charge) == (version < "2025-03-31")
    if version < "2022-11-15":
        assert charge["balance_transaction"]["object"] == "balance_transaction"
        assert [refund["amount"] for refund in charge["refunds"]["data"]] == [500]
    if version < "2025-09-30":
        assert (discount["coupon"]["id"], "source" in discount) == (places["coupon"], False)
    else:
        assert (discount["source"]["coupon"], "coupon" in discount) == (places["coupon"], False)


def test_every_step_is_tested_and_they_stand_newest_first() -> None:
    kinds = {"code": "promotion_code", "session": "checkout.session", "expired": "payment_intent", "let go": "charge"}
    tested = {(since[:10], kinds.get(kind, kind)) for since, kind, *_ in CHANGED} | {("2025-09-30", "discount")}
    tested |= {("2025-03-31", "checkout.session")}

    assert {(step.since, step.of) for step in STEPS} <= tested
    assert [step.since for step in STEPS] == sorted((step.since for step in STEPS), reverse=True)
    assert [since for since, *_ in WORDS] == sorted((since for since, *_ in WORDS), reverse=True)
    assert all(step.told for step in STEPS)


def test_showing_an_older_version_changes_nothing_that_is_kept(merchant: Merchant, places: dict[str, str]) -> None:
    kept = dict(merchant.books.objects)
    before = {kind: merchant.call("GET", place).body for kind, place in places.items() if place.startswith("/")}
    for version in LISTED:
        for place in places.values():
            if place.startswith("/"):
                at(merchant, version, "GET", place)

    assert {kind: merchant.call("GET", place).body for kind, place in places.items() if kind in before} == before
    assert merchant.books.objects == kept


# What is given.


@pytest.mark.parametrize("version", LISTED)
def test_a_page_is_named_by_the_words_of_the_version(version: str, merchant: Merchant) -> None:
    old, new = version < "2026-03-25", version >= "2026-03-25"
    hosted = at(merchant, version, "POST", "/v1/checkout/sessions", **PAGE, ui_mode="hosted", line_items=[LINE])
    page = at(merchant, version, "POST", "/v1/checkout/sessions", **PAGE, ui_mode="hosted_page", line_items=[LINE])

    assert [hosted.status, page.status] == [200 if old else 400, 200 if new else 400]
    assert (hosted if old else page).body["ui_mode"] == ("hosted" if old else "hosted_page")
    assert (page if old else hosted).body["error"]["param"] == "ui_mode"


@pytest.mark.parametrize("version", LISTED)
def test_a_code_names_its_coupon_in_the_words_of_the_version(
    version: str, merchant: Merchant, places: dict[str, str]
) -> None:
    old = version < "2025-09-30"
    coupon = at(merchant, version, "POST", "/v1/promotion_codes", coupon=places["coupon"])
    named = {"type": "coupon", "coupon": places["coupon"]}
    promotion = at(merchant, version, "POST", "/v1/promotion_codes", promotion=named)

    assert [coupon.status, promotion.status] == ([200, 400] if old else [400, 200])
    wrong = (promotion if old else coupon).body["error"]
    assert wrong["code"] == "parameter_unknown"


@pytest.mark.parametrize("version", LISTED)
def test_what_is_left_out_means_what_it_meant(version: str, merchant: Merchant) -> None:
    intent = at(merchant, version, "POST", "/v1/payment_intents", amount=500, currency="usd").body
    setup = at(merchant, version, "POST", "/v1/setup_intents").body
    session = at(merchant, version, "POST", "/v1/checkout/sessions", **PAGE, line_items=[LINE]).body

    assert intent["capture_method"] == ("automatic_async" if version >= "2024-04-10" else "automatic")
    for shown in (intent, setup):
        assert (shown["automatic_payment_methods"] is not None) == (version >= "2023-08-16")
        assert (shown["payment_method_types"] == ["card"]) == (version < "2023-08-16")
    assert session["customer_creation"] == ("if_required" if version >= "2022-08-01" else "always")
    assert (session["payment_intent"] is None) == (version >= "2022-08-01")


def test_lines_could_say_what_is_sold_without_a_price(merchant: Merchant) -> None:
    line = {"name": "tea", "amount": 900, "currency": "usd", "quantity": 2, "images": ["https://shop.example/tea.png"]}
    old = at(merchant, "2020-08-27", "POST", "/v1/checkout/sessions", **PAGE, line_items=[line], expand=["line_items"])
    new = at(merchant, "2022-08-01", "POST", "/v1/checkout/sessions", **PAGE, line_items=[line])

    assert [item["amount_total"] for item in old.body["line_items"]["data"]] == [1800]
    assert old.body["line_items"]["data"][0]["description"] == "tea"
    assert (new.status, new.body["error"]["code"]) == (400, "parameter_unknown")


def test_the_intent_that_an_old_page_made_at_once_is_the_one_it_is_paid_with(merchant: Merchant) -> None:
    session = at(merchant, "2020-08-27", "POST", "/v1/checkout/sessions", **PAGE, line_items=[LINE]).body
    merchant.act("pay", object=session["id"])
    paid = merchant.call("GET", f"/v1/checkout/sessions/{session['id']}").body

    assert (paid["payment_status"], paid["payment_intent"]) == ("paid", session["payment_intent"])
    assert paid["customer"] is not None


@pytest.mark.usefixtures("places")  # which makes what is counted, also where this is the only test of a worker
@pytest.mark.parametrize("version", LISTED)
def test_lists_are_counted_before_basil(version: str, merchant: Merchant) -> None:
    answer = at(merchant, version, "GET", "/v1/payment_intents", limit=1, expand=["total_count"])

    if version < "2025-03-31":
        assert answer.body["total_count"] == len(merchant.call("GET", "/v1/payment_intents", limit=100).body["data"])
        assert (len(answer.body["data"]), answer.body["has_more"]) == (1, True)
    else:
        assert (answer.status, answer.body["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize(
    ("path", "since"), [("invoice", "2025-03-31"), ("charges", "2022-11-15"), ("latest_charge", "9")]
)
@pytest.mark.parametrize("version", LISTED)
def test_only_what_a_version_has_can_be_expanded(
    version: str, path: str, since: str, merchant: Merchant, places: dict[str, str]
) -> None:
    answer = at(merchant, version, "GET", places["payment_intent"], expand=[path])

    assert answer.status == (200 if version < since else 400)


# Which versions there are.


@pytest.mark.parametrize("version", [*LISTED, "2026-08-26.preview"])
def test_a_version_that_there_is_is_answered(version: str, merchant: Merchant) -> None:
    assert at(merchant, version, "GET", "/v1/customers").status == 200


@pytest.mark.parametrize(
    "version", ["2021-01-01", "2026-10-28", "2026-10-28.dahlia", "2027-01-01.fuchsia", "2021-01-01.preview", "latest"]
)
def test_a_version_that_there_is_not_is_refused(version: str, merchant: Merchant) -> None:
    answer = at(merchant, version, "GET", "/v1/customers")
    endpoint = merchant.call(
        "POST", "/v1/webhook_endpoints", url="https://x.example/", enabled_events=["*"], api_version=version
    )

    assert (answer.status, answer.body["error"]["message"]) == (400, f"Invalid Stripe API version: {version}")
    assert (endpoint.status, endpoint.body["error"]["param"]) == (400, "api_version")


@pytest.mark.parametrize("version", ["2011-01-01", "2019-12-03", "2020-03-02"])
def test_a_version_older_than_what_is_simulated_is_a_gap_of_ours(version: str) -> None:
    merchant = Merchant()
    answer = at(merchant, version, "GET", "/v1/customers")

    assert (answer.status, merchant.sandbox.journal.calls[merchant.world.id][-1].unsupported) == (400, True)
    assert "2020-08-27" in answer.body["error"]["message"]


def test_a_request_without_a_version_is_answered_at_the_accounts() -> None:
    merchant = Merchant()
    merchant.books.api_version = "2024-06-20"
    answer = merchant.call("POST", "/v1/payment_intents", amount=500, currency="usd")
    header = at(merchant, NEWEST, "GET", f"/v1/payment_intents/{answer.body['id']}")

    assert (answer.headers["Stripe-Version"], answer.body["invoice"]) == ("2024-06-20", None)
    assert "invoice" not in header.body


def test_an_event_is_read_back_at_the_version_it_was_made_at() -> None:
    merchant = Merchant()
    product = merchant.call("POST", "/v1/products", name="tea").body
    merchant.books.api_version = "2023-10-16"
    merchant.call("POST", f"/v1/products/{product['id']}", marketing_features=[{"name": "green"}])
    old = at(merchant, "2023-10-16", "POST", f"/v1/products/{product['id']}", features=[{"name": "black"}])
    updated, created = (merchant.call("GET", "/v1/events").body["data"][nth] for nth in (0, -1))

    assert old.status == 200
    assert (created["api_version"], created["data"]["object"]["marketing_features"]) == (NEWEST, [])
    assert (updated["api_version"], updated["data"]["object"]["features"]) == ("2023-10-16", [{"name": "black"}])
    assert list(updated["data"]["previous_attributes"]) == ["features"]


def test_an_old_event_shows_no_attempt_that_came_after_it() -> None:
    merchant = Merchant()
    merchant.books.api_version = "2020-08-27"
    intent = merchant.call("POST", "/v1/payment_intents", amount=2000, currency="usd").body
    declined = {"payment_method": "pm_card_chargeDeclined"}
    merchant.call("POST", f"/v1/payment_intents/{intent['id']}/confirm", **declined)
    merchant.call("POST", f"/v1/payment_intents/{intent['id']}/confirm", payment_method="pm_card_visa")
    told = {event["type"]: event["data"]["object"] for event in merchant.call("GET", "/v1/events").body["data"]}
    types = ("payment_intent.created", "payment_intent.payment_failed", "payment_intent.succeeded")

    seen = [[charge["status"] for charge in told[name]["charges"]["data"]] for name in types]
    assert seen == [[], ["failed"], ["succeeded", "failed"]]


def test_the_listed_versions_are_known() -> None:
    assert set(LISTED) <= set(versions.listed())
    assert versions.listed()[-1] == NEWEST
