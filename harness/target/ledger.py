"""The books of both sides at the end of a run, order by order. Not: comparing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.observation import Returned, Sight
from harness.target.refunding import of_charge

if TYPE_CHECKING:
    from harness.target.target import Target

BACK = ("charge.refunded", "refund.failed")
"""Events after which the refunded amount is another one."""


def books_of(target: Target) -> list[tuple[Sight, Returned]]:
    """Return what the target shows of each order of the run, and what the provider's books say of its money.

    An order is left out whose refund the target was never told of, for then it cannot know; and one that the target
    captured itself, perhaps in part, where it shows no captured amount.
    """
    sandbox, side = target.sandbox, target.side
    world, provider = sandbox.world, target.provider
    charges = {
        charge["payment_intent"]: charge
        for charge in world.objects("ch_", side, provider=provider)
        if charge["status"] == "succeeded"
    }
    intents = {shown["id"]: shown.get("payment_intent") for shown in world.objects("cs_", side, provider=provider)}
    untold = {
        name
        for event in world.events(side=side, provider=provider)
        if event.type in BACK and not event.invented and event.id not in sandbox.acknowledged
        for name in event.objects
    }
    if target.descriptor.capture is not None and target.descriptor.order.captured is None:
        untold |= {name for call in sandbox.calls() if call.operation.endswith(".capture") for name in call.objects}
    entries = []
    for order in target.orders.values():
        charge = charges.get(intents.get(order.payment, order.payment))
        if charge is not None and charge["id"] not in untold:
            entries.append((order.look_at_all(effects=False), of_charge(order.name, charge)))
    return entries
