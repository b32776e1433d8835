"""What Stripe refuses about cards, intents, charges, refunds and sessions, one function each. Not: other errors.

Wording is recorded (September 2026, see tests/fidelity/ledger.toml) unless a line says *unconfirmed*.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import Extra, error

# Cards.


def card_error(
    message: str, *, code: str, decline_code: str | None = None, param: str | None = None, extra: Extra | None = None
) -> Refusal:
    """402: what the bank, the network or Stripe said about a card."""
    more = {"decline_code": decline_code, **(extra or {})}
    return error(402, message, code=code, param=param, kind="card_error", extra=more)


def incorrect_number() -> Refusal:
    return card_error("Your card number is incorrect.", code="incorrect_number", param="number")


def invalid_expiry(param: str, part: str) -> Refusal:
    return card_error(f"Your card's expiration {part} is invalid.", code=f"invalid_expiry_{part}", param=param)


def invalid_cvc() -> Refusal:
    return card_error("Your card's security code is invalid.", code="invalid_cvc", param="cvc")


# Payment intents.

UNEXPECTED_STATE = "payment_intent_unexpected_state"


def amount_below_minimum() -> Refusal:
    """For zero and below; two spaces stand in the recorded text."""
    return error(
        400,
        "The amount must be greater than or equal to the minimum charge amount allowed for your account and the "
        "currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to "
        "save a Payment Method for future use without an immediate payment, use a Setup Intent instead: "
        "https://docs.stripe.com/payments/setup-intents",
        code="parameter_invalid_integer",
        param="amount",
        executed=False,
    )


def amount_too_small(least: str, currency: str) -> Refusal:
    """For one unit and more, below the minimum. Unconfirmed wording."""
    return error(
        400, f"Amount must be at least {least} {currency}", code="amount_too_small", param="amount", executed=False
    )


def amount_too_large(most: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Amount must be no more than {most}", code="amount_too_large", param="amount", executed=False)


def nothing_to_confirm_with(customer: str | None) -> Refusal:
    if customer is None:
        rest = (
            "You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it "
            "again directly with a payment method or ConfirmationToken."
        )
    else:
        rest = (
            f"To confirm the PaymentIntent with {customer}, specify a payment method attached to this customer along "
            "with the customer ID."
        )
    message = f"You cannot confirm this PaymentIntent because it's missing a payment method. {rest}"
    return error(400, message, code=UNEXPECTED_STATE)


def cannot_confirm(status: str) -> Refusal:
    """Unconfirmed wording."""
    if status == "succeeded":
        why = "it has already succeeded after being previously confirmed."
    else:
        why = (
            f"it has a status of {status}. Only a PaymentIntent with one of the following statuses may be confirmed: "
            "requires_confirmation, requires_action."
        )
    return error(400, f"You cannot confirm this PaymentIntent because {why}", code=UNEXPECTED_STATE)


def cannot_capture(status: str) -> Refusal:
    return error(
        400,
        f"This PaymentIntent could not be captured because it has a status of {status}. Only a PaymentIntent with "
        "one of the following statuses may be captured: requires_capture.",
        code=UNEXPECTED_STATE,
    )


def nothing_left_to_capture() -> Refusal:
    return error(
        400,
        "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized "
        "amount has been released.",
        code=UNEXPECTED_STATE,
    )


def captures_too_much() -> Refusal:
    return error(
        400,
        "The payment could not be captured because the requested capture amount is greater than the amount you can "
        "capture for this charge. Contact us via https://support.stripe.com/contact/ for help.",
        code="amount_too_large",
    )


def cannot_cancel(status: str) -> Refusal:
    return error(
        400,
        f"You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one "
        "of the following statuses may be canceled: requires_payment_method, requires_capture, "
        "requires_reauthorization, requires_confirmation, requires_action, expired, processing.",
        code=UNEXPECTED_STATE,
    )


def cannot_update(param: str, status: str) -> Refusal:
    return error(
        400,
        f"This PaymentIntent's {param} could not be updated because it has a status of {status}. You may only "
        f"update the {param} of a PaymentIntent with one of the following statuses: requires_payment_method, "
        "requires_confirmation, requires_action.",
        code=UNEXPECTED_STATE,
        param=param,
    )


def wrong_client_secret() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The client_secret provided does not match any associated PaymentIntent on this account. Ensure the client "
        "secret and the publishable key used belong to the same account.",
        code="payment_intent_invalid_parameter",
        param="client_secret",
        executed=False,
    )


# Whose method.


def method_needs_its_customer(method: str, owner: str) -> Refusal:
    return error(
        400,
        f"The `payment_method` parameter supplied {method} belongs to the Customer {owner}. Please include the "
        "Customer in the `customer` parameter on the PaymentIntent.",
        code="parameter_missing",
        param="source",
    )


def method_of_another(method: str, customer: str) -> Refusal:
    return error(
        400,
        f"The PaymentMethod {method} does not belong to the Customer you supplied {customer}. Please use this "
        "PaymentMethod with the Customer that it belongs to instead.",
        param="payment_method",
    )


def method_used_up() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared "
        "with a connected account without Customer attachment, or was detached from a Customer. It may not be used "
        "again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    )


def not_the_customers(method: str, param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"The customer does not have a payment method with the ID {method}. The payment method must be attached to the "
        "customer.",
        code="resource_missing",
        param=param,
    )


def method_already_attached() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "The payment method you provided has already been attached to a customer.")


def method_not_attached() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "The payment method you provided is not attached to a customer so detachment is impossible.")


# Charges and refunds.


def already_captured(charge: str) -> Refusal:
    return error(400, f"Charge {charge} has already been captured.", code="charge_already_captured")


def charge_expired(charge: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"Charge {charge} could not be captured because its authorization has expired or was released.",
        code="charge_expired_for_capture",
    )


def update_the_intent(intent: str, field: str) -> Refusal:
    return error(
        400,
        f"This Charge was created by a PaymentIntent ({intent}). You must update the `{field}` on the PaymentIntent "
        "instead of updating the Charge directly. See https://stripe.com/docs/api#update_payment_intent",
    )


def source_needed() -> Refusal:
    return error(400, "Must provide source or customer.", code="parameter_missing")


def card_tokens_ended() -> Refusal:
    """The middle of the recorded text is not known."""
    return error(
        400,
        "Card Token usage on the Customers API and Charges API has reached end of life. Use Payment Intents and "
        "Payment Methods instead, or enable this functionality in your API policies settings: "
        "https://dashboard.stripe.com/settings/developers/api-policies",
    )


def no_saved_details(has_method: bool) -> Refusal:
    if has_method:
        message = (
            "This Customer doesn't have any legacy saved payment details, but does have a Payment Method attached. "
            "Use a Payment Intent instead of creating a Charge: "
            "https://stripe.com/docs/payments/payment-intents/migration"
        )
    else:
        message = (
            "This Customer doesn't have any saved payment details. Attach a legacy Token, Card, Bank Account, or "
            "Source to this Customer and then try this request again, or use Payment Intents and Payment Methods "
            "instead."
        )
    return card_error(message, code="missing", param="card")


def refund_too_large(amount: str, left: str) -> Refusal:
    return error(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")


def already_refunded(charge: str) -> Refusal:
    return error(400, f"Charge {charge} has already been refunded.", code="charge_already_refunded")


def charge_disputed(charge: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Charge {charge} has been charged back; cannot issue a refund.", code="charge_disputed")


def cannot_dispute(charge: str) -> Refusal:
    """Not Stripe's: nobody can ask the API for this."""
    return error(400, f"Charge {charge} cannot be disputed: it took no money, gave all of it back, or was disputed.")


def dispute_closed() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "This dispute is already closed.")


def nothing_to_refund(intent: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"This PaymentIntent ({intent}) does not have a successful charge to refund.")


def charge_not_refundable(charge: str, why: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Charge {charge} cannot be refunded because it {why}.")


def cannot_cancel_refund() -> Refusal:
    """For one that has succeeded; of a pending one it is unconfirmed."""
    return error(400, "Canceling this refund is unsupported.")


# Checkout.


def session_not_open(verb: str, status: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f'Only Checkout Sessions with a status in ["open"] can be {verb}. This Checkout Session has a status of '
        f"{status}.",
    )


def no_discount(customer: str) -> Refusal:
    """Unconfirmed wording."""
    said = f"No active discount for customer: {customer}"
    return error(404, said, code="resource_missing", param="customer")


def amount_mismatch() -> Refusal:
    """Unconfirmed wording and code: a page is confirmed for another total than it has."""
    said = "The amount of this Checkout Session is not the expected one."
    return error(400, said, code="checkout_amount_mismatch", param="expected_amount")


def not_in_this_mode(param: str, mode: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"You can not pass `{param}` in a mode other than `{mode}`.", param=param)


def session_expiry_out_of_range(param: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
        param=param,
    )


def manual_confirmation_from_browser() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "This PaymentIntent cannot be confirmed using your publishable key because its `confirmation_method` is set to "
        "`manual`. Please use your secret key instead, or create a PaymentIntent with `confirmation_method` set to "
        "`automatic`.",
    )


def session_total_too_small(least: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"The Checkout Session's total amount due must add up to at least {least}",
        code="amount_too_small",
    )
