"""What the shop asks the provider, and what it makes of the answer. Not: HTTP, the books."""

from dataclasses import dataclass
from threading import BoundedSemaphore

import stripe
import thin

MOST_WAITING = 8
"""How many of the sixteen threads may wait for a payment to be made: a provider that hangs does not get all of them."""

OVER = ("won", "warning_closed", "prevented")
"""How a dispute ends well; a lost one is never over."""


class RefusedError(Exception):
    """The provider has refused: nothing was done."""


class DeclinedError(Exception):
    """The buyer's bank said no."""


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Payment:
    """A payment as the provider shows it now, in minor units; `refunded` and `bounced` only grow."""

    id: str
    status: str
    received: int
    currency: str
    live: bool
    order: str | None
    refunded: int
    bounced: int
    contested: bool


def _answered(call, *arguments):
    """Return what the provider says, None if it knows no such thing."""
    try:
        return call(*arguments)
    except stripe.CardError:
        raise
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            return None
        raise NoAnswerError(type(error).__name__) from error
    except stripe.StripeError as error:
        raise NoAnswerError(type(error).__name__) from error


class Till:
    def __init__(self, key, base, takes="at_once"):
        client = stripe.StripeClient(
            key, base_addresses={"api": base}, http_client=stripe.RequestsClient(timeout=8), max_network_retries=2
        )
        self.client, self._v1, self._capture = client, client.v1, "manual" if takes == "when_sent" else "automatic"
        self._room = BoundedSemaphore(MOST_WAITING)

    def _made(self, call, *arguments):
        if not self._room.acquire(timeout=0.2):
            raise NoAnswerError("too many wait already")
        try:
            return _answered(call, *arguments)
        finally:
            self._room.release()

    def ask_payment(self, order, key):
        return self._made(
            self._v1.payment_intents.create,
            {
                "amount": order["amount"],
                "currency": order["currency"],
                "automatic_payment_methods": {"enabled": True},
                "capture_method": self._capture,
                "metadata": {"order": order["id"]},
            },
            {"idempotency_key": key},
        )

    def take_by(self, payment, card, key):
        """Take the money of a payment by what the browser brought; it may wait for what the bank asks the buyer."""
        told = {"payment_method": card, "return_url": "http://127.0.0.1/thanks"}
        try:
            return self._made(self._v1.payment_intents.confirm, payment, told, {"idempotency_key": key})
        except stripe.CardError as no:
            raise DeclinedError(no.code) from no

    def ask_session(self, order, key, home):
        price = {
            "currency": order["currency"],
            "unit_amount": order["amount"],
            "product_data": {"name": order["sku"]},
        }
        return self._made(
            self._v1.checkout.sessions.create,
            {
                "mode": "payment",
                "line_items": [{"price_data": price, "quantity": 1}],
                "success_url": f"{home}/thanks/{order['id']}",
                "client_reference_id": order["id"],
                "payment_intent_data": {"metadata": {"order": order["id"]}},
                "metadata": {"order": order["id"]},
            },
            {"idempotency_key": key},
        )

    def take(self, order):
        """Take what staff decided of what the buyer authorised; the provider releases the rest."""
        key = {"idempotency_key": f"order-{order['id']}-take-{order['taken_by']}"}
        try:
            self._v1.payment_intents.capture(order["payment"], {"amount_to_capture": order["to_take"]}, key)
        except stripe.InvalidRequestError as error:
            raise RefusedError(error.code) from error
        except stripe.StripeError as error:
            raise NoAnswerError(type(error).__name__) from error

    def give_back(self, order, amount, word):
        """Give back a part of what was received; the provider does it once for each word."""
        key = {"idempotency_key": f"order-{order['id']}-back-{word}"}
        try:
            self._v1.refunds.create({"payment_intent": order["payment"], "amount": amount}, key)
        except stripe.InvalidRequestError as error:
            raise RefusedError(error.code) from error
        except stripe.StripeError as error:
            raise NoAnswerError(type(error).__name__) from error

    def raw(self, thing):
        """Return the session or the payment of an id, as the provider shows it; None if there is no such thing."""
        what = self._v1.checkout.sessions if thing.startswith("cs_") else self._v1.payment_intents
        return _answered(what.retrieve, thing)

    def thing(self, notification):
        """Return what a thin event is about; None if the provider knows no such thing."""
        return _answered(thin.fetched, self.client, notification)

    def look(self, thing):
        """Return the payment behind the id of a payment or of a session, as it is now; None without one."""
        if thing.startswith("cs_"):
            session = _answered(self._v1.checkout.sessions.retrieve, thing)
            if session is None or not session.payment_intent:
                return None
            thing = session.payment_intent
        expand = {"expand": ["latest_charge.refunds"]}
        intent = _answered(self._v1.payment_intents.retrieve, thing, expand)
        return None if intent is None else self._payment(intent.to_dict())

    def _payment(self, intent):
        charge = intent["latest_charge"] if isinstance(intent["latest_charge"], dict) else {}
        refunds = (charge.get("refunds") or {}).get("data", [])
        return Payment(
            id=intent["id"],
            status=intent["status"],
            received=intent["amount_received"],
            currency=intent["currency"],
            live=intent["livemode"],
            order=(intent["metadata"] or {}).get("order"),
            refunded=sum(refund["amount"] for refund in refunds),
            bounced=sum(refund["amount"] for refund in refunds if refund["status"] in ("failed", "canceled")),
            contested=bool(charge.get("disputed")) and self._is_contested(intent["id"]),
        )

    def _is_contested(self, payment):
        found = _answered(self._v1.disputes.list, {"payment_intent": payment})
        return any(dispute.status not in OVER for dispute in found.auto_paging_iter()) if found else True
