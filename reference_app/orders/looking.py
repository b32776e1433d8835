"""Looking at the provider once more, for an order somebody asks about. Not: believing what they say about it."""

from __future__ import annotations

from reference_app.logs import log
from reference_app.orders import apply, completing, store
from reference_app.orders.store import Order
from reference_app.providers.trouble import ProviderError
from reference_app.shop import Shop


def look_again(shop: Shop, order: Order) -> Order:
    """Return the order as the provider's record makes it, through the same door as every webhook.

    The visit itself proves nothing. No answer from the provider changes nothing either: the webhook will come.
    """
    if order.payment_object is None:
        return order
    try:
        payment = shop.provider(order.provider).payment_now(order.payment_object)
        payment = completing.take_approved(shop, order, payment)
    except ProviderError as trouble:
        log("look_failed", order=order.id, kind=trouble.kind)
        return order
    apply.apply_once(shop.database, None, order.id, payment)
    with shop.database.reading() as look:
        return store.by_id(look, order.id) or order
