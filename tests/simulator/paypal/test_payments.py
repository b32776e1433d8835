"""Payments: holds captured, renewed and voided, captures refunded; what is refused, and in which order."""

import pytest

from tests.simulator.paypal.inprocess import ORDERS, PAYMENTS, Answer, Merchant, money


def capture(merchant: Merchant, held: str, value: str | None = None, **more: object) -> Answer:
    body = {**({} if value is None else {"amount": money(value)}), **more}
    return merchant.call("POST", f"{PAYMENTS}/authorizations/{held}/capture", body)


def refund(merchant: Merchant, taken: str, value: str | None = None, currency: str = "USD") -> Answer:
    body = {} if value is None else {"amount": money(value, currency)}
    return merchant.call("POST", f"{PAYMENTS}/captures/{taken}/refund", body)


def void(merchant: Merchant, held: str, full: bool = True) -> Answer:
    return merchant.call("POST", f"{PAYMENTS}/authorizations/{held}/void", full=full)


def held_status(merchant: Merchant, held: str) -> str:
    return str(merchant.call("GET", f"{PAYMENTS}/authorizations/{held}").body["status"])


def test_a_hold_is_captured_in_parts_until_the_last() -> None:
    merchant = Merchant()
    order, held = merchant.authorized("100.00")
    first = capture(merchant, held["id"], "30.00")
    between = held_status(merchant, held["id"])
    last = capture(merchant, held["id"], "20.00", final_capture=True)
    after = capture(merchant, held["id"], "1.00")
    shown = merchant.call("GET", f"{ORDERS}/{order}").body["purchase_units"][0]["payments"]

    assert (first.status, between, last.status) == (201, "PARTIALLY_CAPTURED", 201)
    assert held_status(merchant, held["id"]) == "CAPTURED"
    assert (after.status, after.issue) == (422, "AUTHORIZATION_ALREADY_CAPTURED")
    assert [one["amount"]["value"] for one in shown["captures"]] == ["30.00", "20.00"]
    assert shown["authorizations"][0]["status"] == "CAPTURED"
    assert void(merchant, held["id"]).issue == "PREVIOUSLY_CAPTURED"
    assert first.body["links"][-1]["href"].endswith(f"/authorizations/{held['id']}")
    assert first.body["supplementary_data"]["related_ids"] == {"order_id": order, "authorization_id": held["id"]}


@pytest.mark.parametrize(("value", "status"), [("115.00", 201), ("115.01", 422), ("130.00", 422)])
def test_a_little_more_than_was_held_may_be_captured(value: str, status: int) -> None:
    merchant = Merchant()
    _, held = merchant.authorized("100.00")
    answer = capture(merchant, held["id"], value)

    assert answer.status == status
    assert status == 201 or answer.issue == "MAX_CAPTURE_AMOUNT_EXCEEDED"


def test_voiding_is_empty_or_whole_and_happens_once() -> None:
    merchant = Merchant()
    (_, one), (_, two) = merchant.authorized(), merchant.authorized()
    capture(merchant, two["id"], "10.00")
    brief, again, whole = void(merchant, one["id"], full=False), void(merchant, one["id"]), void(merchant, two["id"])

    assert (brief.status, brief.body) == (204, b"")
    assert "Content-Type" not in brief.headers
    assert (again.status, again.issue) == (422, "PREVIOUSLY_VOIDED")
    assert (whole.status, whole.body["status"]) == (200, "VOIDED")
    assert capture(merchant, one["id"]).issue == "AUTHORIZATION_VOIDED"
    assert merchant.told().count("PAYMENT.AUTHORIZATION.VOIDED") == 2


def test_a_hold_ends_by_itself() -> None:
    merchant = Merchant()
    _, held = merchant.authorized()
    merchant.world.clock.advance(29 * 86_400 + 1)
    merchant.sandbox.tick()
    merchant.token = merchant.new_token().body["access_token"]

    assert capture(merchant, held["id"]).issue == "AUTHORIZATION_EXPIRED"
    assert merchant.told()[-1] == "PAYMENT.AUTHORIZATION.VOIDED"


def test_a_hold_is_renewed_from_the_fourth_day_and_once() -> None:
    merchant = Merchant()
    _, held = merchant.authorized()
    place = f"{PAYMENTS}/authorizations/{held['id']}/reauthorize"
    early = merchant.call("POST", place, {})
    merchant.world.clock.advance(4 * 86_400)
    merchant.token = merchant.new_token().body["access_token"]
    renewed = merchant.call("POST", place, {"amount": money("100.00")})
    again = merchant.call("POST", f"{PAYMENTS}/authorizations/{renewed.body['id']}/reauthorize", {})

    assert (early.status, early.issue) == (422, "REAUTHORIZATION_TOO_SOON")
    assert (renewed.status, renewed.body["status"]) == (201, "CREATED")
    assert again.issue == "REAUTHORIZATION_TOO_SOON"
    assert capture(merchant, renewed.body["id"]).status == 201


def test_refunds_in_parts_until_nothing_is_left() -> None:
    merchant = Merchant()
    order, taken = merchant.captured("100.00", invoice_id="I-1")
    first, too_much = refund(merchant, taken["id"], "40.00"), refund(merchant, taken["id"], "60.01")
    between = merchant.call("GET", f"{PAYMENTS}/captures/{taken['id']}").body["status"]
    last, after = refund(merchant, taken["id"]), refund(merchant, taken["id"])
    shown = merchant.call("GET", f"{ORDERS}/{order}").body["purchase_units"][0]["payments"]

    assert (first.status, between) == (201, "PARTIALLY_REFUNDED")
    assert (too_much.status, too_much.issue) == (422, "REFUND_AMOUNT_EXCEEDED")
    assert last.body["amount"]["value"] == "60.00"
    assert last.body["seller_payable_breakdown"]["total_refunded_amount"]["value"] == "100.00"
    assert last.body["invoice_id"] == "I-1"
    assert last.body["create_time"][-6:] in ("-07:00", "-08:00")
    assert (after.status, after.issue) == (422, "CAPTURE_FULLY_REFUNDED")
    assert after.body["details"][0]["description"] == "The capture has already been fully refunded"
    assert shown["captures"][0]["status"] == "REFUNDED"
    assert len(shown["refunds"]) == 2
    assert merchant.told().count("PAYMENT.CAPTURE.REFUNDED") == 2


def test_what_cannot_be_refunded() -> None:
    merchant = Merchant()
    _, taken = merchant.captured("10.00")
    order = merchant.order("10.00")
    pending = merchant.act("process", object=order, captured=True)[0]["purchase_units"][0]["payments"]["captures"][0]
    order = merchant.order("10.00")
    declined = merchant.act("decline", object=order, captured=True)[0]["purchase_units"][0]["payments"]["captures"][0]
    disputed, theirs = merchant.captured("10.00")
    merchant.act("dispute", object=disputed)

    assert refund(merchant, taken["id"], "1.00", "EUR").issue == "REFUND_CAPTURE_CURRENCY_MISMATCH"
    assert refund(merchant, taken["id"], "0.00").issue == "CANNOT_BE_ZERO_OR_NEGATIVE"
    assert refund(merchant, pending["id"]).issue == "PENDING_CAPTURE"
    assert refund(merchant, declined["id"]).issue == "REFUND_NOT_ALLOWED"
    assert refund(merchant, theirs["id"]).issue == "TRANSACTION_DISPUTED"
    assert refund(merchant, "0AAAAAAAAAAAAAAAA").body["details"][0] == {
        "issue": "INVALID_RESOURCE_ID", "field": "capture_id", "value": "0AAAAAAAAAAAAAAAA",
        "description": "Specified resource ID does not exist. Please check the resource ID and try again.",
        "location": "path",
    }  # fmt: skip


def test_refunds_may_be_pending_and_fail() -> None:
    merchant = Merchant()
    order, taken = merchant.captured("10.00")
    merchant.act("delay_refund", object=order, amount=400)
    merchant.act("fail_refund", object=order)
    between = merchant.call("GET", f"{PAYMENTS}/captures/{taken['id']}").body["status"]
    merchant.act("delay_refund", object=order)
    merchant.act("settle_refund", object=order)

    assert between == "COMPLETED"
    assert merchant.told()[-4:] == [
        "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED", "PAYMENT.REFUND.PENDING", "PAYMENT.CAPTURE.REFUNDED",
    ]  # fmt: skip
    assert merchant.call("GET", f"{PAYMENTS}/captures/{taken['id']}").body["status"] == "REFUNDED"


def test_a_reversal_is_told_as_a_refund_object() -> None:
    merchant = Merchant()
    order, _ = merchant.captured("10.00")
    shown, told = merchant.act("reverse", object=order)

    assert told == ["PAYMENT.CAPTURE.REVERSED"]
    assert shown["note_to_payer"] == "Payment reversed"


def test_a_dispute_takes_the_money_back_or_leaves_it() -> None:
    merchant = Merchant()
    (lost, theirs), (won, ours) = merchant.captured("10.00"), merchant.captured("10.00")
    for order, merchant_wins in ((lost, False), (won, True)):
        merchant.act("dispute", object=order)
        merchant.act("close_dispute", object=order, won=merchant_wins)

    assert merchant.told()[-5:] == [
        "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED", "PAYMENT.CAPTURE.REVERSED",
        "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED",
    ]  # fmt: skip
    assert merchant.call("GET", f"{PAYMENTS}/captures/{theirs['id']}").body["status"] == "REFUNDED"
    assert merchant.call("GET", f"{PAYMENTS}/captures/{ours['id']}").body["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("value", "card", "fee"),
    [("50.00", False, "2.24"), ("1.00", False, "0.52"), ("10.00", False, "0.84"), ("1285.13", False, "45.34"),
     ("12.34", True, "0.81"), ("420.00", True, "11.37")],
)  # fmt: skip
def test_fees_are_the_recorded_ones(value: str, card: bool, fee: str) -> None:
    merchant = Merchant()
    order = merchant.order(value)
    more = {"card": "4012888888881881"} if card else {}
    paid, _ = merchant.act("pay", object=order, captured=True, **more)
    breakdown = paid["purchase_units"][0]["payments"]["captures"][0]["seller_receivable_breakdown"]

    assert breakdown["paypal_fee"]["value"] == fee
