"""Invoices that a merchant writes, as the official SDK sees them: drafts, lines, sending, paying, pages, previews."""

import datetime as dt
from typing import Any

import httpx
import pytest
import stripe

from tests.fidelity.billing_operations import MONTH, subscriber, subscription, written
from tests.fidelity.catalogue_operations import price
from tests.fidelity.conftest import Merchant

DAY = 86_400


def test_a_draft_is_written_made_final_and_paid(merchant: Merchant) -> None:
    """Stripe, "Create an invoice": draft, items, finalize, pay; the number is taken when it is final."""
    sdk = merchant.sdk
    customer = subscriber(sdk)
    made = sdk.invoices.create({"customer": customer, "description": "for you", "metadata": {"order": "7"},
                                "footer": "thanks", "custom_fields": [{"name": "PO", "value": "12"}]})  # fmt: skip
    tea = price(sdk, unit_amount=1200).id
    sdk.invoice_items.create({"customer": customer, "invoice": made.id, "pricing": {"price": tea}, "quantity": 2})
    sdk.invoice_items.create({"customer": customer, "invoice": made.id, "amount": 350, "description": "Advice"})
    draft = sdk.invoices.retrieve(made.id)
    final = sdk.invoices.finalize_invoice(made.id)
    paid = sdk.invoices.pay(made.id)

    assert (made.billing_reason, made.status, made.auto_advance, made.parent) == ("manual", "draft", False, None)
    assert [(line.description, line.amount, line.quantity) for line in draft.lines.data] == [
        ("tea", 2400, 2), ("Advice", 350, 1),
    ]  # fmt: skip
    assert draft.lines.data[0].pricing.price_details.price == tea
    assert draft.lines.data[0].parent.type == "invoice_item_details"
    assert (draft.number, final.number[-5:], final.attempted, final.status) == (None, "-0001", False, "open")
    assert (paid.status, paid.amount_paid, paid.metadata.order) == ("paid", 2750, "7")
    assert paid.status_transitions.paid_at >= final.status_transitions.finalized_at
    told = [kind for kind in merchant.types() if kind.startswith("invoice")]
    assert told == [
        "invoice.created", "invoiceitem.created", "invoice.updated", "invoiceitem.created", "invoice.updated",
        "invoice.finalized", "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid",
    ]  # fmt: skip


def test_what_waits_is_left_out_unless_it_is_asked_for(merchant: Merchant) -> None:
    """Noted on a real account: `include` takes all of the customer's."""
    sdk = merchant.sdk
    customer = subscriber(sdk)
    item = sdk.invoice_items.create({"customer": customer, "amount": 700, "currency": "usd", "description": "Advice"})
    empty = sdk.invoices.create({"customer": customer})
    full = sdk.invoices.create({"customer": customer, "pending_invoice_items_behavior": "include"})

    assert (empty.lines.data, empty.total, full.total) == ([], 0, 700)
    assert sdk.invoice_items.retrieve(item.id).invoice == full.id
    assert sdk.invoice_items.list({"pending": True}).data == []


def test_what_waits_is_billed_with_the_next_renewal(merchant: Merchant) -> None:
    """Stripe, "Invoice items": the customer's next invoice takes them, before its own lines."""
    sdk = merchant.sdk
    made = subscription(sdk)
    sdk.invoice_items.create({"customer": made.customer, "amount": 700, "currency": "usd", "description": "Advice"})
    merchant.world.advance(31 * DAY + 7200)
    renewed = sdk.invoices.retrieve(sdk.subscriptions.retrieve(made.id).latest_invoice)

    assert [line.amount for line in renewed.lines.data] == [700, 1000]
    assert renewed.amount_paid == 1700


def test_lines_are_added_changed_and_taken_away(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = written(sdk)
    added = sdk.invoices.add_lines(made.id, {"lines": [{"amount": 100, "description": "tea"}]})
    first, second = added.lines.data
    changed = sdk.invoices.update_lines(made.id, {"lines": [{"id": second.id, "amount": 250, "quantity": 1}]})
    alone = sdk.invoices.remove_lines(made.id, {"lines": [{"id": first.id, "behavior": "unassign"}]})

    assert added.total == 1600
    assert [line.id for line in changed.lines.data] == [first.id, second.id]  # ids are kept
    assert (changed.total, alone.total) == (1750, 250)
    assert [item.amount for item in sdk.invoice_items.list({"pending": True}).data] == [1500]
    line = sdk.invoices.line_items.update(made.id, second.id, {"description": "two teas", "amount": 300})
    assert (line.description, sdk.invoices.retrieve(made.id).total) == ("two teas", 300)


def test_a_draft_is_deleted_with_what_stands_on_it(merchant: Merchant) -> None:
    """Noted: its items are not released."""
    sdk = merchant.sdk
    made = written(sdk)
    item = sdk.invoice_items.list().data[0].id
    gone = sdk.invoices.delete(made.id)

    assert gone.deleted
    for lost in (lambda: sdk.invoices.retrieve(made.id), lambda: sdk.invoice_items.retrieve(item)):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            lost()
        assert caught.value.code == "resource_missing"
    assert merchant.types()[-1] == "invoice.deleted"
    with pytest.raises(stripe.InvalidRequestError, match="only delete draft invoices"):
        sdk.invoices.delete(sdk.invoices.finalize_invoice(written(sdk).id).id)


def test_an_invoice_is_sent_and_paid_on_its_page(merchant: Merchant) -> None:
    """Stripe, "Send an invoice": final, sent, paid by whoever opens its page; here by plain HTTP."""
    sdk = merchant.sdk
    made = written(sdk, collection_method="send_invoice", days_until_due=30)
    sent = sdk.invoices.send_invoice(made.id)
    shown = httpx.get(sent.hosted_invoice_url, trust_env=False).text
    declined = httpx.post(sent.hosted_invoice_url, data={"card": "4000000000000002"}, trust_env=False).text
    after = httpx.post(sent.hosted_invoice_url, data={"card": "4242424242424242"}, trust_env=False).text
    paid = sdk.invoices.retrieve(made.id)

    assert (sent.status, sent.due_date, sent.attempted) == ("open", made.created + 30 * DAY, False)
    assert sent.hosted_invoice_url.startswith(merchant.base_url)
    assert "$15.00" in shown
    assert "Advice" in shown
    assert "declined" in declined
    assert ">paid<" in after
    assert (paid.status, paid.amount_paid) == ("paid", 1500)
    assert "invoice.sent" in merchant.types()
    assert httpx.get(sent.hosted_invoice_url.split("?")[0] + "x", trust_env=False).status_code == 404


def test_a_bank_that_asks_is_answered_from_the_page(merchant: Merchant) -> None:
    sdk = merchant.sdk
    sent = sdk.invoices.send_invoice(written(sdk, collection_method="send_invoice", days_until_due=1).id)
    asked = httpx.post(sent.hosted_invoice_url, data={"card": "4000002760003184"}, trust_env=False).text
    intent = sdk.invoices.retrieve(sent.id, {"expand": ["payments"]}).payments.data[0].payment.payment_intent

    assert "/3d_secure_2/hosted?" in asked
    merchant.world.act("authenticate", object=intent)
    assert sdk.invoices.retrieve(sent.id).status == "paid"


def test_who_does_not_pay_in_time_is_overdue(merchant: Merchant) -> None:
    """Stripe, "Invoicing": invoice.overdue; the subscription owes, and nobody is charged."""
    sdk = merchant.sdk
    made = subscription(sdk, collection_method="send_invoice", days_until_due=7)
    draft = sdk.invoices.retrieve(made.latest_invoice)
    merchant.world.advance(3700)
    final = sdk.invoices.retrieve(draft.id)
    merchant.world.advance(8 * DAY)
    owing = sdk.subscriptions.retrieve(made.id)

    # [PH12] of the facts on billing
    assert (made.status, draft.status, draft.auto_advance, draft.number, draft.attempted) == (
        "active", "draft", True, None, False,
    )  # fmt: skip
    assert draft.due_date == made.created + 7 * DAY
    assert (final.status, final.attempted, made.days_until_due) == ("open", False, 7)
    assert (owing.status, "invoice.overdue" in merchant.types()) == ("past_due", True)
    sdk.invoices.pay(draft.id, {"paid_out_of_band": True})
    assert sdk.subscriptions.retrieve(made.id).status == "active"


def test_money_that_was_had_otherwise_counts(merchant: Merchant) -> None:
    """Stripe, "Partial payments" (basil): payments add up until nothing remains."""
    sdk = merchant.sdk
    customer = subscriber(sdk)
    final = sdk.invoices.finalize_invoice(written(sdk, customer).id)
    paid = {
        "currency": "usd", "customer": customer, "payment_method": "pm_card_visa", "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }  # fmt: skip
    first, second = (sdk.payment_intents.create({**paid, "amount": amount}).id for amount in (500, 1000))
    part = sdk.invoices.attach_payment(final.id, {"payment_intent": first})
    whole = sdk.invoices.attach_payment(final.id, {"payment_intent": second, "expand": ["payments"]})

    assert (part.status, part.amount_paid, part.amount_remaining) == ("open", 500, 1000)
    assert (whole.status, whole.amount_paid, whole.amount_remaining) == ("paid", 1500, 0)
    assert [(one.amount_paid, one.status, one.is_default) for one in whole.payments.data] == [
        (500, "paid", False), (1000, "paid", False), (None, "canceled", True),
    ]  # fmt: skip
    with pytest.raises(stripe.InvalidRequestError):
        sdk.invoices.attach_payment(final.id, {"payment_intent": first})


def test_a_balance_is_given_and_used(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = subscriber(sdk)
    given = sdk.customers.balance_transactions.create(customer, {"amount": -500, "currency": "usd"})
    paid = sdk.invoices.pay(written(sdk, customer).id)

    assert (given.type, given.ending_balance) == ("adjustment", -500)
    assert (paid.starting_balance, paid.amount_due, paid.total) == (-500, 1000, 1500)
    assert sdk.customers.retrieve(customer).balance == 0


# What is looked at before it happens.


def test_the_next_invoice_is_looked_at(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    known = len(merchant.types())
    seen = sdk.invoices.create_preview({"subscription": made.id})

    assert (seen.id[:12], seen.billing_reason, seen.status, seen.total) == ("upcoming_in_", "upcoming", "draft", 1000)
    assert seen.lines.data[0].period.start == made["items"].data[0].current_period_end
    assert (len(sdk.invoices.list().data), len(merchant.types())) == (1, known)


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


def test_a_change_is_looked_at_to_the_cent(merchant: Merchant) -> None:
    """12 [D], Stripe's own preview sample: 1000 -> 3252 on 1 September of 6 August to 6 September 2020: 3627."""
    sdk = merchant.sdk
    clock = sdk.test_helpers.test_clocks.create({"frozen_time": at("2020-08-06T21:28:08")}).id
    customer = subscriber(sdk, test_clock=clock)
    made = subscription(sdk, customer, billing_mode={"type": "classic"})
    dear = price(sdk, recurring=MONTH, unit_amount=3252).id
    details = {"items": [{"id": made["items"].data[0].id, "price": dear}], "proration_date": at("2020-09-01T17:42:28")}
    seen = sdk.invoices.create_preview({"subscription": made.id, "subscription_details": details})
    now = sdk.invoices.create_preview({
        "subscription": made.id, "subscription_details": {**details, "proration_behavior": "always_invoice"},
    })  # fmt: skip

    assert [line.amount for line in seen.lines.data] == [-166, 541, 3252]
    assert seen.total == 3627
    assert ([line.amount for line in now.lines.data], now.total) == ([-166, 541], 375)
    assert sdk.subscriptions.retrieve(made.id).plan.id == made.plan.id
    assert sdk.invoice_items.list().data == []


def test_a_subscription_is_looked_at_before_it_begins(merchant: Merchant) -> None:
    sdk = merchant.sdk
    coupon = sdk.coupons.create({"percent_off": 20, "duration": "once"}).id
    items = [{"price": price(sdk, recurring=MONTH).id, "quantity": 3}]
    seen = sdk.invoices.create_preview({
        "customer": subscriber(sdk), "subscription_details": {"items": items}, "discounts": [{"coupon": coupon}],
        "invoice_items": [{"amount": 500, "currency": "usd", "description": "setting up"}],
    })  # fmt: skip

    assert [line.amount for line in seen.lines.data] == [3000, 500]
    assert (seen.subtotal, seen.total, sdk.coupons.retrieve(coupon).times_redeemed) == (3500, 2800, 0)
    assert sdk.subscriptions.list().data == []


def test_nothing_comes_of_what_ends(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk, cancel_at_period_end=True)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        sdk.invoices.create_preview({"subscription": made.id})

    assert (caught.value.code, caught.value.http_status) == ("invoice_upcoming_none", 404)


def test_before_basil_items_had_their_price_whole(merchant: Merchant) -> None:
    """What is sold once has no plan."""
    sdk, then = merchant.sdk, {"stripe_version": "2025-02-24.acacia"}
    tea = price(sdk, unit_amount=1200).id
    item = sdk.invoice_items.create({"customer": subscriber(sdk), "price": tea, "quantity": 2}, then)

    assert (item.price.id, item.plan, item.unit_amount, item.amount) == (tea, None, 1200, 2400)


def test_before_basil_it_was_called_upcoming(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = subscription(sdk)
    then = {"Stripe-Version": "2025-02-24.acacia"}
    asked: dict[str, Any] = {
        "subscription": made.id,
        "subscription_items[0][id]": made["items"].data[0].id,
        "subscription_items[0][quantity]": 2,
        "subscription_proration_behavior": "none",
    }
    seen = merchant.http("GET", "/v1/invoices/upcoming", params=asked, headers=then)
    later = merchant.http("GET", "/v1/invoices/upcoming", params={"subscription": made.id})

    assert (seen.status_code, seen.json()["total"], seen.json()["subscription"]) == (200, 2000, made.id)
    assert later.status_code == 404
