"""Transfers from the platform's side: sent by themselves, changed, listed, reversed. Not: how the money moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES, shown
from simulator.provider import Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import platform as platform_errors
from simulator.stripe.flows.merchant.payouts import available
from simulator.stripe.flows.payments.books import book_now
from simulator.stripe.flows.platform import fees, sharing, transfers
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources.application_fee import ApplicationFee
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.transfer import Transfer, TransferReversal, reversed_by
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books


def create(command: Command) -> Outcome:
    """POST /v1/transfers: of what is available, or of one charge's money, with which it then becomes available."""
    books, params = command.books, command.params
    if books.platform is not None:
        raise errors.not_simulated("a transfer by a connected account", "destination")
    currency = str(params["currency"]).lower()
    if currency not in CURRENCIES:
        raise errors.invalid_currency(str(params["currency"]), CURRENCIES)
    destination = sharing.receiver(books, params["destination"], "destination")
    changes = Changes()
    source = _source(books, changes, params, currency)
    amount = params.get("amount", source.amount_captured if source else None)
    if amount is None:
        raise errors.missing("amount")
    if amount < 1:
        raise errors.too_small("amount")
    if source is None:
        of_cards = (params.get("source_type") or "card") == "card"
        if amount > (available(books, currency) if of_cards else 0):
            raise platform_errors.not_enough_available(books.livemode)
    elif amount > _left(books, changes, source):
        raise platform_errors.source_too_small(source.id)
    transfer = Transfer(
        id=naming.long(books, "tr_"),
        created=command.now,
        amount=amount,
        currency=currency,
        destination=destination.account,
        destination_payment=transfers.payment_id(destination),
        balance_transaction="",
        source_transaction=source.id if source else None,
        transfer_group=params.get("transfer_group") or (source.transfer_group if source else None),
        description=params.get("description"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
    )
    when = command.now if source is None else _available_on(books, changes, source)
    return changes.outcome(transfers.send(changes, books, destination, transfer, when))


def _source(books: Books, changes: Changes, params: Mapping[str, Any], currency: str) -> Charge | None:
    """Return the charge whose money is sent: it is booked now, if it was not, and joins a group, if it was in none.

    Stripe, "Separate charges and transfers": the group is then named after the payment intent.
    """
    if params.get("source_transaction") is None:
        return None
    charge = find(books, Charge, params["source_transaction"], "source_transaction")
    if charge.status != "succeeded" or not charge.captured:
        raise platform_errors.source_unusable(charge.id, "has not been captured")
    if charge.currency != currency:
        raise platform_errors.source_unusable(charge.id, f"is in {charge.currency}")
    if charge.balance_transaction is None:
        charge = book_now(books, changes, charge)
    if charge.transfer_group is None:
        group = params.get("transfer_group") or f"group_{charge.payment_intent}"
        charge = changes.put(replace(charge, transfer_group=group))
    return charge


def _left(books: Books, changes: Changes, charge: Charge) -> int:
    """Return what of a charge no transfer has sent yet; what was reversed counts as sent (unconfirmed)."""
    own = sharing.known(changes, books, Transfer, charge.transfer)
    sent = [one for one in books.of_kind(Transfer) if one.source_transaction == charge.id]
    others: int = sum(one.amount for one in sent if one.id != charge.transfer)
    return charge.amount_captured - (own.amount if own else 0) - others


def _available_on(books: Books, changes: Changes, charge: Charge) -> int:
    row = sharing.known(changes, books, BalanceTransaction, charge.balance_transaction)
    return row.available_on if row else policy.available_on(charge.created)


def update(command: Command) -> Outcome:
    """POST /v1/transfers/{transfer}: description and metadata."""
    params = command.params
    before = find(command.books, Transfer, command.ids[0])
    fields: dict[str, Any] = {"description": params["description"]} if "description" in params else {}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(command.books, before), shape(command.books, after))
    if previous:
        changes.tell("transfer.updated", after, previous)
    return changes.outcome(after)


def list_transfers(command: Command) -> Outcome:
    destination, group = command.params.get("destination"), command.params.get("transfer_group")

    def keep(transfer: Transfer) -> bool:
        return destination in (None, transfer.destination) and group in (None, transfer.transfer_group)

    return Outcome(of_kind(command, Transfer, "/v1/transfers", keep))


# Reversals.


def reverse(command: Command) -> Outcome:
    """POST /v1/transfers/{id}/reversals: a part or all that is left, and its part of the fee if that is asked for."""
    books, params = command.books, command.params
    if params.get("description") is not None:
        raise errors.not_simulated("the description of a reversal", "description")
    transfer = find(books, Transfer, command.ids[0])
    amount = params.get("amount")
    if amount is not None and amount < 1:
        raise errors.too_small("amount")
    if transfer.left == 0:
        raise platform_errors.already_reversed(transfer.id)
    wanted = transfer.left if amount is None else amount
    if wanted > transfer.left:
        currency = transfer.currency
        raise platform_errors.reversal_too_large(shown(wanted, currency), shown(transfer.left, currency))
    payment = find(books.of_account(transfer.destination), Charge, transfer.destination_payment, "charge")
    changes = Changes()
    back = _fee_back(books, changes, transfer, payment, wanted) if params.get("refund_application_fee") else 0
    metadata = merged_metadata({}, params.get("metadata") or {})
    made = transfers.take_back(changes, books, transfer, payment, wanted, fee_back=back, metadata=metadata)
    return changes.outcome(made)


def _fee_back(books: Books, changes: Changes, transfer: Transfer, payment: Charge, wanted: int) -> int:
    fee = books.objects.get(payment.application_fee or "")
    if not isinstance(fee, ApplicationFee):
        raise platform_errors.no_fee_to_refund(payment.id)
    amount = min(sharing.part(fee.amount, wanted, transfer.amount), fee.left)
    if amount:
        fees.give_back(changes, books, fee, amount)
    return amount


def list_reversals(command: Command) -> Outcome:
    transfer = find(command.books, Transfer, command.ids[0])
    known = {made.id: made for made in transfer.reversals}
    url = f"/v1/transfers/{transfer.id}/reversals"
    return Outcome(page(command.params, reversed(transfer.reversals), known, "transfer_reversal", url, lambda _: True))


def retrieve_reversal(command: Command) -> Outcome:
    return Outcome(_reversal(command)[1])


def update_reversal(command: Command) -> Outcome:
    """POST /v1/transfers/{transfer}/reversals/{id}: metadata only. Whether an event tells of it is unconfirmed."""
    transfer, before = _reversal(command)
    metadata = merged_metadata(before.metadata, command.params.get("metadata") or {})
    changes = Changes()
    after = changes.put(replace(before, metadata=metadata))
    changes.put(reversed_by(transfer, after))
    return changes.outcome(after)


def _reversal(command: Command) -> tuple[Transfer, TransferReversal]:
    """Return the transfer and the reversal in the path. Raises the refusal for a reversal of another transfer."""
    transfer = find(command.books, Transfer, command.ids[0])
    for made in transfer.reversals:
        if made.id == command.ids[1]:
            return transfer, made
    raise errors.no_such("transfer_reversal", command.ids[1], "id", in_path=True)
