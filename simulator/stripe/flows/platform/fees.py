"""Application fees: taken with a payment, given back with its refund or by themselves. Not: which payments have one.

Fees are the platform's objects; what the account pays or gets back stands in its own rows. A fee that is given back by
itself is a row of its own there, whose type is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from simulator.money import shown
from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import platform as platform_errors
from simulator.stripe.flows.platform.rows import not_before, row
from simulator.stripe.lists import of_kind, page
from simulator.stripe.resources import application_fee as fees
from simulator.stripe.resources.application_fee import ApplicationFee, FeeRefund
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books


def take(
    changes: Changes,
    account: Books,
    platform: Books,
    amount: int,
    currency: str,
    charge: str,
    available_on: int,
    originating: str | None = None,
) -> ApplicationFee:
    """Book a fee of `amount` minor units on the platform; the account's own row is for whoever takes it."""
    fee_id = naming.long(platform, "fee_")
    booked = changes.put_in(platform, row(platform, "application_fee", amount, currency, fee_id, available_on))
    fee = ApplicationFee(
        id=fee_id,
        created=platform.clock.now(),
        amount=amount,
        currency=currency,
        account=account.account,
        charge=charge,
        balance_transaction=booked.id,
        originating_transaction=originating,
    )
    changes.put_in(platform, fee)
    changes.tell("application_fee.created", fee, account=platform.account)
    return fee


def give_back(
    changes: Changes, platform: Books, fee: ApplicationFee, amount: int, metadata: Mapping[str, str] | None = None
) -> FeeRefund:
    """Take a part of a fee out of the platform's books; the account's own row is for whoever gives it back."""
    refund_id = naming.long(platform, "fr_")
    available_on = not_before(platform, fee.balance_transaction)
    booked = row(platform, "application_fee_refund", -amount, fee.currency, refund_id, available_on)
    refund = FeeRefund(
        id=refund_id,
        created=platform.clock.now(),
        amount=amount,
        currency=fee.currency,
        fee=fee.id,
        balance_transaction=changes.put_in(platform, booked).id,
        metadata=metadata or {},
    )
    changes.put_in(platform, refund)
    after = changes.put_in(platform, fees.refunded(fee, refund))
    previous = changed(shape(platform, fee), shape(platform, after))
    changes.tell("application_fee.refunded", after, previous, account=platform.account)
    return refund


def credit(changes: Changes, account: Books, refund: FeeRefund) -> None:
    """Book a fee's refund in the books of the account, where no refund of a payment does so."""
    now = account.clock.now()
    booked = row(account, "application_fee_refund", refund.amount, refund.currency, refund.id, now)
    changes.put_in(account, booked)


# The platform's side.


def list_fees(command: Command) -> Outcome:
    charge = command.params.get("charge")
    return Outcome(of_kind(command, ApplicationFee, "/v1/application_fees", lambda fee: charge in (None, fee.charge)))


def refund(command: Command) -> Outcome:
    """POST /v1/application_fees/{id}/refunds: a part, or all that is left."""
    books, params = command.books, command.params
    fee = find(books, ApplicationFee, command.ids[0])
    amount = params.get("amount")
    if amount is not None and amount < 1:
        raise errors.too_small("amount")
    if fee.left == 0:
        raise platform_errors.fee_already_refunded(fee.id)
    wanted = fee.left if amount is None else amount
    if wanted > fee.left:
        raise platform_errors.fee_refund_too_large(shown(wanted, fee.currency), shown(fee.left, fee.currency))
    changes = Changes()
    made = give_back(changes, books, fee, wanted, merged_metadata({}, params.get("metadata") or {}))
    credit(changes, books.of_account(fee.account), made)
    return changes.outcome(made)


def list_refunds(command: Command) -> Outcome:
    fee = find(command.books, ApplicationFee, command.ids[0])
    known = {made.id: made for made in fee.refunds}
    url = f"/v1/application_fees/{fee.id}/refunds"
    return Outcome(page(command.params, reversed(fee.refunds), known, "fee_refund", url, lambda _: True))


def retrieve_refund(command: Command) -> Outcome:
    return Outcome(_refund(command)[1])


def update_refund(command: Command) -> Outcome:
    """POST /v1/application_fees/{fee}/refunds/{id}: metadata only."""
    fee, before = _refund(command)
    metadata = merged_metadata(before.metadata, command.params.get("metadata") or {})
    after = replace(before, metadata=metadata)
    changes = Changes()
    changes.put(after)
    changes.put(fees.refunded(fee, after))
    previous = changed(shape(command.books, before), shape(command.books, after))
    if previous:
        changes.tell("application_fee.refund.updated", after, previous)
    return changes.outcome(after)


def _refund(command: Command) -> tuple[ApplicationFee, FeeRefund]:
    """Return the fee and the refund in the path. Raises the refusal for a refund of another fee."""
    fee = find(command.books, ApplicationFee, command.ids[0])
    for made in fee.refunds:
        if made.id == command.ids[1]:
            return fee, made
    raise errors.no_such("fee_refund", command.ids[1], "id", in_path=True)
