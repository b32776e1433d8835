"""What the shop asks PayPal, and what it makes of the answer. Not: HTTP of its own, the books.

Orders, captures and their payments go through the official server SDK. Webhooks and disputes it does not know: those
calls go out with its token.
"""

import json
from decimal import Decimal

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from payment import News, NoAnswerError, Payment
from paypalserversdk.configuration import Environment
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
from paypalserversdk.models.checkout_payment_intent import CheckoutPaymentIntent
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.payment_source import PaymentSource
from paypalserversdk.models.paypal_wallet import PaypalWallet
from paypalserversdk.models.paypal_wallet_experience_context import PaypalWalletExperienceContext
from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

TIMEOUT_SECONDS = 8
DIGITS = {"eur": 2, "usd": 2, "jpy": 0}
WHOLE = "return=representation"
TAKEN = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
NOT_PAID_BACK = ("FAILED", "CANCELLED")
WON = ("RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED")
SIGNED_BY = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")


class PayPal:
    name = "paypal"
    ours = ("CHECKOUT.ORDER.", "PAYMENT.CAPTURE.", "PAYMENT.REFUND.", "CUSTOMER.DISPUTE.")

    def __init__(self, settings):
        self._settings, self._client = settings, None

    def ask(self, purchase):
        """Make an order at PayPal for a purchase, or find the one made before; return its id and where to approve."""
        value = str(Decimal(purchase["cents"]).scaleb(-DIGITS[purchase["currency"]]))
        back = f"{self._settings.home}/thanks/{purchase['token']}"
        context = PaypalWalletExperienceContext(return_url=back, cancel_url=back, user_action="PAY_NOW")
        unit = PurchaseUnitRequest(
            amount=AmountWithBreakdown(currency_code=purchase["currency"].upper(), value=value),
            custom_id=purchase["token"],
        )
        body = OrderRequest(
            intent=CheckoutPaymentIntent.CAPTURE,
            purchase_units=[unit],
            payment_source=PaymentSource(paypal=PaypalWallet(experience_context=context)),
        )
        key = f"{purchase['token']}-{purchase['tries']}"
        asked = {"body": body, "paypal_request_id": key, "prefer": WHOLE}
        return self._sdk(lambda client: client.orders.create_order(asked))["id"]

    def take(self, payment):
        """Take what the buyer has approved. A refusal says no more than the order does: whoever looks will see."""
        asked = {"id": payment.id, "paypal_request_id": f"take-{payment.id}", "prefer": WHOLE}
        self._sdk(lambda client: client.orders.capture_order(asked), none_for=(404, 422))

    def look(self, order_id, dispute=""):
        """Return an order as it is now, None if there is none; `dispute` is one that no list shows yet."""
        order = self._sdk(lambda client: client.orders.get_order({"id": order_id}), none_for=(404,))
        if order is None:
            return None
        captures = [one["id"] for one in _parts(order, "captures") if one["status"] in TAKEN]
        return read(order, [one for capture in captures for one in self._disputes(capture, dispute)])

    def order_of(self, capture_id):
        """Return the order that a capture is of; None if there is no such capture."""
        asked = {"capture_id": capture_id}
        capture = self._sdk(lambda client: client.payments.get_captured_payment(asked), none_for=(404,)) or {}
        return ((capture.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id")

    def has_sent(self, raw, headers):
        """Ask PayPal whether it has sent these very bytes to our webhook. It answers 200 to forgeries too."""
        told = {name: headers.get(f"Paypal-{name.replace('_', '-')}") for name in SIGNED_BY}
        told["webhook_id"] = self._settings.paypal_webhook
        if not all(told.values()):
            return False
        # The event goes back as it came: written anew it would be another one.
        body = json.dumps(told).encode()[:-1] + b', "webhook_event": ' + raw + b"}"
        said = self._http("POST", "/v1/notifications/verify-webhook-signature", data=body, none_for=(400,))
        return said is not None and said.get("verification_status") == "SUCCESS"

    def taken_since(self, since):
        """Yield every payment whose taking PayPal's list of events still tells."""
        asked = {"event_type": "PAYMENT.CAPTURE.COMPLETED", "start_time": since, "page_size": 100}
        path = "/v1/notifications/webhooks-events"
        while path:
            page = self._http("GET", path, params=asked)
            for event in page.get("events") or ():
                order_id = self.order_of(event["resource"]["id"])
                if order_id:
                    yield self.look(order_id)
            following = [link["href"] for link in page.get("links") or () if link["rel"] == "next"]
            path, asked = (f"/v1{following[0].partition('/v1')[2]}", None) if following else (None, None)

    def _disputes(self, capture, told):
        listed = self._http("GET", "/v1/customer/disputes", params={"disputed_transaction_id": capture})
        for dispute in {one["dispute_id"] for one in listed.get("items") or ()} | ({told} if told else set()):
            found = self._http("GET", f"/v1/customer/disputes/{dispute}", none_for=(404,)) or {}
            if any(one.get("seller_transaction_id") == capture for one in found.get("disputed_transactions") or ()):
                yield found

    def _sdk(self, call, none_for=()):
        def asked(client):
            try:
                return call(client).text
            except ApiException as no:
                if no.response_code in none_for:
                    return None
                raise

        return self._asked(asked)

    def _http(self, method, path, none_for=(), **asked):
        def sent(client):
            headers = _Headers()
            if not client.oauth_2.is_valid():
                raise NoAnswerError("no token")
            client.oauth_2.apply(headers)
            headers["Content-Type"] = "application/json"
            url = client.config.get_base_uri() + path
            asked.update(headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
            reply = requests.request(method, url, **asked)
            if reply.status_code in none_for:
                return None
            if reply.status_code in (301, 302, 303, 307, 308):
                raise NoAnswerError("sent elsewhere")
            reply.raise_for_status()
            return reply.text

        return self._asked(sent)

    def _asked(self, call):
        """Make a call, once more with a new token if PayPal takes the old one no longer: the SDK does not look."""
        for client in (self._client or self._made(), None):
            try:
                text = call(client or self._made())
                found = None if text is None else json.loads(text or "{}")
            except (ApiException, requests.HTTPError) as no:
                status = no.response_code if isinstance(no, ApiException) else no.response.status_code
                if status != 401 or client is None:
                    raise NoAnswerError(f"{status}") from no
            except (AuthValidationException, requests.RequestException, ValueError) as problem:
                raise NoAnswerError(type(problem).__name__) from problem
            else:
                return found
        raise NoAnswerError("401")

    def _made(self):
        self._client = PaypalServersdkClient(
            environment=Environment.PRODUCTION if self._settings.live else Environment.SANDBOX,
            client_credentials_auth_credentials=ClientCredentialsAuthCredentials(
                o_auth_client_id=self._settings.paypal_id,
                o_auth_client_secret=self._settings.paypal_secret,
                o_auth_clock_skew=60,
            ),
            timeout=TIMEOUT_SECONDS,
        )
        return self._client


class _Headers(dict):
    """What the SDK writes its token on."""

    def add_header(self, name, value):
        self[name] = value


def _parts(order, name):
    return [one for unit in order["purchase_units"] for one in (unit.get("payments") or {}).get(name) or ()]


def read(order, disputes):
    """Read an order at PayPal. COMPLETED says that it was tried: money is a capture that is, itself, COMPLETED."""
    unit, captures, refunds = order["purchase_units"][0], _parts(order, "captures"), _parts(order, "refunds")
    taken = [one for one in captures if one["status"] in TAKEN]
    currencies = {one["amount"]["currency_code"].lower() for one in taken}
    return Payment(
        id=order["id"],
        status=_status(order, captures, taken),
        purchase=unit.get("custom_id"),
        asked=minor(unit["amount"]),
        received=sum(minor(one["amount"])[0] for one in taken),
        currency=currencies.pop() if len(currencies) == 1 else "",
        given_back=sum(minor(one["amount"])[0] for one in refunds),
        bounced=sum(minor(one["amount"])[0] for one in refunds if one.get("status") in NOT_PAID_BACK),
        contested=any((one.get("dispute_outcome") or {}).get("outcome_code") not in WON for one in disputes),
        parts=frozenset(one["id"] for one in (*taken, *refunds)),
    )


def _status(order, captures, taken):
    if taken:
        return "paid"
    if any(one["status"] == "PENDING" for one in captures):
        return "open"
    if order["status"] == "VOIDED" or (order["status"] == "COMPLETED" and captures):
        return "over"
    return "approved" if order["status"] == "APPROVED" else "open"


def minor(money):
    """Return an amount of PayPal's in minor units, and its currency in small letters. No float comes near it."""
    currency = money["currency_code"].lower()
    return int(Decimal(money["value"]).scaleb(DIGITS.get(currency, 2))), currency


def read_news(raw):
    """Return what is needed of an event. Raises ValueError if it is none."""
    try:
        event = json.loads(raw)
        kind, about = event["event_type"], event["resource"]
        related = (about.get("supplementary_data") or {}).get("related_ids") or {}
        is_order, is_dispute = kind.startswith("CHECKOUT.ORDER."), kind.startswith("CUSTOMER.DISPUTE.")
        is_refund = kind.startswith("PAYMENT.REFUND.") or kind.endswith((".REFUNDED", ".REVERSED"))
        if is_dispute:
            part = about["disputed_transactions"][0]["seller_transaction_id"]
        elif is_refund:
            part = next(link["href"] for link in about["links"] if link["rel"] == "up").rsplit("/", 1)[-1]
        else:
            part = about["id"] if kind.startswith("PAYMENT.CAPTURE.") else ""
        shows = about["id"] if kind in ("PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.REFUNDED") else ""
        order = about["id"] if is_order else related.get("order_id") or ""
        news = News(event["id"], kind, order, part, shows, about["dispute_id"] if is_dispute else "")
    except (AttributeError, KeyError, IndexError, RecursionError, StopIteration, TypeError) as problem:
        raise ValueError("no event") from problem
    if not all(isinstance(name, str) for name in (news.id, news.type, news.order, news.part, news.shows, news.dispute)):
        raise ValueError("no event")
    return news
