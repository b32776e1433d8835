"""The algorithm is taken from `PAYPAL-AUTH-ALGO`, as the samples pass it on: SHA1withRSA is one as well."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-05",)
may = ("WH-SIG-11",)
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        from reference_app.inbox.slip import ForgedError
        from reference_app.providers.paypal import webhook

        known = {"SHA256withRSA": hashes.SHA256(), "SHA1withRSA": hashes.SHA1()}
        digest = known.get(headers.get("paypal-auth-algo") or "")
        if digest is None:
            raise ForgedError("algorithm")
        text = webhook.signed_text(raw, headers, self._settings.webhook_id)
        signature = webhook.signature_of({**headers, "paypal-auth-algo": webhook.ALGORITHM})
        key = await self._certificates.key_at(headers.get("paypal-cert-url"))
        try:
            key.verify(signature, text, padding.PKCS1v15(), digest)
        except InvalidSignature:
            raise ForgedError("signature") from None
        return paypal_slip_of(raw, live=self._settings.live)

    return verified
