"""The target over TLS: the address where that can be looked at, and what is asked of it there. Not: judging it.

It is a deployment (`public_url`), a target that runs already under https, or one that is started in its profile `tls`
with a certificate of the run. What a deployment is asked changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from harness.descriptor.model import Descriptor, HttpRequest
from harness.failures import NoVerdict, WindowShut
from harness.observation import Certificate, Handshake, PlainAnswer
from harness.target.requests import Browser, client
from harness.target.strangers import NEVER
from harness.windows import tls

if TYPE_CHECKING:
    from harness.notebook import Notebook
    from harness.target.intercept import Interception
    from harness.target.order import Order
    from harness.target.target import Target

PROFILE = "tls"
CERTIFICATE = "{tls.certificate}"
AUTHORITY = "{tls.ca}"
PLAIN_PORT = "{tls.plain_port}"
SERVED = "[target.profiles.tls] env with {tls.certificate} and {tls.key}, or [target] public_url"
BELIEVED = "[target.profiles.tls] env: the variable for a file of authorities, {tls.ca}"
WITHIN = 5.0


def uses(descriptor: Descriptor, variable: str) -> bool:
    """Whether the profile `tls` hands that variable to the target."""
    profile = descriptor.target.profiles.get(PROFILE)
    return profile is not None and any(variable in text for text in profile.env.values())


Start = Callable[[], "tuple[Target, Interception | None]"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where TLS is answered, and where the same server, or its neighbour, is asked without."""

    host: str
    port: int
    plain_ports: tuple[int, ...]
    ca_file: Path | None
    """Authorities to believe; None: those of the machine."""
    prefix: str = ""
    """What stands before every path there, such as `/shop`."""
    target: Target | None = None
    """The one that the harness started there; None: one that only gets looked at."""

    @property
    def url(self) -> str:
        return f"https://{self.host}" + ("" if self.port == 443 else f":{self.port}") + self.prefix

    def plain_urls(self) -> list[str]:
        return [f"http://{self.host}:{port}{self.prefix}" for port in self.plain_ports]

    def handshakes(self) -> list[Handshake]:
        return tls.handshakes(self.host, self.port)

    def certificate(self) -> Certificate:
        return tls.certificate(self.host, self.port, self.ca_file)


class OverTls:
    """What a scenario about transport is given; nothing is started before it is asked for."""

    def __init__(
        self,
        descriptor: Descriptor,
        folder: Path,
        notebook: Notebook,
        start: Callable[[], tuple[Target, Interception | None]],
    ) -> None:
        """`start` returns the target in its profile `tls`, and what stands between it and its provider, if anything."""
        self._descriptor = descriptor
        self._folder = folder
        self._notebook = notebook
        self._start = start

    def place(self) -> Place:
        """Return where it answers. Raises WindowShut on plain loopback, which is never a pass."""
        given = self._descriptor.target
        for url in (given.public_url, given.base_url):
            if url and urlsplit(url).scheme == "https":
                return _of_url(url, self._authorities(given.ca_file))
        if not uses(self._descriptor, CERTIFICATE):
            raise WindowShut("the target is plain HTTP on loopback", needs=SERVED)
        target, _ = self._start()
        port = int(target.instance.values["port"])
        beside = (int(target.instance.values["tls.plain_port"]),) if uses(self._descriptor, PLAIN_PORT) else ()
        return Place("127.0.0.1", port, (port, *beside), Path(target.instance.values["tls.ca"]), target=target)

    def _authorities(self, ca_file: str | None) -> Path | None:
        file = self._folder / ca_file if ca_file else None
        if file is not None and not file.is_file():
            raise WindowShut("there is no file of authorities", needs=f"[target] ca_file: {ca_file} is no file")
        return file

    def calling(self) -> tuple[Target, Interception]:
        """Return the target whose provider answers over TLS. Raises WindowShut if it cannot be told whom to believe."""
        if not uses(self._descriptor, AUTHORITY):
            raise WindowShut("the target calls its provider over plain HTTP on loopback", needs=BELIEVED)
        target, between = self._start()
        if between is None:
            raise WindowShut("nothing stands between the target and its provider", needs=BELIEVED)
        return target, between

    def hsts(self, place: Place) -> dict[str, str | None]:
        """Return the Strict-Transport-Security of what a browser is answered there, by request.

        Where there are pages they alone are asked: what scripts are answered reminds no browser that has seen none.
        """
        if place.target is None:
            return self._told(_looked_at(place, ("/", self._descriptor.target.ready.url)))
        target = place.target
        order = target.order("sample")
        page = self._descriptor.checkout.page
        asked = [HttpRequest(path="/"), *([page] if page else [])]
        replies = [order.browser.send(request, order.values) for request in asked]
        replies += [target.open_return_page(order, {})] if self._descriptor.return_ else []
        seen = [replied for replied in replies if replied.status < 400]
        pages = [replied for replied in seen if replied.headers.get("content-type", "").startswith("text/html")]
        seen = pages or seen
        return self._told({replied.told: replied.headers.get("strict-transport-security") for replied in seen})

    def in_the_open(self, place: Place) -> list[PlainAnswer]:
        """Ask for the first page and post to the webhook without TLS, and to a started target's checkout.

        Nothing of it is signed, and a deployment is asked to buy nothing. A page for load balancers may answer without
        TLS, so readiness is not asked.
        """
        webhooks = [table.webhook_path for table in self._descriptor.provider.values()]
        checkout = self._descriptor.checkout.requests if place.target else ()
        posts = [request.path for request in checkout if request.method == "POST"]
        answers = []
        for url in place.plain_urls():
            with client(url, timeout=WITHIN) as stranger:
                answers.append(_asked(stranger, "GET", "/"))
                answers += [_asked(stranger, "POST", path) for path in (*webhooks, *posts) if "{" not in path]
        for answer in answers:
            said = "got no answer" if answer.status is None else f"answered {answer.status} {answer.location or ''}"
            self._notebook.add("request", f"without TLS: {answer.request} {said}".rstrip())
        return answers

    def _told(self, found: dict[str, str | None]) -> dict[str, str | None]:
        for request, header in found.items():
            self._notebook.add("request", f"{request}: Strict-Transport-Security {header or 'is not sent'}")
        return found


def tried_in_the_open(place: Place, told: Order) -> list[PlainAnswer]:
    """Check out without TLS, and deliver genuine, signed news there, as to a wrongly registered address.

    What is only looked at (`public_url`) is spared both.
    """
    target = place.target
    if target is None:
        return []
    answers = []
    for base in place.plain_urls():
        answers += _bought(target, base)
        url = f"{base}{target.instance.webhook_path(target.provider)}"
        endpoint = target.sandbox.world.endpoint(
            url,
            side=target.side,
            provider=target.provider,
            enabled_events=NEVER,
            secret=target.webhook_secret,
            payload=target.sandbox.payload,
        )
        request = f"POST {url} (genuine news)"
        delivered = target.sandbox.deliver(told.news.each(endpoint=endpoint.id)).answers
        answers += [
            PlainAnswer(request=request, reads=False, status=one.status, body=len(one.body)) for one in delivered
        ]
    return answers


def _bought(target: Target, base: str) -> list[PlainAnswer]:
    """Return a whole checkout as one answer, if it went through at that address."""
    with suppress(NoVerdict):  # nobody answers there
        tried = target.try_checkout(browser=Browser(base, target.notebook, hooks=target.instance.hooks))
        if tried.usable:
            return [PlainAnswer(request=f"a whole checkout at {base}", reads=False, status=tried.replied.status)]
    return []


def _of_url(url: str, ca_file: Path | None) -> Place:
    parts = urlsplit(url)
    port = parts.port or 443
    return Place(parts.hostname or "", port, (80,) if port == 443 else (port,), ca_file, parts.path.rstrip("/"))


def _looked_at(place: Place, paths: Iterable[str]) -> dict[str, str | None]:
    """Return what a deployment's pages say. Raises NoVerdict if nobody answers."""
    found = {}
    with client(place.url, timeout=WITHIN) as browser:
        for path in dict.fromkeys(paths):
            try:
                answer = browser.get(path)
            except httpx.HTTPError as broken:
                what = f"GET {place.url}{path} got no answer ({type(broken).__name__})"
                raise NoVerdict("target unreachable", what) from None
            if answer.status_code < 400:
                found[f"GET {path}"] = answer.headers.get("strict-transport-security")
    return found


def _asked(stranger: httpx.Client, method: str, path: str) -> PlainAnswer:
    request = f"{method} {str(stranger.base_url).rstrip('/')}{path}"
    try:
        answer = stranger.request(method, path, json={} if method == "POST" else None)
    except httpx.HTTPError:
        return PlainAnswer(request=request, reads=method == "GET")
    location = answer.headers.get("location")
    return PlainAnswer(
        request=request, reads=method == "GET", status=answer.status_code, location=location, body=len(answer.text)
    )
