"""Where Square's events come in. Not: calls to Square; its SDK is not loaded for this."""

from __future__ import annotations

from collections.abc import Mapping

from reference_app.inbox.slip import Slip
from reference_app.providers.square import webhook
from reference_app.settings_of_others import SquareSettings


class SquareDoor:
    def __init__(self, settings: SquareSettings) -> None:
        self._settings = settings

    async def verified(self, raw: bytes, headers: Mapping[str, str]) -> Slip:
        signature, side = headers.get("x-square-hmacsha256-signature"), headers.get("square-environment")
        return webhook.verified_event(raw, signature, side, self._settings)
