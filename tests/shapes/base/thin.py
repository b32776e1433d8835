"""Thin events: they say which object there is news of, and nothing of it. Not: what is made of the news."""

import json

import stripe

NO_OBJECT = {"object": "none"}


def read_notification(client, settings, raw, signature):
    """Return what is told, in the form of a snapshot event that knows only the id of its object.

    Raises ValueError if it is not signed, or is no notification.
    """
    try:
        notification = client.parse_event_notification(raw, signature, settings.hook_secret)
        told = json.loads(raw)
        about = getattr(notification, "related_object", None)
        thing = {"object": about.type, "id": about.id} if about and hasattr(about, "id") else NO_OBJECT
        kept = {name: told.get(name) for name in ("id", "object", "type", "created", "livemode", "context")}
        if about:
            kept["related_object"] = {"id": getattr(about, "id", ""), "type": about.type, "url": about.url}
        names = [kept["id"], kept["type"], kept["created"], *kept.get("related_object", {}).values()]
    except (AttributeError, KeyError, RecursionError, TypeError, stripe.SignatureVerificationError) as problem:
        raise ValueError("no notification") from problem
    if not all(isinstance(name, str) for name in names) or not isinstance(told.get("livemode"), bool):
        raise ValueError("no notification")
    return {
        "id": kept["id"],
        "type": kept["type"].removeprefix("v1."),
        "livemode": told["livemode"],
        "account": kept["context"] or "ours",
        "api_version": None,
        "data": {"object": thing},
        "notification": kept,
    }


def fetched(client, kept):
    """Return the object that a kept notification is about, as the provider shows it now."""
    notification = client.parse_event_notification_without_verification(json.dumps(kept))
    return notification.fetch_related_object().to_dict()


def lags(event, payment):
    """Say whether the provider's answer is older than its own news, which says no more than its type."""
    if event["type"] == "payment_intent.succeeded":
        return payment.status != "succeeded"
    return event["type"] == "charge.refunded" and not payment.refunded
