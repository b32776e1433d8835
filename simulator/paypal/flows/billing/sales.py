"""Sales: read, refunded, taken back; the money of subscriptions, at Payments v1. Not: taking it.

Source: PayPal, "Payments v1" (deprecated, and still where the money of subscriptions stands); names of its refusals are
unconfirmed. That Payments v2 refunds a sale as if it were a capture is not simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Changes, Command, Shown, find
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing.charging import at_threshold
from simulator.paypal.flows.billing.work import terms_of
from simulator.paypal.money import NotDecimal, minor
from simulator.paypal.resources.sale import Sale, SaleRefund, move
from simulator.paypal.resources.subscription import Subscription
from simulator.provider import Outcome, Refusal

INVALID = "Invalid request - see details"


def get(command: Command) -> Outcome:
    """GET /v1/payments/sale/{id}."""
    return Outcome(Shown(_named(command)))


def get_refund(command: Command) -> Outcome:
    """GET /v1/payments/refund/{id}."""
    return Outcome(Shown(find(command.books, SaleRefund, command.ids[0], _missing())))


def refund(command: Command) -> Outcome:
    """POST /v1/payments/sale/{id}/refund: without an amount all that is left."""
    sale, params, changes = _named(command), command.params, Changes(command.books)
    params = params if isinstance(params, Mapping) else {}
    given = give_back(changes, sale, _amount(params.get("amount"), sale), params)
    return changes.outcome(Shown(given), 201)


def give_back(changes: Changes, sale: Sale, amount: int | None, params: Mapping[str, Any]) -> SaleRefund:
    """Refund a sale. Raises the refusal of what cannot be refunded."""
    if sale.state == "refunded":
        raise _refused("TRANSACTION_ALREADY_REFUNDED")
    if sale.state not in ("completed", "partially_refunded") or sale.dispute is not None:
        raise _refused("TRANSACTION_REFUSED")
    if changes.books.clock.now() > sale.created + policy.REFUND_WITHIN:
        raise _refused("TRANSACTION_REFUSED")
    left = sale.amount - sale.refunded
    if amount is not None and amount > left:
        raise _refused("REFUND_EXCEEDED_TRANSACTION_AMOUNT")
    return return_money(changes, sale, left if amount is None else amount, params)


def return_money(
    changes: Changes, sale: Sale, amount: int, params: Mapping[str, Any], *, reversal: bool = False
) -> SaleRefund:
    """Let `amount` go back to the buyer: by the merchant, or (a reversal) by PayPal. The subscription goes on."""
    now, total = changes.books.clock.now(), sale.refunded + amount
    after, _ = move(sale, "refunded" if total >= sale.amount else "refunded in part", now)
    changes.put(replace(after, refunded=total, refunds=sale.refunds + 1))
    told = {key: str(params[key])[:127] for key in ("invoice_number", "description") if params.get(key)}
    given = changes.put(
        SaleRefund(
            id=naming.made(changes.books), sale=sale.id, subscription=sale.subscription, created=now, updated=now,
            amount=amount, currency=sale.currency, total=total, reversal=reversal, **told,
        )
    )  # fmt: skip
    changes.tell("PAYMENT.SALE.REVERSED" if reversal else "PAYMENT.SALE.REFUNDED", given)
    return given


def settle(changes: Changes, sale: Sale, *, completed: bool) -> Sale:
    """End a pending sale; what is denied is owed. Raises Forbidden for one that is not."""
    after, events = move(sale, "completed" if completed else "denied", changes.books.clock.now())
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    found = changes.get(sale.subscription)
    if not completed and isinstance(found, Subscription):
        owing = replace(found, outstanding=found.outstanding + sale.amount, failures=found.failures + 1)
        changes.put(owing)
        at_threshold(changes, owing, terms_of(changes, owing))
    return after


def _named(command: Command) -> Sale:
    return find(command.books, Sale, command.ids[0], _missing())


def _missing() -> Refusal:
    said = "Requested resource ID was not found."
    return errors.refusal(404, "INVALID_RESOURCE_ID", [detail("INVALID_RESOURCE_ID", description=said)])


def _refused(issue: str, said: str | None = None) -> Refusal:
    return errors.refusal(400, issue, [detail(issue, description=said)])


def _amount(given: Any, sale: Sale) -> int | None:
    """Return what is to be refunded, in minor units: Payments v1 says `total` and `currency`."""
    if given is None:
        return None
    told = given if isinstance(given, Mapping) else {}
    total, currency = told.get("total"), told.get("currency")
    if not isinstance(total, str) or currency != sale.currency:
        raise _refused("VALIDATION_ERROR", INVALID)
    try:
        amount = minor(total, sale.currency)
    except NotDecimal:
        raise _refused("VALIDATION_ERROR", INVALID) from None
    if amount <= 0:
        raise _refused("VALIDATION_ERROR", INVALID)
    return amount
