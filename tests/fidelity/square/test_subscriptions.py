"""squareup for Python, unmodified, subscribes, is billed, pauses, swaps, cancels: the main life of a subscription."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from square.core.api_error import ApiError

from tests.fidelity.square.conftest import Seller, in_days, usd
from tests.fidelity.square.shapes import check_event

DAY = 86_400


def billed(seller: Seller, subscription: str) -> Any:
    """Let the first invoice come, and return the subscription."""
    seller.world.advance(2)
    return now(seller, subscription)


def now(seller: Seller, subscription: str, **more: Any) -> Any:
    return seller.sdk.subscriptions.get(subscription, **more).subscription


def told(seller: Seller, subscription: str) -> list[str]:
    return [event.type for event in seller.world.events(subscription, provider="square")]


def test_a_plan_is_sold(seller: Seller) -> None:
    sdk = seller.sdk
    free = seller.plan(("WEEKLY", 0, 2), ("MONTHLY", 1500), monthly_billing_anchor_date=5)
    data = sdk.catalog.object.get(free).object.subscription_plan_variation_data
    assert [(one.cadence, one.periods, one.ordinal) for one in data.phases] == [("WEEKLY", 2, 0), ("MONTHLY", None, 1)]
    assert [one.pricing.price_money.amount for one in data.phases] == [0, 1500]
    assert all(len(one.uid) == 24 for one in data.phases)
    plan = sdk.catalog.object.get(data.subscription_plan_id).object
    assert [one.id for one in plan.subscription_plan_data.subscription_plan_variations] == [free]
    assert free in {one.id for one in sdk.catalog.list(types="SUBSCRIPTION_PLAN_VARIATION")}


def test_a_card_on_file_is_charged_at_the_start_of_each_period(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)), source={"name": "My Application"})
    assert (made.status, made.version, made.invoice_ids, made.charged_through_date) == ("ACTIVE", 1, None, None)
    assert (made.source.name, made.monthly_billing_anchor_date) == (
        "My Application",
        date.fromisoformat(made.start_date).day,
    )
    first = billed(seller, made.id)
    invoice = sdk.invoices.get(first.invoice_ids[0]).invoice
    assert (invoice.status, invoice.version, invoice.subscription_id) == ("PAID", 2, made.id)
    assert (invoice.title, invoice.delivery_method) == ("MONTHLY 19.00 USD Subscription", "EMAIL")
    [request] = invoice.payment_requests
    assert (request.automatic_payment_source, request.card_id) == ("CARD_ON_FILE", made.card_id)
    assert (request.computed_amount_money.amount, request.total_completed_amount_money.amount) == (1900, 1900)
    assert sdk.orders.get(invoice.order_id).order.state == "COMPLETED"
    [payment] = list(sdk.payments.list())
    assert (payment.order_id, payment.buyer_email_address) == (invoice.order_id, "ada@example.com")
    assert (payment.application_details.square_product, payment.card_details.entry_method) == ("OTHER", "ON_FILE")
    seller.world.advance(32 * DAY)
    second = now(seller, made.id)
    assert second.invoice_ids[1:] == first.invoice_ids
    assert (len(second.invoice_ids), second.version) == (2, 1)


def test_a_charge_that_fails_leaves_it_active_and_is_not_tried_again(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)))
    billed(seller, made.id)
    changed = seller.act("change_card", object=made.id, card="declined")
    assert changed["card_id"] != made.card_id
    seller.world.advance(32 * DAY)
    after = now(seller, made.id)
    invoice = sdk.invoices.get(after.invoice_ids[0]).invoice
    assert (after.status, invoice.status, invoice.next_payment_amount_money.amount) == ("ACTIVE", "UNPAID", 1900)
    assert invoice.public_url.startswith(seller.base_url)
    assert told(seller, made.id)[-7:] == [
        "order.created", "invoice.created", "invoice.published", "payment.created", "order.updated", "invoice.updated",
        "invoice.scheduled_charge_failed",
    ]  # fmt: skip
    seller.world.advance(10 * DAY)
    assert [one.status for one in sdk.payments.list()] == ["FAILED", "COMPLETED"]
    assert seller.act("pay", object=made.id)["status"] == "COMPLETED"
    assert sdk.invoices.get(invoice.id).invoice.status == "PAID"


def test_without_a_card_the_invoice_is_mailed(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)), card=False)
    invoice = sdk.invoices.get(billed(seller, made.id).invoice_ids[0]).invoice
    assert (invoice.status, invoice.payment_requests[0].automatic_payment_source) == ("UNPAID", "NONE")
    assert seller.act("decline", object=made.id)["status"] == "FAILED"
    assert sdk.invoices.get(invoice.id).invoice.status == "UNPAID"
    assert seller.act("pay", object=made.id)["status"] == "COMPLETED"
    assert sdk.invoices.get(invoice.id).invoice.status == "PAID"
    with pytest.raises(ApiError):
        sdk.payments.create(
            source_id="cnon:card-nonce-ok",
            idempotency_key=seller.key(),
            amount_money=usd(1900),
            order_id=invoice.order_id,
        )


def test_it_is_canceled_at_the_end_of_what_is_billed(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)))
    first = billed(seller, made.id)
    done = sdk.subscriptions.cancel(made.id)
    [action] = done.actions
    assert (action.type, action.effective_date) == ("CANCEL", first.charged_through_date)
    assert (done.subscription.status, done.subscription.canceled_date) == ("ACTIVE", first.charged_through_date)
    with pytest.raises(ApiError):
        sdk.subscriptions.cancel(made.id)
    back = sdk.subscriptions.update(made.id, subscription={"canceled_date": None}).subscription
    assert (back.canceled_date, now(seller, made.id, include="actions").actions) == (None, None)
    again = sdk.subscriptions.cancel(made.id).actions[0]
    assert sdk.subscriptions.delete_action(made.id, again.id).subscription.canceled_date is None
    sdk.subscriptions.cancel(made.id)
    seller.world.advance(32 * DAY)
    ended = now(seller, made.id)
    assert (ended.status, len(ended.invoice_ids)) == ("CANCELED", 1)
    events = list(sdk.subscriptions.list_events(made.id))
    assert [one.subscription_event_type for one in events] == ["START_SUBSCRIPTION", "STOP_SUBSCRIPTION"]


def test_it_is_paused_and_resumed(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("WEEKLY", 700)))
    first = billed(seller, made.id)
    begins = date.fromisoformat(made.start_date)
    paused = sdk.subscriptions.pause(made.id, pause_cycle_duration=2, pause_reason="holidays")
    assert [(one.type, one.effective_date) for one in paused.actions] == [
        ("PAUSE", first.charged_through_date),
        ("RESUME", (begins + timedelta(days=21)).isoformat()),
    ]
    seller.world.advance(8 * DAY)
    assert now(seller, made.id).status == "PAUSED"
    seller.world.advance(14 * DAY)
    after = now(seller, made.id)
    assert (after.status, len(after.invoice_ids)) == ("ACTIVE", 2)
    assert after.charged_through_date == (begins + timedelta(days=28)).isoformat()
    sdk.subscriptions.pause(made.id)
    seller.world.advance(8 * DAY)
    resumed = sdk.subscriptions.resume(made.id)
    assert (resumed.subscription.status, resumed.actions[0].type) == ("ACTIVE", "RESUME")
    assert len(billed(seller, made.id).invoice_ids) == 3


def test_its_plan_is_swapped_with_the_next_period(seller: Seller) -> None:
    sdk, small, large = seller.sdk, seller.plan(("MONTHLY", 1900)), seller.plan(("MONTHLY", 4900))
    made = seller.subscribe(small)
    first = billed(seller, made.id)
    swapped = sdk.subscriptions.swap_plan(made.id, new_plan_variation_id=large, phases=[{"ordinal": 0}])
    [action] = swapped.actions
    assert (action.type, action.effective_date, action.new_plan_variation_id) == (
        "SWAP_PLAN", first.charged_through_date, large,
    )  # fmt: skip
    assert swapped.subscription.plan_variation_id == small
    with pytest.raises(ApiError):
        sdk.subscriptions.swap_plan(made.id, new_plan_variation_id=large)
    seller.world.advance(32 * DAY)
    after = now(seller, made.id)
    assert after.plan_variation_id == large
    assert sdk.invoices.get(after.invoice_ids[0]).invoice.payment_requests[0].computed_amount_money.amount == 4900
    bulk = sdk.subscriptions.bulk_swap_plan(
        old_plan_variation_id=large, new_plan_variation_id=small, location_id=seller.location
    )
    assert bulk.affected_subscriptions == 1
    anchor = 1 if date.fromisoformat(made.start_date).day != 1 else 2
    changed = sdk.subscriptions.change_billing_anchor_date(made.id, monthly_billing_anchor_date=anchor)
    assert changed.subscription.monthly_billing_anchor_date == anchor
    seller.world.advance(90 * DAY)
    assert date.fromisoformat(now(seller, made.id).charged_through_date).day == anchor


def test_subscriptions_are_found(seller: Seller) -> None:
    sdk, plan, customer = seller.sdk, seller.plan(("MONTHLY", 1900)), seller.customer()
    mine = [seller.subscribe(plan, customer_id=customer).id for _ in range(3)]
    seller.subscribe(plan)
    query = {"filter": {"customer_ids": [customer], "location_ids": [seller.location]}}
    found = sdk.subscriptions.search(query=query, limit=2, include=["actions"])
    rest = sdk.subscriptions.search(query=query, limit=2, cursor=found.cursor)
    assert [one.id for one in (*found.subscriptions, *rest.subscriptions)] == mine


def test_one_that_begins_later_waits(seller: Seller) -> None:
    begins = in_days(20)
    made = seller.subscribe(seller.plan(("MONTHLY", 1900)), start_date=begins, timezone="America/New_York")
    assert (made.status, made.start_date, made.timezone) == ("PENDING", begins, "America/New_York")
    seller.world.advance(21 * DAY + 3600)
    after = now(seller, made.id)
    assert (after.status, len(after.invoice_ids), after.version) == ("ACTIVE", 1, 2)


def test_card_price_and_tax_are_changed(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)))
    other = seller.card(made.customer_id)
    told_ = {"card_id": other, "price_override_money": usd(1000), "tax_percentage": "10", "version": made.version}
    after = sdk.subscriptions.update(made.id, subscription=told_).subscription
    assert (after.card_id, after.price_override_money.amount, after.version) == (other, 1000, 2)
    with pytest.raises(ApiError) as stale:
        sdk.subscriptions.update(made.id, subscription={"card_id": made.card_id, "version": 1})
    assert stale.value.errors[0].code == "VERSION_MISMATCH"
    invoice = sdk.invoices.get(billed(seller, made.id).invoice_ids[0]).invoice
    assert invoice.payment_requests[0].computed_amount_money.amount == 1100


def test_who_cannot_be_billed_is_refused_and_later_deactivated(seller: Seller) -> None:
    sdk, plan = seller.sdk, seller.plan(("WEEKLY", 700))
    with pytest.raises(ApiError) as nameless:
        seller.subscribe(plan, customer_id=sdk.customers.create(email_address="a@b.co").customer.id)
    assert nameless.value.errors[0].code == "CUSTOMER_MISSING_NAME"
    made = seller.subscribe(plan)
    billed(seller, made.id)
    sdk.customers.delete(made.customer_id)
    seller.world.advance(8 * DAY)
    assert now(seller, made.id).status == "DEACTIVATED"
    last = list(sdk.subscriptions.list_events(made.id))[-1]
    assert (last.subscription_event_type, last.info.code) == ("DEACTIVATE_SUBSCRIPTION", "CUSTOMER_DELETED")


def test_every_event_of_a_life_names_the_subscription(seller: Seller) -> None:
    sdk, made = seller.sdk, seller.subscribe(seller.plan(("MONTHLY", 1900)))
    billed(seller, made.id)
    seller.act("refund", object=made.id, amount=400)
    seller.act("change_card", object=made.id, card="declined")
    seller.world.advance(32 * DAY)
    seller.act("pay", object=made.id)
    seller.act("dispute", object=made.id)
    seller.act("cancel_subscription", object=made.id, at_period_end=True)
    seller.world.advance(32 * DAY)
    events = seller.world.events(made.id, provider="square")
    assert [one.created for one in events] == sorted(one.created for one in events)
    seen = [check_event(json.dumps(seller.world.body(one.id, provider="square")).encode()) for one in events]
    assert {one["type"] for one in seen} == {
        "subscription.created", "subscription.updated", "order.created", "order.updated", "invoice.created",
        "invoice.published", "invoice.payment_made", "invoice.updated", "invoice.scheduled_charge_failed",
        "invoice.refunded", "payment.created", "payment.updated", "refund.created", "refund.updated", "dispute.created",
    }  # fmt: skip
    assert next(one for one in seen if one["type"] == "invoice.created")["location_id"] == seller.location
    assert now(seller, made.id).status == "CANCELED"
    assert all(made.id in call.objects for call in seller.world.calls(object=made.id))
    assert len(seller.world.calls(object=made.id)) >= 2
    assert sdk.subscriptions.get(made.id).subscription.id == made.id
