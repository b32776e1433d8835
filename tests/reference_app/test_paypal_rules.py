"""PayPal's amounts and records: what they mean for the shop, without a shop."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from reference_app.providers.paypal import money, reading, refetch, webhook


@given(integers(1, 10**12), sampled_from(sorted(money.DIGITS)))
def test_an_amount_that_is_written_is_read_as_itself(amount: int, currency: str) -> None:
    assert money.minor(money.written(amount, currency)) == (amount, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "value"), [(1999, "eur", "19.99"), (5, "usd", "0.05"), (1500, "jpy", "1500")]
)
def test_an_amount_has_its_currencys_digits(amount: int, currency: str, value: str) -> None:
    assert money.written(amount, currency) == {"currency_code": currency.upper(), "value": value}


@pytest.mark.parametrize(("value", "amount"), [("8", 800), ("3.0", 300), ("10.00", 1000), ("0.10", 10)])
def test_fewer_digits_are_the_same_amount(value: str, amount: int) -> None:
    assert money.minor({"currency_code": "USD", "value": value}) == (amount, "usd")


@pytest.mark.parametrize(
    ("value", "currency"),
    [
        ("10.005", "USD"),
        ("10.5", "JPY"),
        ("1e3", "USD"),
        ("-1.00", "USD"),
        ("", "USD"),
        ("1,00", "EUR"),
        ("5.25", "KWD"),
    ],
)
def test_what_is_no_such_amount_is_none_that_we_would_round(value: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount|digits"):
        money.minor({"currency_code": currency, "value": value})


def capture(status: str = "COMPLETED", value: str = "19.99", currency: str = "EUR", **other: Any) -> dict[str, Any]:
    return {"id": "8F148933LY9388354", "status": status, "amount": {"currency_code": currency, "value": value}, **other}


def order(status: str = "COMPLETED", captures: Any = (), refunds: Any = (), **other: Any) -> dict[str, Any]:
    unit = {
        "custom_id": "ord_1",
        "amount": {"currency_code": "EUR", "value": "19.99"},
        "payments": {"captures": list(captures), "refunds": list(refunds)},
    }
    return {"id": "5O190127TN364715T", "status": status, "purchase_units": [unit], **other}


def read(found: dict[str, Any], disputes: Any = ()) -> Any:
    return reading.of_order(found, disputes, livemode=False)


def test_money_is_the_word_of_a_completed_capture() -> None:
    told = read(order(captures=[capture()], payment_source={"paypal": {"email_address": "ada@example.com"}}))

    assert (told.status, told.received, told.currency) == ("succeeded", 1999, "eur")
    assert (told.object_id, told.intent_id, told.order_id) == ("5O190127TN364715T", "8F148933LY9388354", "ord_1")
    assert told.paid_with == "PayPal"


def test_the_amount_is_the_captures_and_not_the_orders() -> None:
    assert read(order(captures=[capture(value="0.01")])).received == 1
    assert read(order(captures=[capture(currency="USD")])).currency == "usd"


@pytest.mark.parametrize("status", ["DECLINED", "FAILED"])
def test_a_completed_order_whose_capture_was_declined_is_no_money(status: str) -> None:
    told = read(order(captures=[capture(status)]))

    assert (told.status, told.received, told.intent_id, told.declined) == ("requires_payment_method", 0, None, True)
    assert reading.opened(order(captures=[capture(status)]), "hosted").closed


@pytest.mark.parametrize(
    ("theirs", "ours", "declined", "closed"),
    [
        ("CREATED", "requires_capture", False, False),
        ("PENDING", "processing", False, False),
        ("VOIDED", "canceled", False, True),
        ("DENIED", "requires_payment_method", True, True),
    ],
)
def test_a_completed_order_whose_money_is_only_held_is_not_paid(
    theirs: str, ours: str, declined: bool, closed: bool
) -> None:
    held = order()
    held["purchase_units"][0]["payments"] = {"authorizations": [capture(theirs)]}
    told = read(held)

    assert (told.status, told.received, told.intent_id, told.declined) == (ours, 0, None, declined)
    assert reading.opened(held, "reserve").closed is closed


@pytest.mark.parametrize("theirs", ["CAPTURED", "PARTIALLY_CAPTURED", "VOIDED"])
def test_of_a_hold_the_capture_says_what_was_taken(theirs: str) -> None:
    held = order(captures=[capture(value="12.00")])
    held["purchase_units"][0]["payments"]["authorizations"] = [capture(theirs)]

    assert (read(held).status, read(held).received) == ("succeeded", 1200)


def test_a_pending_capture_is_on_its_way() -> None:
    told = read(order(captures=[capture("PENDING")]))

    assert (told.status, told.received, told.declined) == ("processing", 0, False)
    assert not reading.opened(order(captures=[capture("PENDING")]), "hosted").closed


@pytest.mark.parametrize(
    ("status", "ours", "offered"),
    [
        ("CREATED", "requires_payment_method", 0),
        ("PAYER_ACTION_REQUIRED", "requires_payment_method", 0),
        ("APPROVED", "approved", 1999),
        ("VOIDED", "canceled", 0),
    ],
)
def test_approving_is_not_paying(status: str, ours: str, offered: int) -> None:
    told = read(order(status))

    assert (told.status, told.received, told.offered, told.declined) == (ours, 0, offered, False)


def test_what_went_back_and_what_of_it_did_not_arrive() -> None:
    money_back = {"currency_code": "EUR", "value": "5.00"}
    refunds = [{"id": state, "status": state, "amount": money_back} for state in ("COMPLETED", "PENDING", "FAILED")]
    told = read(order(captures=[capture("PARTIALLY_REFUNDED")], refunds=refunds))

    assert (told.received, told.refunds_made, told.refunds_failed, told.refunded) == (1999, 1500, 500, 1000)


@pytest.mark.parametrize(
    ("status", "outcome", "disputed", "lost"),
    [
        ("OPEN", None, True, 0),
        ("UNDER_REVIEW", None, True, 0),
        ("RESOLVED", "RESOLVED_BUYER_FAVOUR", True, 1999),
        ("RESOLVED", "RESOLVED_SELLER_FAVOUR", False, 0),
        ("RESOLVED", "CANCELED_BY_BUYER", False, 0),
    ],
)
def test_a_dispute_counts_until_it_is_won(status: str, outcome: str | None, disputed: bool, lost: int) -> None:
    dispute = {"status": status, "dispute_amount": {"currency_code": "EUR", "value": "19.99"}}
    dispute |= {"dispute_outcome": {"outcome_code": outcome}} if outcome else {}
    told = read(order(captures=[capture()]), [dispute])

    assert (told.disputed, told.lost, told.disputes_told) == (disputed, lost, True)


def test_no_word_of_disputes_is_no_word_that_one_is_over() -> None:
    assert not read(order(captures=[capture()])).disputes_told


@pytest.mark.parametrize("units", [[], [{}, {}]])
def test_an_order_that_we_cannot_have_made_is_not_read(units: list[Any]) -> None:
    with pytest.raises(ValueError, match="unpack"):
        read({**order(), "purchase_units": units})


RELATED = {"supplementary_data": {"related_ids": {"order_id": "5O190127TN364715T"}}}
UP = {
    "links": [{"rel": "self", "href": "x"}, {"rel": "up", "href": "https://x/v2/payments/captures/8F148933LY9388354"}]
}


@pytest.mark.parametrize(
    ("kind", "resource", "subject"),
    [
        ("CHECKOUT.ORDER.APPROVED", {"id": "5O190127TN364715T"}, "5O190127TN364715T"),
        ("PAYMENT.CAPTURE.COMPLETED", {"id": "8F148933LY9388354", **RELATED}, "5O190127TN364715T"),
        ("PAYMENT.CAPTURE.DENIED", {"id": "8F148933LY9388354"}, "8F148933LY9388354"),
        ("PAYMENT.CAPTURE.REFUNDED", {"id": "1JU08902781691411", **UP}, "8F148933LY9388354"),
        ("PAYMENT.REFUND.FAILED", {"id": "1JU08902781691411", **UP}, "8F148933LY9388354"),
        ("PAYMENT.CAPTURE.REFUNDED", {"id": "1JU08902781691411"}, None),
        (
            "CUSTOMER.DISPUTE.CREATED",
            {"dispute_id": "PP-R-HKL-1", "disputed_transactions": [{"seller_transaction_id": "8F148933LY9388354"}]},
            "8F148933LY9388354",
        ),
        ("PAYMENT.SALE.COMPLETED", {"id": "8F148933LY9388354"}, None),
    ],
)
def test_an_event_leads_to_what_our_orders_know(kind: str, resource: dict[str, Any], subject: str | None) -> None:
    slip = webhook.slip_of({"id": "WH-1", "event_type": kind, "resource": resource}, livemode=False)

    assert refetch.subject_of(slip) == subject


@pytest.mark.parametrize(
    ("liability", "enrolled", "ours"),
    [
        ("POSSIBLE", "Y", True),
        ("NO", "Y", False),
        ("UNKNOWN", "Y", False),
        ("NO", "N", True),
        ("NO", "B", True),
        ("UNKNOWN", "U", False),
    ],
)
def test_a_card_whose_bank_has_doubts_is_not_charged(liability: str, enrolled: str, ours: bool) -> None:
    result = {"liability_shift": liability, "three_d_secure": {"enrollment_status": enrolled}}
    approved = order("APPROVED", payment_source={"card": {"authentication_result": result}})
    payment = reading.of_order(approved, [], livemode=False)

    assert (payment.status, payment.declined) == (("approved", False) if ours else ("requires_payment_method", True))
    assert reading.opened(approved, "elements").closed is not ours
