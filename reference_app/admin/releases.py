"""Protection: what was authorised is let go only while nobody takes it. Not: who may ask (`routes.py`)."""

from __future__ import annotations

from reference_app import audit
from reference_app.orders import looking, store
from reference_app.orders.store import Order
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def release_once(shop: Shop, order_id: str) -> Order:
    """Let go of the hold, and return the order as the provider's record makes it; asking again changes nothing.

    What staff has decided to capture is not let go. Of a capture at the same moment the provider does one or the other,
    and its record says which. Raises RefusalError: 404, 409 if nothing is held, 503 if nobody knows.
    """
    try:
        order = _held(shop, order_id)
    except RefusalError as refused:
        _record(order_id, refused.error)
        raise
    if order.status == "cancelled":
        return order
    try:
        shop.provider(order.provider).release(order)
    except RefusedError as refused:
        seen = looking.look_again(shop, order)
        if seen.status != "cancelled":
            _record(order_id, "refused", code=refused.code)
            raise RefusalError(409, "release_refused", f"This order is {seen.status}: nothing was let go.") from refused
        return seen
    except ProviderError as doubt:
        seen = looking.look_again(shop, order)
        if seen.status != "cancelled":
            _record(order_id, "unknown", kind=doubt.kind)
            raise RefusalError(503, "release_unknown", "No answer yet. Please ask again.") from doubt
        return seen
    _record(order_id, "made")
    return looking.look_again(shop, order)


def _held(shop: Shop, order_id: str) -> Order:
    with shop.database.reading() as look:
        order = store.by_id(look, order_id)
    if order is None:
        raise RefusalError(404, "no_such_order", "There is no such order.")
    order = looking.look_again(shop, order)
    if order.status == "cancelled" and order.flow == "reserve":
        return order
    if order.status != "authorised" or order.capture_request:
        raise RefusalError(409, "not_releasable", f"This order is {order.status}: there is nothing to let go of.")
    return order


def _record(order_id: str, result: str, **facts: str | int | None) -> None:
    audit.record("release", actor=audit.STAFF, subject=audit.order_named(order_id), result=result, **facts)
