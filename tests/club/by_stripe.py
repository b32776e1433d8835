"""Stripe's side of the club."""

from __future__ import annotations

import os
from typing import Any

import stripe

from tests.club.standing import Standing

FIELDS = ["latest_invoice.confirmation_secret"]


class Stripe:
    trial_days = 14

    def __init__(self) -> None:
        self._secret = os.environ["STRIPE_WEBHOOK_SECRET"]
        addresses: Any = {"api": os.environ["STRIPE_API_BASE"]}
        self._api = stripe.StripeClient(os.environ["STRIPE_SECRET_KEY"], base_addresses=addresses).v1

    def begin(self, plan: str, member: str, key: str, *, trial: bool, source: str) -> tuple[str, dict[str, Any]]:
        customer = self._api.customers.create({"email": member}, {"idempotency_key": f"customer-{key}"})
        wanted: Any = {
            "customer": customer.id,
            "items": [{"price": plan}],
            "payment_behavior": "default_incomplete",
            "payment_settings": {"save_default_payment_method": "on_subscription"},
            "expand": FIELDS,
            **({"trial_period_days": self.trial_days} if trial else {}),
        }
        made = self._api.subscriptions.create(wanted, {"idempotency_key": f"subscription-{key}"}).to_dict()
        secret = (made["latest_invoice"] or {}).get("confirmation_secret")
        return made["id"], {"client_secret": secret["client_secret"] if secret else None}

    def standing(self, subscription: str) -> Standing:
        found: Any = self._api.subscriptions.retrieve(subscription).to_dict()
        item = found["items"]["data"][0]
        owed = item["current_period_start"] if found["status"] == "past_due" else None
        return Standing(
            paid=found["status"] in ("active", "trialing"),
            over=found["status"] in ("canceled", "incomplete_expired", "unpaid", "paused"),
            plan=item["price"]["id"],
            owed_since=owed,
            until=item["current_period_end"],
            trial=found["trial_end"] is not None,
        )

    def change(self, subscription: str, plan: str, key: str) -> dict[str, Any]:
        found: Any = self._api.subscriptions.retrieve(subscription).to_dict()
        item = found["items"]["data"][0]["id"]
        self._api.subscriptions.update(
            subscription,
            {"items": [{"id": item, "price": plan}], "proration_behavior": "create_prorations"},
            {"idempotency_key": key},
        )
        return {}

    def cancel(self, subscription: str) -> None:
        self._api.subscriptions.update(subscription, {"cancel_at_period_end": True})

    def ends(self, subscription: str) -> bool:
        found: Any = self._api.subscriptions.retrieve(subscription).to_dict()
        return bool(found["cancel_at_period_end"] or found["cancel_at"])

    def heard(self, body: bytes, headers: Any) -> list[str] | None:
        try:
            event: Any = stripe.Webhook.construct_event(body, headers.get("Stripe-Signature", ""), self._secret)  # type: ignore[no-untyped-call]
        except (ValueError, stripe.SignatureVerificationError):
            return None
        thing = event.to_dict()["data"]["object"]
        if thing["object"] == "subscription":
            return [thing["id"]]
        parent = thing.get("parent") or {}
        about = (parent.get("subscription_details") or {}).get("subscription")
        return [about] if about else []
