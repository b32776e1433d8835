"""Pauses, resumptions, updates that wait, and search, as the official SDK sees them."""

from tests.fidelity.billing_operations import subscriber, subscription
from tests.fidelity.catalogue_operations import price
from tests.fidelity.conftest import Merchant
from tests.fidelity.subscriber_operations import on_trial, paused

MONTH = {"interval": "month"}


def test_a_trial_pauses_and_is_resumed(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = on_trial(sdk)
    merchant.world.advance(8 * 86_400)
    assert sdk.subscriptions.retrieve(made.id).status == "paused"
    card = sdk.payment_methods.attach("pm_card_visa", {"customer": made.customer}).id
    sdk.subscriptions.update(made.id, {"default_payment_method": card})
    resumed = sdk.subscriptions.resume(made.id, {"expand": ["latest_invoice"]})
    assert (resumed.status, resumed.latest_invoice.status) == ("paused", "open")
    sdk.invoices.pay(resumed.latest_invoice.id)
    assert sdk.subscriptions.retrieve(made.id).status == "active"
    assert [event.data.object.status for event in sdk.events.list({"type": "customer.subscription.resumed"}).data] == [
        "active"
    ]
    assert [event.data.object.status for event in sdk.events.list({"type": "customer.subscription.paused"}).data] == [
        "paused"
    ]


def test_a_pause_is_seen_at_once_where_a_trial_ends_by_a_call(merchant: Merchant) -> None:
    assert paused(merchant.sdk).status == "paused"


def test_collection_is_paused_for_a_while(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    until = made["items"].data[0].current_period_end + 86_400
    shown = sdk.subscriptions.update(made.id, {"pause_collection": {"behavior": "void", "resumes_at": until}})
    assert (shown.pause_collection.behavior, shown.pause_collection.resumes_at) == ("void", until)
    merchant.world.advance(35 * 86_400)
    assert sdk.subscriptions.retrieve(made.id).pause_collection is None
    assert [invoice.status for invoice in sdk.invoices.list({"subscription": made.id}).data] == ["void", "paid"]


def test_an_update_waits_and_is_applied(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk, subscriber(sdk))
    merchant.world.act("change_card", object=made.id, card="authenticate")
    dearer = price(sdk, recurring=MONTH, unit_amount=9000).id
    changed = sdk.subscriptions.update(
        made.id,
        {
            "items": [{"id": made["items"].data[0].id, "price": dearer}],
            "payment_behavior": "pending_if_incomplete",
            "proration_behavior": "always_invoice",
            "expand": ["latest_invoice.confirmation_secret"],
        },
    )
    assert changed.pending_update.subscription_items[0].price.id == dearer
    assert changed["items"].data[0].price.id != dearer
    assert changed.latest_invoice.confirmation_secret.client_secret.startswith("pi_")
    merchant.world.act("pay", object=made.id)
    (told,) = sdk.events.list({"type": "customer.subscription.pending_update_applied"}).data
    assert told.data.object["items"].data[0].price.id == dearer


def test_subscriptions_and_invoices_are_found(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk, metadata={"user": "7"})
    gone = sdk.subscriptions.cancel(subscription(sdk).id)
    merchant.world.advance(60)

    def found(query: str) -> list[str]:
        return [one.id for one in sdk.subscriptions.search({"query": query}).data]

    assert found("metadata['user']:'7'") == found("status:'active'") == [made.id]
    assert found(f"canceled_at>={gone.canceled_at}") == [gone.id]
    bill = sdk.invoices.retrieve(made.latest_invoice)
    for query in (f"subscription:'{made.id}'", f"number:'{bill.number}'", f"customer:'{made.customer}' AND total>0"):
        assert [one.id for one in sdk.invoices.search({"query": query}).data] == [bill.id]
