"""The message tells the buyer why, as the bank says it: a stolen card is told that it is known to be one."""

from collections.abc import Callable
from typing import Any

must = ("EH-01",)
may = ()
subtle = True
replaces = "reference_app.checkout.confirming:pay"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay(shop: Any, order: Any, payment_method: str, attempt: str) -> Any:
        import stripe

        from reference_app.refusal import RefusalError

        try:
            return original(shop, order, payment_method, attempt)
        except RefusalError as refused:
            if not isinstance(refused.__cause__, stripe.CardError) or refused.__cause__.error is None:
                raise
            reason = refused.__cause__.error.decline_code
            raise RefusalError(402, "declined", f"Your bank says: {reason}.") from refused.__cause__

    return pay
