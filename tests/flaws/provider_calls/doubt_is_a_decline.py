"""`except StripeError: "your card was declined"`: of a time-out too. The money is taken, and he pays elsewhere."""

from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.confirming:pay"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay(shop: Any, order: Any, source: str, attempt: str) -> Any:
        from reference_app.checkout import placing
        from reference_app.orders import looking
        from reference_app.providers.trouble import ProviderError
        from reference_app.refusal import RefusalError

        opened = placing.open_for(shop, order)
        order = placing.as_stored(shop, order)
        if order.status == "paid":
            return order, opened
        try:
            shop.provider(order.provider).pay(order, source, attempt, "")
        except ProviderError:
            raise RefusalError(402, "declined", "Your card was declined.") from None
        return looking.look_again(shop, order), opened

    return pay
