"""What Stripe refuses about bank transfers and customers' cash balances, one function each. Not: other errors.

No wording here was recorded: all of it is unconfirmed.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error
from simulator.stripe.errors.payments import UNEXPECTED_STATE


def needs_a_customer() -> Refusal:
    """That it needs one is documented."""
    return error(
        400,
        "A PaymentIntent that is paid from a customer balance needs a customer. Please include a Customer in the "
        "`customer` parameter on the PaymentIntent.",
        code="parameter_missing",
        param="customer",
    )


def currency_of_transfer(currency: str, kind: str, only: str) -> Refusal:
    return error(
        400,
        f"The currency provided ({currency}) is invalid. Bank transfers of type {kind} support the following "
        f"currencies: {only}.",
        param="payment_method_options[customer_balance][bank_transfer][type]",
    )


def no_transfers_in(currency: str, supported: tuple[str, ...]) -> Refusal:
    return error(
        400,
        f"Cash balances in {currency} are not supported. Supported currencies: {', '.join(supported)}.",
        param="currency",
    )


def only_in_test_mode() -> Refusal:
    return error(400, "This endpoint is only available in test mode. Try using your test keys instead.")


def customer_has_cash() -> Refusal:
    """That such a customer cannot be deleted, not even with a balance of 0, is documented."""
    return error(400, "This customer cannot be deleted because they have a cash balance.")


def nothing_to_apply_to(status: str) -> Refusal:
    return error(
        400,
        f"A customer balance cannot be applied to this PaymentIntent because it has a status of {status}, or does not "
        "wait for a bank transfer.",
        code=UNEXPECTED_STATE,
    )


def too_much_to_apply(remaining: str) -> Refusal:
    return error(400, f"The amount is more than what remains of this PaymentIntent ({remaining}).", param="amount")


def too_little_to_apply(available: str) -> Refusal:
    return error(400, f"The customer's cash balance ({available}) is too small for this.", param="amount")


def other_currency(currency: str) -> Refusal:
    return error(400, f"The currency must be that of the PaymentIntent: {currency}.", param="currency")
