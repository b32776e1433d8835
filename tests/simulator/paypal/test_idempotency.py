"""PayPal-Request-Id: the same thing once, answered with what has become of it; refusals are not kept."""

from simulator.faults import Fault
from tests.simulator.paypal.inprocess import ORDERS, PAYMENTS, Merchant, money

BODY = {"intent": "CAPTURE", "purchase_units": [{"amount": money("10.00")}]}


def test_a_repeated_creation_is_one_order_and_says_so_by_its_status() -> None:
    merchant = Merchant()
    first, again = merchant.call("POST", ORDERS, BODY, key="k"), merchant.call("POST", ORDERS, BODY, key="k")
    other = merchant.call("POST", ORDERS, BODY, key="l")

    assert (first.status, again.status, other.status) == (201, 200, 201)
    assert first.body == again.body
    assert other.body["id"] != first.body["id"]


def test_a_repeat_is_answered_with_the_latest_state_and_as_preferred_now() -> None:
    merchant = Merchant()
    first = merchant.call("POST", ORDERS, BODY, key="k", full=False)
    merchant.act("pay", object=first.body["id"], captured=True)
    again = merchant.call("POST", ORDERS, BODY, key="k")

    assert first.body["status"] == "CREATED"
    assert again.body["status"] == "COMPLETED"
    assert "purchase_units" in again.body
    assert again.headers["Paypal-Debug-Id"] != first.headers["Paypal-Debug-Id"]


def test_one_text_is_another_key_for_another_operation() -> None:
    merchant = Merchant()
    order = merchant.call("POST", ORDERS, BODY, key="k").body["id"]
    merchant.act("pay", object=order)
    taken = merchant.call("POST", f"{ORDERS}/{order}/capture", key="k")
    capture = taken.body["purchase_units"][0]["payments"]["captures"][0]["id"]
    refunds = [
        merchant.call("POST", f"{PAYMENTS}/captures/{capture}/refund", {"amount": money("1.00")}, key="k")
        for _ in range(3)
    ]

    assert taken.status == 201
    assert [one.status for one in refunds] == [201, 201, 201]
    assert len({one.body["id"] for one in refunds}) == 1
    assert merchant.told().count("PAYMENT.CAPTURE.REFUNDED") == 1


def test_a_void_is_repeated_without_complaint() -> None:
    merchant = Merchant()
    _, held = merchant.authorized()
    answers = [merchant.call("POST", f"{PAYMENTS}/authorizations/{held['id']}/void", key="k") for _ in range(2)]

    assert [(one.status, one.body["status"]) for one in answers] == [(200, "VOIDED"), (200, "VOIDED")]
    assert merchant.told().count("PAYMENT.AUTHORIZATION.VOIDED") == 1


def test_a_key_is_forgotten_after_its_time() -> None:
    merchant = Merchant()
    first = merchant.call("POST", ORDERS, BODY, key="k").body["id"]
    merchant.world.clock.advance(6 * 3_600 + 1)

    assert merchant.call("POST", ORDERS, BODY, key="k").body["id"] != first


def test_a_reply_that_was_lost_is_given_when_it_is_asked_for_again() -> None:
    merchant = Merchant()
    fault = Fault(operation="orders.create", action="status", moment="after", status=500, times=1)
    merchant.sandbox.faults.add(merchant.world.id, fault)
    lost, again = merchant.call("POST", ORDERS, BODY, key="k"), merchant.call("POST", ORDERS, BODY, key="k")

    assert (lost.status, lost.body["name"]) == (500, "INTERNAL_SERVER_ERROR")
    assert (again.status, again.body["status"]) == (200, "CREATED")
    assert len([one for one in merchant.books.objects if one == again.body["id"]]) == 1
    calls = merchant.sandbox.journal.of(merchant.world.id)
    assert [(call.idempotency_key, call.replayed) for call in calls[-2:]] == [("k", False), ("k", True)]
