"""What the shop needs of a provider, and nothing more. Not: which there are (`table.py`), nor how any of them does it.

Everything above this folder is written once, against this. Every method that calls the provider raises
`trouble.ProviderError`, whose kinds are the things that can have happened; none raises what a provider's client raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from reference_app.inbox.slip import Slip
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment


class Door(Protocol):
    """Where a provider's events come in."""

    async def verified(self, raw: bytes, headers: Mapping[str, str]) -> Slip:
        """Return the event, if these very bytes come from the provider. Raises ForgedError, or UndecidedError."""


class Provider(Protocol):
    """One provider, for this shop's account there."""

    name: str
    """As in `orders.provider`, in the inbox, and in the address of its webhooks."""
    keeps_events: bool
    """Whether `events` leads to all that has happened; if not, the reconciler asks about every order with money."""

    def takes(self, flow: str, currency: str) -> bool:
        """Say whether an order of this flow and currency can be paid here at all."""

    asks_cards: bool
    """Whether a buyer on our page pays by `pay`; if not, he agrees at the provider, and `complete` takes the money."""

    def fits(self, order: Order, source: str) -> bool:
        """Say whether `source` is what this provider's script gives a browser for paying this order on our server."""

    def open(self, order: Order) -> Opened:
        """Create the order's payment, or get the one that exists: the same key, the same amount, the same object."""

    def opened(self, order: Order) -> Opened:
        """Get what the browser needs for the payment that the order has (`order.payment_object`)."""

    def find(self, order: Order) -> Opened | None:
        """Find a payment that was created for the order although the reply said otherwise, or was lost."""

    def pay(self, order: Order, source: str, attempt: str, key: str) -> None:
        """Ask once for the money, with what the buyer's browser got for the card.

        `attempt` is the browser's name for this press on *Pay*, `key` ours, written down before the call.
        """

    def complete(self, order: Order, key: str) -> None:
        """Take what the buyer has approved at the provider, or have it held for an order that is captured later.

        Only for a payment whose status is `approved`.
        """

    def capture(self, order: Order, request_id: str, amount: int) -> None:
        """Take `amount` of what was authorised; the rest is released."""

    def release(self, order: Order) -> None:
        """Let go of what was authorised: nothing of it can be taken any more."""

    def pay_back(self, order: Order, request_id: str, amount: int) -> tuple[str, str]:
        """Refund part of the order's payment; return the refund's id and the provider's word for its state."""

    def close(self, order: Order) -> bool:
        """Let no money come through the order's payment any more, as its buyer asked.

        False: the provider has no such means, and nothing is taken there unless *we* take it. Then our own word counts.
        """

    def abandon(self, order: Order) -> bool | None:
        """Close the payment of an order that its buyer left, as `close`. None: it is being paid, or ends by itself."""

    def subject_of(self, slip: Slip) -> str | None:
        """Return the id of the payment that an event is about, as our orders know it; None: it is about none."""

    def payment_now(self, object_id: str, slip: Slip | None = None) -> Payment:
        """Ask for the payment as it is at this moment, by the id under which it was opened.

        `slip` is the event that makes us ask, if one does: it may name what no list shows yet.
        """

    def payment_of(self, slip: Slip) -> Payment:
        """Ask for the payment of an event whose subject no order here knows."""

    def events(self, since: int) -> Iterator[Slip]:
        """Every event of ours that the provider still lists since then (unix seconds); none if it keeps no list."""

    def payments(self, since: int) -> Iterator[Payment]:
        """Every payment that took money since then (unix seconds), over all pages; none if it keeps no list."""
