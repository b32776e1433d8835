"""One delivery as it arrived: its headers and its bytes, and whose it is. Not: whether its signature is right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from simulator.masking import mask

SIGNED_BY: dict[str, tuple[str, ...]] = {
    "stripe": ("stripe-signature",),
    "paypal": ("paypal-transmission-sig", "paypal-transmission-id", "paypal-cert-url", "paypal-auth-algo"),
    "square": ("x-square-hmacsha256-signature", "x-square-signature", "square-environment"),
}
"""The headers by which a provider's delivery is known. All names of headers are in lower case here."""

SHOWN = 80
"""Characters of what a body calls itself: it may be anybody's text."""

_REQUEST_LINE = re.compile(r"(?:[A-Z]+ \S+ HTTP/[\d.]+|HTTP/[\d.]+ \d{3}.*)$")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+$")


class BrokenHeaders(ValueError):  # noqa: N818 - said to people as it stands
    """These are no headers. The message begins with the line, where there is one, and ends with the remedy."""


class Received(msgspec.Struct, frozen=True):
    """What arrived."""

    headers: dict[str, str]
    """By name in lower case, with hyphens; what came more than once is joined by a comma, as a server does it."""
    body: bytes

    @property
    def providers(self) -> tuple[str, ...]:
        """Return whose headers it has; one, unless it is a strange delivery."""
        return tuple(name for name, known in SIGNED_BY.items() if any(one in self.headers for one in known))

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())

    def event(self) -> str:
        """Return what the body says that it is, in short: its id and type, where it is JSON that has them."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return "a body that is no JSON"
        if not isinstance(said, dict):
            return "a body that is no event"
        names = [said.get("id") or said.get("event_id"), said.get("type") or said.get("event_type")]
        shown = [_shown(name) for name in names if isinstance(name, str)]
        return " ".join(shown) or "an event without id and type"


def read_headers(text: str) -> dict[str, str]:
    """Return headers from lines `Name: value`, or from JSON as frameworks and logs write it.

    A line of request or status before them is passed over, and so are the marks of `curl -v`. Names are as
    an environment may have made them (`HTTP_STRIPE_SIGNATURE`). Raises BrokenHeaders.
    """
    stripped = text.removeprefix("\ufeff").strip()
    if not stripped:
        raise BrokenHeaders("there is nothing in it. Write a line for each header: Name: value")
    pairs = _of_json(stripped) if stripped[0] in "{[" else _of_lines(text.removeprefix("\ufeff"))
    headers: dict[str, str] = {}
    for name, value in pairs:
        known = _plain(name)
        headers[known] = f"{headers[known]},{value}" if known in headers else value
    return headers


def _plain(name: str) -> str:
    """Return the name of a header as it was on the wire: CGI and its heirs write HTTP_STRIPE_SIGNATURE."""
    plain = name.strip().lower().replace("_", "-")
    return plain.removeprefix("http-")


def _of_lines(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        said = re.sub(r"^[<>] ?", "", line.rstrip("\r"))
        if not said.strip() or _REQUEST_LINE.match(said.strip()):
            continue
        name, colon, value = said.partition(":")
        if not colon or not _NAME.match(name.strip()):
            raise BrokenHeaders(
                f"{number}: {_shown(said)!r} is no header. Write each on a line of its own: Name: value"
            )
        yield name, value.strip()


def _of_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError as broken:
        raise BrokenHeaders(
            f"{broken.lineno}: not JSON ({broken.msg}). Write an object of headers, or a line for each: Name: value"
        ) from None
    except RecursionError:
        raise BrokenHeaders("1: JSON that nests too deep. Write an object of headers") from None
    if isinstance(said, dict) and isinstance(said.get("headers"), dict | list):
        said = said["headers"]
    yield from _pairs(said)


def _pairs(said: Any) -> Iterator[tuple[str, str]]:
    """Yield the pairs of an object, of a list of pairs, or of a list of `{"name": …, "value": …}`."""
    entries: Iterable[Any] = said.items() if isinstance(said, dict) else said
    for entry in entries:
        one = (entry.get("name"), entry.get("value")) if isinstance(entry, dict) else entry
        if not isinstance(one, tuple | list) or len(one) != 2 or not isinstance(one[0], str):
            raise BrokenHeaders(f'{_shown(json.dumps(entry))} is no header. Write an object: {{"Name": "value"}}')
        for value in one[1] if isinstance(one[1], list) else [one[1]]:
            if isinstance(value, str):
                yield one[0], value
            elif isinstance(value, int | float):
                yield one[0], str(value)
            elif value is not None:
                raise BrokenHeaders(f"{_shown(one[0])}: its value is no text. Write it in quotation marks")


def _shown(text: str) -> str:
    """Return others' text as it may be printed: one line, without control characters and secrets, not long."""
    printable = "".join(char if char.isprintable() else "�" for char in mask(text))
    return printable if len(printable) <= SHOWN else f"{printable[:SHOWN]}…"
