"""What a notification URL may have been when a provider signed it. Not: asking at any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Departure, Guess

REMEDY = (
    "The signed text begins with the notification URL exactly as the subscription has it: copy it from there into your "
    "configuration, and do not build it from the request."
)
MOST = 400
"""Addresses that are tried."""


def addresses(urls: Sequence[str], received: Received) -> list[Guess[bytes]]:
    """Return every address that may have been signed; with the first as it is, nothing departs."""
    seen: dict[str, Guess[bytes]] = {}
    for nth, url in enumerate(urls):
        other = () if nth == 0 else (Departure("url", f"the URL {url}", REMEDY),)
        seen.setdefault(url, Guess(url.encode(), other))
        if url.strip() != url:
            seen.setdefault(
                url.strip(), _guess(url.strip(), (*other, Departure("url", "the URL without blanks", REMEDY)))
            )
    told: dict[str, tuple[Departure, ...]] = {url: guess.departures for url, guess in seen.items()}
    rounds = [*told]
    for _ in range(2):
        rounds = [later for url in rounds for later in _next(url, received, told)]
    for url, departures in told.items():
        if len(seen) < MOST:
            seen.setdefault(url, _guess(url, departures))
    seen.setdefault("", _guess("", (Departure("url", "no URL before the body", REMEDY),)))
    return sorted(seen.values(), key=lambda guess: len(guess.departures))


def _next(url: str, received: Received, told: dict[str, tuple[Departure, ...]]) -> Iterator[str]:
    """Yield the addresses one step from `url` that are new, and keep how each departs."""
    with suppress(ValueError):
        for other, how in _steps(url, received):
            if other not in told:
                told[other] = (*told[url], Departure("url", f"the URL {how}", REMEDY))
                yield other


def _guess(url: str, departures: tuple[Departure, ...]) -> Guess[bytes]:
    return Guess(url.encode("utf-8", "surrogateescape"), departures)


def _steps(url: str, received: Received) -> Iterator[tuple[str, str]]:
    """Yield `url` with one thing otherwise, and that thing in words."""
    parts = urlsplit(url)
    schemes = {"http": "https", "https": "http"}
    if parts.scheme in schemes:
        other = schemes[parts.scheme]
        yield urlunsplit(parts._replace(scheme=other)), f"with {other}:// in place of {parts.scheme}://"
    for path, how in _paths(parts.path):
        yield urlunsplit(parts._replace(path=path)), how
    if parts.query:
        yield urlunsplit(parts._replace(query="")), "without its query"
    if parts.fragment:
        yield urlunsplit(parts._replace(fragment="")), "without its fragment"
    host = parts.netloc
    if host != host.lower():
        yield urlunsplit(parts._replace(netloc=host.lower())), "with its host in lower case"
    bare = host.removeprefix("www.")
    yield (
        urlunsplit(parts._replace(netloc=bare if bare != host else f"www.{host}")),
        ("without www." if bare != host else "with www."),
    )
    port = f":{parts.port}" if parts.port else ""
    if port:
        yield urlunsplit(parts._replace(netloc=host.removesuffix(port))), f"without its port {port}"
    else:
        usual = {"https": "443", "http": "80"}.get(parts.scheme, "")
        yield urlunsplit(parts._replace(netloc=f"{host}:{usual}")), f"with its port :{usual}"
    for header in ("x-forwarded-host", "x-original-host", "host"):
        named = (received.header(header) or "").split(",")[0].strip()
        if named and named != host:
            yield urlunsplit(parts._replace(netloc=named)), f"with the host of the header {header} ({named})"


def _paths(path: str) -> Iterator[tuple[str, str]]:
    if path.endswith("/"):
        yield path[:-1], "without the slash at its end"
    else:
        yield f"{path}/", "with a slash at its end"
    if path not in ("", "/"):
        yield "", "without its path"
    while "//" in path:
        path = path.replace("//", "/")
        yield path, "without its double slash"
    if unquote(path) != path:
        yield unquote(path), "with its path unescaped"
    if quote(path, safe="/%") != path:
        yield quote(path, safe="/%"), "with its path escaped"
