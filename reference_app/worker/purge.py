"""Protection: what an event has done is remembered longer than it can be delivered again. Not: the orders themselves.

Stripe resends events of the last 30 days. A mark that is gone by then makes an old event look new; what may go is only
what nobody can send any more.
"""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.database import processed_events
from reference_app.inbox import store
from reference_app.logs import log
from reference_app.settings import Settings
from reference_app.shop import Shop, open_shop

KEPT_SECONDS = 45 * 86_400


def run(settings: Settings, now: float) -> int:
    """Purge once, as of `now` (unix seconds)."""
    marks, slips = purge(open_shop(settings), now)
    log("purged", marks=marks, events=slips)
    return 0


def purge(shop: Shop, now: float) -> tuple[int, int]:
    """Delete marks of events, and the events in the inbox, that are too old to come again; return how many of each."""
    before = oldest_kept(now)
    with shop.database.writing() as tx:
        marks = tx.execute(sa.delete(processed_events).where(processed_events.c.at < before)).rowcount
    inbox = store.open_inbox(shop.settings.inbox_path)
    try:
        slips = inbox.execute("DELETE FROM events WHERE received_at < ?", (before,)).rowcount
    finally:
        inbox.close()
    return marks, slips


def oldest_kept(now: float) -> float:
    """Return the time before which nothing is needed any more: half a month beyond the provider's own limit."""
    return now - KEPT_SECONDS
