"""TLS as a stranger meets it: which versions complete a handshake, whether the certificate is to be believed.

Not: judging it. A version counts as accepted when the whole handshake was done, not when it was merely offered.
OpenSSL does versions before 1.2 at security level 0 only, and some builds not at all: `speaks` tells, in memory.
"""

from __future__ import annotations

import socket
import ssl
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path

from harness.observation import Certificate, Handshake

VERSIONS: dict[str, ssl.TLSVersion] = {
    "TLS 1.0": ssl.TLSVersion.TLSv1,
    "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2,
    "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}
OLD = ("TLS 1.0", "TLS 1.1")
WITHIN = 5.0
"""Seconds of real time that a handshake may take."""


def client(version: str | None = None) -> ssl.SSLContext:
    """Return a context that believes any certificate, and speaks `version` alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context if version is None else limited(context, VERSIONS[version], VERSIONS[version])


def limited(context: ssl.SSLContext, least: ssl.TLSVersion, most: ssl.TLSVersion) -> ssl.SSLContext:
    """Return the context, limited to these versions; for old ones it takes whatever ciphers there are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
        context.minimum_version, context.maximum_version = least, most
    if most < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def handshakes(host: str, port: int) -> list[Handshake]:
    """Try each version that this machine speaks."""
    return [_handshake(host, port, version) for version in VERSIONS if version not in OLD or speaks(version)]


def _handshake(host: str, port: int, version: str) -> Handshake:
    try:
        with (
            socket.create_connection((host, port), timeout=WITHIN) as raw,
            client(version).wrap_socket(raw, server_hostname=host) as tls,
        ):
            return Handshake(version=version, accepted=True, told=str(tls.version()))
    except (ssl.SSLError, OSError) as refused:
        return Handshake(version=version, accepted=False, told=_reason(refused))


def certificate(host: str, port: int, ca_file: Path | None) -> Certificate:
    """Say whether the certificate is believed: chain, name and time, by `ca_file` or the machine's authorities."""
    whose = "the declared authority" if ca_file else "the machine's authorities"
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (ssl.SSLError, OSError):
        return Certificate(believed=None, by=whose, told=f"{ca_file} holds no certificates in PEM")
    try:
        with (
            socket.create_connection((host, port), timeout=WITHIN) as raw,
            context.wrap_socket(raw, server_hostname=host) as tls,
        ):
            until = tls.getpeercert() or {}
            return Certificate(believed=True, by=whose, told=f"valid until {until.get('notAfter', 'a day not told')}")
    except ssl.SSLCertVerificationError as doubted:
        return Certificate(believed=False, by=whose, told=doubted.verify_message)
    except (ssl.SSLError, OSError) as broken:
        return Certificate(believed=None, by=whose, told=_reason(broken))


@cache
def speaks(version: str) -> bool:
    """Whether this machine's OpenSSL can do that version at all: a handshake with itself, in memory, without keys."""
    with suppress(ssl.SSLError, ValueError):
        context = limited(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), VERSIONS[version], VERSIONS[version])
        context.set_ciphers("aNULL:@SECLEVEL=0")  # anonymous: no certificate is needed to find out
        asking = client(version)
        asking.set_ciphers("aNULL:@SECLEVEL=0")
        return _in_memory(context, asking)
    return False


def _in_memory(server: ssl.SSLContext, asking: ssl.SSLContext) -> bool:
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [server.wrap_bio(there, back, server_side=True), asking.wrap_bio(back, there)]
    done = [False, False]
    for _ in range(10):
        for nth, end in enumerate(ends):
            if not done[nth]:
                with suppress(ssl.SSLWantReadError):
                    end.do_handshake()
                    done[nth] = True
    return all(done)


def _reason(broken: OSError) -> str:
    return str(getattr(broken, "reason", None) or broken.strerror or type(broken).__name__).replace("_", " ").lower()
