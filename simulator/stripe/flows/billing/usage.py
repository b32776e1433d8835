"""What a meter has counted for a customer in a period. Not: events of meters, see metering."""

from __future__ import annotations

from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.meter import Meter, MeterEvent, aggregated
from simulator.stripe.resources.subscription import Subscription


def counted(work: Work, subscription: Subscription, price: Price, period: Period) -> int:
    """Return what is billed of a metered price, in whole units; what is below one is not (unconfirmed)."""
    meter = work.get(Meter, (price.recurring or {}).get("meter"))
    if meter is None:
        return 0
    heard = [
        event
        for event in work.books.of_kind(MeterEvent)
        if event.event_name == meter.event_name
        and event.customer == subscription.customer
        and not event.canceled
        and period.start <= event.timestamp < period.end
    ]
    return int(aggregated(meter.formula, heard))
