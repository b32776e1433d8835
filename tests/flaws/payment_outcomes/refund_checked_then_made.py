"""What is left is looked up, then refunded: right for one clerk, and too much for two at the same moment.

Nothing is set aside while the provider is asked."""

import time
from collections.abc import Callable
from typing import Any

must = ("PAY-04",)
may = ()
subtle = True
replaces = "reference_app.admin.refunds:refund_once"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def refund_once(shop: Any, order_id: str, request_id: str, asked: Any) -> Any:
        from reference_app.admin.refunds import Refund
        from reference_app.orders import looking, store
        from reference_app.providers.trouble import ProviderError
        from reference_app.refusal import RefusalError

        with shop.database.reading() as look:
            order = store.by_id(look, order_id)
        if order is None:
            raise RefusalError(404, "no_such_order", "There is no such order.")
        left = 0 if order.hold else order.paid_amount - order.refunded_amount
        amount = left if asked is None else asked
        if not 0 < amount <= left:
            raise RefusalError(409, "not_refundable", f"At most {left} can be refunded for this order.")
        time.sleep(0.02)  # a look at who asks, and why
        try:
            _, status = shop.provider(order.provider).pay_back(order, request_id, amount)
        except ProviderError as refused:
            raise RefusalError(409, "refund_refused", "The provider refused this refund.") from refused
        return Refund(looking.look_again(shop, order), request_id, amount, status)

    return refund_once
