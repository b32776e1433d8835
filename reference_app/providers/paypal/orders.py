"""Protection: an order at PayPal is made, captured and refunded under keys of ours. Not: who may, and for how much.

What is only held, and captured later, is in `holds.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
from paypalserversdk.models.checkout_payment_intent import CheckoutPaymentIntent
from paypalserversdk.models.money import Money
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.payment_source import PaymentSource
from paypalserversdk.models.paypal_wallet import PaypalWallet
from paypalserversdk.models.paypal_wallet_experience_context import PaypalWalletExperienceContext
from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest
from paypalserversdk.models.refund_request import RefundRequest

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for, short
from reference_app.providers.opened import Opened
from reference_app.providers.paypal import money, reading
from reference_app.providers.paypal.api import Api

LONGEST_KEY = 108
"""Characters of a PayPal-Request-Id (PayPal, "Idempotency")."""
WHOLE = "return=representation"

REFUND_STATES = {"COMPLETED": "succeeded", "PENDING": "pending", "FAILED": "failed", "CANCELLED": "failed"}


def create_order(api: Api, order: Order, public_url: str) -> Opened:
    """Create the order at PayPal, or get the one that exists: the same key, the same amount, the same order.

    It names ours twice: in `custom_id`, by which money is booked, and in `invoice_id`, under which PayPal takes money
    once. What is owed is one sum: it was reckoned here, and PayPal has nothing to add up.
    """
    back = f"{public_url}/return?order={order.id}"  # an address of our own: nothing that a client sent
    context = PaypalWalletExperienceContext(
        return_url=back, cancel_url=back, user_action="PAY_NOW", shipping_preference="NO_SHIPPING"
    )
    unit = PurchaseUnitRequest(
        amount=AmountWithBreakdown(**money.written(order.amount, order.currency)),
        custom_id=order.id,
        invoice_id=order.id,
        description=f"{order.quantity} × {order.sku}",
    )
    body = OrderRequest(
        intent=CheckoutPaymentIntent.AUTHORIZE if order.flow == "reserve" else CheckoutPaymentIntent.CAPTURE,
        purchase_units=[unit],
        payment_source=PaymentSource(paypal=PaypalWallet(experience_context=context)),
    )
    asked = {
        "body": body,
        "paypal_request_id": short(key_for(order.id, _purpose(order)), LONGEST_KEY),
        "prefer": WHOLE,
    }
    return reading.opened(api.ask(lambda client: client.orders.create_order(asked)), order.flow)


def get_order(api: Api, order_id: str) -> Mapping[str, Any]:
    return api.ask(lambda client: client.orders.get_order({"id": order_id}))


def capture_order(api: Api, order: Order, key: str) -> str:
    """Take what the buyer has approved, under the key in our books; return the order's status.

    The reply is a hint: COMPLETED says that it was tried. Raises what the client raises; then nothing is known.
    """
    asked = {"id": order.payment_object, "paypal_request_id": key, "prefer": WHOLE}
    return str(api.ask(lambda client: client.orders.capture_order(asked)).get("status"))


def refund_capture(api: Api, order: Order, request_id: str, amount: int) -> tuple[str, str]:
    """Refund part of the order's payment, under the request's own key; return the refund's id and state."""
    asked = {
        "capture_id": order.payment_intent,
        "paypal_request_id": short(key_for(order.id, f"refund-{request_id}"), LONGEST_KEY),
        "prefer": WHOLE,
        "body": RefundRequest(amount=Money(**money.written(amount, order.currency))),
    }
    refund = api.ask(lambda client: client.payments.refund_captured_payment(asked))
    return str(refund["id"]), REFUND_STATES.get(str(refund.get("status")), "pending")


def get_capture(api: Api, capture_id: str) -> Mapping[str, Any]:
    return api.ask(lambda client: client.payments.get_captured_payment({"capture_id": capture_id}))


def _purpose(order: Order) -> str:
    """Name what shall happen once: the first payment, or the one that follows a payment which is closed."""
    return "order" if order.payment_object is None else f"order-after-{order.payment_object}"
