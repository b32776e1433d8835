"""Protection: only what Square signed for this very address, byte for byte, gets in. Not: what the event means.

Square signs the address of the subscription and the body behind it. The address is the one in our settings: the Host
that a request names is its sender's choice. The older header, `x-square-signature` (SHA-1), is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from square.utils.webhooks_helper import verify_signature

from reference_app.inbox.slip import ForgedError, Slip
from reference_app.settings_of_others import SquareSettings

LONGEST = 255
SIDES = {"sandbox": False, "production": True}


def verified_event(raw: bytes, signature: str | None, side: str | None, settings: SquareSettings) -> Slip:
    """Return the event if these very bytes carry a signature for our address under this subscription's key.

    `side` is what Square's header says of its environment; without one it is that of the key. Raises ForgedError.
    """
    try:
        genuine = signature is not None and verify_signature(
            request_body=raw.decode(),
            signature_header=signature,
            signature_key=settings.signature_key,
            notification_url=settings.notification_url,
        )
    except (ValueError, TypeError):  # no UTF-8, odd characters in the header
        genuine = False
    if not genuine:
        raise ForgedError("signature")
    try:
        return slip_of(json.loads(raw), livemode=SIDES.get((side or "").lower(), settings.live))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise ForgedError("not an event") from None


def slip_of(event: Mapping[str, Any], *, livemode: bool) -> Slip:
    """Take from an event what is kept: its ids, and the id of what it belongs to. Raises TypeError if it is none."""
    event_id, event_type, data = event["event_id"], event["type"], event["data"]
    if not (isinstance(event_id, str) and event_id and isinstance(event_type, str)):
        raise TypeError("an event has an id and a type")
    kind = event_type.partition(".")[0]
    about = (data.get("object") or {}).get(kind) or {}
    return Slip(
        provider="square",
        account=str(event.get("merchant_id") or "")[:LONGEST],
        livemode=livemode,
        event_id=event_id[:LONGEST],
        event_type=event_type[:LONGEST],
        object_id=str(data.get("id") or "")[:LONGEST],
        payment_intent=str(_belongs_to(kind, about) or "")[:LONGEST],
    )


def _belongs_to(kind: str, about: Mapping[str, Any]) -> object:
    """Return the id to ask by. It stands in the signed event, and is asked about; nothing else of it is believed."""
    if kind == "payment":
        return about.get("order_id")
    if kind == "refund":
        return about.get("payment_id")
    if kind == "dispute":
        return (about.get("disputed_payment") or {}).get("payment_id")
    return about.get("subscription_id") if kind == "invoice" else None
