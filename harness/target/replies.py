"""A reply of the target: its values, and whether it is the success that the descriptor says. Not: asking for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

import httpx

from harness.descriptor.asking import HttpRequest
from harness.failures import WindowShut
from harness.target.finding import beginning, find


class Replied:
    """The reply to one request: its status, and its values by *where*."""

    def __init__(
        self,
        response: httpx.Response,
        told: str,
        span: tuple[float, float] = (0.0, 0.0),
        cookies: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """Keep the response; `told` names the request for people, `span` is when it was wholly sent and answered.

        `cookies` returns what the browser has kept.
        """
        self.sent_at, self.answered_at = span
        self.status = response.status_code
        self.text = response.text
        self.headers = response.headers
        self.told = told
        self.onward = response.next_request
        """What a browser sends next, if the reply sends it on."""
        self.unsent: str | None = None
        """Why what was asked for could not be sent, if this is only the page that should have led to it."""
        self._response = response
        self._cookies = cookies

    @property
    def url(self) -> str:
        """The address that answered."""
        return str(self._response.url)

    @property
    def is_page(self) -> bool:
        return str(self.headers.get("content-type", "")).startswith("text/html")

    @property
    def arrived(self) -> str:
        """The address at which the browser is now: where the reply sends it on, or the one that answered."""
        sent_on = 300 <= self.status < 400 and "location" in self.headers
        return urljoin(self.url, self.headers["location"]) if sent_on else self.url

    def cookie(self, name: str) -> str | None:
        """Return what the browser keeps under that name: this reply's, else an earlier one's."""
        now = {cookie.name: cookie.value for cookie in self._response.cookies.jar}
        return now.get(name) or self._cookies().get(name)

    def value(self, where: str) -> Any:
        """Return what stands at *where*; None if nothing does."""
        return find(where, self)


def expected(request: HttpRequest, replied: Replied) -> bool:
    """Say whether the reply is the success that the descriptor describes (by default any 2xx or 3xx)."""
    return unmet(request, replied) is None


def unmet(request: HttpRequest, replied: Replied) -> str | None:
    """Say in words why the reply is no success; None: it is one."""
    if replied.unsent is not None:
        return replied.unsent
    told = f"{replied.told} answered {replied.status}"
    wanted = request.expect if isinstance(request.expect, tuple) else (request.expect,)
    if not (200 <= replied.status < 400 if request.expect is None else replied.status in wanted):
        return told
    if request.success is not None and not something(replied.value(request.success)):
        return f"{told}, and there is no {request.success} in its reply, {beginning(replied.text)}"
    if request.absent is not None and something(found := replied.value(request.absent)):
        return f"{told}, and {request.absent} is there, {beginning(str(found))}"
    return None


def something(value: Any) -> bool:
    """Whether a value is one: null, false, and an empty text, list or table are nothing; 0 is a number."""
    return value is not None and value is not False and value not in ("", [], {})


def saved(request: HttpRequest, replied: Replied, place: str, *, secret: bool = False) -> dict[str, str]:
    """Return the values that `request` saves. Raises WindowShut, naming `place`, if one is not in the reply.

    How the reply begins is said too, unless it is `secret`: one to a password.
    """
    found = {}
    for name, where in request.save.items():
        value = replied.value(where)
        if value is None:
            seen = "" if secret else f", {beginning(replied.text)}"
            raise WindowShut(
                f"{replied.told} answered {replied.status}, and {where} is not in its reply{seen}",
                needs=f"{place} save.{name}: where the value stands in the reply",
            )
        found[name] = str(value)
    return found
