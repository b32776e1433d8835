"""Square behind the shop's interface: a list of names that call the modules beside it. Not: a single call."""

from __future__ import annotations

from collections.abc import Iterator

from reference_app.inbox.slip import Slip
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.square import api, holds, opening, paying, reading, refetch
from reference_app.providers.square.translating import translated
from reference_app.providers.trouble import DeclinedError, KeyReusedError, RefusedError
from reference_app.settings import Settings
from reference_app.settings_of_others import SquareSettings

CURRENCIES = ("usd", "cad", "gbp", "aud", "jpy", "eur")
"""What Square's sellers have accounts in; which one it is, the location decides, and Square refuses the others."""
NOBODY_IS_PAYING = ("requires_payment_method", "canceled")


class Square:
    """Square, for this shop's location."""

    name = "square"
    asks_cards = True
    keeps_events = False
    """It has a list of events, which an account must switch on first: we ask about payments and orders."""

    def __init__(self, settings: Settings, square: SquareSettings) -> None:
        self.client = api.client(square)
        self._location = square.location_id
        self._live = square.live
        self._public_url = settings.public_url

    def takes(self, flow: str, currency: str) -> bool:
        return flow in ("elements", "hosted", "reserve") and currency in CURRENCIES

    def fits(self, order: Order, source: str) -> bool:
        return order.flow != "hosted" and paying.TOKEN.fullmatch(source) is not None

    def open(self, order: Order) -> Opened:
        with translated():
            return opening.open_payment(self.client, order, self._location, self._public_url)

    def opened(self, order: Order) -> Opened:
        with translated():
            return opening.opened_payment(self.client, order)

    def find(self, order: Order) -> Opened | None:  # noqa: ARG002
        """Find nothing: asked again under the same key, Square answers with what it made, also after a 5xx."""
        return None

    def pay(self, order: Order, source: str, attempt: str, key: str) -> None:  # noqa: ARG002 - the key is the attempt's
        try:
            with translated():
                paying.create_payment(self.client, order, source, key, self._location)
        except (DeclinedError, KeyReusedError):
            raise
        except RefusedError:
            seen = self.payment_now(order.payment_object or "")
            if not seen.received and seen.status != "requires_capture":
                raise  # else it was paid, or held, a moment ago by another card: whoever looks will see

    def complete(self, order: Order, key: str) -> None:
        raise NotImplementedError("Nothing at Square waits for us after the buyer has agreed.")

    def capture(self, order: Order, request_id: str, amount: int) -> None:
        with translated():
            holds.complete_payment(self.client, order, request_id, amount, self._location)

    def release(self, order: Order) -> None:
        with translated():
            holds.cancel_payment(self.client, order)

    def pay_back(self, order: Order, request_id: str, amount: int) -> tuple[str, str]:
        with translated():
            return paying.pay_back(self.client, order, request_id, amount)

    def close(self, order: Order) -> bool:
        with translated():
            paying.close(self.client, order, self._location)
        return True

    def abandon(self, order: Order) -> bool | None:
        """Close an order that nobody pays: neither an order at Square nor a page of Square's ever expires."""
        if order.payment_object is None or self.payment_now(order.payment_object).status not in NOBODY_IS_PAYING:
            return None
        return self.close(order)

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_now(self, object_id: str, slip: Slip | None = None) -> Payment:  # noqa: ARG002 - all is listed
        with translated():
            return refetch.payment_now(self.client, object_id, self._location, livemode=self._live)

    def payment_of(self, slip: Slip) -> Payment:
        subject = refetch.subject_of(slip) or ""
        if refetch.TYPES[slip.event_type] == "payment" and slip.payment_intent:
            return self.payment_now(subject)
        with translated():
            order_id = refetch.order_of_payment(self.client, subject)
        return self.payment_now(order_id)

    def events(self, since: int) -> Iterator[Slip]:  # noqa: ARG002
        return iter(())

    def payments(self, since: int) -> Iterator[Payment]:
        with translated():
            for payment in refetch.payments_since(self.client, since, self._location):
                yield reading.of_payment(payment, livemode=self._live)
