"""Errors of subscriptions and invoices, one function each. Not: deciding when one applies.

Recorded where nothing else is said. Of invoices' refusals only the gist is known, the sentences are unconfirmed.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error

# Subscriptions.


def no_customer(customer: str) -> Refusal:
    """404, although it is a parameter."""
    return error(404, f"No such customer: '{customer}'", code="resource_missing", param="customer")


def nothing_to_pay_with() -> Refusal:
    return error(
        400,
        "This customer has no attached payment source or default payment method. Please consider adding a default "
        "payment method. For more information, visit "
        "https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
        code="resource_missing",
    )


def needs_authentication() -> Refusal:
    """402 without `doc_url`, and without the intent."""
    message = (
        "Payment for this subscription requires additional user action, but `payment_behavior` was set to "
        "`error_if_incomplete`. To allow a user to complete the payment, create the subscription with "
        "`payment_behavior` set to `default_incomplete`."
    )
    code = "subscription_payment_intent_requires_action"
    body = {"message": message, "type": "card_error", "code": code}
    return Refusal(402, body, message=message, code=code)


def pending_without_effect() -> Refusal:
    return error(
        400,
        "Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.",
        param="payment_behavior",
    )


def same_price_twice(price: str) -> Refusal:
    return error(
        400,
        f"Cannot create a Subscription with multiple Subscription Items with the same Price: {price}",
        param="plan",
    )


def trial_from_plan_too() -> Refusal:
    return error(400, "You cannot set `trial_end` or `trial_period_days` when `trial_from_plan=true`.")


def days_until_due_without_invoice() -> Refusal:
    return error(400, "You can only specify 'days_until_due' if invoice collection method is 'send_invoice'.")


def invoice_without_days() -> Refusal:
    """Unconfirmed: public reports have this sentence."""
    return error(
        400,
        "You must pass `days_until_due` (or `due_date` for an invoice) if `collection_method` is 'send_invoice'.",
        param="days_until_due",
    )


def canceled_subscription() -> Refusal:
    return error(
        400,
        "A canceled subscription can only update its cancellation_details and metadata.",
        code="invalid_canceled_subscription_fields",
    )


def incomplete_subscription() -> Refusal:
    """What may be changed is known, the sentence is unconfirmed."""
    return error(
        400,
        "This subscription cannot be updated because its status is `incomplete`: only its metadata, description and "
        "default payment method can.",
    )


def cannot_pause() -> Refusal:
    """Which cannot is documented, the sentence is unconfirmed."""
    return error(400, "Only active subscriptions with a flexible `billing_mode` can be paused.")


def not_paused() -> Refusal:
    """That a resumption which waits for its payment is refused so, too, is unconfirmed."""
    return error(400, "You can only resume a subscription if it is `paused`.")


def cannot_be_pending(param: str) -> Refusal:
    """Unconfirmed: which parameters can wait is documented, the sentence is not."""
    return error(
        400,
        f"`{param}` cannot be passed when `payment_behavior` is set to `pending_if_incomplete`.",
        param=param,
    )


def not_recurring(param: str) -> Refusal:
    """Unconfirmed: public reports have this sentence."""
    return error(
        400,
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        param=param,
    )


def nothing_recurring() -> Refusal:
    """Reported."""
    return error(
        400,
        "You must provide at least one recurring price in `subscription` mode when using prices.",
        param="line_items",
    )


def trial_ends_too_soon() -> Refusal:
    """Documented, the sentence is unconfirmed."""
    return error(
        400,
        "The `trial_end` date has to be at least 2 days in the future.",
        param="subscription_data[trial_end]",
    )


def another_currency(currency: str) -> Refusal:
    """Unconfirmed: public reports have this sentence."""
    return error(
        400,
        "You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice "
        f"item with currency {currency}",
    )


def no_such_item(item: str) -> Refusal:
    """404 with neither code nor parameter."""
    return error(404, f"Invalid subscription_item id: {item}")


def not_its_item(item: str, param: str) -> Refusal:
    """Unconfirmed."""
    return error(400, f"No such subscription item: '{item}'", code="resource_missing", param=param)


def last_item() -> Refusal:
    """Unconfirmed: public reports have this sentence."""
    return error(
        400,
        "A subscription must have at least one active plan. Please cancel the subscription instead.",
    )


# Invoices.


def already_final() -> Refusal:
    return error(400, "This invoice is already finalized, you can't re-finalize a non-draft invoice.")


def nothing_upcoming() -> Refusal:
    return error(404, "No upcoming invoices for customer", code="invoice_upcoming_none")


def not_a_draft(param: str | None) -> Refusal:
    return error(400, "This invoice is no longer editable: only drafts can be changed in this way.", param=param)


def item_is_billed() -> Refusal:
    return error(400, "You cannot change an invoice item that is attached to a finalized invoice.")


def item_of_another_currency(own: str, given: str) -> Refusal:
    return error(400, f"An item's currency must be that of its invoice, {own}; it is {given}.", param="currency")


def not_one_time(param: str) -> Refusal:
    return error(
        400,
        "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
        param=param,
    )


def inactive_price(price: str, param: str) -> Refusal:
    return error(400, f"The price specified is inactive. This field only accepts active prices: {price}", param=param)


def due_without_sending() -> Refusal:
    return error(400, "You can only specify 'due_date' if invoice collection method is 'send_invoice'.")


def not_one_to_send() -> Refusal:
    return error(400, "You can only send invoices whose collection method is 'send_invoice'.")


def only_drafts_are_deleted() -> Refusal:
    return error(400, "You can only delete draft invoices. You can void this invoice instead.")


def subscriptions_draft() -> Refusal:
    return error(400, "Invoices that were created by a subscription cannot be deleted.")


def cannot_be_attached(intent: str) -> Refusal:
    return error(400, f"The PaymentIntent {intent} cannot be attached to this invoice.", param="payment_intent")


def not_open() -> Refusal:
    return error(400, "You can only pass in open invoices. This invoice isn't open.")


def already_given_up() -> Refusal:
    return error(400, "This invoice has already been marked uncollectible.")


def paid_cannot_be_voided() -> Refusal:
    return error(400, "Invoices with `paid` payments cannot be voided.")


def cannot_update(param: str) -> Refusal:
    return error(400, f"Finalized invoices can't be updated in this way: {param}", param=param)


def already_paid() -> Refusal:
    return error(400, "Invoice is already paid")


def invoice_needs_authentication() -> Refusal:
    code = "invoice_payment_intent_requires_action"
    message = (
        "This payment requires additional user action before it can be completed successfully. Payment can be "
        "completed using the PaymentIntent associated with the invoice. For more details see: "
        "https://stripe.com/docs/billing/subscriptions/overview#requires-action"
    )
    return error(400, message, code=code)


def fixed_by_the_invoice(param: str) -> Refusal:
    return error(
        400,
        f"The {param} of a PaymentIntent that was created by an invoice cannot be changed.",
        code="payment_intent_unexpected_state",
        param=param,
    )


def cannot_cancel_an_invoices_intent() -> Refusal:
    return error(
        400,
        "This PaymentIntent belongs to an invoice and cannot be canceled by itself. Void the invoice instead.",
        code="payment_intent_unexpected_state",
    )
