"""Who may use the console: codes that let in once, the cookie, and what a request must show. Not: serving anything.

Other sites' pages, and other servers of this machine, are what it is kept from. A cookie knows no port, so every server
on 127.0.0.1 may be sent it: its path and its name keep it here. A page of another port counts as the same *site*, so
SameSite alone is no guard; the header that only same-origin scripts can send is. A name that somebody else resolves to
127.0.0.1 (DNS rebinding) is refused by the Host header.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import ClassVar

from starlette.types import Scope

MOST_CODES = 64
"""Codes that wait to be used; the oldest is forgotten."""


@dataclass(slots=True)
class Door:
    """The sessions of one console, in memory. `host` and `port` are those on which it listens."""

    HEADER: ClassVar[str] = "X-Assay-Console"

    host: str
    port: int
    _codes: dict[str, None] = field(default_factory=dict)
    _sessions: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/console/"

    @property
    def cookie(self) -> str:
        """Named after the port: two simulators on one machine share their cookies."""
        return f"assay-console-{self.port}"

    def new_page(self) -> str:
        """Return an address of the page that lets in whoever opens it first."""
        code = secrets.token_urlsafe(18)
        self._codes[code] = None
        if len(self._codes) > MOST_CODES:
            del self._codes[next(iter(self._codes))]
        return f"{self.address}?code={code}"

    def redeem(self, code: str) -> bool:
        """Use a code up; False if it is none."""
        if code not in self._codes:
            return False
        del self._codes[code]
        return True

    def let_in(self) -> str:
        """Begin a session and return its Set-Cookie."""
        session = secrets.token_urlsafe(24)
        self._sessions.add(session)
        return f"{self.cookie}={session}; Path=/console/; HttpOnly; SameSite=Strict"

    def fits(self, given: str, token: str) -> bool:
        """Say whether what was typed is the control token."""
        return secrets.compare_digest(given.encode(), token.encode())

    def knows(self, scope: Scope) -> bool:
        """Say whether the request carries the cookie of a session."""
        try:
            sent = SimpleCookie(_header(scope, b"cookie")).get(self.cookie)
        except CookieError:
            return False
        return sent is not None and sent.value in self._sessions

    def is_ours(self, scope: Scope) -> bool:
        """Say whether the request was made to this address by its own name."""
        return _header(scope, b"host") in (f"{self.host}:{self.port}", f"localhost:{self.port}")

    def same_origin(self, scope: Scope) -> bool:
        """Say whether nothing that the browser tells speaks against this origin."""
        origin, site = _header(scope, b"origin"), _header(scope, b"sec-fetch-site")
        return origin in ("", f"http://{_header(scope, b'host')}") and site in ("", "same-origin", "none")

    def asked_by_page(self, scope: Scope) -> bool:
        """Say whether a script of this origin asks: no other can send the header, for no preflight is ever granted."""
        return bool(_header(scope, self.HEADER.lower().encode())) and self.same_origin(scope)


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")
