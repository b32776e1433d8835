"""Subscriptions and invoices as the official SDK sees them: fields, what is expanded, older versions, events."""

from typing import Any

import pytest
import stripe

from tests.fidelity.billing_operations import MONTH, balance, draft, pending, subscriber, subscription
from tests.fidelity.catalogue_operations import price
from tests.fidelity.conftest import Merchant

SUBSCRIPTION = """id object application application_fee_percent automatic_tax billing_cycle_anchor
billing_cycle_anchor_config billing_mode billing_schedules billing_thresholds cancel_at cancel_at_period_end canceled_at
cancellation_details collection_method created currency customer customer_account days_until_due default_payment_method
default_source default_tax_rates description discounts ended_at invoice_settings items latest_invoice livemode
managed_payments metadata next_pending_invoice_item_invoice on_behalf_of pause_collection payment_settings
pending_invoice_item_interval pending_setup_intent pending_update plan quantity schedule start_date status test_clock
transfer_data trial_end trial_settings trial_start"""

ITEM = """id object billing_thresholds created current_period_end current_period_start current_trial discounts metadata
plan price quantity subscription tax_rates"""

INVOICE = """id object account_country account_name account_tax_ids amount_due amount_overpaid amount_paid
amount_remaining amount_shipping application attempt_count attempted auto_advance automatic_tax
automatically_finalizes_at billing_reason collection_method created currency custom_fields customer customer_account
customer_address customer_email customer_name customer_phone customer_shipping customer_tax_exempt customer_tax_ids
default_payment_method default_source default_tax_rates description discounts due_date effective_at ending_balance
footer from_invoice hosted_invoice_url invoice_pdf issuer last_finalization_error latest_revision lines livemode
metadata next_payment_attempt number on_behalf_of parent payment_settings period_end period_start
post_payment_credit_notes_amount pre_payment_credit_notes_amount receipt_number rendering shipping_cost
shipping_details starting_balance statement_descriptor status status_transitions subtotal subtotal_excluding_tax
test_clock total total_discount_amounts total_excluding_tax total_pretax_credit_amounts total_taxes
webhooks_delivered_at"""

LINE = """id object amount currency description discount_amounts discountable discounts invoice livemode metadata parent
period pretax_credit_amounts pricing quantity quantity_decimal subtotal taxes"""

INVOICE_ITEM = """id object amount currency customer customer_account date description discountable discounts
frozen_fields invoice invoicing_rules livemode metadata net_amount parent period pricing proration proration_details
quantity quantity_decimal tax_rates test_clock"""

BALANCE = """id object amount checkout_session created credit_note currency customer customer_account description
ending_balance invoice livemode metadata type"""


def keys(shown: Any) -> list[str]:
    return list(shown.to_dict())


def test_fields_are_the_recorded_ones_in_their_order(merchant: Merchant) -> None:
    """Facts on billing, 2 [01][12][P1][P3]."""
    made = subscription(merchant.sdk)
    invoice = merchant.sdk.invoices.retrieve(made.latest_invoice)

    assert keys(made) == SUBSCRIPTION.split()
    assert keys(made["items"].data[0]) == ITEM.split()
    assert keys(made["items"]) == ["object", "data", "has_more", "total_count", "url"]
    assert made["items"].url == f"/v1/subscription_items?subscription={made.id}"
    assert keys(invoice) == INVOICE.split()
    assert keys(invoice.lines.data[0]) == LINE.split()
    assert keys(pending(merchant.sdk)) == INVOICE_ITEM.split()
    assert keys(balance(merchant.sdk)) == BALANCE.split()


def test_defaults_are_the_recorded_ones(merchant: Merchant) -> None:
    made = subscription(merchant.sdk).to_dict()

    assert made["billing_mode"] == {
        "flexible": {"proration_discounts": "included"}, "type": "flexible", "updated_at": made["created"],
    }  # fmt: skip
    assert made["trial_settings"]["end_behavior"] == {
        "billing_cycle_anchor": "now", "missing_payment_method": "create_invoice",
    }  # fmt: skip
    assert made["payment_settings"]["save_default_payment_method"] == "off"
    assert (made["plan"]["id"], made["quantity"]) == (made["items"]["data"][0]["price"]["id"], 1)
    assert made["start_date"] == made["billing_cycle_anchor"] == made["created"]


@pytest.mark.parametrize(
    "path",
    [
        "latest_invoice", "latest_invoice.payments", "latest_invoice.confirmation_secret", "customer",
        "default_payment_method", "pending_setup_intent", "items.data.price.product", "latest_invoice.lines",
        "latest_invoice.payments.data.payment",
    ],
)  # fmt: skip
def test_what_can_be_expanded(path: str, merchant: Merchant) -> None:
    if path.endswith("payment"):
        with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
            subscription(merchant.sdk, expand=[path])
    else:
        assert subscription(merchant.sdk, expand=[path]).object == "subscription"


def test_the_payment_of_an_invoice_is_found_from_it(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk, expand=["latest_invoice.payments", "latest_invoice.confirmation_secret"])
    invoice = sdk.invoices.retrieve(made.latest_invoice.id, {"expand": ["payments.data.payment.payment_intent"]})
    intent = invoice.payments.data[0].payment.payment_intent

    assert (intent.status, intent.amount, intent.customer) == ("succeeded", 1000, made.customer)
    assert intent.description == "Subscription creation"
    assert made.latest_invoice.payments.data[0].payment.payment_intent == intent.id
    assert made.latest_invoice.confirmation_secret.client_secret == intent.client_secret
    assert "payments" not in sdk.invoices.retrieve(invoice.id)


def test_with_basil_gone_an_invoice_has_one_payment_and_a_subscription_one_period(merchant: Merchant) -> None:
    sdk, then = merchant.sdk, {"stripe_version": "2025-02-24.acacia"}
    made = sdk.subscriptions.create(
        {
            "customer": subscriber(sdk),
            "items": [{"price": price(sdk, recurring=MONTH).id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.payment_intent"],
        },
        then,
    )
    invoice = made.latest_invoice
    line = invoice.lines.data[0]

    assert made.current_period_end == made["items"].data[0].current_period_end
    assert (invoice.payment_intent.status, invoice.paid, invoice.subscription) == (
        "requires_confirmation", False, made.id,
    )  # fmt: skip
    assert invoice.payment_intent.invoice == invoice.id
    assert (line.type, line.price.unit_amount, line.plan.interval, line.proration) == (
        "subscription", 1000, "month", False,
    )  # fmt: skip
    assert (line.subscription, "parent" in line, "parent" in invoice) == (made.id, False, False)
    sdk.payment_intents.confirm(invoice.payment_intent.id, {"return_url": "https://shop.example"}, then)
    paid = sdk.invoices.retrieve(invoice.id, {"expand": ["charge", "subscription"]}, then)
    assert (paid.paid, paid.charge.invoice, paid.subscription.status) == (True, invoice.id, "active")


def test_a_change_is_told_with_what_it_was(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    sdk.subscriptions.update(made.id, {"cancel_at_period_end": True})
    (event,) = sdk.events.list({"type": "customer.subscription.updated"}).data

    assert event.data.previous_attributes.to_dict() == {
        "cancel_at": None, "cancel_at_period_end": False, "canceled_at": None, "cancellation_details": {"reason": None},
    }  # fmt: skip
    assert event.data.object.cancel_at == made["items"].data[0].current_period_end


def test_a_renewal_told_by_events_is_of_the_published_shape(merchant: Merchant) -> None:
    """Every event of a month is read back, and looked at as every answer is."""
    sdk = merchant.sdk
    made = subscription(sdk, metadata={"order": "7"})
    merchant.world.advance(31 * 86_400)
    told = [event.type for event in sdk.events.list({"limit": 100}).data]
    renewed = sdk.invoices.list({"subscription": made.id}).data

    assert [invoice.billing_reason for invoice in renewed] == ["subscription_cycle", "subscription_create"]
    assert [invoice.status for invoice in renewed] == ["paid", "paid"]
    assert renewed[0].parent.subscription_details.metadata.to_dict() == {"order": "7"}
    assert "invoice.upcoming" in told
    upcoming = sdk.events.list({"type": "invoice.upcoming"}).data[0].data.object
    assert ("id" in upcoming, upcoming.billing_reason, upcoming.amount_due) == (False, "upcoming", 1000)


def test_items_are_listed_oldest_first(merchant: Merchant) -> None:
    sdk = merchant.sdk
    items = [{"price": price(sdk, recurring=MONTH).id}, {"price": price(sdk, recurring=MONTH, unit_amount=500).id}]
    made = sdk.subscriptions.create({"customer": subscriber(sdk), "items": items})
    listed = sdk.subscription_items.list({"subscription": made.id})

    assert [item.id for item in listed.data] == [item.id for item in made["items"].data]
    assert (made.plan, made.quantity) == (None, None)
    assert sdk.invoices.retrieve(made.latest_invoice).amount_paid == 1500


def test_lists_show_what_has_not_ended_unless_they_are_asked(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = subscriber(sdk)
    kept, gone = subscription(sdk, customer), subscription(sdk, customer)
    sdk.subscriptions.cancel(gone.id)

    def listed(**params: Any) -> list[str]:
        return [found.id for found in sdk.subscriptions.list({"customer": customer, **params}).data]

    assert listed() == listed(status="active") == [kept.id]
    assert listed(status="canceled") == listed(status="ended") == [gone.id]
    assert listed(status="all") == [gone.id, kept.id]
    assert listed(price=kept.plan.id) == [kept.id]


def test_a_customer_shows_their_subscriptions_when_asked(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = subscriber(sdk)
    kept, gone = subscription(sdk, customer), subscription(sdk, customer)
    sdk.subscriptions.cancel(gone.id)
    shown = sdk.customers.retrieve(customer, {"expand": ["subscriptions", "subscriptions.data.latest_invoice"]})

    assert [(one.id, one.latest_invoice.status) for one in shown.subscriptions.data] == [(kept.id, "paid")]
    assert "subscriptions" not in sdk.customers.retrieve(customer)


def test_a_last_draft_has_no_number(merchant: Merchant) -> None:
    shown = merchant.sdk.invoices.retrieve(draft(merchant.sdk))

    assert (shown.number, shown.hosted_invoice_url, shown.effective_at) == (None, None, None)


def test_a_price_can_be_made_with_the_subscription(merchant: Merchant) -> None:
    sdk = merchant.sdk
    product = sdk.products.create({"name": "tea"}).id
    data = {"currency": "usd", "product": product, "unit_amount": 700, "recurring": MONTH}
    made = sdk.subscriptions.create({"customer": subscriber(sdk), "items": [{"price_data": data, "quantity": 2}]})

    assert (made.plan.amount, made.quantity) == (700, 2)
    assert sdk.invoices.retrieve(made.latest_invoice).amount_paid == 1400


def test_a_customer_is_made_with_their_card_and_subscribes(merchant: Merchant) -> None:
    """One test id is one card in one call, as the official CLI's triggers count on."""
    card = {"payment_method": "pm_card_visa", "invoice_settings": {"default_payment_method": "pm_card_visa"}}
    customer = merchant.sdk.customers.create(card)

    assert [method.id for method in merchant.sdk.customers.payment_methods.list(customer.id).data] == [
        customer.invoice_settings.default_payment_method
    ]
    assert subscription(merchant.sdk, customer.id).status == "active"


def test_a_month_that_was_kept_in_a_snapshot_comes_all_the_same(merchant: Merchant, simulator: Any) -> None:
    made = subscription(merchant.sdk)
    merchant.world = simulator.control.restore(merchant.world.snapshot(), replace=True)
    merchant.world.advance(31 * 86_400)
    invoices = merchant.sdk.invoices.list({"subscription": made.id}).data

    assert [(invoice.billing_reason, invoice.status) for invoice in invoices] == [
        ("subscription_cycle", "paid"), ("subscription_create", "paid"),
    ]  # fmt: skip


def test_a_repeated_key_makes_one_subscription(merchant: Merchant) -> None:
    sdk = merchant.sdk
    params = {"customer": subscriber(sdk), "items": [{"price": price(sdk, recurring=MONTH).id}]}
    first, second = (sdk.subscriptions.create(params, {"idempotency_key": "k"}) for _ in range(2))

    assert first.id == second.id
    assert len(sdk.invoices.list().data) == 1
