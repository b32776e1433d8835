"""What the shop asks Square, asynchronously, and what it makes of the answer. Not: HTTP of its own, the books."""

from dataclasses import dataclass

import httpx
from square import AsyncSquare
from square.core.api_error import ApiError
from square.core.request_options import RequestOptions

TIMEOUT_SECONDS = 4
ONCE_MORE = RequestOptions(max_retries=1)
WON = ("WON", "INQUIRY_CLOSED")


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Payment:
    """An order at Square, with all that was paid for it, as it is now; `refunded` and `bounced` only grow."""

    id: str
    status: str
    order: str | None
    received: int
    currency: str
    refunded: int
    bounced: int
    contested: bool
    parts: frozenset[str]
    """Its completed payments, and its refunds: what news may tell of before it shows here."""


class Till:
    def __init__(self, settings):
        http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False)
        self._square = AsyncSquare(token=settings.token, base_url=settings.base, httpx_client=http)
        self._location = settings.location

    async def ask(self, order, key):
        """Make a page on which the order can be paid, or find the one that this key has made."""
        price = {"amount": order["amount"], "currency": order["currency"].upper()}
        there = {
            "location_id": self._location,
            "reference_id": order["id"],
            "line_items": [{"name": order["sku"], "quantity": "1", "base_price_money": price}],
        }
        return await _answered(
            self._square.checkout.payment_links.create, idempotency_key=key, order=there, what="payment_link"
        )

    async def is_open(self, square_order):
        """Say whether an order at Square can be paid, or was."""
        there = await _answered(self._square.orders.get, square_order, what="order")
        return there is not None and there.state != "CANCELED"

    async def order_of(self, payment):
        """Return the order at Square that a payment is of; None if there is no such payment."""
        there = await _answered(self._square.payments.get, payment, what="payment")
        return there.order_id if there else None

    async def look(self, square_order):
        """Return an order as it is now, None if there is none here."""
        there = await _answered(self._square.orders.get, square_order, what="order")
        if there is None or there.location_id != self._location:
            return None
        names = dict.fromkeys(tender.payment_id or tender.id for tender in there.tenders or ())
        payments = [await _answered(self._square.payments.get, name, what="payment") for name in names]
        payments = [one for one in payments if one is not None and one.order_id == there.id]
        taken = {one.id: one.total_money for one in payments if one.status == "COMPLETED"}
        refunds = [
            await _answered(self._square.refunds.get, name, what="refund")
            for one in payments
            for name in one.refund_ids or ()
        ]
        currencies = {money.currency.lower() for money in taken.values()}
        return Payment(
            id=there.id,
            status="paid" if taken else "over" if there.state == "CANCELED" else "waits",
            order=there.reference_id,
            received=sum(money.amount for money in taken.values()),
            currency=currencies.pop() if len(currencies) == 1 else "",
            refunded=sum(one.amount_money.amount for one in refunds),
            bounced=sum(one.amount_money.amount for one in refunds if one.status in ("FAILED", "REJECTED")),
            contested=bool(taken) and await self._is_contested(taken),
            parts=frozenset([*taken, *(one.id for one in refunds)]),
        )

    async def _is_contested(self, payments):
        try:
            async for one in await self._square.disputes.list(location_id=self._location, request_options=ONCE_MORE):
                of = one.disputed_payment.payment_id if one.disputed_payment else None
                if of in payments and str(one.state) not in WON:
                    return True
        except (ApiError, httpx.HTTPError, ValueError) as problem:
            raise NoAnswerError(type(problem).__name__) from problem
        return False


async def _answered(call, *arguments, what, **named):
    """Return what Square says, None if it knows no such thing."""
    try:
        reply = await call(*arguments, **named, request_options=ONCE_MORE)
    except ApiError as no:
        if no.status_code == 404:
            return None
        raise NoAnswerError(f"{no.status_code}") from no
    except (httpx.HTTPError, ValueError) as problem:
        raise NoAnswerError(type(problem).__name__) from problem
    found = getattr(reply, what)
    if found is None:
        raise NoAnswerError("a reply without what was asked for")
    return found
