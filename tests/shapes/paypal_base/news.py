"""What an event of PayPal's is about, and what of it is kept. Pure. Not: whether PayPal has sent it."""

import json

HEADERS = (
    "paypal-auth-algo",
    "paypal-cert-url",
    "paypal-transmission-id",
    "paypal-transmission-sig",
    "paypal-transmission-time",
)


def signature_of(headers):
    """Return, as text, the headers that sign a delivery. Raises ValueError if one is missing."""
    signed = {name: headers.get(name) for name in HEADERS}
    if not all(signed.values()):
        raise ValueError("not signed")
    return json.dumps(signed)


def read_event(raw):
    """Return what is needed of an event: its names, and those of what it is about. Raises ValueError if it is none.

    The rest is not ours to keep, for people write anything into it.
    """
    try:
        event = json.loads(raw)
        about = event["resource"]
        needed = {
            "id": event["id"],
            "type": event["event_type"],
            "about": about.get("id") or about.get("dispute_id") or "",
            "order": ((about.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id") or "",
            "capture": _capture(event["event_type"], about),
        }
    except (AttributeError, KeyError, RecursionError, TypeError, IndexError) as problem:
        raise ValueError("no event") from problem
    if not all(isinstance(name, str) for name in needed.values()) or not needed["id"]:
        raise ValueError("no event")
    if needed["type"].startswith("CHECKOUT.ORDER."):
        needed["order"] = needed["about"]
    return needed


def _capture(kind, about):
    """Return the capture that is told of; a refund links to it, a dispute names it."""
    if kind.startswith("CUSTOMER.DISPUTE."):
        return about["disputed_transactions"][0]["seller_transaction_id"]
    if kind in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.CAPTURE.REVERSED") or kind.startswith("PAYMENT.REFUND."):
        return next((link["href"] for link in about["links"] if link["rel"] == "up"), "").rsplit("/", 1)[-1]
    return about["id"] if kind.startswith("PAYMENT.CAPTURE.") else ""


def lags(event, payment):
    """Say whether PayPal's answer is older than its own news: its reads may lag a moment behind."""
    if event["type"] == "CHECKOUT.ORDER.APPROVED":
        return payment.status == "waits" and not payment.parts
    if event["type"] == "PAYMENT.CAPTURE.COMPLETED":
        return f"{event['about']} True" not in payment.parts
    return (
        event["type"] in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED") and event["about"] not in payment.parts
    )
