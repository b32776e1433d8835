"""Only customer.subscription.* is listened to: whatever happens to a subscription, it is updated, too.

At a renewal it is updated when the period begins, an hour before the money comes; of the money itself nothing is heard.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ("SUB-01", "REC-01", "REC-02")
subtle = True
replaces = "reference_app.subscriptions.news:handled"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def handled(shop: Any, slip: Any) -> Any:
        from reference_app.subscriptions import store

        if slip.event_type.startswith("customer.subscription."):
            return original(shop, slip)
        with shop.database.reading() as look:
            about = store.by_object(look, slip.provider, slip.payment_intent)
            about = about or store.by_payment(look, slip.provider, slip.payment_intent or slip.object_id)
        mine = about is not None or (slip.event_type.startswith(("payment_intent.", "charge.")) and _guest(shop, slip))
        return "not_heard" if mine or slip.event_type.startswith("invoice.") else original(shop, slip)

    return handled


def _guest(shop: Any, slip: Any) -> bool:
    """Whether no order here is what was paid."""
    from reference_app.orders import store

    with shop.database.reading() as look:
        return store.by_payment(look, slip.provider, slip.payment_intent or slip.object_id) is None
