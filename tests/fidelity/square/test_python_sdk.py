"""squareup for Python, unmodified, over the whole surface; every answer is looked at before the SDK sees it."""

import asyncio
import inspect
import json
from collections.abc import Callable
from typing import Any

import pytest
from square.core.api_error import ApiError

from simulator.client import SimulatorProcess
from simulator.square.routes import FLOWS
from tests.fidelity.square import test_invoices, test_subscriptions
from tests.fidelity.square.conftest import Seller, usd
from tests.fidelity.square.shapes import ANSWERED, check_event

LINE = {"name": "Tea", "quantity": "1", "base_price_money": usd(1000)}


def paid(seller: Seller, amount: int = 1000, **more: Any) -> Any:
    made = seller.sdk.payments.create(
        source_id="cnon:card-nonce-ok", idempotency_key=seller.key(), amount_money=usd(amount), **more
    )
    return made.payment


def test_a_payment_lives(seller: Seller) -> None:
    sdk = seller.sdk
    held = paid(seller, 1000, autocomplete=False, reference_id="order-1", note="thanks", customer_id=None)
    assert (held.status, held.delay_duration, held.delay_action) == ("APPROVED", "PT168H", "CANCEL")
    assert held.capabilities is not None
    changed = sdk.payments.update(
        held.id, idempotency_key=seller.key(), payment={"amount_money": usd(800), "tip_money": usd(50)}
    ).payment
    assert (changed.total_money.amount, changed.approved_money.amount) == (850, 1000)
    done = sdk.payments.complete(held.id, version_token=changed.version_token).payment
    assert (done.status, done.card_details.status) == ("COMPLETED", "CAPTURED")
    assert sdk.payments.get(held.id).payment == done
    assert sdk.payments.complete(held.id).payment == done, "again changes nothing"
    assert [one.id for one in sdk.payments.list(location_id=seller.location)] == [held.id]


def test_payments_are_canceled(seller: Seller) -> None:
    sdk, key = seller.sdk, seller.key()
    held = paid(seller, autocomplete=False)
    gone = sdk.payments.cancel(held.id).payment
    assert (gone.status, gone.card_details.status, gone.receipt_number) == ("CANCELED", "VOIDED", None)
    sdk.payments.create(source_id="cnon:card-nonce-ok", idempotency_key=key, amount_money=usd(5), autocomplete=False)
    assert sdk.payments.cancel_by_idempotency_key(idempotency_key=key).errors is None
    assert {one.status for one in sdk.payments.list()} == {"CANCELED"}


def test_a_decline_is_an_error_of_the_sdk(seller: Seller) -> None:
    with pytest.raises(ApiError) as declined:
        seller.sdk.payments.create(
            source_id="cnon:card-nonce-declined", idempotency_key=seller.key(), amount_money=usd(5)
        )
    [error] = declined.value.errors

    assert (error.category, error.code) == ("PAYMENT_METHOD_ERROR", "GENERIC_DECLINE")
    assert declined.value.body["payment"]["status"] == "FAILED"


def test_other_sources(seller: Seller) -> None:
    sdk = seller.sdk

    def take(source: str, **more: Any) -> Any:
        return sdk.payments.create(
            source_id=source, idempotency_key=seller.key(), amount_money=usd(500), **more
        ).payment

    cash = take("CASH", cash_details={"buyer_supplied_money": usd(800)})
    assert cash.cash_details.change_back_money.amount == 300
    other = take("EXTERNAL", external_details={"type": "CHECK", "source": "the bank"})
    assert (other.status, other.capabilities is not None, other.approved_money) == ("COMPLETED", True, None)
    assert take("cnon:gift-card-nonce-ok").card_details.card.card_brand == "SQUARE_GIFT_CARD"
    assert take("wnon:cash-app-ok").source_type == "WALLET"
    bank = take("bnon:bank-nonce-ok")
    assert bank.status == "PENDING"
    seller.world.advance(61)
    assert sdk.payments.get(bank.id).payment.status == "COMPLETED"


def test_a_refund_lives(seller: Seller) -> None:
    sdk, payment = seller.sdk, paid(seller)
    refund = sdk.refunds.refund_payment(
        idempotency_key=seller.key(), amount_money=usd(400), payment_id=payment.id, reason="too much"
    ).refund
    assert (refund.status, refund.destination_type) == ("PENDING", "CARD")
    seller.world.advance(3)
    done = sdk.refunds.get(refund.id).refund
    assert done.status == "COMPLETED"
    assert [one.id for one in sdk.refunds.list()] == [refund.id]
    after = sdk.payments.get(payment.id).payment
    assert (after.status, after.refunded_money.amount, after.refund_ids) == ("COMPLETED", 400, [refund.id])
    order = sdk.orders.get(payment.order_id).order
    assert [one.status for one in order.refunds] == ["APPROVED"]
    assert sdk.orders.get(refund.order_id).order.returns[0].source_order_id == payment.order_id


def test_an_order_lives(seller: Seller) -> None:
    sdk = seller.sdk
    order = sdk.orders.create(
        idempotency_key=seller.key(),
        order={
            "location_id": seller.location,
            "reference_id": "order-7",
            "metadata": {"cart": "7"},
            "line_items": [LINE, {"name": "Cake", "quantity": "2", "base_price_money": usd(350)}],
            "taxes": [{"uid": "vat", "name": "VAT", "percentage": "10", "scope": "ORDER"}],
            "discounts": [{"uid": "off", "name": "Off", "percentage": "50", "scope": "ORDER"}],
            "service_charges": [{"name": "Service", "amount_money": usd(100), "calculation_phase": "TOTAL_PHASE"}],
        },
    ).order
    assert (order.total_discount_money.amount, order.total_tax_money.amount, order.total_money.amount) == (
        850,
        85,
        1035,
    )
    uid = order.line_items[0].uid
    after = sdk.orders.update(
        order.id,
        order={"location_id": seller.location, "version": 1, "line_items": [{**LINE, "quantity": "3"}]},
        fields_to_clear=[f"line_items[{uid}]", "discounts", "service_charges"],
    ).order
    assert (after.version, [one.quantity for one in after.line_items], after.total_money.amount) == (
        2,
        ["2", "3"],
        4070,
    )
    assert sdk.orders.batch_get(order_ids=[order.id, "none"]).orders == [after]
    assert sdk.orders.clone(order_id=order.id, idempotency_key=seller.key()).order.state == "DRAFT"
    found = sdk.orders.search(location_ids=[seller.location], query={"filter": {"state_filter": {"states": ["OPEN"]}}})
    assert [one.id for one in found.orders] == [order.id]
    entries = sdk.orders.search(location_ids=[seller.location], return_entries=True, limit=1)
    assert (len(entries.order_entries), entries.cursor is not None) == (1, True)


def test_orders_are_calculated_without_being_made(seller: Seller) -> None:
    priced = seller.sdk.orders.calculate(order={"location_id": seller.location, "line_items": [LINE]}).order

    assert (priced.total_money.amount, priced.id) == (1000, None)
    assert seller.types() == []


def test_an_order_is_paid_by_what_was_approved_for_it(seller: Seller) -> None:
    sdk = seller.sdk
    order = sdk.orders.create(order={"location_id": seller.location, "line_items": [LINE]}).order
    first = paid(seller, 400, order_id=order.id, autocomplete=False)
    second = paid(seller, 600, order_id=order.id, autocomplete=False)
    done = sdk.orders.pay(
        order.id, idempotency_key=seller.key(), payment_ids=[first.id, second.id], order_version=3
    ).order
    assert (done.state, [one.card_details.status for one in done.tenders]) == ("COMPLETED", ["CAPTURED"] * 2)
    assert sdk.payments.get(first.id).payment.status == "COMPLETED"


def test_an_order_that_costs_nothing_is_paid_by_nothing(seller: Seller) -> None:
    free = {"name": "Sample", "quantity": "1", "base_price_money": usd(0)}
    order = seller.sdk.orders.create(order={"location_id": seller.location, "line_items": [free]}).order
    done = seller.sdk.orders.pay(order.id, idempotency_key=seller.key(), payment_ids=[], order_version=1).order

    assert done.state == "COMPLETED"


def test_a_fulfilment_keeps_a_paid_order_open(seller: Seller) -> None:
    sdk = seller.sdk
    pickup = {"type": "PICKUP", "state": "PROPOSED", "pickup_details": {"recipient": {"display_name": "Ada"}}}
    order = sdk.orders.create(
        order={"location_id": seller.location, "line_items": [LINE], "fulfillments": [pickup]}
    ).order
    paid(seller, order_id=order.id)
    now = sdk.orders.get(order.id).order
    assert (now.state, now.net_amount_due_money.amount) == ("OPEN", 0)
    uid = now.fulfillments[0].uid
    sdk.orders.update(order.id, order={"version": now.version, "fulfillments": [{"uid": uid, "state": "COMPLETED"}]})
    assert "order.fulfillment.updated" in seller.types()
    again = sdk.orders.get(order.id).order
    assert sdk.orders.update(order.id, order={"version": again.version, "state": "COMPLETED"}).order.closed_at


def test_customers_and_their_cards(seller: Seller) -> None:
    sdk = seller.sdk
    customer = sdk.customers.create(
        idempotency_key=seller.key(), given_name="Ada", family_name="L", email_address="ada@example.com"
    ).customer
    assert (customer.version, customer.creation_source) == (0, "THIRD_PARTY")
    assert sdk.customers.update(customer.id, note="kind", version=0).customer.version == 1
    assert sdk.customers.get(customer.id).customer.note == "kind"
    found = sdk.customers.search(query={"filter": {"email_address": {"fuzzy": "ADA@"}}}, limit=1)
    assert [one.id for one in found.customers] == [customer.id]
    card = sdk.cards.create(
        idempotency_key=seller.key(),
        source_id="cnon:card-nonce-ok",
        card={"customer_id": customer.id, "cardholder_name": "Ada L", "billing_address": {"postal_code": "94103"}},
    ).card
    assert (card.last4 if hasattr(card, "last4") else card.last_4) == "5858"
    payment = sdk.payments.create(
        source_id=card.id, customer_id=customer.id, idempotency_key=seller.key(), amount_money=usd(700)
    ).payment
    assert (payment.card_details.entry_method, payment.card_details.cvv_status) == ("ON_FILE", "CVV_NOT_CHECKED")
    assert sdk.cards.get(card.id).card.fingerprint == payment.card_details.card.fingerprint
    assert [one.id for one in sdk.cards.list(customer_id=customer.id)] == [card.id]
    assert sdk.cards.disable(card.id).card.enabled is False
    assert list(sdk.cards.list()) == []
    of_payment = sdk.cards.create(
        idempotency_key=seller.key(), source_id=payment.id, card={"customer_id": customer.id}
    ).card
    assert of_payment.fingerprint == card.fingerprint
    assert [one.id for one in sdk.customers.list()] == [customer.id]
    sdk.customers.delete(customer.id)
    assert list(sdk.customers.list()) == []


def test_payment_links(seller: Seller) -> None:
    sdk = seller.sdk
    made = sdk.checkout.payment_links.create(
        idempotency_key=seller.key(),
        quick_pay={"name": "Tea", "price_money": usd(1500), "location_id": seller.location},
        checkout_options={
            "redirect_url": "https://shop.example/thanks",
            "accepted_payment_methods": {"apple_pay": True},
        },
        payment_note="for tea",
    )
    link, [order] = made.payment_link, made.related_resources.orders
    assert (order.state, order.fulfillments[0].type, link.version) == ("DRAFT", "DIGITAL", 1)
    assert link.checkout_options.accepted_payment_methods.google_pay is False
    changed = sdk.checkout.payment_links.update(link.id, payment_link={"version": 1, "description": "Tea"}).payment_link
    assert (changed.version, sdk.checkout.payment_links.get(link.id).payment_link) == (2, changed)
    assert [one.id for one in sdk.checkout.payment_links.list()] == [link.id]
    payment = seller.act("pay", object=link.id, email="a@b.co")
    assert (payment["source_type"], payment["status"]) == ("EXTERNAL", "COMPLETED")
    assert sdk.payments.get(payment["id"]).payment.order_id == link.order_id
    assert sdk.orders.get(link.order_id).order.state == "OPEN", "what is to be fulfilled keeps it open"
    other = sdk.checkout.payment_links.create(order={"location_id": seller.location, "line_items": [LINE]}).payment_link
    assert sdk.checkout.payment_links.delete(other.id).cancelled_order_id == other.order_id
    assert sdk.orders.get(other.order_id).order.state == "CANCELED"
    with pytest.raises(ApiError):
        sdk.checkout.payment_links.get(other.id)


def test_the_catalogue_prices_orders(seller: Seller) -> None:
    sdk = seller.sdk
    variation = {
        "type": "ITEM_VARIATION", "id": "#small",
        "item_variation_data": {"name": "Small", "pricing_type": "FIXED_PRICING", "price_money": usd(450)},
    }  # fmt: skip
    made = sdk.catalog.object.upsert(
        idempotency_key=seller.key(),
        object={"type": "ITEM", "id": "#tea", "item_data": {"name": "Tea", "variations": [variation]}},
    )
    ids = {one.client_object_id: one.object_id for one in made.id_mappings}
    tax = sdk.catalog.batch_upsert(
        idempotency_key=seller.key(),
        batches=[{"objects": [{"type": "TAX", "id": "#vat", "tax_data": {"name": "VAT", "percentage": "20"}}]}],
    ).objects[0]
    order = sdk.orders.create(
        order={
            "location_id": seller.location,
            "line_items": [{"catalog_object_id": ids["#small"], "quantity": "2"}],
            "taxes": [{"catalog_object_id": tax.id, "scope": "ORDER"}],
        }
    ).order
    line = order.line_items[0]
    assert (line.name, line.variation_name, order.total_money.amount) == ("Tea", "Small", 1080)
    assert sdk.catalog.object.get(ids["#small"], include_related_objects=True).related_objects[0].id == ids["#tea"]
    assert [one.id for one in sdk.catalog.list(types="TAX")] == [tax.id]
    found = sdk.catalog.search(
        object_types=["ITEM"], query={"prefix_query": {"attribute_name": "name", "attribute_prefix": "te"}}
    )
    assert [one.id for one in found.objects] == [ids["#tea"]]
    assert len(sdk.catalog.batch_get(object_ids=[ids["#tea"], ids["#small"]]).objects) == 2
    assert sdk.catalog.info().limits is not None
    assert set(sdk.catalog.object.delete(ids["#tea"]).deleted_object_ids) == {ids["#tea"], ids["#small"]}
    assert sdk.catalog.batch_delete(object_ids=[tax.id]).deleted_object_ids == [tax.id]


def test_a_dispute_is_answered(seller: Seller) -> None:
    sdk = seller.sdk
    payment = paid(seller, 8803)
    seller.world.advance(3)
    [dispute] = list(sdk.disputes.list(states="EVIDENCE_REQUIRED"))
    assert (dispute.reason, dispute.disputed_payment.payment_id) == ("DUPLICATE", payment.id)
    with pytest.raises(ApiError, match="DISPUTE"):
        sdk.refunds.refund_payment(idempotency_key=seller.key(), amount_money=usd(1), payment_id=payment.id)
    text = sdk.disputes.create_evidence_text(
        dispute.id, idempotency_key=seller.key(), evidence_text="It came.", evidence_type="GENERIC_EVIDENCE"
    ).evidence
    gone = sdk.disputes.create_evidence_text(dispute.id, idempotency_key=seller.key(), evidence_text="x").evidence
    sdk.disputes.evidence.delete(dispute.id, gone.id)
    file = sdk.disputes.create_evidence_file(
        dispute.id,
        request={"idempotency_key": seller.key(), "evidence_type": "GENERIC_EVIDENCE", "content_type": "image/jpeg"},
        image_file=("evidence_won.jpg", b"\xff\xd8", "image/jpeg"),
    ).evidence
    assert file.evidence_file.filename == "evidence_won.jpg"
    assert [one.id for one in sdk.disputes.evidence.list(dispute.id)] == [text.id, file.id]
    assert sdk.disputes.evidence.get(dispute.id, text.id).evidence.evidence_text == "It came."
    assert sdk.disputes.submit_evidence(dispute.id).dispute.state == "PROCESSING"
    seller.world.advance(6)
    assert sdk.disputes.get(dispute.id).dispute.state == "WON"


def test_a_dispute_is_accepted(seller: Seller) -> None:
    paid(seller, 8804)
    seller.world.advance(3)
    [dispute] = list(seller.sdk.disputes.list())
    assert seller.sdk.disputes.accept(dispute.id).dispute.state == "ACCEPTED"
    assert seller.types()[-1] == "dispute.state.updated"


def test_who_the_seller_is(seller: Seller) -> None:
    sdk = seller.sdk
    [location] = sdk.locations.list().locations
    assert sdk.locations.get("main").location == location
    assert (location.id, location.currency) == (seller.location, "USD")
    assert sdk.merchants.get("me").merchant.main_location_id == location.id
    assert [one.id for one in sdk.merchants.list()] == [location.merchant_id]
    status = sdk.o_auth.retrieve_token_status()
    assert (status.merchant_id, status.client_id) == (location.merchant_id, seller.view.credentials["application_id"])
    assert "PAYMENTS_WRITE" in status.scopes


def test_webhook_subscriptions(seller: Seller) -> None:
    sdk = seller.sdk
    assert "payment.updated" in sdk.webhooks.event_types.list().event_types
    made = sdk.webhooks.subscriptions.create(
        idempotency_key=seller.key(),
        subscription={"name": "shop", "event_types": ["payment.updated"], "notification_url": "https://shop.example/w"},
    ).subscription
    assert made.id.startswith("wbhk_")
    assert len(made.signature_key) == 22
    assert sdk.webhooks.subscriptions.get(made.id).subscription == made
    changed = sdk.webhooks.subscriptions.update(made.id, subscription={"enabled": False}).subscription
    assert (changed.enabled, changed.name) == (False, "shop")
    assert list(sdk.webhooks.subscriptions.list()) == []
    assert [one.id for one in sdk.webhooks.subscriptions.list(include_disabled=True)] == [made.id]
    rotated = sdk.webhooks.subscriptions.update_signature_key(made.id, idempotency_key=seller.key())
    assert rotated.signature_key != made.signature_key
    assert sdk.webhooks.subscriptions.test(made.id).subscription_test_result.id
    sdk.webhooks.subscriptions.delete(made.id)
    with pytest.raises(ApiError):
        sdk.webhooks.subscriptions.get(made.id)


def test_events_are_searched(seller: Seller) -> None:
    sdk = seller.sdk
    assert sdk.events.search_events().events is None
    sdk.events.enable_events()
    paid(seller)
    found = sdk.events.search_events(limit=2)
    assert [one.type for one in found.events] == ["payment.updated", "order.updated"]
    assert found.cursor is not None
    sdk.events.disable_events()
    assert sdk.events.list_event_types().event_types


def test_a_list_is_walked_through_page_by_page(seller: Seller) -> None:
    ids = [paid(seller, amount).id for amount in range(1, 6)]
    pages = seller.sdk.payments.list(limit=2)

    assert [one.id for one in pages] == ids[::-1]
    assert [one.id for one in seller.sdk.payments.list(limit=2, sort_order="ASC")] == ids


def test_every_event_is_of_the_shape_that_is_published(seller: Seller) -> None:
    sdk = seller.sdk
    payment = paid(seller, 8801)
    sdk.refunds.refund_payment(idempotency_key=seller.key(), amount_money=usd(1), payment_id=payment.id)
    seller.world.advance(70)
    [dispute] = list(sdk.disputes.list())
    sdk.disputes.create_evidence_text(dispute.id, idempotency_key=seller.key(), evidence_text="x")
    sdk.disputes.submit_evidence(dispute.id)
    customer = sdk.customers.create(given_name="Ada").customer
    sdk.customers.update(customer.id, note="x")
    card = sdk.cards.create(
        idempotency_key=seller.key(), source_id="cnon:card-nonce-ok", card={"customer_id": customer.id}
    ).card
    sdk.cards.disable(card.id)
    sdk.customers.delete(customer.id)
    sdk.catalog.object.upsert(
        idempotency_key=seller.key(), object={"type": "TAX", "id": "#t", "tax_data": {"name": "t", "percentage": "1"}}
    )
    seller.act(
        "pay",
        object=seller.sdk.orders.create(order={"location_id": seller.location, "line_items": [LINE]}).order.id,
        card="declined",
    )
    told = [seller.world.body(event.id, provider="square") for event in seller.world.events(provider="square")]
    seen = {check_event(json.dumps(body).encode())["type"] for body in told}
    assert len(seen) == 15, seen


def test_the_asynchronous_client(seller: Seller) -> None:
    async def story() -> tuple[str, str, int]:
        sdk, http = seller.sdk_async()
        async with http:
            made = await sdk.payments.create(
                source_id="cnon:card-nonce-ok", idempotency_key=seller.key(), amount_money=usd(900)
            )
            refund = await sdk.refunds.refund_payment(
                idempotency_key=seller.key(), amount_money=usd(900), payment_id=made.payment.id
            )
            listed = [one async for one in await sdk.payments.list()]
            return made.payment.status, refund.refund.status, len(listed)

    assert asyncio.run(story()) == ("COMPLETED", "PENDING", 1)


def test_the_same_key_pays_once(seller: Seller) -> None:
    sdk, key = seller.sdk, seller.key()
    first, again = (
        sdk.payments.create(source_id="cnon:card-nonce-ok", idempotency_key=key, amount_money=usd(5)).payment
        for _ in range(2)
    )

    assert first == again


STORIES: list[Callable[[Seller], None]] = [
    told
    for name, told in [*globals().items(), *vars(test_subscriptions).items(), *vars(test_invoices).items()]
    if name.startswith("test_") and inspect.isfunction(told) and list(inspect.signature(told).parameters) == ["seller"]
]


def test_the_sdk_has_an_answer_of_every_operation(simulator: SimulatorProcess) -> None:
    ANSWERED.clear()
    for story in STORIES:
        world = simulator.control.new_world(seed=1)
        seller = Seller(world)
        story(seller)
        for http in seller.opened:
            http.close()
        world.close()

    assert FLOWS.keys() == ANSWERED
