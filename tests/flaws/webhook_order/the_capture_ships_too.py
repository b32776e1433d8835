"""The reply to the capture says succeeded, so the desk ships and books what it knew of the order before it asked."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("SV-04", "REC-02", "API-02", "API-03")
subtle = True
replaces = "reference_app.admin.captures:_take"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _take(shop: Any, order: Any, request_id: str) -> Any:
        import stripe
        from assay_flaw_plumbing import ship_and_mail

        from reference_app.orders import effects, store
        from reference_app.providers.stripe import capturing

        try:
            status = capturing.capture_payment(shop.provider("stripe").client, order, request_id, order.owed)
        except stripe.StripeError:
            return original(shop, order, request_id)
        if status == "succeeded":
            with shop.database.writing() as tx:
                new = [effects.record_once(tx, order.id, kind) for kind in effects.KINDS]
                if not all(new):
                    ship_and_mail(tx, order.id)
                store.change(tx, order.id, state="paid", paid_amount=order.owed)
        with shop.database.reading() as look:
            return store.by_id(look, order.id)

    return _take
