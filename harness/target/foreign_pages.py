"""What another site's page can have a buyer's browser send to the target, cookies included. Not: judging it.

A page that is open in the same browser sends what forms and links send: a body as a form, in parts, or as plain text
(which may be JSON), an address with a query, no header of its own making. JSON as such, other headers and other
methods are asked for first (a preflight), and leave only where the target allows that page to use credentials. Words
that only the owner's page knows (a token in a field, in a header) it cannot send; the name of an order is none of
them, for it stands in addresses, mails and receipts. Sources: WHATWG Fetch, 2.2.2 and 3.2; OWASP, "Cross-Site Request
Forgery Prevention Cheat Sheet".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import as_it_is, fill, names
from harness.target.accounts import without
from harness.target.checkout import as_form
from harness.target.forms import Filled
from harness.target.requests import filled

if TYPE_CHECKING:
    from harness.target.requests import Browser, Replied

ELSEWHERE = "https://elsewhere.example"
METHODS_OF_FORMS = ("GET", "POST")
BY_THE_BROWSER = ("host", "origin", "referer", "cookie", "content-length", "user-agent")
"""Headers that no script can set, or that say where it is."""
SHORTEST_TOKEN = 16
"""Characters of a hidden field that may be a token: what is shorter can be guessed."""
BOUNDARY = "----a-form-of-another-site"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, ready to leave."""

    said: str
    method: str
    path: str
    content: bytes | None
    headers: Mapping[str, str]


Way = Callable[[HttpRequest, Mapping[str, str], str], Iterator[Sent]]
"""From a declared request without its owner's words, the variables and our address to what a foreign page can send."""


def bare(request: HttpRequest, secrets: Mapping[str, str]) -> HttpRequest | None:
    """Return the request without what only its owner's page knows; None if its very address holds such a word."""
    if set(names(request.path)) & set(secrets):
        return None
    return without(request, secrets)


def of_form(form: Filled, request: HttpRequest, known: Collection[str]) -> HttpRequest:
    """Return the request that a form sends, without what only its page knows: long hidden words that are not `known`.

    Hidden fields that say what is bought are the same on everybody's page, or named by the descriptor.
    """

    def is_token(name: str, value: str) -> bool:
        return name in form.hidden and len(value) >= SHORTEST_TOKEN and value not in known

    kept = {name: as_it_is(value) for name, value in form.fields if not is_token(name, value)}
    parts = urlsplit(form.url)
    path = as_it_is(f"{parts.path}{f'?{parts.query}' if parts.query else ''}")
    return HttpRequest(path=path, method="POST", form={**kept, **(request.form or {})}, headers=request.headers)


def origins(base_url: str) -> dict[str, str]:
    """Return what a browser names as the origin of pages that are not ours, by what they are."""
    ours = urlsplit(base_url)
    return {
        "another site": ELSEWHERE,
        "a sandboxed frame": "null",
        "a site with a name like ours": f"{ours.scheme}://{ours.hostname}.elsewhere.example",
    }


def as_form_fields(request: HttpRequest, values: Mapping[str, str], base_url: str) -> Iterator[Sent]:
    """A form that posts itself when the page is opened."""
    content = urlencode(_flat(request, values)).encode()
    yield from _posted("a form", request, values, base_url, content, "application/x-www-form-urlencoded")


def in_parts(request: HttpRequest, values: Mapping[str, str], base_url: str) -> Iterator[Sent]:
    """The same with files, in parts."""
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in _flat(request, values).items()
    )
    content = f"{parts}--{BOUNDARY}--\r\n".encode()
    yield from _posted(
        "a form in parts", request, values, base_url, content, f"multipart/form-data; boundary={BOUNDARY}"
    )


def as_plain_text(request: HttpRequest, values: Mapping[str, str], base_url: str) -> Iterator[Sent]:
    """JSON that calls itself plain text, and JSON that says nothing of itself: both leave without a preflight."""
    content = msgspec.json.encode(_fields(request, values))
    yield from _posted("JSON as plain text", request, values, base_url, content, "text/plain")
    yield from _posted("JSON without a type", request, values, base_url, content, None)


def as_a_link(request: HttpRequest, values: Mapping[str, str], _base_url: str) -> Iterator[Sent]:
    """An address that fills the window, as a link in a mail does; frameworks may read the method out of the query."""
    here = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for said, more in (("a link", {}), ("a link that names a method", {"_method": request.method})):
        path = _with_query(_path(request, values), {**_flat(request, values), **more})
        yield Sent(f"{said} on another site", "GET", path, None, here)


def after_a_preflight(request: HttpRequest, values: Mapping[str, str], base_url: str) -> Iterator[Sent]:
    """What a script sends when the target has allowed it: the declared body and headers."""
    content, headers = _declared(request, values)
    for site, origin in origins(base_url).items():
        here = {**headers, "Origin": origin, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
        yield Sent(f"a script of {site} after a preflight", request.method, _path(request, values), content, here)


def from_a_sister(request: HttpRequest, values: Mapping[str, str]) -> Sent:
    """What a script on a sister domain sends: the same site to cookies, and another origin."""
    content, headers = _declared(request, values)
    here = {**headers, "Origin": ELSEWHERE, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}
    return Sent("a page of a sister domain", request.method, _path(request, values), content, here)


def preflight(browser: Browser, sent: Sent) -> bool:
    """Ask the target whether that script may send it with credentials, as a browser does before it does."""
    own = {name.lower() for name in sent.headers} - {"origin", "sec-fetch-site", "sec-fetch-mode"}
    asked = {
        "Origin": sent.headers["Origin"],
        "Access-Control-Request-Method": sent.method,
        **({"Access-Control-Request-Headers": ",".join(sorted(own))} if own else {}),
    }
    return allows(browser.another().ask("OPTIONS", sent.path, None, asked), sent, own)


def allows(replied: Replied, sent: Sent, own: set[str]) -> bool:
    """Read the answer to a preflight; with credentials no star counts (WHATWG Fetch, 3.2.5 and 4.8)."""
    headers = replied.headers
    methods = {name.strip().upper() for name in headers.get("access-control-allow-methods", "").split(",")}
    named = {name.strip().lower() for name in headers.get("access-control-allow-headers", "").split(",")}
    return (
        200 <= replied.status < 300
        and headers.get("access-control-allow-origin") == sent.headers["Origin"]
        and headers.get("access-control-allow-credentials") == "true"
        and (sent.method in (*METHODS_OF_FORMS, "HEAD") or sent.method in methods)
        and own <= named | {"accept", "accept-language", "content-language"}
    )


def _posted(
    said: str, request: HttpRequest, values: Mapping[str, str], base_url: str, content: bytes, kind: str | None
) -> Iterator[Sent]:
    path = _path(request, values)
    if request.method not in METHODS_OF_FORMS:
        path = _with_query(path, {"_method": request.method})
    typed = {"Content-Type": kind} if kind else {}
    for site, origin in origins(base_url).items():
        here = {"Origin": origin, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        yield Sent(f"{said} of {site}", "POST", path, content, {**typed, **here})


def _declared(request: HttpRequest, values: Mapping[str, str]) -> tuple[bytes | None, dict[str, str]]:
    headers = {name: fill(text, values) for name, text in request.headers.items() if name.lower() not in BY_THE_BROWSER}
    if request.form is not None:
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        return urlencode(_flat(request, values)).encode(), {**typed, **headers}
    if request.json is None:
        return None, headers
    return msgspec.json.encode(filled(request.json, values)), {"Content-Type": "application/json", **headers}


def _fields(request: HttpRequest, values: Mapping[str, str]) -> Any:
    return filled(request.form if request.form is not None else request.json, values) or {}


def _flat(request: HttpRequest, values: Mapping[str, str]) -> dict[str, str]:
    fields = _fields(request, values)
    return as_form(fields) if isinstance(fields, Mapping) else {}


def _path(request: HttpRequest, values: Mapping[str, str]) -> str:
    query = filled(request.query, values) if request.query else {}
    return _with_query(fill(request.path, values), query)


def _with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}" if query else path
