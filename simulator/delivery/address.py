"""Where a webhook goes: an endpoint's URL, taken apart and judged safe to be posted to. Not: connecting."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit


class BadUrl(ValueError):  # noqa: N818 - said to people as it stands
    """The URL cannot be delivered to; the message shows it and says what to write."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL's parts: `target` is path and query as they stand in the request line."""

    tls: bool
    host: str
    port: int
    target: str
    loopback: bool

    @property
    def origin(self) -> tuple[bool, str, int]:
        """What connections are kept alive for."""
        return (self.tls, self.host, self.port)

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


def parse(url: str, allowed_hosts: Collection[str] = ()) -> Address:
    """Take `url` apart. Raises BadUrl if it is none, or if its host is neither loopback nor in `allowed_hosts`.

    Only literal loopback addresses and `localhost` pass: asking a name server would already be traffic to strangers.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as broken:
        raise BadUrl(f"{url!r} is no URL: {broken}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BadUrl(f"{url!r} is no URL of a webhook. Write http://127.0.0.1:PORT/PATH")
    if not url.isascii() or any(letter <= " " for letter in url):
        raise BadUrl(f"{url!r} has letters that a URL must escape")
    loopback = _is_loopback(host)
    if not loopback and host not in allowed_hosts:
        raise BadUrl(f"{url!r} is not on loopback: webhooks of the simulator stay on this machine")
    tls = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(tls, host, port or (443 if tls else 80), target, loopback)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
