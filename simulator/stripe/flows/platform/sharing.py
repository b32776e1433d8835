"""How a payment is shared: with a fee (direct charges), a transfer (destination charges), and back with its refund.

A direct charge stands in the account's books and pays the platform a fee; a destination charge stands in the
platform's, and its money is transferred. Both happen when the charge is booked. Accounts share one currency: the
simulator has no exchange rates. `on_behalf_of` is kept and shown; that it would change rates is not simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec.structs import replace

from simulator.stripe import errors, naming
from simulator.stripe.command import Changes
from simulator.stripe.errors import platform as platform_errors
from simulator.stripe.flows.platform import fees, transfers
from simulator.stripe.resources.application_fee import ApplicationFee
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.connected_account import ConnectedAccount, connected
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.transfer import Transfer
from simulator.world import Books

T = TypeVar("T")

WITHOUT_ASKING = "standard"
"""The type of account that may receive transfers although nobody asked for that capability (unconfirmed)."""


# Which payments may be shared.

SHARING = ("application_fee_amount", "on_behalf_of", "transfer_data")
"""The parameters that say so."""


def check(books: Books, asked: Mapping[str, Any], prefix: str = "") -> None:
    """Raise the refusal for what a payment cannot be shared by; `prefix` is where the parameters stand, if nested."""

    def named(name: str) -> str:
        first, _, inner = name.partition("[")
        return f"{prefix}[{first}]" + (f"[{inner}" if inner else "") if prefix else name

    fee, data, other = (asked.get(name) for name in ("application_fee_amount", "transfer_data", "on_behalf_of"))
    if fee is not None and fee < 0:
        raise errors.negative(named("application_fee_amount"))
    if data:
        if books.platform is not None:
            raise errors.not_simulated("a transfer by a connected account", named("transfer_data"))
        if not data.get("destination"):
            raise errors.missing(named("transfer_data[destination]"))
        if data.get("amount") is not None and fee is not None:
            raise errors.exclusive(named("application_fee_amount"), named("transfer_data[amount]"))
        if data.get("amount") is not None and data["amount"] < 1:
            raise errors.too_small(named("transfer_data[amount]"))
        receiver(books, data["destination"], named("transfer_data[destination]"))
    if fee and books.platform is None and not data:
        raise platform_errors.fee_of_nobody()
    if other and not connected(books, other):
        raise errors.no_such("account", other, named("on_behalf_of"), in_path=False)


def receiver(books: Books, account: str, param: str) -> Books:
    """Return the books of an account that may receive transfers. Raises the refusals for one that may not."""
    if account == books.account:
        raise platform_errors.destination_is_oneself(param)
    found = books.objects.get(account)
    if not isinstance(found, ConnectedAccount) or found.deleted:
        raise platform_errors.no_such_destination(account, param)
    if not found.enabled or ("transfers" not in found.capabilities and found.type != WITHOUT_ASKING):
        raise platform_errors.cannot_receive()
    return books.of_account(account)


def terms(intent: PaymentIntent) -> dict[str, Any]:
    """Return what a charge takes over from its intent; a destination charge is always in a group."""
    group = intent.transfer_group or (f"group_{intent.id}" if intent.transfer_data else None)
    return {
        "application_fee_amount": intent.application_fee_amount,
        "on_behalf_of": intent.on_behalf_of,
        "transfer_data": intent.transfer_data,
        "transfer_group": group,
    }


# Sharing.


def share(books: Books, changes: Changes, charge: Charge, row: BalanceTransaction) -> tuple[Charge, BalanceTransaction]:
    """Return a charge that is being booked with what sharing it made, and its row with the fee that it pays.

    A fee is capped at what was captured (Stripe, "Create a PaymentIntent"); one of 0 is none (reported publicly).
    """
    fee_amount = min(charge.application_fee_amount or 0, row.amount)
    if charge.transfer_data is not None:
        return _send(books, changes, charge, row, fee_amount), row
    if books.platform is None or not fee_amount:
        return charge, row
    fee = fees.take(changes, books, books.platform, fee_amount, row.currency, charge.id, row.available_on)
    return replace(charge, application_fee=fee.id), replace(row, fee=row.fee + fee.amount, application_fee=fee.amount)


def _send(books: Books, changes: Changes, charge: Charge, row: BalanceTransaction, fee_amount: int) -> Charge:
    data = charge.transfer_data or {}
    destination = books.of_account(data["destination"])
    payment, fee = transfers.payment_id(destination), None
    if fee_amount:
        fee = fees.take(
            changes, destination, books, fee_amount, row.currency, payment, row.available_on, originating=charge.id
        )
    wanted = data.get("amount")
    transfer = Transfer(
        id=naming.of_payment(books, "tr_", charge.payment_intent),
        created=books.clock.now(),
        amount=row.amount if wanted is None else min(wanted, row.amount),
        currency=row.currency,
        destination=destination.account,
        destination_payment=payment,
        balance_transaction="",
        source_transaction=charge.id,
        transfer_group=charge.transfer_group,
    )
    sent = transfers.send(changes, books, destination, transfer, row.available_on, fee)
    return replace(charge, transfer=sent.id, application_fee=fee.id if fee else None)


# And back.


@dataclass(frozen=True, slots=True)
class Unshared:
    """What a refund takes back from those whom the payment was shared with."""

    fee: bool = False
    transfer: bool = False

    def __bool__(self) -> bool:
        return self.fee or self.transfer


def check_unshared(charge: Charge, back: Unshared) -> None:
    """Raise the refusal for a refund that would take back what nobody got."""
    if back.fee and charge.application_fee is None:
        raise platform_errors.no_fee_to_refund(charge.id)
    if back.transfer and charge.transfer is None:
        raise platform_errors.no_transfer_to_reverse(charge.id)


def unshare(
    books: Books, changes: Changes, charge: Charge, refund: Refund, row: BalanceTransaction, back: Unshared
) -> tuple[Refund, BalanceTransaction]:
    """Take back a part of fee and transfer with a refund, in proportion to it; returns refund and row as they are then.

    The account gets its fee back in the same row in which it loses the money. How parts are rounded is unconfirmed:
    half up here, and never more than is left.
    """
    platform = books.platform or books
    fee = known(changes, platform, ApplicationFee, charge.application_fee) if back.fee else None
    of, whole = refund.amount, charge.amount_captured
    fee_amount = min(part(fee.amount, of, whole), fee.left) if fee else 0
    made = fees.give_back(changes, platform, fee, fee_amount) if fee and fee_amount else None
    transfer = known(changes, platform, Transfer, charge.transfer) if back.transfer else None
    amount = min(part(transfer.amount, of, whole), transfer.left) if transfer else 0
    if transfer and amount:
        destination = platform.of_account(transfer.destination)
        payment = known(changes, destination, Charge, transfer.destination_payment)
        assert payment is not None  # noqa: S101 - every transfer has arrived
        reversal = transfers.take_back(
            changes, platform, transfer, payment, amount, refund=refund.id, fee_back=fee_amount
        )
        return replace(refund, transfer_reversal=reversal.id), row
    if made and charge.transfer is None:
        return refund, replace(row, fee=row.fee - fee_amount, application_fee=-fee_amount)
    if made and fee:
        fees.credit(changes, platform.of_account(fee.account), made)
    return refund, row


def part(amount: int, of: int, whole: int) -> int:
    """Return the part of an amount that `of` is of `whole`, rounded half up to the minor unit."""
    return (2 * amount * of + whole) // (2 * whole)


def known(changes: Changes, books: Books, kind: type[T], object_id: str | None) -> T | None:
    """Return an object as it will be when the changes are stored; None if there is none of that kind."""
    decided = [*changes.puts, *(value for _, value in changes.elsewhere)]
    for value in reversed(decided):
        if value.id == object_id and isinstance(value, kind):
            return value
    found = books.objects.get(object_id or "")
    return found if isinstance(found, kind) else None
