"""The certificates of a running simulator: an authority of its own, the site's, and those that sign. Not: signing.

Made when somebody first needs them, once for each process: whoever has nothing to do with PayPal does not wait for
a library or a key. The authority's private key and those of the certificates never leave the memory of the process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import ssl
import tempfile
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

    from simulator.paypal.authority import Authority

GENUINE = "fca2a594"
"""The middle of a certificate's address tells which one stands there (recorded for the genuine one)."""

FOREIGN = {"self-signed": "5e1f51d0", "expired": "e0a91d00", "elsewhere": "f0e19200"}
"""Certificates that must not be trusted, by what is wrong with them."""

REDIRECT = "4ed14ec7"
"""Stands for no certificate: who asks there is sent to another host."""

BY_PLACE = {GENUINE: "genuine", REDIRECT: "redirect", **{place: kind for kind, place in FOREIGN.items()}}

PATH = "/v1/notifications/certs/"


class Certificates:
    """All certificates of one process. `base` is where the site serves over HTTPS, `plain` where without."""

    def __init__(self) -> None:
        self.base = ""
        self.plain = ""
        self._folder: Path | None = None
        self._lock = threading.RLock()

    def listens(self, base: str, plain: str) -> None:
        """Say where the site is served."""
        self.base, self.plain = base, plain

    @property
    def ca_file(self) -> Path:
        """Where the authority's certificate stands, or will as soon as `prepare` was called."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="assay-paypal-"))
            atexit.register(self.forget)  # also where no server runs that would do so
        return self._folder / "ca.pem"

    def prepare(self) -> Path:
        """Write the authority's certificate, unless it stands there, and return its place."""
        with self._lock:
            place = self.ca_file
            if not place.exists():
                fresh = place.with_suffix(f".{os.getpid()}")
                fresh.write_bytes(self._authority.pem)
                fresh.replace(place)
            return place

    def warm(self) -> None:
        """Make what a first delivery would wait for: the key that signs may take a tenth of a second to find."""
        self.prepare()
        self._signer("genuine")

    def forget(self) -> None:
        """Take the file away: nothing is to trust this authority any more."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @cached_property
    def context(self) -> ssl.SSLContext:
        """Return the TLS of the site: a certificate for 127.0.0.1 and localhost, by the authority."""
        self.prepare()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key, certificate = self._authority.site()
        # Python reads a chain from files only: they are gone before anybody is answered.
        with tempfile.TemporaryDirectory(prefix="assay-paypal-") as folder:
            place = Path(folder, "site.pem")
            place.touch(mode=0o600)
            place.write_bytes(key + certificate)
            context.load_cert_chain(place)
        return context

    @property
    def elsewhere(self) -> str:
        """Another host, at which the same site answers: it is known whether somebody asked there."""
        return self.base.replace("127.0.0.1", "localhost")

    def url(self, handle: str, base: str, kind: str = "genuine") -> str:
        """Return the address of a certificate; `handle` tells whose endpoint was shown it."""
        place = {"genuine": GENUINE, "redirect": REDIRECT}.get(kind) or FOREIGN[kind]
        return f"{base}{PATH}CERT-360caa42-{place}-{handle.lower()}"

    def pem(self, kind: str) -> bytes:
        """Return a certificate, with the line ends of the recorded one."""
        return self._signer(kind)[1].replace(b"\n", b"\r\n")

    def sign(self, data: bytes, kind: str = "genuine", *, sha1: bool = False) -> bytes:
        """Sign with the key of a certificate: RSA PKCS#1 v1.5, SHA-256 (or, to be refused, SHA-1)."""
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - see the module's docstring
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

        digest = hashes.SHA1() if sha1 else hashes.SHA256()  # noqa: S303 - that it is weak is the point
        return self._signer(kind)[0].sign(data, padding.PKCS1v15(), digest)

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """Say whether the genuine key signed `data`."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see the module's docstring
        from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

        try:
            self._signer("genuine")[0].public_key().verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def _signer(self, kind: str) -> tuple[rsa.RSAPrivateKey, bytes]:
        with self._lock:
            if kind not in self._signers:
                self._signers[kind] = self._authority.signer(kind)
            return self._signers[kind]

    @cached_property
    def _signers(self) -> dict[str, tuple[rsa.RSAPrivateKey, bytes]]:
        return {}

    @cached_property
    def _authority(self) -> Authority:
        from simulator.paypal.authority import Authority  # noqa: PLC0415 - see the module's docstring

        return Authority()


CERTIFICATES = Certificates()
"""Of this process: the provider itself keeps no state, and a key of 2048 bits is made once."""
