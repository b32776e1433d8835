"""The reply to the confirmation says paid, so the order is shipped, by what was known of it before the call."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("SV-04",)
subtle = True
replaces = "reference_app.checkout.confirming:pay"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay(shop: Any, order: Any, source: str, attempt: str) -> Any:
        import stripe

        from reference_app.checkout import placing
        from reference_app.providers.stripe.confirming import confirm_payment

        opened = placing.open_for(shop, order)
        known = placing.as_stored(shop, order)
        if known.state != "pending":
            return original(shop, order, source, attempt)
        try:
            status = confirm_payment(shop.provider("stripe").client, known, source, attempt, shop.settings.public_url)
        except stripe.StripeError:
            return original(shop, order, source, attempt)
        if status == "succeeded":
            _ship(shop, known)
        return placing.as_stored(shop, known), opened

    return pay


def _ship(shop: Any, order: Any) -> None:
    from assay_flaw_plumbing import ship_and_mail

    from reference_app.orders import effects, store

    with shop.database.writing() as tx:
        new = [effects.record_once(tx, order.id, kind) for kind in effects.KINDS]
        if not all(new):
            ship_and_mail(tx, order.id)
        store.change(tx, order.id, state="paid", paid_amount=order.amount)
