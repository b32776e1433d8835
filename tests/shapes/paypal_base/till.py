"""What the shop asks PayPal, and what it makes of the answer. Not: HTTP of its own, the books."""

import json
from dataclasses import dataclass
from decimal import Decimal
from threading import BoundedSemaphore

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from paypalserversdk.configuration import Environment
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
from paypalserversdk.models.checkout_payment_intent import CheckoutPaymentIntent
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

TIMEOUT_SECONDS = 3
MOST_WAITING = 6
"""How many of the sixteen threads may wait for PayPal: one that hangs does not get all of them."""
DIGITS = {"eur": 2, "usd": 2, "jpy": 0}
WHOLE = "return=representation"
TAKEN = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
WON = ("RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED")


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Payment:
    """An order at PayPal as it is now, in minor units; `refunded` and `bounced` only grow."""

    id: str
    status: str
    order: str | None
    offered: tuple[int, str]
    received: int
    currency: str
    refunded: int
    bounced: int
    contested: bool
    parts: frozenset[str]
    """Its captures, each with its state, and its refunds: what news may tell of before it shows here."""


class Till:
    def __init__(self, settings):
        self._settings, self._room = settings, BoundedSemaphore(MOST_WAITING)
        self._client = self._made()

    def ask(self, order, key):
        """Make an order at PayPal, or find the one that this key has made."""
        digits = DIGITS[order["currency"]]
        value = str(Decimal(order["amount"]).scaleb(-digits))
        amount = AmountWithBreakdown(currency_code=order["currency"].upper(), value=value)
        unit = PurchaseUnitRequest(amount=amount, custom_id=order["id"], description=order["sku"])
        body = OrderRequest(intent=CheckoutPaymentIntent.CAPTURE, purchase_units=[unit])
        asked = {"body": body, "paypal_request_id": key, "prefer": WHOLE}
        return self._sdk(lambda client: client.orders.create_order(asked))

    def take(self, payment, key):
        """Take what the buyer has approved. What came of it, whoever looks will see: also of one taken before."""
        asked = {"id": payment.id, "paypal_request_id": key, "prefer": WHOLE}
        self._sdk(lambda client: client.orders.capture_order(asked), refusal_is_an_answer=True)

    def raw(self, order_id):
        """Return an order at PayPal as it shows it; None: there is none."""
        return self._sdk(lambda client: client.orders.get_order({"id": order_id}))

    def look(self, order_id, dispute=None):
        """Return an order as it is now, None if there is none; `dispute` is one that no list shows yet."""
        raw = self.raw(order_id)
        if raw is None:
            return None
        captures = {one["id"] for one in _parts(raw, "captures") if one["status"] in TAKEN}
        return read(raw, [one for capture in captures for one in self._disputes(capture, dispute)])

    def order_of(self, capture_id):
        """Return the order at PayPal that a capture is of; None if there is no such capture."""
        capture = self._sdk(lambda client: client.payments.get_captured_payment({"capture_id": capture_id})) or {}
        return ((capture.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id")

    def postback(self, raw, headers):
        """Ask PayPal whether it has sent these very bytes to our webhook. It answers 200 to forgeries too."""
        told = {
            "auth_algo": headers.get("paypal-auth-algo"),
            "cert_url": headers.get("paypal-cert-url"),
            "transmission_id": headers.get("paypal-transmission-id"),
            "transmission_sig": headers.get("paypal-transmission-sig"),
            "transmission_time": headers.get("paypal-transmission-time"),
            "webhook_id": self._settings.webhook_id,
        }
        if not all(told.values()):
            return False
        # The event goes back as it came: written anew it would be another one.
        body = json.dumps(told).encode()[:-1] + b', "webhook_event": ' + raw + b"}"
        reply = self._http("POST", "/v1/notifications/verify-webhook-signature", data=body)
        if reply.status_code == 400:
            return False  # no PayPal has written such headers
        return _json(reply).get("verification_status") == "SUCCESS"

    def _disputes(self, capture, told):
        listed = _json(self._http("GET", "/v1/customer/disputes", params={"disputed_transaction_id": capture}))
        for dispute in {one["dispute_id"] for one in listed.get("items") or ()} | ({told} if told else set()):
            found = _json(self._http("GET", f"/v1/customer/disputes/{dispute}"))
            if any(one.get("seller_transaction_id") == capture for one in found.get("disputed_transactions") or ()):
                yield found

    def _sdk(self, call, *, refusal_is_an_answer=False):
        """Make a call of the SDK's. None for what PayPal does not know, and for a refusal that says enough."""
        for _ in range(2):
            client = self._client
            try:
                with _Place(self._room):
                    return json.loads(call(client).text or "{}")
            except ApiException as no:
                if no.response_code == 404 or (no.response_code == 422 and refusal_is_an_answer):
                    return None
                if no.response_code != 401:
                    raise NoAnswerError(f"{no.response_code}") from no
                self._client = self._made()  # the SDK does not look at a 401: its token is not taken any more
            except (AuthValidationException, requests.RequestException, ValueError) as problem:
                raise NoAnswerError(type(problem).__name__) from problem
        raise NoAnswerError("401")

    def _http(self, method, path, **asked):
        """Make a call that the SDK has no method for, with its token."""
        for _ in range(2):
            client = self._client
            headers = _Headers()
            try:
                if not client.oauth_2.is_valid():
                    raise NoAnswerError("no token")
                client.oauth_2.apply(headers)
                headers["Content-Type"] = "application/json"
                reply = requests.request(
                    method,
                    client.config.get_base_uri() + path,
                    headers=headers,
                    timeout=TIMEOUT_SECONDS,
                    allow_redirects=False,
                    **asked,
                )
            except (ApiException, requests.RequestException) as problem:
                raise NoAnswerError(type(problem).__name__) from problem
            if reply.status_code != 401:
                return reply
            self._client = self._made()
        raise NoAnswerError("401")

    def _made(self):
        return PaypalServersdkClient(
            environment=Environment.PRODUCTION if self._settings.live else Environment.SANDBOX,
            client_credentials_auth_credentials=ClientCredentialsAuthCredentials(
                o_auth_client_id=self._settings.client_id,
                o_auth_client_secret=self._settings.client_secret,
                o_auth_clock_skew=60,
            ),
            timeout=TIMEOUT_SECONDS,
        )


class _Headers(dict):
    """What the SDK writes its token on."""

    def add_header(self, name, value):
        self[name] = value


class _Place:
    """A place among those who wait for PayPal; NoAnswerError without one."""

    def __init__(self, room):
        self._room = room

    def __enter__(self):
        if not self._room.acquire(timeout=2.0):
            raise NoAnswerError("too many wait already")

    def __exit__(self, *_):
        self._room.release()


def _json(reply):
    if not reply.ok:
        raise NoAnswerError(f"{reply.status_code}")
    try:
        return reply.json()
    except ValueError as problem:
        raise NoAnswerError("no JSON") from problem


def _parts(raw, name):
    return [one for unit in raw["purchase_units"] for one in (unit.get("payments") or {}).get(name) or ()]


def read(raw, disputes):
    """Read an order at PayPal. COMPLETED says that it was tried: money is a capture that is, itself, COMPLETED."""
    unit, captures, refunds = raw["purchase_units"][0], _parts(raw, "captures"), _parts(raw, "refunds")
    taken = [minor(one["amount"]) for one in captures if one["status"] in TAKEN]
    currencies = {currency for _, currency in taken}
    return Payment(
        id=raw["id"],
        status=_status(raw, captures, taken),
        order=unit.get("custom_id"),
        offered=minor(unit["amount"]),
        received=sum(amount for amount, _ in taken),
        currency=currencies.pop() if len(currencies) == 1 else "",
        refunded=sum(minor(one["amount"])[0] for one in refunds),
        bounced=sum(minor(one["amount"])[0] for one in refunds if one.get("status") in ("FAILED", "CANCELLED")),
        contested=any((one.get("dispute_outcome") or {}).get("outcome_code") not in WON for one in disputes),
        parts=frozenset([f"{one['id']} {one['status'] in TAKEN}" for one in captures] + [one["id"] for one in refunds]),
    )


def _status(raw, captures, taken):
    if taken:
        return "paid"
    if any(one["status"] == "PENDING" for one in captures):
        return "waits"
    if raw["status"] == "VOIDED" or (raw["status"] == "COMPLETED" and captures):
        return "over"
    return "approved" if raw["status"] == "APPROVED" else "waits"


def minor(money):
    """Return an amount of PayPal's in minor units, and its currency in small letters. No float comes near it."""
    currency = money["currency_code"].lower()
    return int(Decimal(money["value"]).scaleb(DIGITS.get(currency, 2))), currency
