"""A buyer does not want an order any more. Not: a refund; nothing was paid (`admin/`)."""

from __future__ import annotations

from reference_app.logs import log
from reference_app.orders import apply, looking, states, store
from reference_app.orders.store import Order
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def cancel(shop: Shop, order: Order) -> Order:
    """Close the payment of an unpaid order, and return the order as the provider's record makes it.

    The order is not cancelled by us but by the provider's word: what was paid a moment ago cannot be cancelled, and
    stays paid. Raises RefusalError: 409 if there is nothing to cancel, 503 if nobody knows.
    """
    order = looking.look_again(shop, order)
    if order.status == "cancelled":
        return order
    if order.status not in states.PAYABLE or order.payment_object is None:
        raise RefusalError(409, "not_cancellable", f"This order is {order.status}: it cannot be cancelled.")
    try:
        if not shop.provider(order.provider).close(order):
            return _by_our_own_word(shop, order)
    except RefusedError as refused:
        seen = looking.look_again(shop, order)
        if seen.status != "cancelled":
            log("cancel_refused", order=order.id, code=refused.code)
            raise RefusalError(
                409, "not_cancellable", "A payment is on its way: this order cannot be cancelled."
            ) from refused
        return seen
    except ProviderError as doubt:
        log("cancel_unknown", order=order.id, kind=doubt.kind)
        raise RefusalError(503, "cancel_unknown", "No answer yet. Please ask again.", {"Retry-After": "2"}) from doubt
    log("cancelled_by_buyer", order=order.id)
    return looking.look_again(shop, order)


def _by_our_own_word(shop: Shop, order: Order) -> Order:
    if not apply.give_up(shop.database, order.id):
        raise RefusalError(409, "not_cancellable", "A payment is on its way: this order cannot be cancelled.")
    log("cancelled_by_buyer", order=order.id)
    with shop.database.reading() as look:
        return store.by_id(look, order.id) or order
