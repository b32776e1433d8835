"""CreateOrder and CreatePayment in one go, as quickstarts show it, under keys of the moment: two presses, two sales.

The shop remembers the last one, so each press by itself is right. Square refuses to take an order's money twice; these
are two orders.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02", "API-05", "PAY-02", "SV-03")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.paying:create_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_payment(client: Any, order: Any, source_id: str, key: str, location_id: str) -> Any:
        from assay_flaw_plumbing import shop

        from reference_app.orders import store

        money = {"amount": order.amount, "currency": order.currency.upper()}
        line = {"name": order.sku, "quantity": "1", "base_price_money": money}
        made = client.orders.create(
            idempotency_key=str(uuid.uuid4()),
            order={"location_id": location_id, "reference_id": order.id, "line_items": [line]},
        ).order
        paid = client.payments.create(
            source_id=source_id, idempotency_key=str(uuid.uuid4()), amount_money=money, order_id=made.id
        ).payment
        with shop().database.writing() as tx:
            store.change(tx, order.id, payment_object=made.id, payment_intent=paid.id)
        return str(paid.status)

    return create_payment
