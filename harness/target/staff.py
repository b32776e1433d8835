"""What of a request is staff's: headers, and a hook that signs, by which the cash desk knows who asks. Not: asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from harness.descriptor.model import HttpRequest

NO_CREDENTIALS = {"accept", "accept-language", "content-type", "idempotency-key", "user-agent", "x-request-id"}
"""Headers that say nothing of who asks; every other one of the declared request is staff's."""

BY_PASSWORD = ("basic ", "digest ", "negotiate ")
"""Schemes of which a browser, once told, remembers the password for every request to that server (RFC 7617)."""


class Keys(NamedTuple):
    """What somebody has to show who asks."""

    headers: Mapping[str, str]
    hook: str | None = None
    """What signs his requests."""
    spoilt: bool = False
    """Whether what the hook has computed only looks right."""


NO_KEYS = Keys({})


def with_keys_of(request: HttpRequest, keys: Keys) -> HttpRequest:
    """Return the request with these keys in the place of staff's."""
    known = {name: text for name, text in request.headers.items() if name.lower() in NO_CREDENTIALS}
    return msgspec.structs.replace(request, headers={**known, **keys.headers}, hook=keys.hook)


def of_buyer(read: HttpRequest | None, desk: HttpRequest) -> Keys:
    """Return what a buyer has: that by which he reads his order, if he does. What signs for staff too is staff's."""
    if read is None:
        return NO_KEYS
    return Keys(read.headers, None if read.hook == desk.hook else read.hook)


def keys_of(request: HttpRequest) -> dict[str, str]:
    """Return staff's headers."""
    return {name: text for name, text in request.headers.items() if name.lower() not in NO_CREDENTIALS}


def added_by_browsers(request: HttpRequest) -> dict[str, str]:
    """Return those of staff's headers that a browser adds by itself, whatever page it is on: cookies, a password."""
    return {
        name: text
        for name, text in keys_of(request).items()
        if name.lower() == "cookie" or (name.lower() == "authorization" and text.lower().startswith(BY_PASSWORD))
    }


def almost_keys_of(request: HttpRequest) -> dict[str, str]:
    """Return staff's headers, with the end of each changed: a key that looks like the right one."""
    return {name: almost(text) for name, text in keys_of(request).items()}


def almost(key: str) -> str:
    """Return a key with its end changed."""
    return f"{key[:-4]}{'0000' if not key.endswith('0000') else '1111'}"
