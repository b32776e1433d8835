"""Transfers: sent with a destination charge or by themselves, and taken back. Not: which payments send one.

What arrives is a payment (`py_`) in the books of the destination; what is taken back is a refund (`pyr_`) of it. A
reversal is not refused for an account whose balance does not cover it, as Stripe may do: the balance becomes negative.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from simulator.ids import text
from simulator.stripe import naming
from simulator.stripe.command import Changes, changed
from simulator.stripe.flows.platform.rows import not_before, row
from simulator.stripe.resources import transfer as transfers
from simulator.stripe.resources.application_fee import ApplicationFee
from simulator.stripe.resources.charge import UNASSESSED, Charge
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.transfer import Transfer, TransferReversal
from simulator.stripe.shapes import shape
from simulator.world import Books


def payment_id(destination: Books) -> str:
    """Return the id of the payment as which a transfer will arrive."""
    return naming.long(destination, "py_")


def send(
    changes: Changes,
    platform: Books,
    destination: Books,
    transfer: Transfer,
    available_on: int,
    fee: ApplicationFee | None = None,
) -> Transfer:
    """Move the money of a new transfer, and tell of it on both sides; returns it with its row.

    `fee` is what the destination pays of it to the platform. That `payment.created` tells the destination is seen in
    public recordings only; no published list of types has it, so an endpoint hears it by `*` alone.
    """
    amount, currency, now = transfer.amount, transfer.currency, platform.clock.now()
    paid = changes.put_in(platform, row(platform, "transfer", -amount, currency, transfer.id, available_on))
    sent = changes.put_in(platform, replace(transfer, balance_transaction=paid.id))
    kept = fee.amount if fee else 0
    arrived = row(destination, "payment", amount, currency, transfer.destination_payment, available_on, fee=kept)
    changes.put_in(destination, arrived)
    payment = Charge(
        id=transfer.destination_payment,
        created=now,
        amount=amount,
        currency=currency,
        payment_intent="",
        method=PaymentMethod(id="", created=now, type="stripe_account"),
        amount_captured=amount,
        balance_transaction=arrived.id,
        application_fee=fee.id if fee else None,
        application_fee_amount=kept or None,
        outcome=UNASSESSED,
        receipt=text(destination.random, 44),
        source_transfer=transfer.id,
    )
    changes.put_in(destination, payment)
    changes.tell("transfer.created", sent, account=platform.account)
    changes.tell("payment.created", payment, account=destination.account)
    return sent


def take_back(
    changes: Changes,
    platform: Books,
    transfer: Transfer,
    payment: Charge,
    amount: int,
    *,
    refund: str | None = None,
    fee_back: int = 0,
    metadata: Mapping[str, str] | None = None,
) -> TransferReversal:
    """Take `amount` of a transfer back. `payment` is as which it arrived; `fee_back` is given back with it.

    Which events tell the destination of it is unconfirmed: none do here.
    """
    destination = platform.of_account(transfer.destination)
    now, currency = platform.clock.now(), transfer.currency
    reversal_id, refund_id = naming.long(platform, "trr_"), naming.long(destination, "pyr_")
    available_on = not_before(platform, transfer.balance_transaction)
    returned = changes.put_in(platform, row(platform, "transfer_refund", amount, currency, reversal_id, available_on))
    left = row(destination, "payment_refund", -amount, currency, refund_id, available_on, fee=-fee_back)
    changes.put_in(destination, left)
    reversal = TransferReversal(
        id=reversal_id,
        created=now,
        amount=amount,
        currency=currency,
        transfer=transfer.id,
        balance_transaction=returned.id,
        destination_payment_refund=refund_id,
        source_refund=refund,
        metadata=metadata or {},
    )
    taken = Refund(
        id=refund_id,
        created=now,
        amount=amount,
        currency=currency,
        charge=payment.id,
        payment_intent="",
        balance_transaction=left.id,
        source_transfer_reversal=reversal_id,
    )
    changes.put_in(destination, taken)
    total = payment.amount_refunded + amount
    changes.put_in(destination, replace(payment, amount_refunded=total, refunded=total == payment.amount))
    changes.put_in(platform, reversal)
    after = changes.put_in(platform, transfers.reversed_by(transfer, reversal))
    previous = changed(shape(platform, transfer), shape(platform, after))
    changes.tell("transfer.reversed", after, previous, account=platform.account)
    return reversal
