"""What the shop asks the provider, and what it makes of the answer. Not: HTTP, the books."""

from dataclasses import dataclass, replace

import stripe

TIMEOUT_SECONDS = 8


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Payment:
    """A payment as the provider's API shows it now. Amounts are integers in the minor unit."""

    id: str
    status: str
    received: int
    currency: str
    live: bool
    purchase: str | None
    given_back: int
    """All that was ever on its way back; it only grows, and so does the next."""
    bounced: int
    """What of it the buyer's bank did not take."""
    contested: bool
    """A dispute is open or lost: the bank has the money."""
    client_secret: str


class Till:
    def __init__(self, settings):
        self._client = stripe.StripeClient(
            settings.api_key,
            base_addresses={"api": settings.api_base},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            max_network_retries=2,
        )

    def ask(self, purchase):
        """Ask for the money of a purchase; asking again for the same one finds the same payment."""
        try:
            intent = self._client.v1.payment_intents.create(
                {
                    "amount": purchase["cents"],
                    "currency": purchase["currency"],
                    "automatic_payment_methods": {"enabled": True},
                    "metadata": {"purchase": str(purchase["number"])},
                    "expand": ["latest_charge"],
                },
                {"idempotency_key": purchase["payment_key"]},
            )
        except stripe.StripeError as error:
            raise NoAnswerError(type(error).__name__) from error
        return _payment(intent)

    def look(self, payment_id):
        """Return the payment as it is now, None if the provider has no such payment."""
        try:
            expand = {"expand": ["latest_charge.refunds"]}
            payment = _payment(self._client.v1.payment_intents.retrieve(payment_id, expand))
            return replace(payment, contested=self._is_contested(payment_id)) if payment.contested else payment
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return None
            raise NoAnswerError(type(error).__name__) from error
        except stripe.StripeError as error:
            raise NoAnswerError(type(error).__name__) from error

    def events(self, since):
        """Yield every event that the provider still lists, over all its pages."""
        for event in self._client.v1.events.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter():
            yield event.to_dict()

    def _is_contested(self, payment_id):
        disputes = self._client.v1.disputes.list({"payment_intent": payment_id})
        return any(dispute.status not in OVER for dispute in disputes.auto_paging_iter())


OVER = ("won", "warning_closed", "prevented")
"""How a dispute ends well; a lost one is never over."""


def _payment(intent):
    charge = intent.to_dict()["latest_charge"]
    charge = charge if isinstance(charge, dict) else {}
    refunds = (charge.get("refunds") or {}).get("data", [])
    return Payment(
        id=intent.id,
        status=intent.status,
        received=intent.amount_received,
        currency=intent.currency,
        live=intent.livemode,
        purchase=(intent.metadata.to_dict() if intent.metadata else {}).get("purchase"),
        given_back=sum(refund["amount"] for refund in refunds),
        bounced=sum(refund["amount"] for refund in refunds if refund["status"] in ("failed", "canceled")),
        contested=charge.get("disputed", False),
        client_secret=intent.client_secret,
    )


def state_of(payment, purchase):
    """Return the state that a purchase has earned by its payment: money that is not the money asked for is held."""
    if payment.status == "canceled":
        return "called_off"
    if payment.status != "succeeded":
        return "awaiting"
    if payment.given_back - payment.bounced >= payment.received:
        return "money_back"
    asked, came = (purchase["cents"], purchase["currency"]), (payment.received, payment.currency)
    return "settled" if came == asked else "on_hold"


def lags(payment, thing):
    """Say whether the provider's answer is older than its own news: its reads may lag a moment behind."""
    if thing["object"] == "payment_intent":
        return thing["status"] == "succeeded" and payment.status != "succeeded"
    return thing["object"] == "charge" and thing.get("amount_refunded", 0) > payment.given_back
