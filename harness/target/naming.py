"""By which words a line can mean one payment or one order: ids at the provider, its own name. Not: finding the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.providers.terms import DESCRIPTION

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

SHORTEST = 6
"""A shorter value would be found in lines that are about something else."""


def names_of(target: Target, payment: str, order: Order | None = None) -> set[str]:
    """Return every word that means this payment alone: it, its charge, refunds, disputes and events, its order."""
    terms, records = target.sandbox.terms, target.sandbox.records(target.side)
    shown = records.look(payment)
    references = terms.references(shown)
    named = [word for field, word in references.items() if field != DESCRIPTION]
    named += [order.values["order"]] if order else []
    sold = {product.sku for product in target.descriptor.checkout.products.values()}
    known = terms.names(payment, shown, records)
    return known | {name for name in named if len(name) >= SHORTEST and name not in sold}
