"""What Stripe refuses about setup intents, tokens, mandates and debits, one function each. Not: other errors.

Wording of setup intents is recorded (September 2026, see tests/fidelity/ledger.toml) unless a line says *unconfirmed*.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.provider import Refusal
from simulator.stripe.errors import error

# Setup intents.

UNEXPECTED_STATE = "setup_intent_unexpected_state"


def nothing_to_confirm_with() -> Refusal:
    return error(
        400,
        "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the "
        "SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment "
        "method or ConfirmationToken.",
        code=UNEXPECTED_STATE,
    )


def cannot_confirm(status: str) -> Refusal:
    """What else than these two can be said of `processing` is unconfirmed."""
    return error(400, f"You cannot confirm this SetupIntent because {_over(status)}.", code=UNEXPECTED_STATE)


def cannot_update(status: str) -> Refusal:
    """Recorded for one that has succeeded; of a canceled one unconfirmed."""
    return error(400, f"You cannot update this SetupIntent because {_over(status)}.", code=UNEXPECTED_STATE)


def _over(status: str) -> str:
    said = {"succeeded": "it has already succeeded", "canceled": "it has been canceled"}
    return said.get(status, f"it has a status of {status}")


def cannot_cancel(status: str) -> Refusal:
    if status == "canceled":
        why = "it is already canceled."
    else:
        why = (
            f"it has a status of {status}. Only a SetupIntent with one of the following statuses may be canceled: "
            "`requires_payment_method`, `requires_confirmation`, or `requires_action`."
        )
    return error(400, f"You cannot cancel this SetupIntent because {why}", code=UNEXPECTED_STATE)


def cannot_verify(noun: str, status: str) -> Refusal:
    """Recorded for a SetupIntent; that a PaymentIntent is answered likewise is unconfirmed."""
    return error(
        400,
        f"This {noun} cannot be actioned on because it has a status of {status}. Only a {noun} with one of the "
        'following statuses may be actioned on: ["requires_action"].',
        code="intent_invalid_state",
    )


def method_needs_its_customer(method: str, owner: str) -> Refusal:
    return error(
        400,
        f"The payment method supplied ({method}) belongs to the Customer {owner}. Please include the Customer in the "
        "`customer` parameter on the SetupIntent.",
        param="payment_method",
    )


def wrong_client_secret() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "The client_secret provided does not match any associated SetupIntent on this account. Ensure the client "
        "secret and the publishable key used belong to the same account.",
        code="setup_intent_invalid_parameter",
        param="client_secret",
        executed=False,
    )


def only_when_confirmed(param: str, noun: str) -> Refusal:
    """Seen in public for `mandate` of a PaymentIntent."""
    return error(
        400,
        f"The parameter `{param}` cannot be passed when creating a {noun} unless `confirm` is set to true.",
        param=param,
    )


# Kinds of methods.


def kind_not_allowed(kind: str, allowed: Sequence[str], noun: str) -> Refusal:
    """Seen in public for a PaymentIntent; the code is unconfirmed."""
    return error(
        400,
        f"The PaymentMethod provided ({kind}) is not allowed for this {noun}. Please attach a PaymentMethod of one of "
        f"the following types: {', '.join(allowed)}. Alternatively, update the allowed payment_method_types for this "
        f'{noun} to include "{kind}"',
        code="payment_intent_incompatible_payment_method" if noun == "PaymentIntent" else None,
        param="payment_method",
    )


def currency_of_kind(currency: str, kind: str, only: str) -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        f"The currency provided ({currency}) is invalid. Payments with {kind} support the following currencies: "
        f"{only}.",
        param="payment_method_types",
    )


def no_manual_capture(kind: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"The payment method type {kind} does not support manual capture.", param="capture_method")


# Mandates.


def mandate_needed(noun: str) -> Refusal:
    """Seen in public for a PaymentIntent; of a SetupIntent unconfirmed."""
    return error(
        400,
        f"This {noun} requires a mandate, but no existing mandate was found. Collect mandate acceptance from the "
        "customer and try again, providing acceptance data in the mandate_data parameter.",
    )


def mandate_unusable(mandate: str) -> Refusal:
    """Unconfirmed wording; the code is in Stripe's list."""
    return error(
        400,
        f"The mandate {mandate} is not active for this PaymentMethod and cannot be used.",
        code="payment_intent_mandate_invalid",
        param="mandate",
    )


# Accounts.


def iban_invalid(param: str) -> Refusal:
    """Unconfirmed wording; the code is in Stripe's list. The number is not repeated."""
    return error(400, "The IBAN you provided is invalid.", code="invalid_bank_account_iban", param=param)


def account_invalid(param: str, message: str) -> Refusal:
    """Unconfirmed wording; the code is in Stripe's list. The number is not repeated."""
    return error(400, message, code="account_number_invalid", param=param)


def routing_invalid(param: str) -> Refusal:
    """Unconfirmed wording; the code is in Stripe's list."""
    return error(400, "Invalid routing number.", code="routing_number_invalid", param=param)


def test_account_in_live_mode(param: str) -> Refusal:
    """Unconfirmed: that a published test account is refused in live mode is certain, how it is said is not."""
    return error(
        400,
        "You cannot use a test bank account number in live mode.",
        code="account_number_invalid",
        param=param,
    )


def account_unverified() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "You must verify this bank account before it can be attached to a customer: confirm a SetupIntent or a "
        "PaymentIntent with it.",
        code="bank_account_unverified",
        param="payment_method",
    )


# Small deposits. Codes are in Stripe's list; wording is unconfirmed.

MICRODEPOSITS = {
    "amounts_invalid": "You must provide exactly two microdeposit amounts.",
    "amounts_mismatch": "The amounts provided do not match the amounts that were sent to the bank account.",
    "descriptor_code_mismatch": "The descriptor code provided does not match the one sent to the bank account.",
    "attempts_exceeded": "You have exceeded the number of allowed verification attempts.",
    "timeout": "The bank account could not be verified within ten days.",
}


def microdeposits(what: str) -> Refusal:
    return error(400, MICRODEPOSITS[what], code=microdeposit_code(what))


def microdeposit_code(what: str) -> str:
    return f"payment_method_microdeposit_verification_{what}"


# Tokens.


def token_used(token: str) -> Refusal:
    """Seen in public."""
    return error(400, f"You cannot use a Stripe token more than once: {token}.", code="token_already_used")


def nothing_to_tokenize() -> Refusal:
    """Unconfirmed wording."""
    return error(
        400,
        "You must supply either a card, customer, PII data, bank account, account, person, or CVC update data to "
        "create a token.",
        code="parameter_missing",
    )


def one_thing_to_tokenize() -> Refusal:
    """Unconfirmed wording."""
    return error(400, "You may only tokenize one thing at a time.")


def not_a_card_token(token: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"The token {token} is not a card token.", param="card[token]")
