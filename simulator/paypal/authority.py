"""A throw-away authority and what it certifies: the HTTPS site, and the keys that sign deliveries. Not: when.

To import this costs a library that takes its time: `certificates.py` does so when somebody needs it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

NAME = "messageverificationcerts.paypal.com"
"""Recorded: common name and only alternative name."""

ELSEWHERE = "events.assay-elsewhere.test"
"""Somebody who is not PayPal, and has a certificate of their own."""

LASTS, EARLIER = timedelta(days=365), timedelta(days=60)
"""Until when a certificate is valid, and since when: a target whose clock is set back must believe it too."""


class Authority:
    """Its key is an elliptic one, which takes a millisecond to make."""

    def __init__(self) -> None:
        self._key: ec.EllipticCurvePrivateKey = ec.generate_private_key(ec.SECP256R1())
        self._name = _called("Assay simulator authority, nobody's")
        certificate = _certified(
            self._name, self._key.public_key(), self._name, self._key, usage=_usage(authority=True)
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)

    def site(self) -> tuple[bytes, bytes]:
        """Return key and certificates of the HTTPS site, for 127.0.0.1 and localhost."""
        key = ec.generate_private_key(ec.SECP256R1())
        hosts = ("127.0.0.1", "localhost")
        made = _certified(_called(hosts[0]), key.public_key(), self._name, self._key, hosts=hosts)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private, made.public_bytes(serialization.Encoding.PEM) + self.pem

    def signer(self, kind: str) -> tuple[rsa.RSAPrivateKey, bytes]:
        """Return a key of 2048 bits, and the certificate of that kind for it."""
        key = rsa.generate_private_key(65_537, 2048)
        name = _called(ELSEWHERE if kind == "elsewhere" else NAME)
        hosts = (ELSEWHERE if kind == "elsewhere" else NAME,)
        by: tuple[x509.Name, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey] = (self._name, self._key)
        if kind == "self-signed":
            by = (name, key)
        ended = timedelta(days=-2) if kind == "expired" else LASTS
        made = _certified(name, key.public_key(), *by, hosts=hosts, ends_in=ended)
        return key, made.public_bytes(serialization.Encoding.PEM)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _certified(
    subject: x509.Name,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    issuer: x509.Name,
    signed_by: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    *,
    hosts: tuple[str, ...] = (),
    ends_in: timedelta = LASTS,
    usage: x509.KeyUsage | None = None,
) -> x509.Certificate:
    """Return a certificate; without hosts it is an authority's."""
    end = datetime.now(UTC) + ends_in
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - LASTS - EARLIER)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None if hosts else 0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
        .add_extension(usage or _usage(authority=False), critical=True)
    )
    if hosts:
        names = [x509.IPAddress(ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in hosts]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        serving = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        made = made.add_extension(serving, critical=False)
    return made.sign(signed_by, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
