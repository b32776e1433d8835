"""The books of both sides at the end of a run, order by order. Not: comparing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from harness.observation import Returned, Sight

if TYPE_CHECKING:
    from harness.target.target import Target


def books_of(target: Target) -> list[tuple[Sight, Returned]]:
    """Return what the target shows of each order of the run, and what the provider's books say of its money.

    An order is left out whose refund the target was never told of, for then it cannot know; and one that the target
    captured itself, perhaps in part, where it shows no captured amount.
    """
    sandbox, side = target.sandbox, target.side
    world, provider, terms = sandbox.world, target.provider, sandbox.terms
    returned = terms.all_returned(sandbox.records(side))
    untold = {
        name
        for event in world.events(side=side, provider=provider)
        if event.type in terms.money_went_back and not event.invented and event.id not in sandbox.acknowledged
        for name in event.objects
    }
    if target.descriptor.capture is not None and target.descriptor.order.captured is None:
        untold |= {name for call in sandbox.calls() if call.operation.endswith(".capture") for name in call.objects}
    entries = []
    for order in target.orders.values():
        money, books = returned.get(order.payment, ("", None))
        if books is not None and money not in untold:
            entries.append((order.look_at_all(effects=False), msgspec.structs.replace(books, order=order.name)))
    return entries
