"""PayPal's side of the club."""

from __future__ import annotations

import json
import os
from typing import Any

import httpx

from tests.club.standing import Standing, seconds

MONTH_S = 31 * 86_400
SENT = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")


class PayPal:
    def __init__(self) -> None:
        self._hook = os.environ["PAYPAL_WEBHOOK_ID"]
        self._home = os.environ["CLUB_HOME"]
        self._who = (os.environ["PAYPAL_CLIENT_ID"], os.environ["PAYPAL_CLIENT_SECRET"])
        self._api = httpx.Client(base_url=os.environ["PAYPAL_API_BASE"], trust_env=False, timeout=20)

    def _ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
        for _ in range(2):
            if "Authorization" not in self._api.headers:
                token = self._api.post("/v1/oauth2/token", data={"grant_type": "client_credentials"}, auth=self._who)
                self._api.headers["Authorization"] = f"Bearer {token.raise_for_status().json()['access_token']}"
            reply = self._api.request(method, path, json=body, headers={"PayPal-Request-Id": key} if key else {})
            if reply.status_code != 401:
                break
            del self._api.headers["Authorization"]
        return reply.raise_for_status().json() if reply.content else {}

    def begin(self, plan: str, member: str, key: str, *, trial: bool, source: str) -> tuple[str, dict[str, Any]]:
        context = {
            "return_url": f"{self._home}/back",
            "cancel_url": f"{self._home}/back",
            "user_action": "SUBSCRIBE_NOW",
        }
        wanted = {"plan_id": plan, "subscriber": {"email_address": member}, "application_context": context}
        made = self._ask("POST", "/v1/billing/subscriptions", wanted, f"subscription-{key}")
        approve = next(link["href"] for link in made["links"] if link["rel"] == "approve")
        return made["id"], {"approve": approve}

    def standing(self, subscription: str) -> Standing:
        found = self._ask("GET", f"/v1/billing/subscriptions/{subscription}?fields=last_failed_payment,plan")
        info = found.get("billing_info") or {}
        paid_at, failed_at = ((info.get(name) or {}).get("time") for name in ("last_payment", "last_failed_payment"))
        owes = failed_at is not None and (paid_at is None or seconds(failed_at) > seconds(paid_at))
        active, next_time = found["status"] == "ACTIVE", info.get("next_billing_time")
        return Standing(
            paid=active and not owes,
            over=found["status"] in ("CANCELLED", "EXPIRED", "SUSPENDED"),
            plan=found["plan_id"],
            owed_since=self.owed_since(info, paid_at) if owes and active else None,
            until=seconds(next_time) if next_time and not owes else None,
            trial=any(one["tenure_type"] == "TRIAL" for one in info.get("cycle_executions") or []),
        )

    def owed_since(self, _info: Any, paid_at: str | None) -> float | None:
        """Return when the paid period was over: attempts come later, again and again; None: nothing was ever paid."""
        return seconds(paid_at) + MONTH_S if paid_at else None

    def change(self, subscription: str, plan: str, key: str) -> dict[str, Any]:
        revised = self._ask("POST", f"/v1/billing/subscriptions/{subscription}/revise", {"plan_id": plan}, key)
        return {"approve": next((one["href"] for one in revised.get("links", ()) if one["rel"] == "approve"), None)}

    def cancel(self, subscription: str) -> None:
        self._ask("POST", f"/v1/billing/subscriptions/{subscription}/cancel", {"reason": "the member asked for it"})

    def ends(self, subscription: str) -> bool:
        return False

    def heard(self, body: bytes, headers: Any) -> list[str] | None:
        try:
            event = json.loads(body)
        except ValueError:
            return None
        sent = {name: headers.get(f"PayPal-{name.replace('_', '-')}", "") for name in SENT}
        asked = {**sent, "webhook_id": self._hook, "webhook_event": event}
        if (
            self._ask("POST", "/v1/notifications/verify-webhook-signature", asked).get("verification_status")
            != "SUCCESS"
        ):
            return None
        thing = event.get("resource") or {}
        about = thing.get("billing_agreement_id") or (
            thing["id"] if str(thing.get("id", "")).startswith("I-") else None
        )
        return [about] if about else []
