"""Refusals as they were recorded: status, code, sentence, field."""

from typing import Any

import pytest

from tests.simulator.square.inprocess import Answer, Seller


@pytest.fixture
def seller() -> Seller:
    return Seller()


def said(answer: Answer) -> tuple[int, str, str, str | None]:
    error = answer.body["errors"][0]
    return answer.status, error["code"], error["detail"], error.get("field")


def test_an_unknown_payment(seller: Seller) -> None:
    for answer in (
        seller.get("/v2/payments/nope"),
        seller.call("PUT", "/v2/payments/nope", idempotency_key="k"),
        seller.call("POST", "/v2/payments/nope/complete"),
        seller.refund("nope", 1),
    ):
        assert said(answer) == (404, "NOT_FOUND", "Could not find payment with id: nope", None)


def test_an_unknown_refund(seller: Seller) -> None:
    assert said(seller.get("/v2/refunds/nope")) == (404, "NOT_FOUND", "Could not find refund with id: nope", None)


def test_an_unknown_nonce(seller: Seller) -> None:
    assert said(seller.pay(100, "cnon:nope"))[:3] == (404, "NOT_FOUND", "Card nonce not found")


def test_a_spent_nonce(seller: Seller) -> None:
    nonce = seller.act("tokenize")[0]["id"]
    first, second = seller.pay(100, nonce), seller.pay(100, nonce)

    assert first.status == 200
    assert said(second)[1:3] == ("CARD_TOKEN_USED", "Card nonce already used; please request new nonce.")
    assert said(seller.pay(100, "cnon:card-nonce-already-used"))[1] == "CARD_TOKEN_USED"


def test_a_magic_nonce_is_never_spent(seller: Seller) -> None:
    assert [seller.pay(100).status for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("cnon:card-nonce-declined", "GENERIC_DECLINE"),
        ("cnon:card-nonce-rejected-cvv", "CVV_FAILURE"),
        ("cnon:card-nonce-rejected-postalcode", "ADDRESS_VERIFICATION_FAILURE"),
        ("cnon:card-nonce-rejected-expiration", "INVALID_EXPIRATION"),
    ],
)
def test_a_decline_is_told_with_its_payment(seller: Seller, source: str, code: str) -> None:
    answer = seller.pay(100, source)
    payment = answer.body["payment"]

    assert said(answer) == (400, code, f"Authorization error: '{code}'", None)
    assert answer.body["errors"][0]["category"] == "PAYMENT_METHOD_ERROR"
    assert (payment["status"], payment["card_details"]["status"]) == ("FAILED", "FAILED")
    assert payment["card_details"]["errors"] == answer.body["errors"]
    assert payment["approved_money"]["amount"] == 0
    assert not {"receipt_number", "receipt_url", "risk_evaluation", "capabilities"} & payment.keys()
    assert "card_type" not in payment["card_details"]["card"]
    assert seller.get(f"/v2/payments/{payment['id']}").body["payment"] == payment


def test_a_challenged_card_is_declined_without_a_verification(seller: Seller) -> None:
    declined = seller.pay(100, "cnon:card-nonce-requires-verification")

    assert said(declined)[1] == "CARD_DECLINED_VERIFICATION_REQUIRED"
    assert seller.pay(100, "cnon:card-nonce-requires-verification", verification_token="verf:1").status == 200


def test_another_location_and_another_token(seller: Seller) -> None:
    assert said(seller.pay(100, location_id="LNOTMINE"))[:2] == (403, "FORBIDDEN")


def test_another_currency(seller: Seller) -> None:
    body: dict[str, Any] = {"source_id": "cnon:card-nonce-ok", "amount_money": {"amount": 5, "currency": "EUR"}}
    answer = seller.call("POST", "/v2/payments", idempotency_key="k", **body)

    assert said(answer)[2] == "This merchant can only process payments in USD, but amount was provided in EUR"


def test_an_amount_that_is_no_integer(seller: Seller) -> None:
    for amount in ("100", 1.5, True):
        body: dict[str, Any] = {
            "source_id": "cnon:card-nonce-ok",
            "amount_money": {"amount": amount, "currency": "USD"},
        }
        answer = seller.call("POST", "/v2/payments", idempotency_key="k", **body)

        assert said(answer)[1] == "EXPECTED_INTEGER"
        assert said(answer)[3] == "amount_money.amount"


def test_what_is_missing_too_long_unknown_or_no_text(seller: Seller) -> None:
    money = {"amount": 5, "currency": "USD"}
    good: dict[str, Any] = {"idempotency_key": "k", "source_id": "cnon:card-nonce-ok", "amount_money": money}

    def wrong(**changed: Any) -> tuple[int, str, str, str | None]:
        return said(seller.call("POST", "/v2/payments", **{**good, **changed}))

    assert wrong(source_id=7)[1:] == ("EXPECTED_STRING", "Expected a string value (line 1, character 2)", "source_id")
    assert wrong(idempotency_key="k" * 46)[1::2] == ("VALUE_TOO_LONG", None)
    assert wrong(customer=1)[1:] == (
        "BAD_REQUEST", "The field named 'customer' is unrecognized (line 1, character 2)", "customer",
    )  # fmt: skip
    assert wrong(billing_address={"country": "Japan"})[1:3] == (
        "INVALID_ENUM_VALUE", "`Japan` is not a valid enum value for `Country` (line 1, character 2)",
    )  # fmt: skip
    assert wrong(source_id=None)[1::2] == ("MISSING_REQUIRED_PARAMETER", "source_id")


def test_a_wrong_version_token(seller: Seller) -> None:
    payment = seller.pay(100, autocomplete=False).body["payment"]
    wrong = seller.call("POST", f"/v2/payments/{payment['id']}/complete", version_token="old")

    assert said(wrong) == (
        400,
        "VERSION_MISMATCH",
        "Version mismatch: The specified version_token in the request does not match the current version_token.",
        "version_token",
    )
    right = seller.call("POST", f"/v2/payments/{payment['id']}/complete", version_token=payment["version_token"])
    assert right.body["payment"]["version_token"] != payment["version_token"]


def test_a_finished_payment_cannot_be_changed(seller: Seller) -> None:
    payment = seller.pay(100).body["payment"]
    body: dict[str, Any] = {"payment": {"amount_money": {"amount": 5, "currency": "USD"}}}
    answer = seller.call("PUT", f"/v2/payments/{payment['id']}", idempotency_key="u", **body)

    assert said(answer)[:3] == (
        400,
        "BAD_REQUEST",
        f"Payment {payment['id']} is in inflight state COMPLETED, which is invalid for the requested operation",
    )


def test_refunds_that_cannot_be(seller: Seller) -> None:
    done, held = seller.pay(100).body["payment"], seller.pay(100, autocomplete=False).body["payment"]

    assert said(seller.refund(done["id"], 101)) == (
        400,
        "REFUND_AMOUNT_INVALID",
        "The requested refund amount exceeds the amount available to refund.",
        "amount_money.amount",
    )
    assert said(seller.refund(held["id"], 100))[1] == "REFUND_ERROR_PAYMENT_NEEDS_COMPLETION"
    assert seller.refund(done["id"], 60).status == 200
    assert said(seller.refund(done["id"], 41))[1] == "REFUND_AMOUNT_INVALID"
    assert seller.refund(done["id"], 40).status == 200


def test_orders_that_are_paid_or_have_another_total(seller: Seller) -> None:
    order = seller.order(1000).body["order"]

    wrong = seller.pay(999, order_id=order["id"])
    assert said(wrong)[2] == "The payment total does not match the order total."
    assert seller.pay(1000, order_id=order["id"]).status == 200
    assert said(seller.pay(1000, order_id=order["id"]))[2] == "The order is already paid"


def test_an_order_of_another_version(seller: Seller) -> None:
    order = seller.order(1000).body["order"]
    path = f"/v2/orders/{order['id']}"

    stale = seller.call("PUT", path, order={"version": 7, "reference_id": "x"})
    assert said(stale) == (
        400,
        "VERSION_MISMATCH",
        f"Supplied version 7 does not match the current version 1 of order {order['id']}.",
        "order.version",
    )
    assert said(seller.call("PUT", path, order={"reference_id": "x"}))[2:] == (
        "Missing required parameter.", "order.version",
    )  # fmt: skip
    seller.pay(1000, order_id=order["id"])
    line = {"name": "more", "quantity": "1", "base_price_money": {"amount": 1, "currency": "USD"}}
    paid = seller.call("PUT", path, order={"version": 2, "line_items": [line]})
    assert said(paid)[2:] == ("LineItems cannot be modified for finalized tenders.", "order.line_items")


def test_a_link_for_a_bad_address(seller: Seller) -> None:
    quick = {"name": "tea", "price_money": {"amount": 900, "currency": "USD"}, "location_id": seller.location}
    answer = seller.call(
        "POST", "/v2/online-checkout/payment-links", quick_pay=quick, pre_populated_data={"buyer_email": "nobody"}
    )

    assert said(answer) == (400, "INVALID_EMAIL_ADDRESS", "Invalid email address.", "pre_populated_data.buyer_email")
    assert answer.headers["X-Speleo-Traceid"].startswith("CDN-")


@pytest.mark.parametrize("version", ["newest", "2026-02-30", "2018-07-11", "2099-01-01", "2026-9-16"])
def test_a_version_of_the_api_that_is_none(seller: Seller, version: str) -> None:
    answer = seller.send("GET", "/v2/locations", headers={"square-version": version})

    assert said(answer)[:2] == (400, "INVALID_SQUARE_VERSION_FORMAT")
    assert answer.headers["Square-Version"] == "2026-09-16"
    assert seller.send("GET", "/v2/locations", headers={"square-version": "2021-09-15"}).headers["Square-Version"] == (
        "2021-09-15"
    )


def test_a_token_may_do_what_it_was_granted(seller: Seller) -> None:
    token = seller.sandbox.add_key(seller.books, frozenset({"PAYMENTS_READ"}))
    told = {"authorization": f"Bearer {token}"}

    assert seller.send("GET", "/v2/payments", headers=told).status == 200
    refused = seller.send("POST", "/v2/payments", b"{}", headers=told)
    assert said(refused)[:3] == (
        403,
        "INSUFFICIENT_SCOPES",
        "The merchant has not given your application sufficient permissions to do that. The merchant must authorize "
        "your application for the following scopes: PAYMENTS_WRITE",
    )
    status = seller.send("POST", "/oauth2/token/status", headers=told)
    assert status.body["scopes"] == ["PAYMENTS_READ"]
    seller.books.expired.add(token)
    assert said(seller.send("GET", "/v2/payments", headers=told))[:2] == (401, "ACCESS_TOKEN_EXPIRED")
