"""Stripe's refusals about payouts. Not: deciding when one applies. Wording is unconfirmed unless a line says more."""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def balance_insufficient(source_type: str) -> Refusal:
    """Code and words as seen in public reports (stripe-node issue 1147, of 2021), both spaces included."""
    return error(
        400,
        f"You have insufficient funds in your Stripe account for this transfer. Your {source_type} balance is too low."
        "  You can use the /v1/balance endpoint to view your Stripe balance (for more details, see "
        "stripe.com/docs/api#balance).",
        code="balance_insufficient",
    )


def wrong_currency(currency: str) -> Refusal:
    return error(
        400, f"Sorry, you don't have any external accounts in that currency ({currency}).", param="destination"
    )


def cannot_cancel(status: str) -> Refusal:
    return error(400, f"Payouts can only be canceled while they are pending; this payout has a status of {status}.")


def automatic_not_canceled() -> Refusal:
    """The rule is in "Cancel a payout": an automatic payout cannot be canceled."""
    return error(400, "Automatic payouts cannot be canceled.")


def cannot_reverse() -> Refusal:
    """The rule is in "Reverse a payout": only those of connected accounts can be."""
    return error(400, "Payouts can only be reversed for connected accounts.")


def cannot_cancel_topup(status: str) -> Refusal:
    """The rule is in "Cancel a top-up"."""
    return error(400, f"Top-ups can only be canceled while they are pending; this top-up has a status of {status}.")


def only_automatic() -> Refusal:
    return error(
        400, "Balance transaction history can only be filtered on automatic transfers, not manual.", param="payout"
    )
