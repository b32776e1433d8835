"""Where PayPal's events come in. Not: calls to PayPal; its SDK is not loaded for this.

An event is verified here and not by asking PayPal (`verify-webhook-signature`): asking is slow when most events come,
and answers 200 for a forgery too.
"""

from __future__ import annotations

from collections.abc import Mapping

from reference_app.inbox.slip import Slip
from reference_app.providers.paypal import webhook
from reference_app.providers.paypal.certificates import Certificates
from reference_app.settings_of_others import PayPalSettings


class PayPalDoor:
    def __init__(self, settings: PayPalSettings) -> None:
        self._settings = settings
        self._certificates = Certificates(settings)

    async def verified(self, raw: bytes, headers: Mapping[str, str]) -> Slip:
        # What can be refused without its certificate is: a stranger's POST makes us ask nobody.
        webhook.signature_of(headers)
        webhook.signed_text(raw, headers, self._settings.webhook_id)
        key = await self._certificates.key_at(headers.get("paypal-cert-url"))
        return webhook.verified_event(raw, headers, self._settings.webhook_id, key, livemode=self._settings.live)
