"""Requests that hold a secret, by which somebody signs in or a target is set up. Not: trying wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from harness.descriptor.model import HttpRequest
from harness.failures import WindowShut
from harness.target.replies import expected, saved

if TYPE_CHECKING:
    from harness.target.requests import Browser


def sent_in_confidence(
    browser: Browser,
    line: str,
    requests: Sequence[HttpRequest],
    known: Mapping[str, str],
    *,
    says: str,
    refused: str,
    needs: str = "path, json and expect",
    known_before: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Send the requests of a `line` of the descriptor in their order, and return what they save.

    They hold a password or a key, and their answers a session: neither is kept as evidence, which `says` that they were
    sent. What an earlier round has saved is `known_before`, and need not be answered again.

    Raises WindowShut, with what was `refused` and which keys it `needs`, for the first with an unexpected answer.
    """
    session = dict(known_before or {})
    for nth, request in enumerate(requests):
        place = f"{line}[{nth}]"
        replied = browser.send(request, {**known, **session}, quiet=True)
        told = f"{replied.told} answered {replied.status}"
        browser.notebook.add("request", f"{says}: {told}")
        if not expected(request, replied):
            raise WindowShut(f"{refused}: {replied.unsent or told}", needs=f"{place}: {needs}")
        try:
            session |= saved(request, replied, place, secret=True)
        except WindowShut:
            if not session.keys() >= request.save.keys():
                raise
    return session
