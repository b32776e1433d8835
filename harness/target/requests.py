"""Sending a request of the descriptor to the target, and taking values out of the reply. Not: what the reply means."""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable, Mapping
from functools import cache
from http.cookiejar import Cookie
from typing import Any
from urllib.parse import urlsplit

import httpx
import jsonpath
import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import fill
from harness.failures import NoVerdict, WindowShut
from harness.notebook import Notebook

Variables = Mapping[str, str]
REQUEST_TIMEOUT = 10.0
"""Seconds of real time that a buyer's browser waits; a target that needs longer is told as not answering."""
HUNG_AFTER = 2
HUNG_TIMEOUT = 1.0
"""A target that let this many requests in a row hang is waited for no longer than this, until it answers one."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
GIVEN_UP_AFTER = 5
"""One that let this many hang is not asked again."""


@cache
def unchecked_tls() -> ssl.SSLContext:
    """Return a context that believes anybody: on loopback a certificate proves nothing; TR-01 judges it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@cache
def tls() -> ssl.SSLContext:
    """Return the one TLS context of this process: to load the authorities costs tens of milliseconds of a core."""
    return httpx.create_ssl_context(trust_env=False)


def client(base_url: str = "", *, timeout: float = REQUEST_TIMEOUT) -> httpx.Client:
    """Return a client that talks to the target, or to the simulator as the target does.

    No proxy of the machine stands between the harness and loopback, no redirect is followed, and no connection is
    kept: one that outlives a killed target fails the request after it.
    """
    once = httpx.Limits(max_keepalive_connections=0)
    context = unchecked_tls() if urlsplit(base_url).hostname in LOOPBACK else tls()
    return httpx.Client(
        base_url=base_url, limits=once, timeout=timeout, follow_redirects=False, trust_env=False, verify=context
    )


class Replied:
    """The reply to one request: its status, and its values by *where*."""

    def __init__(self, response: httpx.Response, told: str, span: tuple[float, float] = (0.0, 0.0)) -> None:
        """Keep the response; `told` names the request for people, `span` is when it was wholly sent and answered."""
        self.sent_at, self.answered_at = span
        self.status = response.status_code
        self.text = response.text
        self.headers = response.headers
        self.told = told

    def value(self, where: str) -> Any:
        """Return what stands at *where* (`$.a.b`, `header:NAME`, `regex:EXPRESSION`); None if nothing does."""
        if where.startswith("header:"):
            return self.headers.get(where.removeprefix("header:").strip())
        if where.startswith("regex:"):
            found = re.search(where.removeprefix("regex:"), self.text)
            return found.group(1) if found else None
        try:
            document = msgspec.json.decode(self.text)
        except msgspec.DecodeError:
            return None
        match = jsonpath.match(where, document)
        return None if match is None else match.obj


class Hanging:
    """How many requests in a row one target let hang, whoever sent them."""

    in_a_row = 0


class Browser:
    """A buyer's side of the wire: sends what the descriptor says, carries cookies, follows no redirect."""

    def __init__(self, base_url: str, notebook: Notebook, hanging: Hanging | None = None) -> None:
        """Talk to the target at `base_url`; everything is written into `notebook`."""
        self.base_url = base_url
        self.notebook = notebook
        self._hanging = hanging or Hanging()
        self._http = client(base_url)

    def another(self) -> Browser:
        """Return somebody else's browser: one jar for all would grow beyond what browsers keep and servers take."""
        return Browser(self.base_url, self.notebook, self._hanging)

    def apart(self) -> Browser:
        """Return the same buyer's browser, whose hanging requests say nothing about those of others."""
        alike = Browser(self.base_url, self.notebook)
        alike._http.cookies.update(self._http.cookies)
        return alike

    def close(self) -> None:
        self._http.close()

    @property
    def has_cookies(self) -> bool:
        return bool(self._http.cookies)

    def cookies(self) -> dict[str, str]:
        """Return its cookies by name."""
        return {cookie.name: cookie.value or "" for cookie in self._http.cookies.jar}

    def as_sent_from_elsewhere(self, *, navigating: bool) -> Browser:
        """Return a browser with the cookies of this one that it adds to what another site's page sends.

        `navigating`: by a link that fills the window, not by a form that posts or a script. What a cookie does not
        say is taken for the loosest: browsers differ, and none keeps all such cookies at home. Source: RFC 6265bis,
        5.2 and 5.6.7.
        """
        travelling = ("none", "", "lax") if navigating else ("none", "")
        return self._with(cookie for cookie in self._http.cookies.jar if _same_site(cookie) in travelling)

    def with_all_its_cookies(self) -> Browser:
        """Return a browser with the same cookies, whose answers do not change them."""
        return self._with(self._http.cookies.jar)

    def _with(self, cookies: Iterable[Cookie]) -> Browser:
        other = self.another()
        for cookie in cookies:
            other._http.cookies.jar.set_cookie(cookie)  # noqa: SLF001 - of the same class
        return other

    def send(self, request: HttpRequest, values: Variables, *, quiet: bool = False) -> Replied:
        """Send `request` with its variables filled in. `quiet` leaves it out of the evidence (polling).

        Raises NoVerdict (target unreachable) if there is no answer at all.
        """
        return self._send(self._build(request, values), quiet=quiet)

    def _send(self, sent: httpx.Request, *, quiet: bool) -> Replied:
        if (hung := self._hanging.in_a_row) >= GIVEN_UP_AFTER:
            raise NoVerdict("target unreachable", f"the target let {hung} requests in a row hang; it is left so")
        began = time.monotonic()
        watch = _Watch()
        sent.extensions = {**sent.extensions, "trace": watch}
        try:
            response = self._http.send(sent)
        except httpx.HTTPError as broken:
            self._hanging.in_a_row += isinstance(broken, httpx.TimeoutException)
            what = f"{sent.method} {sent.url.raw_path.decode()} got no answer ({type(broken).__name__})"
            self.notebook.add("request", what, sent=_shown(sent))
            raise NoVerdict("target unreachable", what) from None
        self._hanging.in_a_row = 0
        told = f"{sent.method} {sent.url.raw_path.decode()}"
        if not quiet:
            took = (time.monotonic() - began) * 1000
            summary = f"{told} answered {response.status_code} in {took:.0f} ms"
            self.notebook.add("request", summary, sent=_shown(sent), seen=_seen(response))
        return Replied(response, told, (watch.sent_at or began, watch.answered_at or time.monotonic()))

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Replied:
        """Post raw bytes, for what no descriptor would say. Raises NoVerdict if there is no answer."""
        return self.ask("POST", path, content, headers)

    def ask(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str], *, quiet: bool = False
    ) -> Replied:
        """Send anything at all, as `post`."""
        sent = self._http.build_request(method, path, content=content, headers=dict(headers))
        return self._send(sent, quiet=quiet)

    def _build(self, request: HttpRequest, values: Variables) -> httpx.Request:
        content = None if request.json is None else msgspec.json.encode(filled(request.json, values))
        headers = {name: fill(text, values) for name, text in request.headers.items()}
        if content is not None:
            headers.setdefault("Content-Type", "application/json")
        return self._http.build_request(
            request.method,
            fill(request.path, values),
            content=content,
            data=filled(request.form, values) if request.form is not None else None,
            params=filled(request.query, values) if request.query is not None else None,
            headers=headers,
            timeout=HUNG_TIMEOUT if self._hanging.in_a_row >= HUNG_AFTER else REQUEST_TIMEOUT,
        )


def _same_site(cookie: Cookie) -> str:
    """Return what a cookie says of other sites: `strict`, `lax`, `none`, or nothing."""
    said = (name for name in ("SameSite", "samesite", "Samesite", "SAMESITE", "sameSite"))
    return next((value.strip().lower() for name in said if (value := cookie.get_nonstandard_attr(name))), "")


class _Watch:
    """Notes when a request had wholly left and when its answer began to arrive, as the connection tells it."""

    sent_at: float | None = None
    answered_at: float | None = None

    def __call__(self, event: str, _details: Mapping[str, Any]) -> None:
        if event == "http11.send_request_body.complete":
            self.sent_at = time.monotonic()
        elif event == "http11.receive_response_headers.complete":
            self.answered_at = time.monotonic()


NUMBERS = {"{amount}", "{quantity}", "{refund_amount}", "{capture_amount}"}


def filled(value: Any, values: Variables) -> Any:
    """Return `value` with variables filled into every text; those of NUMBERS, alone, stay numbers."""
    if isinstance(value, str):
        if value in NUMBERS:
            return int(values[value[1:-1]])
        return fill(value, values)
    if isinstance(value, Mapping):
        return {key: filled(item, values) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [filled(item, values) for item in value]
    return value


def expected(request: HttpRequest, replied: Replied) -> bool:
    """Say whether the reply is the success that the descriptor describes (by default any 2xx or 3xx)."""
    if request.expect is None:
        return 200 <= replied.status < 400
    wanted = request.expect if isinstance(request.expect, tuple) else (request.expect,)
    return replied.status in wanted


def saved(request: HttpRequest, replied: Replied, place: str) -> dict[str, str]:
    """Return the values that `request` saves. Raises WindowShut, naming `place`, if one is not in the reply."""
    found = {}
    for name, where in request.save.items():
        value = replied.value(where)
        if value is None:
            raise WindowShut(
                f"{replied.told} answered {replied.status}, and {where} is not in its reply",
                needs=f"{place} save.{name}: where the value stands in the reply",
            )
        found[name] = str(value)
    return found


def _shown(request: httpx.Request) -> str:
    kept = ("content-type", "authorization", "idempotency-key")
    headers = [f"{name}: {request.headers[name]}" for name in kept if name in request.headers]
    body = request.content.decode(errors="replace")
    return "\n".join([f"{request.method} {request.url.raw_path.decode()}", *headers, *(["", body] if body else [])])


def _seen(response: httpx.Response) -> str:
    kept = [f"{name}: {response.headers[name]}" for name in ("content-type", "location") if name in response.headers]
    return "\n".join([f"HTTP {response.status_code}", *kept, "", response.text])
