"""Changes to a subscription at PayPal. Not: who may, and which (`subscriptions/`)."""

from __future__ import annotations

from paypalserversdk.models.cancel_subscription_request import CancelSubscriptionRequest
from paypalserversdk.models.modify_subscription_request import ModifySubscriptionRequest

from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.billing import opening, refetch


def change(api: Api, object_id: str, plan_id: str, public_url: str) -> str | None:
    """Propose another plan, which holds from the next charge on, when the buyer has agreed at the page returned."""
    ours = str(refetch.subscription_now(api, object_id).get("custom_id") or "")
    body = ModifySubscriptionRequest(plan_id=plan_id, application_context=opening.context(public_url, ours))
    asked = {"id": object_id, "body": body}
    return opening.approve_page(api.ask(lambda client: client.subscriptions.revise_subscription(asked)))


def cancel(api: Api, object_id: str) -> None:
    """End it now: PayPal knows no end of a period."""
    asked = {"id": object_id, "body": CancelSubscriptionRequest(reason="Asked for by the subscriber.")}
    api.ask(lambda client: client.subscriptions.cancel_subscription(asked))
