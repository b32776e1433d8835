"""Idempotency: what a key is answered the second time, as documented and, where it was, recorded."""

import threading
from typing import Any

import pytest
import stripe

from simulator.client import Fault
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import PAID

KEY = {"idempotency_key": "order-1"}


def test_the_same_call_is_answered_the_same_and_done_once(merchant: Merchant) -> None:
    first = merchant.sdk.payment_intents.create(PAID, KEY)
    again = merchant.sdk.payment_intents.create(PAID, KEY)

    assert again.to_dict() == first.to_dict()
    assert len(merchant.sdk.payment_intents.list().data) == 1
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.last_response.headers
    calls = merchant.world.calls(object=first.id)
    assert [call.replayed for call in calls] == [False, True, False]
    assert calls[1].idempotency_key == "order-1"
    assert merchant.sdk.events.list().data[0].request.idempotency_key == "order-1"


def test_another_call_with_the_same_key_is_refused(merchant: Merchant) -> None:
    merchant.sdk.payment_intents.create(PAID, KEY)

    with pytest.raises(stripe.IdempotencyError) as caught:
        merchant.sdk.payment_intents.create({**PAID, "amount": 2001}, KEY)
    body = caught.value.json_body["error"]  # type: ignore[index]
    assert caught.value.http_status == 400
    assert body["type"] == "idempotency_error"
    assert body["message"] == (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using "
        "a key other than 'order-1' if you meant to execute a different request."
    )
    assert set(body) == {"message", "type", "request_log_url"}
    with pytest.raises(stripe.IdempotencyError):
        merchant.sdk.customers.create({}, KEY)


def test_a_decline_is_remembered_too(merchant: Merchant) -> None:
    bodies = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            merchant.sdk.payment_intents.create({**PAID, "payment_method": "pm_card_visa_chargeDeclined"}, KEY)
        bodies.append(caught.value.json_body)

    assert bodies[0] == bodies[1]
    assert len(merchant.sdk.payment_intents.list().data) == 1


def test_a_call_that_never_began_leaves_its_key_new(merchant: Merchant) -> None:
    """Parameter faults and refused keys are answered before anything executes."""
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.payment_intents.create({**PAID, "wat": 1}, KEY)
    merchant.world.fault(Fault(operation="payment_intents.create", status=429, times=1))
    with pytest.raises(stripe.RateLimitError):
        merchant.sdk.payment_intents.create(PAID, KEY)

    assert merchant.sdk.payment_intents.create(PAID, KEY).status == "succeeded"


def test_a_key_is_new_again_after_a_day_and_belongs_to_one_side(merchant: Merchant) -> None:
    first = merchant.sdk.payment_intents.create(PAID, KEY).id
    live = Merchant(merchant.world, "live").sdk.customers.create({}, KEY)
    merchant.world.advance(86_401)

    assert live.livemode
    assert merchant.sdk.payment_intents.create(PAID, KEY).id != first


def test_reads_and_deletions_take_no_key(merchant: Merchant) -> None:
    customer = merchant.sdk.customers.create().id
    before = merchant.sdk.customers.retrieve(customer, {}, KEY)
    merchant.sdk.customers.update(customer, {"name": "Bo"})

    assert before.name is None
    assert merchant.sdk.customers.retrieve(customer, {}, KEY).name == "Bo"


def test_a_key_in_flight_is_a_conflict(merchant: Merchant) -> None:
    """While the first call's reply is still on its way, the key answers 409; the journal shows who came first."""
    merchant.world.fault(
        Fault(operation="payment_intents.create", moment="after", action="latency", seconds=0.6, times=1)
    )
    done: list[Any] = []
    slow = threading.Thread(target=lambda: done.append(merchant.sdk.payment_intents.create(PAID, KEY)))
    slow.start()
    while not merchant.world.faults()[0].hits:
        pass

    with pytest.raises(stripe.APIError) as caught:
        merchant.sdk.payment_intents.create(PAID, KEY)
    slow.join()

    assert caught.value.http_status == 409
    assert caught.value.json_body["error"]["code"] == "idempotency_key_in_use"  # type: ignore[index]
    assert merchant.sdk.payment_intents.create(PAID, KEY).id == done[0].id
    assert len(merchant.sdk.payment_intents.list().data) == 1


def test_a_lost_reply_is_found_again_by_the_sdks_own_retry(merchant: Merchant) -> None:
    """The SDK repeats a POST with the key that it made up: the payment is made once."""
    merchant.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply", times=1))
    intent = merchant.client(max_network_retries=2).v1.payment_intents.create(PAID)  # type: ignore[arg-type]

    calls = [call for call in merchant.world.calls() if call.operation == "payment_intents.create"]
    assert [call.status for call in calls] == [None, 200]
    assert calls[0].idempotency_key == calls[1].idempotency_key
    assert calls[1].replayed
    assert [found.id for found in merchant.sdk.payment_intents.list().data] == [intent.id]


def test_a_500_after_the_commit_is_remembered_as_a_500(merchant: Merchant) -> None:
    """Whoever gets it knows nothing: the payment was made, and the same key says 500 again."""
    merchant.world.fault(Fault(operation="payment_intents.create", moment="after", status=500, times=1))
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            merchant.sdk.payment_intents.create(PAID, KEY)

    assert merchant.sdk.payment_intents.list().data[0].status == "succeeded"


def test_a_500_before_anything_is_forgotten(merchant: Merchant) -> None:
    merchant.world.fault(Fault(operation="payment_intents.create", moment="before", status=503, times=1))
    with pytest.raises(stripe.APIError):
        merchant.sdk.payment_intents.create(PAID, KEY)

    assert merchant.sdk.payment_intents.list().data == []
    assert merchant.sdk.payment_intents.create(PAID, KEY).status == "succeeded"
