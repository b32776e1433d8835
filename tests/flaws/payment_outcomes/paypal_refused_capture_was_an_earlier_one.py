"""A capture that PayPal answers with 422 was made before, thinks the desk, and has the parcel sent.

AUTHORIZATION_ALREADY_CAPTURED is such an answer; AUTHORIZATION_VOIDED, of a hold that was let go, is another.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.admin.captures:_take"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _take(shop: Any, order: Any, request_id: str) -> Any:
        from reference_app.orders import effects
        from reference_app.refusal import RefusalError

        try:
            return original(shop, order, request_id)
        except RefusalError as refused:
            if order.provider != "paypal" or refused.status != 409:
                raise
        with shop.database.writing() as tx:
            for kind in effects.KINDS:
                effects.record_once(tx, order.id, kind)
        return order

    return _take
