"""The message tells the buyer why, as the bank says it: a stolen card is told that it is known to be one."""

from collections.abc import Callable
from typing import Any

must = ("EH-01",)
may = ()
subtle = True
replaces = "reference_app.checkout.confirming:pay"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay(shop: Any, order: Any, source: str, attempt: str) -> Any:
        import stripe

        from reference_app.refusal import RefusalError

        try:
            return original(shop, order, source, attempt)
        except RefusalError as refused:
            declined = refused.__cause__ and refused.__cause__.__cause__
            if not isinstance(declined, stripe.CardError) or declined.error is None:
                raise
            reason = declined.error.decline_code
            raise RefusalError(402, "declined", f"Your bank says: {reason}.") from refused.__cause__

    return pay
