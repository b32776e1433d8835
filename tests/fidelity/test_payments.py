"""The life of a payment: confirmed, held, captured, canceled, refunded; and the events of it, in the recorded order."""

from typing import Any

from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import HELD, PAID


def events(merchant: Merchant, **params: Any) -> list[Any]:
    """Return all events, oldest first."""
    return list(merchant.sdk.events.list({"limit": 100, **params}).data)[::-1]


def test_a_payment_in_one_call(merchant: Merchant) -> None:
    fields = {**PAID, "metadata": {"order": "o-1"}, "description": "tea", "receipt_email": "a@example.com"}
    intent = merchant.sdk.payment_intents.create({**fields, "expand": ["latest_charge"]})

    charge = intent.latest_charge
    assert (intent.status, intent.amount_received, intent.amount_capturable) == ("succeeded", 2000, 0)
    assert (charge.paid, charge.captured, charge.amount_captured, charge.amount_refunded) == (True, True, 2000, 0)
    assert (charge.description, charge.metadata.to_dict()) == ("tea", {"order": "o-1"})
    assert charge.balance_transaction is None
    made, charged, succeeded = events(merchant)
    assert [event.type for event in (made, charged, succeeded)] == [
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded",
    ]  # fmt: skip
    assert made.data.object.status == "requires_payment_method"
    assert succeeded.data.object.to_dict() == merchant.sdk.payment_intents.retrieve(intent.id).to_dict()
    assert made.request.id == charged.request.id == intent.last_response.request_id
    assert made.request.idempotency_key
    merchant.sdk.payment_intents.update(intent.id, {"metadata": {"later": "x"}})
    assert merchant.sdk.charges.retrieve(charge.id).metadata.to_dict() == {"order": "o-1"}


def test_the_books_follow_seconds_later(merchant: Merchant) -> None:
    """Captured asynchronously, a charge is booked later, and `charge.updated` tells of it."""
    intent = merchant.sdk.payment_intents.create(PAID)
    merchant.world.advance(3)

    charge = merchant.sdk.charges.retrieve(intent.latest_charge, {"expand": ["balance_transaction"]})
    told = events(merchant)[-1]
    assert charge.balance_transaction.net == 1912
    assert told.type == "charge.updated"
    assert told.data.previous_attributes.to_dict() == {"balance_transaction": None}
    assert told.request.id is None


def test_two_steps_with_a_method_first(merchant: Merchant) -> None:
    sdk = merchant.sdk.payment_intents
    intent = sdk.create({"amount": 500, "currency": "eur", "payment_method": "pm_card_visa"})

    assert intent.status == "requires_confirmation"
    assert sdk.update(intent.id, {"amount": 700}).amount == 700
    assert sdk.confirm(intent.id).amount_received == 700


def test_a_hold_is_captured_in_part(merchant: Merchant) -> None:
    """What is not captured is released, which is no refund."""
    sdk = merchant.sdk
    held = sdk.payment_intents.create({**HELD, "amount": 6500})
    assert (held.status, held.amount_capturable, held.amount_received) == ("requires_capture", 6500, 0)
    charge = sdk.charges.retrieve(held.latest_charge)
    assert (charge.status, charge.paid, charge.captured, charge.amount_captured) == ("succeeded", True, False, 0)
    assert merchant.types()[1:] == ["charge.succeeded", "payment_intent.amount_capturable_updated"]

    taken = sdk.payment_intents.capture(held.id, {"amount_to_capture": 5000, "expand": ["latest_charge"]})
    assert (taken.status, taken.amount, taken.amount_capturable, taken.amount_received) == (
        "succeeded", 6500, 0, 5000)  # fmt: skip
    charge = taken.latest_charge
    assert (charge.amount, charge.amount_captured, charge.amount_refunded, charge.refunded) == (6500, 5000, 0, False)
    assert charge.payment_method_details.card.amount_authorized == 6500
    assert sdk.balance_transactions.retrieve(charge.balance_transaction).amount == 5000
    assert merchant.types()[3:] == ["charge.captured", "payment_intent.succeeded"]
    assert sdk.refunds.create({"payment_intent": held.id}).amount == 5000


def test_a_buyer_pays_and_the_merchant_captures_at_once(merchant: Merchant) -> None:
    """One act does what two do: what is taken is what arrived; nothing is captured where the card was declined."""
    sdk, world = merchant.sdk, merchant.world
    asked = {"amount": 6500, "currency": "eur", "capture_method": "manual"}
    whole, less, declined, at_once = (sdk.payment_intents.create(asked) for _ in range(4))
    since = len(merchant.types())
    world.act("pay", object=whole.id, captured=True)
    told = merchant.types()[since:]
    world.act("pay", object=less.id, captured=True, amount=3000)
    world.act("pay", object=declined.id, captured=True, card="pm_card_visa_chargeDeclined")
    world.act("pay", object=at_once.id)

    seen = [sdk.payment_intents.retrieve(one.id) for one in (whole, less, declined, at_once)]
    assert [(one.status, one.amount_received) for one in seen] == [
        ("succeeded", 6500), ("succeeded", 3000), ("requires_payment_method", 0), ("requires_capture", 0),
    ]  # fmt: skip
    assert told == [
        "charge.succeeded", "payment_intent.amount_capturable_updated", "charge.captured", "payment_intent.succeeded",
    ]  # fmt: skip
    assert sdk.charges.retrieve(seen[0].latest_charge).amount_captured == 6500


def test_a_hold_is_let_go(merchant: Merchant) -> None:
    held = merchant.sdk.payment_intents.create(HELD)
    gone = merchant.sdk.payment_intents.cancel(held.id, {"cancellation_reason": "abandoned"})

    assert (gone.status, gone.cancellation_reason, gone.amount_capturable) == ("canceled", "abandoned", 0)
    assert gone.canceled_at
    charge = merchant.sdk.charges.retrieve(held.latest_charge)
    assert (charge.refunded, charge.captured, charge.amount_captured, charge.amount_refunded) == (False, False, 0, 0)
    assert merchant.types()[3:] == ["payment_intent.canceled"]
    assert merchant.sdk.refunds.list().data == []


def test_a_hold_runs_out(merchant: Merchant) -> None:
    held = merchant.sdk.payment_intents.create(HELD)
    merchant.world.advance(604_801)

    gone = merchant.sdk.payment_intents.retrieve(held.id)
    assert (gone.status, gone.cancellation_reason) == ("canceled", "expired")
    assert merchant.types()[-2:] == ["charge.expired", "payment_intent.canceled"]


def test_refunds_add_up(merchant: Merchant) -> None:
    """Each refund tells of its charge, which is `refunded` only when nothing is left."""
    sdk = merchant.sdk
    intent = sdk.payment_intents.create({**PAID, "amount": 4400})
    first = sdk.refunds.create({"payment_intent": intent.id, "amount": 1400, "metadata": {"why": "cold"}})
    part = sdk.charges.retrieve(intent.latest_charge)
    sdk.refunds.create({"charge": intent.latest_charge, "reason": "requested_by_customer"})
    whole = sdk.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})

    assert (first.status, first.charge, first.payment_intent) == ("succeeded", intent.latest_charge, intent.id)
    assert (part.amount_refunded, part.refunded) == (1400, False)
    assert (whole.amount_refunded, whole.refunded, len(whole.refunds.data)) == (4400, True, 2)
    assert merchant.types()[3:] == ["refund.created", "charge.refunded"] * 2
    told = events(merchant)
    assert told[4].data.previous_attributes.to_dict() == {"amount_refunded": 0}
    assert told[6].data.previous_attributes.to_dict() == {"amount_refunded": 1400, "refunded": False}
    merchant.world.advance(10)
    later = sdk.refunds.retrieve(first.id)
    assert later.destination_details.card.reference_status == "available"
    assert len(later.destination_details.card.reference) == 23
    assert merchant.types().count("refund.updated") == merchant.types().count("charge.refund.updated") == 2


def test_a_refund_may_fail_after_it_succeeded_or_wait(merchant: Merchant) -> None:
    sdk = merchant.sdk
    fails = sdk.payment_intents.create({**PAID, "payment_method": "pm_card_refundFail"})
    waits = sdk.payment_intents.create({**PAID, "payment_method": "pm_card_pendingRefund"})
    failing = sdk.refunds.create({"payment_intent": fails.id})
    waiting = sdk.refunds.create({"payment_intent": waits.id})
    assert (failing.status, waiting.status) == ("succeeded", "pending")
    merchant.world.advance(10)

    failed, done = sdk.refunds.retrieve(failing.id), sdk.refunds.retrieve(waiting.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert sdk.balance_transactions.retrieve(failed.failure_balance_transaction).amount == 2000
    assert done.status == "succeeded"
    assert "refund.failed" in merchant.types()
    [told] = [e for e in events(merchant) if e.type == "charge.refund.updated" and e.data.object.id == failing.id]
    assert told.request.id is None
    assert told.data.previous_attributes.to_dict() == {
        "failure_balance_transaction": None, "failure_reason": None, "status": "succeeded"
    }  # fmt: skip


def test_customers_and_methods_tell_what_changed(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create({"name": "Ada", "metadata": {"a": "1", "b": "2"}}).id
    sdk.customers.update(customer, {"name": "Bo", "email": "b@example.com", "metadata": {"a": "", "c": "3"}})
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    sdk.payment_methods.update(method, {"allow_redisplay": "always"})
    sdk.payment_methods.detach(method)
    sdk.customers.update(customer, {"description": ""})
    sdk.customers.delete(customer)

    told = [(event.type, event.to_dict()["data"].get("previous_attributes")) for event in events(merchant)]
    assert told == [
        ("customer.created", None),
        ("customer.updated", {"email": None, "metadata": {"a": "1", "c": None}, "name": "Ada"}),
        ("payment_method.attached", None),
        ("payment_method.updated", {"allow_redisplay": "unspecified"}),
        ("payment_method.detached", {"customer": customer}),
        ("customer.deleted", None),
    ]
    deleted = events(merchant)[-1]
    assert deleted.data.object.name == "Bo"
    assert "deleted" not in deleted.data.object.to_dict()
    assert (bool(deleted.request.id), deleted.request.idempotency_key) == (True, None)


def test_a_charge_can_be_described_later(merchant: Merchant) -> None:
    charge = merchant.sdk.payment_intents.create(PAID).latest_charge
    merchant.sdk.charges.update(charge, {"description": "tea", "metadata": {"k": "v"}})

    told = events(merchant)[-1]
    assert told.type == "charge.updated"
    assert told.data.previous_attributes.to_dict() == {"description": None, "metadata": {"k": None}}


def test_metadata_merges_key_by_key(merchant: Merchant) -> None:
    sdk = merchant.sdk.payment_intents
    intent = sdk.create({"amount": 500, "currency": "usd", "metadata": {"a": "1", "b": "2", "n": 7}}).id  # type: ignore[dict-item]

    assert sdk.update(intent, {"metadata": {"a": "x"}}).metadata.to_dict() == {"a": "x", "b": "2", "n": "7"}
    assert sdk.update(intent, {"metadata": {"b": ""}}).metadata.to_dict() == {"a": "x", "n": "7"}
    assert sdk.update(intent, {"description": "tea"}).metadata.to_dict() == {"a": "x", "n": "7"}
    assert sdk.update(intent, {"metadata": ""}).metadata.to_dict() == {}
    assert sdk.update(intent, {"description": ""}).description is None


def test_money_may_be_on_its_way(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    merchant.world.act("process", object=intent.id)
    assert merchant.sdk.payment_intents.retrieve(intent.id).status == "processing"
    merchant.world.act("complete", object=intent.id, succeed=True)

    assert merchant.sdk.payment_intents.retrieve(intent.id).amount_received == 500
    assert merchant.types() == [
        "payment_intent.created", "payment_intent.processing", "charge.pending", "charge.succeeded",
        "payment_intent.succeeded",
    ]  # fmt: skip


def test_another_amount_may_arrive_than_was_asked_for(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 5000, "currency": "usd"})
    merchant.world.act("pay", object=intent.id, amount=100, currency="jpy")

    after = merchant.sdk.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (after.status, after.amount, after.amount_received, after.currency) == ("succeeded", 5000, 100, "jpy")
    assert (after.latest_charge.amount, after.latest_charge.currency) == (100, "jpy")


def test_what_is_only_pretended_is_in_no_list(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    lie = merchant.world.act("pay", pretend=True, object=intent.id)

    assert lie.answer["status"] == "succeeded"
    assert [event.type for event in lie.events] == ["charge.succeeded", "payment_intent.succeeded"]
    assert all(event.invented for event in lie.events)
    assert merchant.sdk.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    assert [event.type for event in events(merchant)] == ["payment_intent.created"]
