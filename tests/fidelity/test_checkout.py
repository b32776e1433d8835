"""Checkout sessions: made, paid by a buyer or not, expired; and the events of it, in the recorded order."""

import pytest
import stripe

from simulator.client import SimulatorError
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import LINE, PAGE

REFERENCE = {**PAGE, "client_reference_id": "o-1", "metadata": {"order": "o-1"}, "customer_email": "a@example.com"}


def test_a_session_is_a_page_of_the_simulators_own(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create({**REFERENCE, "expand": ["line_items"]})

    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency, session.ui_mode) == (1800, "usd", "hosted_page")
    assert session.expires_at == session.created + 86_400
    assert session.success_url == PAGE["success_url"]
    [line] = session.line_items.data
    assert (line.object, line.description, line.quantity, line.amount_total) == ("item", "tea", 2, 1800)
    assert line.price.unit_amount == 900
    assert session.url.startswith(merchant.base_url + "/c/pay/cs_test_")
    assert merchant.http("GET", session.url.removeprefix(merchant.base_url)).status_code == 200
    assert merchant.types() == []


def test_lines_are_shown_only_when_they_are_asked_for(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create(PAGE)

    assert "line_items" not in session.to_dict()
    page = merchant.sdk.checkout.sessions.line_items.list(session.id, {"expand": ["data.price.product"]})
    assert page.data[0].price.product.name == "tea"


def test_a_buyer_pays(merchant: Merchant) -> None:
    intent_data = {"metadata": {"order": "o-1"}, "description": "tea"}
    session = merchant.sdk.checkout.sessions.create({**REFERENCE, "payment_intent_data": intent_data})
    merchant.world.act("pay", object=session.id, email="b@example.com")

    paid = merchant.sdk.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.client_reference_id, paid.metadata.order) == ("o-1", "o-1")
    assert paid.customer_details.email == "b@example.com"
    assert paid.customer is None
    assert (paid.payment_intent.amount_received, paid.payment_intent.status) == (1800, "succeeded")
    assert paid.payment_intent.metadata.order == "o-1"
    assert paid.payment_intent.latest_charge.description == "tea"
    assert merchant.types() == [
        "charge.succeeded", "checkout.session.completed", "payment_intent.created", "payment_intent.succeeded",
    ]  # fmt: skip
    assert merchant.sdk.checkout.sessions.list({"payment_intent": paid.payment_intent.id}).data[0].id == session.id
    assert [event.type for event in merchant.world.events(object=session.id)] == merchant.types()
    completed = merchant.sdk.events.list({"type": "checkout.session.completed"}).data[0]
    assert completed.request.id is None
    assert completed.data.object.payment_status == "paid"


def test_a_page_may_make_a_customer(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create({**REFERENCE, "customer_creation": "always"})
    merchant.world.act("pay", object=session.id)

    paid = merchant.sdk.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})
    assert paid.customer.email == "a@example.com"
    assert "customer.created" in merchant.types()


def test_a_decline_leaves_the_page_open(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create(PAGE)
    merchant.world.act("pay", object=session.id, card="pm_card_visa_chargeDeclined")

    assert merchant.sdk.checkout.sessions.retrieve(session.id).status == "open"
    assert "charge.failed" in merchant.types()
    merchant.world.act("pay", object=session.id)
    after = merchant.sdk.checkout.sessions.retrieve(session.id)
    assert after.payment_status == "paid"
    assert len(merchant.sdk.payment_intents.list().data) == 1


def test_a_challenge_completes_the_page_when_it_is_passed(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create(PAGE)
    merchant.world.act("pay", object=session.id, card="pm_card_authenticationRequired")
    assert merchant.sdk.checkout.sessions.retrieve(session.id).status == "open"
    merchant.world.act("authenticate", object=session.id)

    assert merchant.sdk.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert merchant.types()[-3:] == ["charge.succeeded", "checkout.session.completed", "payment_intent.succeeded"]


@pytest.mark.parametrize(
    ("succeeds", "status", "told"),
    [
        (True, "paid", "checkout.session.async_payment_succeeded"),
        (False, "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_a_session_may_be_complete_and_unpaid(succeeds: bool, status: str, told: str, merchant: Merchant) -> None:
    """Whoever fulfils on `completed` alone has not been paid."""
    session = merchant.sdk.checkout.sessions.create(PAGE)
    merchant.world.act("process", object=session.id)
    completed = merchant.sdk.events.list({"type": "checkout.session.completed"}).data[0].data.object
    assert (completed.status, completed.payment_status) == ("complete", "unpaid")
    merchant.world.act("complete", object=session.id, succeed=succeeds)

    assert merchant.sdk.checkout.sessions.retrieve(session.id).payment_status == status
    assert merchant.types()[-1] == told


def test_a_page_can_be_paid_later_by_capture(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create({**PAGE, "payment_intent_data": {"capture_method": "manual"}})
    merchant.world.act("pay", object=session.id)

    held = merchant.sdk.checkout.sessions.retrieve(session.id)
    assert (held.status, held.payment_status) == ("complete", "unpaid")
    assert merchant.sdk.payment_intents.capture(held.payment_intent).amount_received == 1800


def test_a_page_is_closed_by_the_merchant_or_by_time(merchant: Merchant) -> None:
    sdk = merchant.sdk.checkout.sessions
    first, second = sdk.create(PAGE), sdk.create(PAGE)
    closed = sdk.expire(first.id)
    merchant.world.advance(86_401)

    assert (closed.status, closed.url) == ("expired", None)
    assert sdk.retrieve(second.id).status == "expired"
    assert merchant.types() == ["checkout.session.expired"] * 2
    with pytest.raises(stripe.InvalidRequestError):
        sdk.expire(first.id)
    with pytest.raises(SimulatorError):
        merchant.world.act("pay", object=first.id)


def test_another_amount_may_arrive_than_the_page_asked_for(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create(PAGE)
    merchant.world.act("pay", object=session.id, amount=100)

    paid = merchant.sdk.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.amount_subtotal, paid.amount_total, paid.payment_intent.amount_received) == (1800, 100, 100)


@pytest.mark.parametrize(
    "unknown",
    [
        {"shipping_options": [{"shipping_rate": "shr_1"}]},
        {"line_items": [{**LINE, "adjustable_quantity": {"enabled": True}}]},
    ],
)
def test_what_the_simulator_does_not_know_of_sessions_is_said_and_marked(merchant: Merchant, unknown: dict) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.checkout.sessions.create({**PAGE, **unknown})

    assert merchant.world.calls()[-1].unsupported


def test_lines_of_two_currencies_are_refused(merchant: Merchant) -> None:
    other = {**LINE, "price_data": {**LINE["price_data"], "currency": "eur"}}  # type: ignore[dict-item]
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.checkout.sessions.create({**PAGE, "line_items": [LINE, other]})


# The calls behind the page, as Stripe's CLI makes them.


def test_a_page_is_read_and_paid_by_its_own_calls(merchant: Merchant) -> None:
    session = merchant.sdk.checkout.sessions.create(PAGE)
    at = f"/v1/payment_pages/{session.id}"
    opened = merchant.http("GET", at).json()
    method = merchant.sdk.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}).id
    wrong = merchant.http("POST", f"{at}/confirm", data={"payment_method": method, "expected_amount": "1"})
    paid = merchant.http("POST", f"{at}/confirm", data={"payment_method": method, "expected_amount": "1800"}).json()
    after = merchant.http("GET", at).json()

    assert (opened["state"], opened["total_summary"]["due"], opened["payment_intent"]) == ("active", 1800, None)
    assert wrong.status_code == 400
    assert (paid["state"], paid["payment_intent"]["status"]) == ("succeeded", "succeeded")
    assert (paid["id"], paid["session_id"]) == (opened["id"], session.id)
    assert after == paid
    assert merchant.sdk.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert merchant.http("POST", f"{at}/confirm", data={"payment_method": method}).status_code == 400
