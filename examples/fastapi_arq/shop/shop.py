"""The parts of a running shop, opened and closed together: by the web, by the worker, by the commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from shop import inbox, orders
from shop.database import Database
from shop.inbox import Inbox
from shop.orders import Orders
from shop.payments import Payments
from shop.settings import Settings


@dataclass(frozen=True)
class Shop:
    settings: Settings
    inbox: Inbox
    orders: Orders
    payments: Payments


@asynccontextmanager
async def opened(settings: Settings, *, busy_seconds: float = 5.0) -> AsyncIterator[Shop]:
    """Open the databases; `busy_seconds` is how long somebody waits for a lock of theirs.

    The inbox is a file of its own, so that news is taken whatever the orders' database is busy with.
    """
    kept_events = Database(settings.file("inbox.db"), busy_seconds=busy_seconds, connections=1)
    business = Database(settings.file("shop.db"), busy_seconds=busy_seconds)
    payments = Payments(settings)
    try:
        await kept_events.create(inbox.Base)
        await business.create(orders.Base)
        yield Shop(settings, Inbox(kept_events), Orders(business), payments)
    finally:
        await payments.close()
        await kept_events.close()
        await business.close()
