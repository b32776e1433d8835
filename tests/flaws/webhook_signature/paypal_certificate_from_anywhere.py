"""The certificate is fetched from where `PAYPAL-CERT-URL` says, and its key verifies: mathematically all is in order.

The sender names the address, so the sender's own certificate verifies the sender's own signature.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-07",)
may = ("WH-SIG-01", "WH-SIG-11")
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:Certificates.key_at"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_certificate

    async def key_at(self: Any, url: str | None) -> Any:
        return (await paypal_certificate(self, url or "")).public_key()

    return key_at
