"""What the shop asks Square, and what it makes of the answer. Not: HTTP of its own, the books.

The buyer's browser turns a card into a token of Square's; the shop pays an order at Square with it. Square takes the
money of an order once, whatever number of tokens comes.
"""

import json
import ssl

import httpx
from payment import News, NoAnswerError, Payment, RefusedError
from square import Square
from square.core.api_error import ApiError
from square.core.request_options import RequestOptions
from square.utils.webhooks_helper import verify_signature

TIMEOUT_SECONDS = 8
ONCE_MORE = RequestOptions(max_retries=1)
NOT_PAID_BACK = ("FAILED", "REJECTED")
WON = ("WON", "INQUIRY_CLOSED")


class MissingError(RefusedError):
    """Square has no such thing."""


class SquareTill:
    name = "square"
    ours = ("payment.", "refund.", "dispute.")

    def __init__(self, settings):
        verify = ssl.create_default_context(cafile=settings.square_ca_file) if settings.square_ca_file else True
        http = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, verify=verify)
        self._square = Square(token=settings.square_token, base_url=settings.square_base, httpx_client=http)
        self._settings = settings

    def ask(self, purchase):
        """Make an order at Square for a purchase, or find the one made before; return its id."""
        price = {"amount": purchase["cents"], "currency": purchase["currency"].upper()}
        order = {
            "location_id": self._settings.square_location,
            "reference_id": purchase["token"],
            "line_items": [{"name": purchase["item"], "quantity": "1", "base_price_money": price}],
        }
        key = f"{purchase['token']}-{purchase['tries']}"
        return _answered(self._square.orders.create, "order", idempotency_key=key, order=order).id

    def pay(self, purchase, order_id, source, attempt):
        """Pay an order with what the buyer's browser brought, and return the payment's id.

        Raises RefusedError: declined, or paid already.
        """
        made = _answered(
            self._square.payments.create,
            "payment",
            source_id=source,
            idempotency_key=attempt,
            amount_money={"amount": purchase["cents"], "currency": purchase["currency"].upper()},
            order_id=order_id,
            reference_id=purchase["token"],
            location_id=self._settings.square_location,
        )
        return made.id

    def look(self, order_id, dispute=""):
        """Return an order as it is now, with the payments, refunds and disputes of it; None if there is none here."""
        order = _found(self._square.orders.get, "order", order_id)
        if order is None or order.location_id != self._settings.square_location:
            return None
        names = dict.fromkeys(tender.payment_id or tender.id for tender in order.tenders or ())
        payments = [_found(self._square.payments.get, "payment", name) for name in names]
        taken = [one for one in payments if one and one.order_id == order.id and one.status == "COMPLETED"]
        refunds = [
            _answered(self._square.refunds.get, "refund", name) for one in taken for name in one.refund_ids or ()
        ]
        currencies = {one.total_money.currency.lower() for one in taken}
        return Payment(
            id=order.id,
            status="paid" if taken else "over" if order.state == "CANCELED" else "open",
            purchase=order.reference_id,
            asked=(order.total_money.amount, order.total_money.currency.lower()),
            received=sum(one.total_money.amount for one in taken),
            currency=currencies.pop() if len(currencies) == 1 else "",
            given_back=sum(one.amount_money.amount for one in refunds),
            bounced=sum(one.amount_money.amount for one in refunds if one.status in NOT_PAID_BACK),
            contested=self._is_contested({one.id for one in taken}),
            parts=frozenset(one.id for one in (*taken, *refunds)),
        )

    def order_of(self, payment_id):
        """Return the order that a payment is of; None if there is no such payment."""
        payment = _found(self._square.payments.get, "payment", payment_id)
        return payment.order_id if payment else None

    def has_sent(self, raw, headers):
        """Say whether Square has signed these very bytes for our address."""
        signature = headers.get("X-Square-Hmacsha256-Signature")
        try:
            return bool(signature) and verify_signature(
                request_body=raw.decode(),
                signature_header=signature,
                signature_key=self._settings.square_key,
                notification_url=self._settings.square_url,
            )
        except (TypeError, ValueError):
            return False

    def taken_since(self, since):
        """Yield every payment that Square has taken since, over all pages of its list."""
        location = self._settings.square_location
        try:
            for one in self._square.payments.list(begin_time=since, location_id=location, request_options=ONCE_MORE):
                if one.status == "COMPLETED" and one.order_id:
                    yield self.look(one.order_id)
        except (ApiError, httpx.HTTPError, ValueError) as problem:
            raise NoAnswerError(type(problem).__name__) from problem

    def _is_contested(self, payments):
        """Look through the disputes of the shop: a payment does not say that it has one."""
        if not payments:
            return False
        location = self._settings.square_location
        try:
            disputes = list(self._square.disputes.list(location_id=location, request_options=ONCE_MORE))
        except (ApiError, httpx.HTTPError, ValueError) as problem:
            raise NoAnswerError(type(problem).__name__) from problem
        mine = [one for one in disputes if one.disputed_payment and one.disputed_payment.payment_id in payments]
        return any(str(one.state) not in WON for one in mine)


def _found(call, what, name):
    """Return what Square has of that name; None if it has no such thing."""
    try:
        return _answered(call, what, name)
    except MissingError:
        return None


def _answered(call, what, *arguments, **named):
    try:
        found = getattr(call(*arguments, **named, request_options=ONCE_MORE), what)
    except ApiError as no:
        if no.status_code == 404:
            raise MissingError from no
        if no.status_code in (400, 402):
            raise RefusedError(str(no.errors[0].code) if no.errors else "refused") from no
        raise NoAnswerError(f"{no.status_code}") from no
    except (httpx.HTTPError, ValueError) as problem:
        raise NoAnswerError(type(problem).__name__) from problem
    if found is None:
        raise NoAnswerError("a reply without what was asked for")
    return found


def read_news(raw):
    """Return what is needed of an event. Raises ValueError if it is none."""
    try:
        event = json.loads(raw)
        kind, data = event["type"].partition(".")[0], event["data"]
        about = (data.get("object") or {}).get(kind) or {}
        part = about.get("payment_id") or (about.get("disputed_payment") or {}).get("payment_id") or ""
        is_payment = kind == "payment"
        shows = data["id"] if kind == "refund" or (is_payment and about.get("status") == "COMPLETED") else ""
        order = (about.get("order_id") or "") if is_payment else ""
        news = News(event["event_id"], event["type"], order, data["id"] if is_payment else part, shows)
    except (AttributeError, KeyError, RecursionError, TypeError) as problem:
        raise ValueError("no event") from problem
    if not all(isinstance(name, str) for name in (news.id, news.type, news.order, news.part, news.shows)):
        raise ValueError("no event")
    return news
