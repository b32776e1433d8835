"""PayPal behind the shop's interface: a list of names that call the modules beside it. Not: a single call."""

from __future__ import annotations

from collections.abc import Iterator

from reference_app.inbox.slip import Slip
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.paypal import holds, listing, money, orders, reading, refetch
from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.translating import translated
from reference_app.providers.trouble import MissingError
from reference_app.settings import Settings
from reference_app.settings_of_others import PayPalSettings


class PayPal:
    """PayPal, for this shop's app there."""

    name = "paypal"
    asks_cards = False
    keeps_events = False
    """They are listed for a month, and disputes are told late: we ask about each order of ours as well."""

    def __init__(self, settings: Settings, paypal: PayPalSettings) -> None:
        self.api = Api(paypal)
        self._live = paypal.live
        self._public_url = settings.public_url

    def takes(self, flow: str, currency: str) -> bool:
        return flow in ("elements", "hosted", "reserve") and currency in money.DIGITS

    def fits(self, order: Order, source: str) -> bool:
        """Say whether the browser speaks of the order that we made for it; whether it was approved, PayPal says."""
        return source == order.payment_object

    def open(self, order: Order) -> Opened:
        with translated():
            return orders.create_order(self.api, order, self._public_url)

    def opened(self, order: Order) -> Opened:
        try:
            with translated():
                return reading.opened(orders.get_order(self.api, order.payment_object or ""), order.flow)
        except MissingError:  # PayPal forgets orders that nobody approved
            return Opened(order.payment_object or "", closed=True)

    def find(self, order: Order) -> Opened | None:  # noqa: ARG002
        """Find nothing: asked again under the same key, PayPal answers with what it made, also after an error."""
        return None

    def pay(self, order: Order, source: str, attempt: str, key: str) -> None:
        raise NotImplementedError("A buyer agrees at PayPal.")

    def complete(self, order: Order, key: str) -> None:
        with translated():
            if order.flow == "reserve":
                holds.authorize_order(self.api, order, key)
            else:
                orders.capture_order(self.api, order, key)

    def capture(self, order: Order, request_id: str, amount: int) -> None:
        with translated():
            holds.capture_hold(self.api, order, request_id, amount)

    def release(self, order: Order) -> None:
        with translated():
            holds.void_hold(self.api, order)

    def pay_back(self, order: Order, request_id: str, amount: int) -> tuple[str, str]:
        with translated():
            return orders.refund_capture(self.api, order, request_id, amount)

    def close(self, order: Order) -> bool:  # noqa: ARG002
        """Do nothing: an order at PayPal cannot be cancelled, and nobody but us takes its money."""
        return False

    def abandon(self, order: Order) -> bool | None:
        """Say that our own word counts, unless money is on its way."""
        try:
            status = self.payment_now(order.payment_object).status if order.payment_object else ""
        except MissingError:
            return False
        return None if status in ("succeeded", "processing", "approved", "requires_capture") else False

    def subject_of(self, slip: Slip) -> str | None:
        return refetch.subject_of(slip)

    def payment_now(self, object_id: str, slip: Slip | None = None) -> Payment:
        with translated():
            return refetch.payment_now(self.api, object_id, slip, livemode=self._live)

    def payment_of(self, slip: Slip) -> Payment:
        with translated():
            order_id = refetch.order_of(self.api, slip)
        return self.payment_now(order_id, slip)

    def events(self, since: int) -> Iterator[Slip]:
        with translated():
            yield from listing.events(self.api, since, livemode=self._live)

    def payments(self, since: int) -> Iterator[Payment]:
        with translated():
            yield from listing.payments(self.api, since, livemode=self._live)
