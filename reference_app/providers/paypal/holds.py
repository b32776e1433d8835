"""Protection: money at PayPal is held, and of a hold taken or let go, under keys of ours. Not: who may, and how much.

An order with the intent AUTHORIZE is COMPLETED as soon as there is an authorisation: that is a promise of money.
"""

from __future__ import annotations

from paypalserversdk.models.capture_request import CaptureRequest
from paypalserversdk.models.money import Money

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for, short
from reference_app.providers.paypal import money, orders, reading
from reference_app.providers.paypal.api import Api
from reference_app.providers.trouble import RefusedError


def authorize_order(api: Api, order: Order, key: str) -> str:
    """Have what the buyer has approved held, under the key in our books; return the order's status, a hint.

    Raises what the client raises; then nothing is known.
    """
    asked = {"id": order.payment_object, "paypal_request_id": key, "prefer": orders.WHOLE}
    return str(api.ask(lambda client: client.orders.authorize_order(asked)).get("status"))


def capture_hold(api: Api, order: Order, request_id: str, amount: int) -> str:
    """Take `amount` of what is held, and return the capture's status. It is the final one: the rest is released.

    The reply is a hint: a capture may be PENDING, or DECLINED. Raises RefusedError if nothing is held.
    """
    asked = {
        "authorization_id": _hold_of(api, order),
        "paypal_request_id": short(key_for(order.id, f"capture-{request_id}"), orders.LONGEST_KEY),
        "prefer": orders.WHOLE,
        "body": CaptureRequest(amount=Money(**money.written(amount, order.currency)), final_capture=True),
    }
    return str(api.ask(lambda client: client.payments.capture_authorized_payment(asked)).get("status"))


def void_hold(api: Api, order: Order) -> None:
    """Let go of what is held. PayPal refuses if it was taken. Raises RefusedError if nothing is held."""
    hold = _hold_of(api, order)
    asked = {
        "authorization_id": hold,
        "paypal_request_id": short(key_for(order.id, f"void-{hold}"), orders.LONGEST_KEY),
        "prefer": orders.WHOLE,
    }
    api.ask(lambda client: client.payments.void_payment(asked))


def order_of_hold(api: Api, hold_id: str) -> str:
    """Return the order at PayPal that an authorisation belongs to; "": it says none."""
    return reading.order_of(
        api.ask(lambda client: client.payments.get_authorized_payment({"authorization_id": hold_id}))
    )


def _hold_of(api: Api, order: Order) -> str:
    """Return the authorisation of the order that we opened: which it is, PayPal says, and no request of anybody's."""
    (unit,) = orders.get_order(api, order.payment_object or "")["purchase_units"]
    holds = (unit.get("payments") or {}).get("authorizations") or []
    if not holds:
        raise RefusedError("nothing_authorised")
    return str(holds[-1]["id"])
