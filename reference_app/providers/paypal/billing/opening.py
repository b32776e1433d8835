"""Protection: a subscription at PayPal is created once, under our own key, with the server's plan. Not: for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paypalserversdk.models.create_subscription_request import CreateSubscriptionRequest
from paypalserversdk.models.subscriber_request import SubscriberRequest
from paypalserversdk.models.subscription_application_context import SubscriptionApplicationContext

from reference_app.providers.billing import Wanted
from reference_app.providers.keys import key_for, short
from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.billing import refetch
from reference_app.providers.paypal.orders import LONGEST_KEY, WHOLE
from reference_app.providers.record import Begun


def begin(api: Api, wanted: Wanted, public_url: str) -> Begun:
    """Create the subscription; it is nothing until the buyer approves it at PayPal, and a trial is the plan's own."""
    body = CreateSubscriptionRequest(
        plan_id=wanted.plan_id,
        quantity="1",
        custom_id=wanted.id,
        subscriber=SubscriberRequest(email_address=wanted.email),
        application_context=context(public_url, wanted.id),
    )
    asked = {
        "body": body,
        "paypal_request_id": short(key_for(wanted.id, "subscription"), LONGEST_KEY),
        "prefer": WHOLE,
    }
    return _begun(api.ask(lambda client: client.subscriptions.create_subscription(asked)))


def begun(api: Api, object_id: str) -> Begun:
    """Get the page on which one that waits is approved."""
    return _begun(refetch.subscription_now(api, object_id))


def context(public_url: str, ours: str) -> SubscriptionApplicationContext:
    """Say where the buyer comes back to: fixed addresses of our own, nothing that a client sent."""
    back = f"{public_url}/subscriptions/{ours}/return"
    return SubscriptionApplicationContext(
        return_url=back, cancel_url=back, user_action="SUBSCRIBE_NOW", shipping_preference="NO_SHIPPING"
    )


def approve_page(reply: Mapping[str, Any]) -> str | None:
    return next((str(link["href"]) for link in reply.get("links") or () if link["rel"] == "approve"), None)


def _begun(reply: Mapping[str, Any]) -> Begun:
    waits = reply.get("status") in ("APPROVAL_PENDING", None)
    return Begun(str(reply["id"]), approve=approve_page(reply) if waits else None)
