"""Errors of credit notes, one function each. Not: deciding when one applies.

What is refused is documented; the sentences are unconfirmed.
"""

from __future__ import annotations

from simulator.money import shown
from simulator.provider import Refusal
from simulator.stripe.errors import error


def not_final(status: str) -> Refusal:
    return error(
        400,
        f"You can only create credit notes for open or paid invoices. This invoice has a status of {status}.",
        param="invoice",
    )


def nothing_credited() -> Refusal:
    return error(400, "A credit note must credit more than nothing.", param="amount")


def more_than_the_invoice(left: int, currency: str) -> Refusal:
    return error(
        400,
        f"The sum of credit notes cannot exceed the invoice's total: {shown(left, currency)} can still be credited.",
        param="amount",
    )


def more_than_the_line(amount: int, param: str) -> Refusal:
    return error(400, f"You cannot credit more of this line than its amount of {amount}.", param=param)


def ways_do_not_add_up(after: int) -> Refusal:
    return error(
        400,
        "The sum of credit amount, refund amount and out of band amount must equal the credit note's post payment "
        f"amount, {after}.",
    )


def nothing_to_refund() -> Refusal:
    return error(400, "This invoice was not paid by a charge that can be refunded.", param="refund_amount")


def cannot_be_voided() -> Refusal:
    return error(400, "You can only void credit notes of open invoices that were issued before payment.")
