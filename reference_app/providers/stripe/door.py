"""Where Stripe's events come in. Not: calls to Stripe."""

from __future__ import annotations

from collections.abc import Mapping

from reference_app.inbox.slip import Slip
from reference_app.providers.stripe import webhook


class StripeDoor:
    def __init__(self, secret: str) -> None:
        self._secret = secret

    async def verified(self, raw: bytes, headers: Mapping[str, str]) -> Slip:
        return webhook.verified_event(raw, headers.get("stripe-signature"), self._secret)
