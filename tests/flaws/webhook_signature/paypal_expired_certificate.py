"""The chain is verified as of the certificate's own last minute, for one had once ended and orders were lost.

A key that PayPal gave up years ago signs as well as today's.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

must = ("WH-SIG-07",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.certificates:trusted_key"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def trusted_key(pem: bytes, authorities: Any, name: str) -> Any:
        from cryptography import x509
        from cryptography.x509.verification import PolicyBuilder, VerificationError

        from reference_app.inbox.slip import ForgedError

        try:
            leaf, *others = x509.load_pem_x509_certificates(pem)
            then = (
                PolicyBuilder()
                .store(authorities)
                .time(min(datetime.now(UTC), leaf.not_valid_after_utc - timedelta(minutes=1)))
            )
            then.build_server_verifier(x509.DNSName(name)).verify(leaf, others)
        except (ValueError, VerificationError):
            raise ForgedError("certificate") from None
        return leaf.public_key(), datetime.max.replace(tzinfo=UTC)

    return trusted_key
