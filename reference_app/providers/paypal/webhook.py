"""Protection: only what PayPal signed for this subscription, byte for byte, gets in. Not: what the event means.

PayPal signs four things: the transmission's id and time, the id of the webhook, which stands in no request and is
taken from our settings, and the CRC-32 of the raw body. Nothing that a header says is believed before the signature is:
not the algorithm, for there is one, and not where the certificate is, for `certificates.py` knows where it may be.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reference_app.inbox.slip import ForgedError, Slip

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ALGORITHM = "SHA256withRSA"
LONGEST = 255


def signed_text(raw: bytes, headers: Mapping[str, str], webhook_id: str) -> bytes:
    """Return what PayPal has signed, if this is its delivery. Raises ForgedError for a header that is missing."""
    sent_id, sent_at = headers.get("paypal-transmission-id"), headers.get("paypal-transmission-time")
    if not sent_id or not sent_at or "|" in sent_id + sent_at:
        raise ForgedError("headers")
    return f"{sent_id}|{sent_at}|{webhook_id}|{zlib.crc32(raw)}".encode()


def signature_of(headers: Mapping[str, str]) -> bytes:
    """Return the signature. Raises ForgedError if there is none, or one of another kind."""
    if headers.get("paypal-auth-algo") != ALGORITHM:
        raise ForgedError("algorithm")
    try:
        return base64.b64decode(headers.get("paypal-transmission-sig") or "-", validate=True)
    except (binascii.Error, ValueError):
        raise ForgedError("signature") from None


def verified_event(
    raw: bytes, headers: Mapping[str, str], webhook_id: str, key: RSAPublicKey, *, livemode: bool
) -> Slip:
    """Return the event if these very bytes were signed for this webhook by the holder of `key`. Raises ForgedError."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - loaded with the first event
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    try:
        text = signed_text(raw, headers, webhook_id)
        key.verify(signature_of(headers), text, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise ForgedError("signature") from None
    try:
        return slip_of(json.loads(raw), livemode=livemode)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise ForgedError("not an event") from None


def slip_of(event: Mapping[str, Any], *, livemode: bool) -> Slip:
    """Take from an event what is kept: its ids, and the id of what it belongs to. Raises TypeError if it is none."""
    event_id, event_type, about = event["id"], event["event_type"], event["resource"]
    if not (isinstance(event_id, str) and event_id and isinstance(event_type, str) and isinstance(about, dict)):
        raise TypeError("an event has an id, a type and a resource")
    return Slip(
        provider="paypal",
        account="",
        livemode=livemode,
        event_id=event_id[:LONGEST],
        event_type=event_type[:LONGEST],
        object_id=str(about.get("id") or about.get("dispute_id") or "")[:LONGEST],
        payment_intent=str(_belongs_to(event_type, about) or "")[:LONGEST],
    )


def _belongs_to(event_type: str, about: Mapping[str, Any]) -> object:
    """Return the id to ask by. It stands in the signed event, and is asked about; nothing else of it is believed."""
    if event_type.startswith("CUSTOMER.DISPUTE."):
        return next((one.get("seller_transaction_id") for one in about.get("disputed_transactions") or ()), None)
    if event_type.startswith("PAYMENT.SALE."):
        return about.get("billing_agreement_id") or about.get("sale_id")
    if event_type in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED") or "REFUND" in event_type:
        up = next((link["href"] for link in about.get("links") or () if link.get("rel") == "up"), "")
        return str(up).rsplit("/", 1)[-1]
    if event_type.startswith(("PAYMENT.CAPTURE.", "PAYMENT.AUTHORIZATION.")):
        return ((about.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id")
    return about.get("order_id")
