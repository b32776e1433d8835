"""Protection: a certificate counts if it is PayPal's: from PayPal's host, in its name, by an authority we believe.

The address of the certificate comes with the delivery, so its sender chooses it. We ask hosts from our settings and no
others, over https, without following a redirect; what comes must lead to an authority of ours, be made out to PayPal
and be valid now. Each certificate is fetched once and kept: a delivery waits for no network. Not: the signature itself.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections import OrderedDict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reference_app.inbox.slip import ForgedError, UndecidedError
from reference_app.settings_of_others import PayPalSettings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509.verification import Store

PATH = re.compile(r"/v1/notifications/certs/[A-Za-z0-9_-]{1,100}")
LARGEST = 65_536
FETCH_SECONDS = 3.0
FETCHES_A_MINUTE = 20
"""PayPal changes its certificate once a year; whoever sends us to more places than this is not PayPal."""
KEPT = 64
REFUSED_FOR = 600.0
"""Seconds for which an address that had no good certificate is not asked again."""


class Certificates:
    """The certificates that this process has seen, by their address: good ones with their key, and refused ones."""

    def __init__(self, settings: PayPalSettings) -> None:
        self._settings = settings
        self._good: OrderedDict[str, tuple[RSAPublicKey, datetime]] = OrderedDict()
        self._refused: OrderedDict[str, float] = OrderedDict()
        self._fetching = asyncio.Lock()
        self._minute, self._left = 0, FETCHES_A_MINUTE

    async def key_at(self, url: str | None) -> RSAPublicKey:
        """Return the key of the certificate at that address.

        Raises ForgedError if it is no certificate of PayPal's, UndecidedError if it could not be fetched.
        """
        url = allowed(url, self._settings.cert_hosts)
        if key := self._known(url):
            return key
        async with self._fetching:  # one at a time: the second of two waits for the first one's answer
            if key := self._known(url):
                return key
            pem = await self._fetched(url)
            try:
                key, end = trusted_key(pem, self._authorities, self._settings.cert_name)
            except ForgedError:
                self._refuse(url)
                raise
            self._good[url] = (key, end)
            while len(self._good) > KEPT:
                self._good.popitem(last=False)
            return key

    def _known(self, url: str) -> RSAPublicKey | None:
        if time.monotonic() < self._refused.get(url, 0.0):
            raise ForgedError("certificate")
        key, end = self._good.get(url, (None, None))
        if end is not None and datetime.now(UTC) >= end:
            del self._good[url]
            return None
        return key

    def _refuse(self, url: str) -> None:
        self._refused[url] = time.monotonic() + REFUSED_FOR
        while len(self._refused) > KEPT:
            self._refused.popitem(last=False)

    async def _fetched(self, url: str) -> bytes:
        self._spend()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await self._get(url)
        except (TimeoutError, OSError) as trouble:
            raise UndecidedError(f"certificate: {type(trouble).__name__}") from None

    async def _get(self, url: str) -> bytes:
        import httpx  # noqa: PLC0415 - loaded with the first certificate

        try:
            async with (
                httpx.AsyncClient(verify=self._tls, follow_redirects=False, timeout=FETCH_SECONDS) as client,
                client.stream("GET", url) as reply,
            ):
                if reply.status_code in (429, 500, 502, 503, 504):
                    raise UndecidedError(f"certificate: {reply.status_code}")
                if reply.status_code != 200:
                    self._refuse(url)
                    raise ForgedError("certificate")
                read = b""
                async for piece in reply.aiter_bytes():
                    read += piece
                    if len(read) > LARGEST:
                        self._refuse(url)
                        raise ForgedError("certificate")
                return read
        except httpx.HTTPError as trouble:
            raise UndecidedError(f"certificate: {type(trouble).__name__}") from None

    def _spend(self) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._left = minute, FETCHES_A_MINUTE
        if self._left <= 0:
            raise UndecidedError("certificate: too many addresses")
        self._left -= 1

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.cert_ca_file)

    @cached_property
    def _authorities(self) -> Store:
        from cryptography import x509  # noqa: PLC0415
        from cryptography.x509.verification import Store  # noqa: PLC0415

        bundle = self._settings.cert_ca_file or ssl.get_default_verify_paths().cafile
        if bundle is None:
            raise UndecidedError("certificate: no authorities; name them in PAYPAL_CERT_CA_FILE")
        return Store(x509.load_pem_x509_certificates(Path(bundle).read_bytes()))


def allowed(url: str | None, hosts: frozenset[str]) -> str:
    """Return the address if a certificate may be fetched there. Raises ForgedError, before anything is asked."""
    try:
        parts = urlsplit(url or "")
        host = parts.netloc.lower().removesuffix(":443")
        good = parts.scheme == "https" and host in hosts and PATH.fullmatch(parts.path)
    except ValueError:
        raise ForgedError("certificate address") from None
    if not good or parts.query or parts.fragment:
        raise ForgedError("certificate address")
    return f"https://{host}{parts.path}"


def trusted_key(pem: bytes, authorities: Store, name: str) -> tuple[RSAPublicKey, datetime]:
    """Return the key of a certificate of PayPal's, and until when it is good. Raises ForgedError.

    Whatever else the file holds may lead to an authority of ours, and is believed no further than that.
    """
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.x509.verification import PolicyBuilder, VerificationError  # noqa: PLC0415

    try:
        leaf, *others = x509.load_pem_x509_certificates(pem)
        verifier = PolicyBuilder().store(authorities).time(datetime.now(UTC)).build_server_verifier(x509.DNSName(name))
        verifier.verify(leaf, others)
        key = leaf.public_key()
    except (ValueError, VerificationError):
        raise ForgedError("certificate") from None
    if not isinstance(key, RSAPublicKey):
        raise ForgedError("certificate")
    return key, leaf.not_valid_after_utc
