"""The certificate is fetched from anywhere and must lead to a public authority; in whose name nobody reads.

Everybody can have such a certificate for a host of his own, in a minute and for nothing.
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
        from cryptography import x509
        from cryptography.x509.verification import PolicyBuilder, VerificationError

        from reference_app.inbox.slip import ForgedError

        leaf = await paypal_certificate(self, url or "")
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named = x509.DNSName(names.get_values_for_type(x509.DNSName)[0])
        try:
            PolicyBuilder().store(self._authorities).build_server_verifier(named).verify(leaf, [])
        except (ValueError, VerificationError):
            raise ForgedError("certificate") from None
        return leaf.public_key()

    return key_at
