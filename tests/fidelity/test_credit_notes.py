"""Credit notes as the official SDK sees them: before payment, after it, both; what they come to; what is refused."""

from typing import Any

import pytest
import stripe

from tests.fidelity.billing_operations import subscriber, written
from tests.fidelity.conftest import Merchant


def bill(sdk: Any, *, paid: bool, customer: str | None = None, **more: Any) -> Any:
    """Return an invoice of 1500 that is final, and paid if that is said."""
    made = sdk.invoices.finalize_invoice(written(sdk, customer, **more).id)
    return sdk.invoices.pay(made.id) if paid else made


def test_before_payment_less_is_asked_for(merchant: Merchant) -> None:
    """Stripe, "Credit notes": an open invoice's amount_remaining is less; what is due can be paid."""
    sdk = merchant.sdk
    made = bill(sdk, paid=False)
    note = sdk.credit_notes.create({"invoice": made.id, "amount": 500, "reason": "order_change", "memo": "sorry"})
    after = sdk.invoices.retrieve(made.id)
    paid = sdk.invoices.pay(made.id)

    assert (note.type, note.pre_payment_amount, note.post_payment_amount, note.total) == ("pre_payment", 500, 0, 500)
    assert (note.number, note.status, note.reason) == (f"{made.number}-CN-01", "issued", "order_change")
    assert (after.amount_due, after.amount_remaining, after.pre_payment_credit_notes_amount, after.total) == (
        1000, 1000, 500, 1500,
    )  # fmt: skip
    assert (paid.status, paid.amount_paid) == ("paid", 1000)
    assert sdk.charges.list().data[0].amount == 1000
    assert "credit_note.created" in merchant.types()


def test_an_invoice_that_asks_for_nothing_more_is_paid(merchant: Merchant) -> None:
    sdk = merchant.sdk
    made = bill(sdk, paid=False)
    sdk.credit_notes.create({"invoice": made.id, "lines": [
        {"type": "invoice_line_item", "invoice_line_item": made.lines.data[0].id, "quantity": 1}]})  # fmt: skip
    after = sdk.invoices.retrieve(made.id)

    assert (after.status, after.amount_paid, after.amount_due) == ("paid", 0, 0)
    assert sdk.charges.list().data == []


# How 900 of what was paid is given back: what is asked for, the refund, the balance, out of band.
WAYS: dict[str, tuple[dict[str, int], int, int, int | None]] = {
    "refund": ({"refund_amount": 900}, 900, 0, None),
    "balance": ({"credit_amount": 900}, 0, -900, None),
    "out of band": ({"out_of_band_amount": 900}, 0, 0, 900),
    "all three": ({"refund_amount": 200, "credit_amount": 300, "out_of_band_amount": 400}, 200, -300, 400),
}


@pytest.mark.parametrize("name", WAYS)
def test_after_payment_it_is_given_back_in_three_ways(name: str, merchant: Merchant) -> None:
    """Stripe, "Credit notes": refund, balance and out of band add up to the note's total."""
    given, refunded, balance, elsewhere = WAYS[name]
    sdk = merchant.sdk
    made = bill(sdk, paid=True)
    note = sdk.credit_notes.create({"invoice": made.id, "amount": 900, **given})
    after = sdk.invoices.retrieve(made.id)

    assert (note.type, note.post_payment_amount, note.out_of_band_amount) == ("post_payment", 900, elsewhere)
    assert sum(refund.amount for refund in sdk.refunds.list().data) == refunded
    assert [one.amount_refunded for one in note.refunds] == ([refunded] if refunded else [])
    assert sdk.customers.retrieve(made.customer).balance == balance
    assert (after.post_payment_credit_notes_amount, after.amount_paid, after.status) == (900, 1500, "paid")
    if balance:
        entry = sdk.customers.balance_transactions.retrieve(made.customer, note.customer_balance_transaction)
        assert (entry.type, entry.amount, entry.credit_note) == ("credit_note", balance, note.id)


def test_both_before_and_after(merchant: Merchant) -> None:
    """The published type `mixed`: 500 were paid already; of a note over 1200 the open 1000 go first."""
    sdk = merchant.sdk
    customer = subscriber(sdk)
    made = bill(sdk, paid=False, customer=customer)
    money = {
        "amount": 500, "currency": "usd", "customer": customer, "payment_method": "pm_card_visa", "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }  # fmt: skip
    sdk.invoices.attach_payment(made.id, {"payment_intent": sdk.payment_intents.create(money).id})
    note = sdk.credit_notes.create({"invoice": made.id, "amount": 1200, "credit_amount": 200})

    assert (note.type, note.pre_payment_amount, note.post_payment_amount) == ("mixed", 1000, 200)
    assert sdk.invoices.retrieve(made.id).status == "paid"


def test_taxes_and_discounts_are_credited_in_proportion(merchant: Merchant) -> None:
    """1500 - 20 % + 10 % = 1320; a third of the line is 500 - 100 + 40."""
    sdk = merchant.sdk
    coupon = sdk.coupons.create({"percent_off": 20, "duration": "once"}).id
    rate = sdk.tax_rates.create({"display_name": "VAT", "percentage": 10, "inclusive": False}).id
    made = bill(sdk, paid=False, discounts=[{"coupon": coupon}], default_tax_rates=[rate])
    line = {"type": "invoice_line_item", "invoice_line_item": made.lines.data[0].id, "amount": 500}
    seen = sdk.credit_notes.preview({"invoice": made.id, "lines": [line]})
    note = sdk.credit_notes.create({"invoice": made.id, "lines": [line]})
    (shown,) = sdk.credit_notes.line_items.list(note.id).data

    assert made.total == 1320
    assert (note.subtotal, note.discount_amount, note.total, note.total_excluding_tax) == (500, 100, 440, 400)
    assert (note.total_taxes[0].amount, shown.discount_amount, shown.taxes[0].amount) == (40, 100, 40)
    assert (seen.total, len(sdk.credit_notes.list({"invoice": made.id}).data)) == (440, 1)


def test_one_of_an_open_invoice_is_voided(merchant: Merchant) -> None:
    """Stripe, "Void a credit note": the invoice asks for it again; after payment it cannot be."""
    sdk = merchant.sdk
    made = bill(sdk, paid=False)
    note = sdk.credit_notes.create({"invoice": made.id, "amount": 500})
    void = sdk.credit_notes.void_credit_note(note.id)
    after = sdk.invoices.retrieve(made.id)

    assert (void.status, void.voided_at is not None) == ("void", True)
    assert (after.amount_due, after.pre_payment_credit_notes_amount) == (1500, 0)
    assert sdk.invoices.pay(made.id).amount_paid == 1500
    later = sdk.credit_notes.create({"invoice": made.id, "amount": 100, "credit_amount": 100})
    with pytest.raises(stripe.InvalidRequestError):
        sdk.credit_notes.void_credit_note(later.id)
    assert "credit_note.voided" in merchant.types()


@pytest.mark.parametrize(
    "given",
    [
        {"amount": 1501, "out_of_band_amount": 1501}, {"amount": 500}, {"amount": 500, "refund_amount": 400},
        {"amount": 500, "lines": [{"type": "custom_line_item", "description": "x", "unit_amount": 1}]}, {},
        {"lines": [{"type": "custom_line_item", "unit_amount": 1}]},
        {"lines": [{"type": "invoice_line_item", "invoice_line_item": "il_x"}]},
    ],
    ids=["more than all", "no way back", "not all of it", "both", "nothing", "without words", "another's line"],
)  # fmt: skip
def test_what_cannot_be_credited_is_refused(given: dict[str, Any], merchant: Merchant) -> None:
    made = bill(merchant.sdk, paid=True)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        merchant.sdk.credit_notes.create({"invoice": made.id, **given})

    assert caught.value.http_status == 400
    assert merchant.sdk.credit_notes.list().data == []


def test_a_draft_cannot_be_credited(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="open or paid"):
        merchant.sdk.credit_notes.create({"invoice": written(merchant.sdk).id, "amount": 5})
