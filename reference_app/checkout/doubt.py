"""Protection: an unknown outcome is not a failure. Not: retrying, which SDK and client do under the same key."""

from __future__ import annotations

from reference_app.logs import log
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.trouble import ProviderError
from reference_app.shop import Shop


def still_pending(order: Order, trouble: ProviderError) -> None:
    """Note that nobody knows whether the payment was opened; the order stays as it is, pending.

    A lost reply or a 500 may hide a success. Whoever marks the order failed here, or tries again under a fresh key,
    ends with a paid order that is called failed, or with two payments.
    """
    log("payment_unknown", order=order.id, kind=trouble.kind, request_id=trouble.request_id)


def looked_up(shop: Shop, order: Order, trouble: ProviderError) -> Opened | None:
    """Ask whether the payment exists all the same; None if it does not, or if nobody can tell.

    Only after an answer of 5xx: the provider keeps that answer under its key, so asking again would repeat it. After
    a lost connection the next attempt under the same key gets the real answer.
    """
    if (trouble.status or 0) < 500:
        return None
    try:
        return shop.provider(order.provider).find(order)
    except ProviderError as again:
        log("look_failed", order=order.id, kind=again.kind)
        return None
