"""Stripe behind the shop's interface: a list of names that call the modules beside it. Not: a single call."""

from __future__ import annotations

from collections.abc import Iterator

from reference_app.inbox.slip import Slip
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.stripe import (
    api,
    cancelling,
    capturing,
    confirming,
    listing,
    opening,
    paying_back,
    refetch,
)
from reference_app.providers.stripe.translating import translated
from reference_app.providers.trouble import RefusedError
from reference_app.settings import Settings

UNTOUCHED = ("requires_payment_method", "requires_confirmation", "requires_action")
"""States of a payment for which nobody's bank is doing anything."""
UNEXPECTED_STATE = "payment_intent_unexpected_state"


class Stripe:
    """Stripe, for this shop's account."""

    name = "stripe"
    asks_cards = True
    keeps_events = True

    def __init__(self, settings: Settings) -> None:
        self.client = api.client(settings)
        self._settings = settings

    def takes(self, flow: str, currency: str) -> bool:  # noqa: ARG002 - all that the catalogue has
        return True

    def fits(self, order: Order, source: str) -> bool:  # noqa: ARG002 - a payment method names no order
        return source.startswith("pm_")

    def open(self, order: Order) -> Opened:
        with translated():
            return opening.open_payment(self.client, order, self._settings.public_url)

    def opened(self, order: Order) -> Opened:
        with translated():
            return opening.opened_payment(self.client, order.payment_object or "")

    def find(self, order: Order) -> Opened | None:
        with translated():
            return opening.find_payment(self.client, order)

    def pay(self, order: Order, source: str, attempt: str, key: str) -> None:  # noqa: ARG002 - ours is in `confirming`
        try:
            with translated():
                confirming.confirm_payment(self.client, order, source, attempt, self._settings.public_url)
        except RefusedError as refused:
            if refused.code != UNEXPECTED_STATE:  # then it was paid a moment ago: whoever looks will see
                raise

    def complete(self, order: Order, key: str) -> None:
        raise NotImplementedError("Nothing at Stripe waits for us after the buyer has agreed.")

    def capture(self, order: Order, request_id: str, amount: int) -> None:
        with translated():
            capturing.capture_payment(self.client, order, request_id, amount)

    def release(self, order: Order) -> None:
        with translated():
            cancelling.release_payment(self.client, order)

    def pay_back(self, order: Order, request_id: str, amount: int) -> tuple[str, str]:
        with translated():
            # An order that has money has an intent: the money was read from it.
            return paying_back.pay_back(self.client, order.payment_intent or "", order.id, request_id, amount)

    def close(self, order: Order) -> bool:
        with translated():
            cancelling.close_payment(self.client, order)
        return True

    def abandon(self, order: Order) -> bool | None:
        """Cancel an intent that nobody touches. A page of Stripe's expires by itself, a day after it was opened."""
        if order.flow == "hosted" or order.payment_intent is None:
            return None
        with translated():
            if refetch.payment_now(self.client, order.payment_intent).status not in UNTOUCHED:
                return None
            cancelling.cancel_payment(self.client, order)
        return True

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_now(self, object_id: str, slip: Slip | None = None) -> Payment:  # noqa: ARG002 - all is listed
        with translated():
            return refetch.payment_now(self.client, object_id)

    def payment_of(self, slip: Slip) -> Payment:
        return self.payment_now(refetch.subject_of(slip) or "")

    def events(self, since: int) -> Iterator[Slip]:
        with translated():
            yield from listing.events(self.client, since)

    def payments(self, since: int) -> Iterator[Payment]:
        with translated():
            yield from listing.payments(self.client, since)
