"""Protection: an order at Square is made under our order's own key, for its amount. Not: who may, and for how much.

Both ways to pay begin with an order at Square that names ours. It is what keeps a buyer from paying twice: whatever
number of tokens his browser sends, Square takes the money of an order once, and refuses the second payment.
"""

from __future__ import annotations

from square import Square
from square.requests.money import MoneyParams
from square.requests.order import OrderParams
from square.requests.order_line_item import OrderLineItemParams
from square.types.order import Order as SquareOrder

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for, short
from reference_app.providers.opened import Opened
from reference_app.providers.square.api import ONCE_MORE

LONGEST_KEY = 192
"""Characters of an idempotency key for orders and payment links; payments and refunds take 45."""


def open_payment(client: Square, order: Order, location_id: str, public_url: str) -> Opened:
    """Create the order at Square, with a page of Square's if the buyer wants that: the same key, the same one."""
    key = short(key_for(order.id, _purpose(order)), LONGEST_KEY)
    if order.flow == "hosted":
        made = client.checkout.payment_links.create(
            idempotency_key=key,
            order=_order(order, location_id),
            # A fixed address of our own: nothing that a client sent decides where the buyer goes after paying.
            checkout_options={"redirect_url": f"{public_url}/return?order={order.id}", "allow_tipping": False},
            request_options=ONCE_MORE,
        ).payment_link
        if made is None or made.order_id is None:
            raise ValueError("a payment link without an order")
        return Opened(made.order_id, url=made.url, page_id=made.id)
    there = client.orders.create(idempotency_key=key, order=_order(order, location_id), request_options=ONCE_MORE).order
    if there is None or there.id is None:
        raise ValueError("an order without an id")
    return Opened(there.id)


def opened_payment(client: Square, order: Order) -> Opened:
    """Get what the browser needs for a payment that is known to exist."""
    there = square_order(client, order.payment_object or "")
    closed = there.state == "CANCELED" or _let_go(there)
    if order.payment_page is None or closed:
        return Opened(there.id or "", closed=closed)
    link = client.checkout.payment_links.get(order.payment_page, request_options=ONCE_MORE).payment_link
    return Opened(there.id or "", url=link.url if link else None, page_id=order.payment_page)


def _let_go(there: SquareOrder) -> bool:
    """Say whether what was held for the order was let go: another order takes its place, as after any other end."""
    told = [tender.card_details.status for tender in there.tenders or [] if tender.card_details]
    return "VOIDED" in told and not {"AUTHORIZED", "CAPTURED"} & set(told)


def square_order(client: Square, order_id: str) -> SquareOrder:
    """Get an order as Square has it. Raises ValueError if the reply holds none."""
    there: SquareOrder | None = client.orders.get(order_id, request_options=ONCE_MORE).order
    if there is None:
        raise ValueError("a reply without an order")
    return there


def _order(order: Order, location_id: str) -> OrderParams:
    """Describe the order in one line for the whole: what is owed was decided here, and no sum is left to Square."""
    money: MoneyParams = {"amount": order.amount, "currency": order.currency.upper()}
    line: OrderLineItemParams = {
        "name": f"{order.quantity} × {order.sku}",
        "quantity": "1",
        "base_price_money": money,
    }
    return {"location_id": location_id, "reference_id": order.id, "line_items": [line]}


def _purpose(order: Order) -> str:
    """Name what shall happen once: the first payment, or the one that follows a payment which is closed."""
    kind = "link" if order.flow == "hosted" else "order"
    return kind if order.payment_object is None else f"{kind}-after-{order.payment_object}"
