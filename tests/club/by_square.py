"""Square's side of the club: a subscription stays ACTIVE whatever its card does, so its latest invoice decides."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.club.standing import Standing, seconds


class Square:
    def __init__(self) -> None:
        self._key = os.environ["SQUARE_SIGNATURE_KEY"]
        self._location = os.environ["SQUARE_LOCATION_ID"]
        self._url = f"{os.environ['CLUB_HOME']}/hooks/square"
        headers = {"Authorization": f"Bearer {os.environ['SQUARE_ACCESS_TOKEN']}"}
        self._api = httpx.Client(base_url=os.environ["SQUARE_API_BASE"], headers=headers, trust_env=False, timeout=20)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return self._api.request(method, path, json=body).raise_for_status().json()

    def begin(self, plan: str, member: str, key: str, *, trial: bool, source: str) -> tuple[str, dict[str, Any]]:
        named = {"given_name": "Member", "family_name": member.split("@", maxsplit=1)[0], "email_address": member}
        customer = self._ask("POST", "/v2/customers", {"idempotency_key": f"m{key}", **named})["customer"]["id"]
        card = {"idempotency_key": f"c{key}", "source_id": source, "card": {"customer_id": customer}}
        kept = self._ask("POST", "/v2/cards", card)["card"]["id"]
        wanted = {
            "idempotency_key": f"s{key}",
            "location_id": self._location,
            "plan_variation_id": plan,
            "customer_id": customer,
            "card_id": kept,
        }
        return self._ask("POST", "/v2/subscriptions", wanted)["subscription"]["id"], {}

    def standing(self, subscription: str) -> Standing:
        found = self._ask("GET", f"/v2/subscriptions/{subscription}")["subscription"]
        invoices = found.get("invoice_ids") or []
        latest = self._ask("GET", f"/v2/invoices/{invoices[0]}")["invoice"] if invoices else None
        unpaid = latest is not None and latest["status"] not in ("PAID", "REFUNDED", "PARTIALLY_REFUNDED")
        owed = seconds(latest["created_at"]) if latest is not None and unpaid and len(invoices) > 1 else None
        through = found.get("charged_through_date")
        return Standing(
            paid=found["status"] == "ACTIVE" and not unpaid,
            over=found["status"] in ("CANCELED", "DEACTIVATED", "PAUSED"),
            plan=found["plan_variation_id"],
            owed_since=owed,
            until=_end_of(through) if through and not unpaid else None,
        )

    def change(self, subscription: str, plan: str, key: str) -> dict[str, Any]:
        self._ask("POST", f"/v2/subscriptions/{subscription}/swap-plan", {"new_plan_variation_id": plan})
        return {}

    def cancel(self, subscription: str) -> None:
        self._ask("POST", f"/v2/subscriptions/{subscription}/cancel", {})

    def ends(self, subscription: str) -> bool:
        return bool(self._ask("GET", f"/v2/subscriptions/{subscription}")["subscription"].get("canceled_date"))

    def heard(self, body: bytes, headers: Any) -> list[str] | None:
        mac = hmac.new(self._key.encode(), self._url.encode() + body, hashlib.sha256).digest()
        if not hmac.compare_digest(base64.b64encode(mac).decode(), headers.get("X-Square-HmacSha256-Signature", "")):
            return None
        thing = (json.loads(body).get("data") or {}).get("object") or {}
        if "subscription" in thing:
            return [thing["subscription"]["id"]]
        about = (thing.get("invoice") or {}).get("subscription_id")
        return [about] if about else []


def _end_of(day: str) -> float:
    return (datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp()
