"""Sending a request of the descriptor to the target, and taking values out of the reply. Not: what the reply means."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.parse import urlsplit

import httpx

from harness.descriptor.model import HttpRequest
from harness.failures import NoVerdict
from harness.hooks.interpreter import HookFailed, Hooks
from harness.notebook import Notebook
from harness.target import forms, outgoing
from harness.target.finding import beginning
from harness.target.outgoing import Outgoing, Spoil, Variables, filled
from harness.target.replies import Replied, expected, saved, unmet

__all__ = ("Replied", "expected", "filled", "saved", "unmet")
"""How a request is filled, and what is done with the answer, is imported from here by whoever asks."""

REQUEST_TIMEOUT = 10.0
"""Seconds of real time that a buyer's browser waits; a target that needs longer is told as not answering."""
HUNG_AFTER = 2
HUNG_TIMEOUT = 1.0
"""A target that let this many requests in a row hang is waited for no longer than this, until it answers one."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
GIVEN_UP_AFTER = 5
"""One that let this many hang is not asked again."""
MOST_REDIRECTS = 20
"""Browsers give up after as many. Source: WHATWG Fetch, 4.4."""


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


class Hanging:
    """How many requests in a row one target let hang, whoever sent them."""

    in_a_row = 0


class Browser:
    """A buyer's side of the wire: sends what the descriptor says, carries cookies, follows redirects if told to."""

    def __init__(
        self, base_url: str, notebook: Notebook, hanging: Hanging | None = None, *, hooks: Hooks | None = None
    ) -> None:
        """Talk to the target at `base_url`; everything is written into `notebook`. `hooks` change what asks for it."""
        self.base_url = base_url
        self.notebook = notebook
        self._hanging = hanging or Hanging()
        self._hooks = hooks
        self._http = client(base_url)
        if urlsplit(base_url).hostname in LOOPBACK:
            self._http.cookies = _LoopbackJar()
        self._open: Replied | None = None
        """The page that was shown last."""

    def another(self) -> Browser:
        """Return somebody else's browser: one jar for all would grow beyond what browsers keep and servers take."""
        return Browser(self.base_url, self.notebook, self._hanging, hooks=self._hooks)

    def apart(self) -> Browser:
        """Return the same buyer's browser, whose hanging requests say nothing about those of others."""
        alike = Browser(self.base_url, self.notebook, hooks=self._hooks)
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

    def with_cookie(self, name: str) -> Browser:
        return self._with(cookie for cookie in self._http.cookies.jar if cookie.name == name)

    def _with(self, cookies: Iterable[Cookie]) -> Browser:
        other = self.another()
        for cookie in cookies:
            other._http.cookies.jar.set_cookie(cookie)  # noqa: SLF001 - of the same class
        return other

    def send(
        self, request: HttpRequest, values: Variables, *, quiet: bool = False, spoil: Spoil | None = None
    ) -> Replied:
        """Send `request` with its variables filled in. `quiet` leaves it out of the evidence (polling).

        What a hook has put into its headers and address is changed by `spoil`: a signature that only looks right.
        Raises NoVerdict (target unreachable) if there is no answer at all; HookFailed if a hook gave none.
        """
        if request.submit is not None:
            form = self.opened(request, values)
            ready = form if isinstance(form, Replied) else outgoing.submitted(form, request, values)
        else:
            ready = outgoing.of(request, values)
        if isinstance(ready, Replied):
            replied = ready
        else:
            sent = self._hooked(ready, request.hook, values, spoil)
            replied = self._arrived(self._send(sent, quiet=quiet), request.follow, quiet=quiet)
        if replied.is_page:
            self._open = replied
        return replied

    def opened(self, request: HttpRequest, values: Variables) -> forms.Filled | Replied:
        """Open the page of a `request` that submits a form; return what a browser would send then.

        If there is no such form, return the page, saying so.
        """
        page = self._open
        if request.path or page is None:
            look = HttpRequest(path=request.path or "/", headers=request.headers)
            page = self._arrived(
                self._send(self._built(outgoing.of(look, values)), quiet=True), follow=True, quiet=True
            )
        typed = {name: str(value) for name, value in filled(request.form or {}, values).items()}
        found = forms.find(page.text, page.url, request.submit or "form", typed)
        if found is not None and self._leads_here(found.url):
            return found
        what = f"the form {request.submit} is sent to {found.url}, away from the target" if found else None
        missing = (
            f"{page.told} answered {page.status}, and {request.submit} finds no form in it, {beginning(page.text)}"
        )
        page.unsent = what or missing
        self.notebook.add("note", page.unsent)
        return page

    def _hooked(self, ready: Outgoing, hook: str | None, values: Variables, spoil: Spoil | None) -> httpx.Request:
        """Return the request as it leaves, changed by its hook where it has one."""
        sent = self._built(ready)
        if hook is None:
            return sent
        if self._hooks is None:
            raise HookFailed(f"{hook}() cannot be run here", "Send it without a hook")
        changed = ready.hooked(hook, self._hooks, values, sent)
        return self._built(changed if spoil is None else changed.spoilt(ready, spoil))

    def _built(self, ready: Outgoing) -> httpx.Request:
        return ready.built(self._http.build_request, self._timeout)

    def _arrived(self, replied: Replied, follow: bool, *, quiet: bool) -> Replied:
        """Follow redirects as a browser does, as far as they lead to the target itself; return the last reply."""
        first = replied
        for _ in range(MOST_REDIRECTS if follow else 0):
            onward = replied.onward
            if onward is None or not self._leads_here(str(onward.url)):
                return replied
            onward.read()
            if onward.method == "GET":
                for name in ("content-type", "origin"):
                    onward.headers.pop(name, None)
            replied = self._send(onward, quiet=quiet)
            replied.told += f" (sent on by {first.told})"
            replied.sent_at, replied.answered_at = first.sent_at, first.answered_at
        if follow and replied.onward is not None:
            replied.unsent = f"{replied.told} redirected for the {MOST_REDIRECTS}th time, and on again"
        return replied

    def _leads_here(self, url: str) -> bool:
        ours, theirs = urlsplit(self.base_url), urlsplit(url)
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)

    @property
    def _timeout(self) -> float:
        return HUNG_TIMEOUT if self._hanging.in_a_row >= HUNG_AFTER else REQUEST_TIMEOUT

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
        span = (watch.sent_at or began, watch.answered_at or time.monotonic())
        return Replied(response, told, span, self.cookies)

    def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Replied:
        """Post raw bytes, for what no descriptor would say. Raises NoVerdict if there is no answer."""
        return self.ask("POST", path, content, headers)

    def ask(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str], *, quiet: bool = False
    ) -> Replied:
        """Send anything at all, as `post`."""
        sent = self._http.build_request(method, path, content=content, headers=dict(headers))
        return self._send(sent, quiet=quiet)


class _LoopbackJar(CookieJar):
    """Sends `Secure` cookies to this machine without TLS too, as browsers do (Secure Contexts, 3.1)."""

    def set_cookie(self, cookie: Cookie) -> None:
        cookie.secure = False
        super().set_cookie(cookie)

    def __iter__(self) -> Iterator[Cookie]:
        """Return the cookies of this instant: two requests of one buyer may be on their way at once."""
        with self._cookies_lock:  # type: ignore[attr-defined]  # typeshed leaves it out
            return iter(list(super().__iter__()))


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


def _shown(request: httpx.Request) -> str:
    kept = ("content-type", "authorization", "idempotency-key")
    headers = [f"{name}: {request.headers[name]}" for name in kept if name in request.headers]
    body = request.content.decode(errors="replace")
    return "\n".join([f"{request.method} {request.url.raw_path.decode()}", *headers, *(["", body] if body else [])])


def _seen(response: httpx.Response) -> str:
    kept = [f"{name}: {response.headers[name]}" for name in ("content-type", "location") if name in response.headers]
    return "\n".join([f"HTTP {response.status_code}", *kept, "", response.text])
