"""The certificates that somebody saved, read in whatever form they lie there. Not: fetching any; whom to trust.

What an RSA key has signed can be read back with its certificate: so a wrong certificate is told apart from a wrong
text,
and a text costs one hash to try.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from harness.diagnosis.explanation import Secret, moment

PAYPALS = ".paypal.com"

PREFIXES = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
"""What stands before a digest that RSA PKCS#1 v1.5 signs (RFC 8017, 9.2)."""

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class Signed(msgspec.Struct, frozen=True):
    """What a certificate's key has signed."""

    algorithm: str
    digest: bytes
    certificate: x509.Certificate


def read(file: Secret) -> list[x509.Certificate]:
    """Return the certificates of a file: PEM, several of them, DER, or base64 without the lines around it."""
    blocks = _PEM.findall(file.value)
    if blocks:
        return [one for block in blocks for one in _loaded(block)]
    found = [*_der(file.value)]
    with suppress(ValueError):
        found += _der(base64.b64decode(re.sub(rb"\s", b"", file.value), validate=True))
    return found


def _loaded(pem: bytes) -> Iterator[x509.Certificate]:
    with suppress(ValueError):
        yield x509.load_pem_x509_certificate(pem)


def _der(data: bytes) -> Iterator[x509.Certificate]:
    with suppress(ValueError):
        yield x509.load_der_x509_certificate(data)


def signed(certificate: x509.Certificate, signature: bytes) -> Signed | None:
    """Return what the certificate's key has signed; None where the signature is not of this key."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        return None
    try:
        data = key.recover_data_from_signature(signature, PKCS1v15(), None)
    except (InvalidSignature, ValueError):
        return None
    for name, prefix in PREFIXES.items():
        if data.startswith(prefix):
            return Signed(name, data.removeprefix(prefix), certificate)
    return None


def complaints(certificate: x509.Certificate, now: float) -> Iterator[str]:
    """Yield why a receiver should not believe a certificate, as far as it alone can tell."""
    names = [str(one.value) for one in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    if not any(name.endswith(PAYPALS) for name in names):
        yield f"its name is not one of PayPal's ({', '.join(names) or 'it has none'}, in place of …{PAYPALS})"
    begins, ends = certificate.not_valid_before_utc.timestamp(), certificate.not_valid_after_utc.timestamp()
    if now > ends:
        yield f"it ended at {moment(ends)}"
    if now < begins:
        yield f"it begins at {moment(begins)}, and your clock read {moment(now)}"
    if certificate.issuer == certificate.subject:
        yield "it is signed by itself"
