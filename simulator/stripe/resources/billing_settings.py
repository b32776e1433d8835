"""What a merchant has chosen for all subscriptions, in the dashboard: the API has no call for it."""

from __future__ import annotations

from typing import Literal

import msgspec

SETTINGS = "billing_settings"
"""The id under which they are kept; there is no object of that name."""

AfterRetries = Literal["cancel", "unpaid", "past_due"]


class BillingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`after_retries`: what becomes of a subscription when the last try to renew it has failed."""

    id: str
    after_retries: AfterRetries = "cancel"
