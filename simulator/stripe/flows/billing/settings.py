"""What a merchant chooses for all subscriptions, in the dashboard. Not: what follows from it, see collecting."""

from __future__ import annotations

from typing import Any, get_args

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes
from simulator.stripe.resources.billing_settings import SETTINGS, AfterRetries, BillingSettings


def choose(after_retries: Any) -> Outcome:
    """Let subscriptions end so from now on. Raises the refusal for another word."""
    known = get_args(AfterRetries)
    if after_retries not in known:
        raise errors.error(
            400,
            f"after_retries = {after_retries!r} is none. Write one of: {', '.join(known)}.",
            param="after_retries",
        )
    changes = Changes()
    changes.put(BillingSettings(id=SETTINGS, after_retries=after_retries))
    return changes.outcome({"id": SETTINGS, "after_retries": after_retries})
