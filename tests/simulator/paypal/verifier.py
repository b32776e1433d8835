"""A strict verifier of PayPal's deliveries, as an integration would write it that does not post back. Not: test cases.

It shares nothing with the simulator's own signing: what it trusts is the authority's file and the host it was told.
"""

import base64
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

NAME = "messageverificationcerts.paypal.com"


@dataclass
class Verifier:
    """`host` is all that is asked for certificates; the answer of one address is kept."""

    ca_file: Path
    host: str
    webhook_id: str
    cache: dict[str, x509.Certificate] = field(default_factory=dict)

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """Return why a delivery is refused; empty if it is genuine."""
        told = {name.lower(): value for name, value in headers.items()}
        names = ("transmission-id", "transmission-time", "transmission-sig", "cert-url", "auth-algo")
        given = [told.get(f"paypal-{name}", "") for name in names]
        if not all(given):
            return "a header is missing"
        sent, when, signature, url, algorithm = given
        if algorithm != "SHA256withRSA":
            return "algorithm"
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.hostname != self.host or parts.username is not None:
            return "address of the certificate"
        if url not in self.cache:
            found = self._fetch(url)
            if isinstance(found, str):
                return found
            self.cache[url] = found
        key = self.cache[url].public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        text = f"{sent}|{when}|{self.webhook_id}|{zlib.crc32(body) & 0xFFFFFFFF}"
        try:
            key.verify(base64.b64decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return "signature"
        return ""

    def _fetch(self, url: str) -> x509.Certificate | str:
        trusted = ssl.create_default_context(cafile=str(self.ca_file))
        with httpx.Client(verify=trusted, trust_env=False, follow_redirects=False) as client:
            reply = client.get(url)
        if reply.status_code != 200:
            return "no certificate there"
        leaf = x509.load_pem_x509_certificate(reply.content)
        roots = Store([x509.load_pem_x509_certificate(self.ca_file.read_bytes())])
        policy = PolicyBuilder().store(roots).time(datetime.now(UTC))
        try:
            policy.build_server_verifier(x509.DNSName(NAME)).verify(leaf, [])
        except VerificationError as no:
            return f"chain, name or dates: {no}"
        return leaf
