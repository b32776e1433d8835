"""Stripe's refusals about money that accounts share. Not: deciding when one applies.

Wording is unconfirmed unless a line says more.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def fee_of_nobody() -> Refusal:
    """Reported publicly (Sylius/PayumStripe issue 14, of 2021): a fee on a payment that is only the platform's own."""
    return error(
        400,
        "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an "
        "OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).",
        param="application_fee_amount",
    )


def no_such_destination(account: str, param: str) -> Refusal:
    """Sentence, code and parameter as reported publicly."""
    return error(400, f"No such destination: '{account}'", code="resource_missing", param=param)


def destination_is_oneself(param: str) -> Refusal:
    return error(400, f"The '{param}' param cannot be set to your own account.", param=param)


def cannot_receive() -> Refusal:
    """Sentence as reported publicly; SDKs raise it as a missing permission, which is a 403."""
    return error(
        403,
        "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
        "crypto_transfers, legacy_payments",
        code="insufficient_capabilities_for_transfer",
    )


def no_fee_to_refund(charge: str) -> Refusal:
    """Sentence as reported publicly, of a test account in 2026."""
    return error(400, f"Attempting to refund_application_fee on {charge}, but it has no application fee")


def no_transfer_to_reverse(charge: str) -> Refusal:
    return error(400, f"Attempting to reverse_transfer on {charge}, but it has no associated transfer")


def fee_refund_too_large(wanted: str, left: str) -> Refusal:
    return error(
        400, f"Refund amount ({wanted}) is greater than unrefunded amount on fee ({left})", param="amount"
    )  # fmt: skip


def fee_already_refunded(fee: str) -> Refusal:
    return error(400, f"Application fee {fee} has already been refunded.", code="application_fee_already_refunded")


def reversal_too_large(wanted: str, left: str) -> Refusal:
    return error(
        400, f"Reversal amount ({wanted}) is greater than unreversed amount on transfer ({left})", param="amount"
    )  # fmt: skip


def already_reversed(transfer: str) -> Refusal:
    return error(400, f"Transfer {transfer} is already fully reversed.")


def not_enough_available(livemode: bool) -> Refusal:
    """Code and words as seen in public reports, in test and in live mode."""
    hint = (
        "One likely reason you have insufficient funds is that your funds are automatically being paid out; try "
        "enabling manual payouts by going to https://dashboard.stripe.com/account/payouts."
        if livemode
        else "Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test "
        "card. See: https://stripe.com/docs/testing#available-balance"
    )
    return error(
        400, f"You have insufficient available funds in your Stripe account. {hint}", code="balance_insufficient"
    )  # fmt: skip


def source_too_small(charge: str) -> Refusal:
    return error(
        400,
        f"Source transaction {charge} does not have enough left for this transfer: the transfers of one charge may not "
        "be more than the charge.",
        param="amount",
    )


def source_unusable(charge: str, why: str) -> Refusal:
    return error(400, f"You cannot transfer funds from {charge}: it {why}.", param="source_transaction")
