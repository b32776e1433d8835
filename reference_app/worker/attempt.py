"""One attempt at one event: claim, handle, or try later. Not: what handling means (`handle.py`)."""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.inbox.slip import Slip
from reference_app.logs import log
from reference_app.orders.apply import UnknownOrderError
from reference_app.providers.trouble import ProviderError
from reference_app.shop import Shop
from reference_app.worker import claims, handle


def attempt(shop: Shop, slip: Slip, owner: str) -> float | None:
    """Work on the event if nobody else does; whatever goes wrong then, it is tried again.

    Returns the seconds until then, None if there is nothing to try again. Raises SQLAlchemyError only if the event
    could not even be claimed.
    """
    number = claims.claim_once(shop.database, slip, owner)
    if number is None:
        return None
    try:
        outcome = handle.handle(shop, slip)
    except Exception as trouble:
        return _later(shop, slip, owner, number, trouble)
    log("event_done", event_id=slip.event_id, type=slip.event_type, outcome=outcome, attempt=number)
    return None


MOST_ASKED = 3600.0


def asked_to_wait(trouble: Exception) -> float:
    """Protection: who says how long to wait is not asked earlier. In seconds; 0: not said."""
    return min(trouble.wait, MOST_ASKED) if isinstance(trouble, ProviderError) else 0.0


def _later(shop: Shop, slip: Slip, owner: str, number: int, trouble: Exception) -> float | None:
    asked = trouble if isinstance(trouble, ProviderError) else None
    why = asked.kind if asked else type(trouble).__name__
    request = asked.request_id if asked else None
    try:
        pause = claims.try_later(shop.database, slip, owner, number, why, asked_to_wait(trouble))
    except sa.exc.SQLAlchemyError:
        pause = claims.LEASE_SECONDS  # the database is away; when the lease ends, somebody tries again
    early = isinstance(trouble, UnknownOrderError)
    event = "event_parked" if pause is None else ("event_early" if early else "event_failed")
    log(event, event_id=slip.event_id, type=slip.event_type, reason=why, attempt=number, provider_request=request)
    return pause
