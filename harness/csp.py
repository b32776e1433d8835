"""Content-Security-Policy: what browsers make of its text. A leaf; not: whether that is enough (`proofs/framing.py`).

Source: W3C, Content Security Policy Level 3: parsing (2.2), directives and their fallbacks (6.1, 6.8.3), matching a URL
(6.7.2), inline behaviour (6.7.3), policies in `<meta>` (3.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Directive = Literal["script-src-elem", "script-src-attr", "connect-src", "frame-src", "form-action", "frame-ancestors"]

FALLBACKS: dict[str, tuple[str, ...]] = {
    "script-src-elem": ("script-src", "default-src"),
    "script-src-attr": ("script-src", "default-src"),
    "frame-src": ("child-src", "default-src"),
    "connect-src": ("default-src",),
    "object-src": ("default-src",),
}
"""What is asked, in this order, for a missing directive. form-action, frame-ancestors and base-uri have nothing."""
IGNORED_IN_META = ("frame-ancestors", "report-uri", "report-to", "sandbox")

_KEYED = re.compile(r"'(?:nonce-[A-Za-z0-9+/_=-]+|sha(?:256|384|512)-[A-Za-z0-9+/_=-]+)'", re.IGNORECASE)
_NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_=-]+)'", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?)"
    r"(?::(?P<port>\d+|\*))?(?P<path>/[^?#]*)?"
)
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_UPGRADES = {"http": ("https",), "ws": ("wss", "http", "https"), "wss": ("https",)}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: by directive, the list of its sources as it was written."""

    directives: dict[str, tuple[str, ...]]

    def governing(self, directive: str) -> str | None:
        """Return the directive that governs: itself, or its first fallback that is there. None: nothing does."""
        names = (directive, *FALLBACKS.get(directive, ()))
        return next((name for name in names if name in self.directives), None)

    def sources(self, directive: str) -> tuple[str, ...] | None:
        """Return the sources that govern `directive`; None if everything is allowed."""
        name = self.governing(directive)
        return None if name is None else self.directives[name]


def parse(header: str, *, meta: bool = False) -> list[Policy]:
    """Return the policies of a header's value, or of a `<meta>` element's content; empty ones are none."""
    found = []
    for text in [header] if meta else header.split(","):
        directives: dict[str, tuple[str, ...]] = {}
        for token in text.split(";"):
            name, *sources = token.split() or [""]
            if name and not (meta and name.lower() in IGNORED_IN_META):
                directives.setdefault(name.lower(), tuple(sources))  # of two of a name the first counts
        if directives:
            found.append(Policy(directives))
    return found


def nonces(sources: Sequence[str]) -> list[str]:
    return [found.group(1) for source in sources if (found := _NONCE.fullmatch(source))]


def keyed(sources: Sequence[str]) -> bool:
    """Whether a nonce or a hash is among the sources: `'unsafe-inline'` is then ignored."""
    return any(_KEYED.fullmatch(source) for source in sources)


def says(sources: Sequence[str], keyword: str) -> bool:
    """Whether a keyword such as `strict-dynamic` is among the sources."""
    return any(source.lower() == f"'{keyword}'" for source in sources)


def inline_runs(sources: Sequence[str]) -> bool:
    """Whether any inline script runs, and not only those that carry a nonce or have a hash."""
    return says(sources, "unsafe-inline") and not keyed(sources) and not says(sources, "strict-dynamic")


def broad(directive: Directive, sources: Sequence[str]) -> list[str]:
    """Return the sources that let in, or out, nearly anybody: a wildcard, a scheme alone, a whole top-level domain.

    Under `'strict-dynamic'` hosts and schemes are ignored for scripts. `data:` and `blob:` lead nowhere, so they matter
    for scripts alone: there a `data:` is a script that an attacker has written himself.
    """
    elements = directive == "script-src-elem"
    if directive == "script-src-attr" or (elements and says(sources, "strict-dynamic")):
        return []
    return [source for source in sources if _is_broad(source, local_too=elements)]


def _is_broad(source: str, *, local_too: bool) -> bool:
    scheme = _SCHEME.fullmatch(source)
    if scheme:
        return scheme.group(1).lower() in _PORTS or (local_too and scheme.group(1).lower() == "data")
    host = _HOST.fullmatch(source)
    if host is None:
        return False
    name = host.group("host").rstrip(".")
    return name == "*" or (name.startswith("*.") and "." not in name[2:])


def wildcard_hosts(sources: Sequence[str]) -> list[str]:
    """Return sources such as `https://*.example.com`, which let in every host of somebody."""
    hosts = [(source, _HOST.fullmatch(source)) for source in sources]
    return [source for source, host in hosts if host and host.group("host").startswith("*.")]


def allows(sources: Sequence[str], url: str, page: str) -> bool:
    """Whether one of the sources matches `url`, seen from a page at the address `page`."""
    return any(_matches(source, url, page) for source in sources)


def _matches(source: str, url: str, page: str) -> bool:
    asked, own = urlsplit(url), urlsplit(page)
    if source == "*":
        return asked.scheme in _PORTS or asked.scheme == own.scheme
    if source.lower() == "'self'":
        same_port = _port(asked.scheme, asked.port) == _port(own.scheme, own.port)
        both_default = asked.port is None and own.port is None
        return asked.hostname == own.hostname and (
            (asked.scheme == own.scheme and same_port) or (_scheme(own.scheme, asked.scheme) and both_default)
        )
    scheme = _SCHEME.fullmatch(source)
    if scheme:
        return _scheme(scheme.group(1).lower(), asked.scheme)
    host = _HOST.fullmatch(source)
    if host is None or not asked.hostname:
        return False
    return (
        _scheme((host.group("scheme") or own.scheme).lower(), asked.scheme)
        and _host(host.group("host").lower(), asked.hostname)
        and _port_fits(host.group("port"), asked.scheme, asked.port)
        and _path(host.group("path"), asked.path)
    )


def _scheme(wanted: str, scheme: str) -> bool:
    return wanted == scheme or scheme in _UPGRADES.get(wanted, ())


def _host(wanted: str, host: str) -> bool:
    return host.endswith(wanted[1:]) if wanted.startswith("*") and wanted != "*" else wanted in ("*", host)


def _port_fits(wanted: str | None, scheme: str, port: int | None) -> bool:
    asked = _port(scheme, port)
    if wanted is None:
        return asked == _PORTS.get(scheme)
    return wanted == "*" or int(wanted) == asked or (wanted == "80" and asked == 443)


def _path(wanted: str | None, path: str) -> bool:
    if not wanted or wanted == "/":
        return True
    return path.startswith(wanted) if wanted.endswith("/") else path == wanted


def _port(scheme: str, port: int | None) -> int | None:
    return port or _PORTS.get(scheme)
