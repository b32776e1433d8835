"""Protection: an authorised order is captured once, for what staff decided. Not: who may ask (`routes.py`)."""

from __future__ import annotations

from reference_app import audit
from reference_app.orders import looking, states, store
from reference_app.orders.store import Order
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def capture_once(shop: Shop, order_id: str, request_id: str, asked: int | None) -> Order:
    """Capture `asked` (None: all) of what the buyer authorised, and return the order as the provider's record makes it.

    First the amount is written down as what is owed, under a lock; only then is the provider asked. Its reply books
    nothing: like the webhook, which may come first, it is a reason to look. If it is lost, the same request asks again.
    """
    try:
        order = decide(shop, order_id, request_id, asked)
    except RefusalError as refused:
        _record(order_id, refused.error, request=request_id, amount=asked)
        raise
    return order if order.state in states.SETTLED else _take(shop, order, request_id)


def decide(shop: Shop, order_id: str, request_id: str, asked: int | None) -> Order:
    """Write down what shall be captured, once per order; return the order with it. Raises RefusalError."""
    _know_the_latest(shop, order_id)
    with shop.database.writing() as tx:
        order = store.locked(tx, order_id)
        if order is None:
            raise RefusalError(404, "no_such_order", "There is no such order.")
        if order.capture_request == request_id:
            if asked not in (None, order.to_capture):
                raise RefusalError(409, "key_in_use", "This request id belongs to a capture of another amount.")
            return order
        if order.capture_request or order.status != "authorised":
            raise RefusalError(409, "not_capturable", f"This order is {order.status}: there is nothing to capture.")
        amount = order.amount if asked is None else asked
        if not 0 < amount <= order.amount:
            raise RefusalError(409, "not_capturable", f"At most {order.amount} was authorised for this order.")
        store.change(tx, order_id, to_capture=amount, capture_request=request_id)
        decided = store.locked(tx, order_id)
    _record(order_id, "requested", request=request_id, amount=amount)
    return decided or order


def _know_the_latest(shop: Shop, order_id: str) -> None:
    """Ask the provider about an order of which nothing is known yet: staff may be faster than its webhook."""
    with shop.database.reading() as look:
        order = store.by_id(look, order_id)
    if order is not None and order.state in states.PAYABLE:
        looking.look_again(shop, order)


def _take(shop: Shop, order: Order, request_id: str) -> Order:
    try:
        shop.provider(order.provider).capture(order, request_id, order.owed)
    except RefusedError as refused:
        seen = looking.look_again(shop, order)  # before the decision is forgotten: perhaps it was carried out
        if seen.state not in states.SETTLED and seen.hold is None:
            _forget(shop, order.id, request_id)
            _record(order.id, "refused", request=request_id, code=refused.code)
            raise RefusalError(409, "capture_refused", "The provider refused this capture.") from refused
        return seen
    except ProviderError as doubt:
        seen = looking.look_again(shop, order)
        if seen.state not in states.SETTLED:
            _record(order.id, "unknown", request=request_id, kind=doubt.kind)
            raise RefusalError(503, "capture_unknown", "No answer yet. Ask again with the same request id.") from doubt
        return seen
    _record(order.id, "made", request=request_id, amount=order.owed)
    return looking.look_again(shop, order)


def _record(order_id: str, result: str, **facts: str | int | None) -> None:
    audit.record("capture", actor=audit.STAFF, subject=audit.order_named(order_id), result=result, **facts)


def _forget(shop: Shop, order_id: str, request_id: str) -> None:
    with shop.database.writing() as tx:
        order = store.locked(tx, order_id)
        if order is not None and order.capture_request == request_id and order.state not in states.SETTLED:
            store.change(tx, order_id, to_capture=None, capture_request=None)
