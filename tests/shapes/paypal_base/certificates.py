"""Checks PayPal's signature here: by a certificate from PayPal's own host, made out to it by an authority. No postback.

The address of the certificate stands in the delivery, so its sender has chosen it: it is looked at before it is asked.
"""

import base64
import binascii
import ssl
import zlib
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from till import NoAnswerError

NAME = "messageverificationcerts.paypal.com"
MOST_KEPT = 16


class Certificates:
    def __init__(self, settings):
        self._settings, self._keys = settings, {}
        bundle = settings.authorities or ssl.get_default_verify_paths().cafile
        self._authorities = Store(x509.load_pem_x509_certificates(Path(bundle).read_bytes()))

    def signed(self, raw, headers):
        """Say whether PayPal has signed these bytes for our webhook. Raises NoAnswerError: nobody can know now."""
        sent_id, sent_at = headers.get("paypal-transmission-id"), headers.get("paypal-transmission-time")
        url, algorithm = headers.get("paypal-cert-url") or "", headers.get("paypal-auth-algo")
        if not sent_id or not sent_at or algorithm != "SHA256withRSA" or not self._allowed(url):
            return False
        text = f"{sent_id}|{sent_at}|{self._settings.webhook_id}|{zlib.crc32(raw)}".encode()
        try:
            signature = base64.b64decode(headers.get("paypal-transmission-sig") or "", validate=True)
            self._key(url).verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, VerificationError, binascii.Error, ValueError):
            return False
        return True

    def _allowed(self, url):
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        path = parts.path.startswith("/v1/notifications/certs/") and ".." not in parts.path and "%" not in parts.path
        return (
            parts.scheme == "https"
            and parts.netloc.removesuffix(":443") in self._settings.certificate_hosts
            and path
            and not parts.query
        )

    def _key(self, url):
        key, until = self._keys.get(url, (None, None))
        if key is not None and datetime.now(UTC) < until:
            return key
        try:
            verify = self._settings.authorities or True
            reply = requests.get(url, timeout=3, allow_redirects=False, verify=verify)
        except requests.RequestException as problem:
            raise NoAnswerError("certificate") from problem
        if reply.status_code >= 500:
            raise NoAnswerError("certificate")
        leaf, *others = x509.load_pem_x509_certificates(reply.content)
        builder = PolicyBuilder().store(self._authorities).time(datetime.now(UTC))
        builder.build_server_verifier(x509.DNSName(NAME)).verify(leaf, others)
        if len(self._keys) >= MOST_KEPT:
            self._keys.clear()
        self._keys[url] = leaf.public_key(), leaf.not_valid_after_utc
        return leaf.public_key()
