"""The parts of a multipart body: evidence comes with its files. Not: what is in them."""

from __future__ import annotations

import re

_NAME = re.compile(rb'name="([^"]*)"')


def parts(body: bytes) -> dict[str, bytes]:
    """Return the contents by name; what is no multipart body has none. Of files nothing is kept but that they came."""
    first = body.split(b"\r\n", 1)[0]
    if not first.startswith(b"--"):
        return {}
    made: dict[str, bytes] = {}
    for part in body.split(first)[1:]:
        head, blank, content = part.partition(b"\r\n\r\n")
        found = _NAME.search(head)
        if blank and found is not None:
            made[found[1].decode(errors="replace")] = content.removesuffix(b"\r\n")
    return made
