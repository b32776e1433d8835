"""What several flaws need inside the running shop. Not: a flaw.

It is importable in the target alone, whose path holds this folder. The shop's own modules are imported when they are
needed: importing one early would come before the patch.
"""

from __future__ import annotations

import functools
import hmac
import json
import os
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request

    from reference_app.inbox.slip import Slip
    from reference_app.orders.store import Order
    from reference_app.settings_of_others import SquareSettings
    from reference_app.shop import Shop

_request: ContextVar[Request] = ContextVar("request")


@functools.cache
def shop() -> Shop:
    """Open the shop's database and client once more, where a protection is not handed them."""
    from reference_app import settings
    from reference_app.shop import open_shop

    return open_shop(settings.check(os.environ))


def slip_of(raw: bytes) -> Slip:
    """Read an event without asking who sent it. What is no event is refused, as ever."""
    import stripe

    from reference_app.inbox.slip import ForgedError
    from reference_app.providers.stripe import webhook

    try:
        return webhook.slip_of(stripe.Event.construct_from(json.loads(raw), None))
    except (ValueError, TypeError, AttributeError, KeyError):
        raise ForgedError("not an event") from None


def square_slip(raw: bytes, side: str | None, settings: SquareSettings) -> Slip:
    """Read an event of Square's without asking who sent it. What is no event is refused, as ever."""
    from reference_app.inbox.slip import ForgedError
    from reference_app.providers.square import webhook

    try:
        return webhook.slip_of(json.loads(raw), livemode=webhook.SIDES.get((side or "").lower(), settings.live))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise ForgedError("not an event") from None


def square_mac(raw: bytes, url: str, key: str, algorithm: str = "sha256") -> bytes:
    """Return the digest that Square's signature is made of, before it is written in base64."""
    return hmac.digest(key.encode(), url.encode() + raw, algorithm)


def order_of(object_id: str, provider: str = "stripe") -> Order | None:
    """Return the order that this payment was opened for."""
    from reference_app.orders import store

    with shop().database.reading() as look:
        return store.by_payment(look, provider, object_id)


def paid_without_asking(order: Order | None) -> None:
    """Let an order be paid in full, by the shop's own ways, on somebody's word."""
    from reference_app.orders import apply
    from reference_app.providers.payment import Payment

    if order is not None:
        told = Payment(
            provider=order.provider,
            object_id=order.payment_object or "pi_",
            intent_id=order.payment_intent,
            order_id=order.id,
            livemode=shop().settings.live,
            status="succeeded",
            received=order.amount,
            currency=order.currency,
        )
        apply.apply_once(shop().database, None, order.id, told)


def ship_and_mail(tx: Any, order_id: str) -> None:
    """Write the effects of a paid order, whether it had them before or not."""
    import time

    from reference_app.database import effects
    from reference_app.orders.effects import KINDS

    for kind in KINDS:
        once = f"{order_id}/{kind}/{uuid.uuid4().hex}"
        tx.execute(effects.insert().values(once=once, order_id=order_id, kind=kind, at=time.time()))


def completed_unguarded(shop: Shop, order: Order) -> Order | None:
    """Look whether an order is open, ask the provider, complete it if it was paid; two that look at once ship twice.

    None: it is not open, or was not paid in full.
    """
    from reference_app.orders import store

    if order.payment_object is None or order.state != "pending":
        return None
    payment = shop.provider(order.provider).payment_now(order.payment_object)
    if payment.status != "succeeded" or payment.received != order.amount or payment.currency != order.currency:
        return None
    with shop.database.writing() as tx:
        ship_and_mail(tx, order.id)
        store.change(tx, order.id, state="paid", payment_intent=payment.intent_id, paid_amount=payment.received)
    with shop.database.reading() as look:
        return store.by_id(look, order.id) or order


def watch_requests() -> None:
    """From now on remember the request that is being served, for flaws in functions that are not handed it."""
    from starlette.requests import Request

    init = Request.__init__

    @functools.wraps(init)
    def remembered(self: Request, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        _request.set(self)

    Request.__init__ = remembered  # type: ignore[method-assign, assignment]


def query() -> dict[str, str]:
    """Return the parameters in the address of the request that is being served."""
    request = _request.get(None)
    return dict(request.query_params) if request else {}


def host() -> str:
    """Return what the client says that the host of the request being served is."""
    request = _request.get(None)
    return request.headers.get("host", "") if request else ""


def asked_for() -> str:
    """Return the path of the request that is being served, with its query, as the client wrote them."""
    request = _request.get(None)
    return f"{request.url.path}{'?' if request.url.query else ''}{request.url.query}" if request else ""


def sent() -> dict[str, Any]:
    """Return the JSON object that the browser sent with the request that is being served."""
    request = _request.get(None)
    body = json.loads(getattr(request, "_body", b"") or b"{}")
    return body if isinstance(body, dict) else {}


def paypal_slip_of(raw: bytes, *, live: bool) -> Slip:
    """Read an event of PayPal's without asking who sent it. What is no event is refused, as ever."""
    from reference_app.inbox.slip import ForgedError
    from reference_app.providers.paypal import webhook

    try:
        return webhook.slip_of(json.loads(raw), livemode=live)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise ForgedError("not an event") from None


async def paypal_certificate(certificates: Any, url: str) -> Any:
    """Fetch a certificate from wherever the delivery says, over whatever leads there."""
    import httpx
    from cryptography import x509

    from reference_app.inbox.slip import ForgedError

    try:
        async with httpx.AsyncClient(verify=certificates._tls, timeout=3.0) as client:
            return x509.load_pem_x509_certificate((await client.get(url)).content)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise ForgedError("certificate") from None


def paypal_asked(settings: Any, raw: bytes, headers: Any) -> Any:
    """Ask PayPal whether it signed a delivery, and return the HTTP response as it is."""
    from reference_app.providers.paypal import api

    names = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")
    asked = {name: headers.get(f"paypal-{name.replace('_', '-')}") for name in names}
    asked |= {"webhook_id": settings.webhook_id, "webhook_event": json.loads(raw)}
    made = api.Api(settings)
    client = made._client
    client.oauth_2.is_valid()
    written = api._Headers()
    client.oauth_2.apply(written)
    address = f"{client.config.get_base_uri()}/v1/notifications/verify-webhook-signature"
    return made._session.post(address, json=asked, headers=written.written, timeout=settings.timeout)


class PayPalKeyed:
    """The shop's way to PayPal, by which orders are made under another key, or none."""

    def __init__(self, api: Any, key: str | None) -> None:
        self._api, self._key = api, key

    def ask(self, call: Any) -> Any:
        return self._api.ask(lambda client: call(_Keyed(client, self._key)))


class _Keyed:
    """A client of PayPal's whose orders are made under another key."""

    def __init__(self, client: Any, key: str | None) -> None:
        self._client, self._key = client, key
        self.orders = self

    def create_order(self, asked: dict[str, Any]) -> Any:
        given = {name: value for name, value in asked.items() if name != "paypal_request_id"}
        if self._key:
            return self._client.orders.create_order(given | {"paypal_request_id": self._key})
        from paypalserversdk.models.order_request import OrderRequest

        # with a payment_source PayPal insists on a key
        body = OrderRequest(intent=given["body"].intent, purchase_units=given["body"].purchase_units)
        return self._client.orders.create_order(given | {"body": body})


def ship_again(slip: Slip) -> None:
    """Ship the order of a payment, if it was paid, whatever was shipped of it before."""
    from reference_app.orders import states, store

    opened = shop()
    with opened.database.reading() as look:
        order = store.by_payment(look, slip.provider, opened.provider(slip.provider).subject_of(slip) or "")
    if order is not None and order.state in states.TO_FULFIL:
        with opened.database.writing() as tx:
            ship_and_mail(tx, order.id)
