"""The certificate comes from PayPal's host over TLS, and is not looked at: not by whom, for whom, until when."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

must = ("WH-SIG-07",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:trusted_key"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def trusted_key(pem: bytes, authorities: Any, name: str) -> Any:
        from cryptography import x509

        from reference_app.inbox.slip import ForgedError

        try:
            leaf = x509.load_pem_x509_certificate(pem)
        except ValueError:
            raise ForgedError("certificate") from None
        return leaf.public_key(), datetime.max.replace(tzinfo=UTC)

    return trusted_key
