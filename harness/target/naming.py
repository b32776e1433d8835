"""By which words a line can mean one payment or one order: ids at the provider, its own name. Not: finding the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

MONEYS = ("pi_", "cs_", "ch_", "py_", "re_", "txn_", "du_", "dp_", "evt_")
"""How the ids of whatever belongs to one payment begin; a customer's or a card's belong to several."""
SHORTEST = 6
"""A shorter value would be found in lines that are about something else."""


def names_of(target: Target, payment: str, order: Order | None = None) -> set[str]:
    """Return every word that means this payment alone: it, its charge, refunds, disputes and events, its order."""
    world, side, provider = target.sandbox.world, target.side, target.provider
    events = world.events(object=payment, side=side, provider=provider)
    shown = world.object(payment, side, provider=provider)
    intent = shown.get("payment_intent") or payment
    whole = world.object(intent, side, provider=provider) if isinstance(intent, str) else {}
    values: list[object] = [event.id for event in events]
    values += [name for event in events for name in event.objects]
    values += [payment, intent, whole.get("latest_charge"), shown.get("client_reference_id")]
    found = {value for value in values if isinstance(value, str) and value.startswith(MONEYS)}
    named = [str(value) for value in (shown.get("metadata") or {}).values()]
    named += [str(shown.get("client_reference_id") or ""), order.values["order"] if order else ""]
    sold = {product.sku for product in target.descriptor.checkout.products.values()}
    return found | {name for name in named if len(name) >= SHORTEST and name not in sold}
