"""News is taken for what it is about: that a first payment came to nothing flags the order which a second one paid.

Whoever is paid by another payment than the one in the news looks like a case for a person, and is none.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.worker.handle:_fetched"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from reference_app.orders import agreement, store

    def _fetched(shop: Any, slip: Any, subject: str) -> Any:
        agreement.superseded = lambda _order, _payment: False
        provider = shop.provider(slip.provider)
        with shop.database.reading() as look:
            order = store.by_payment(look, slip.provider, subject)
        if order is not None and order.flow == "hosted":
            return original(shop, slip, subject)
        known = order.payment_object if order else None
        payment = provider.payment_now(known, slip) if known else provider.payment_of(slip)
        if order is None:
            with shop.database.reading() as look:
                order = store.by_id(look, payment.order_id)
        if order is not None and order.flow == "hosted":
            return original(shop, slip, subject)
        return order, payment

    return _fetched
