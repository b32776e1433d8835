"""Requests by which somebody signs in, sent in their order. Not: who it is, and not: trying wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from harness.descriptor.model import HttpRequest
from harness.failures import WindowShut
from harness.target.replies import expected, saved

if TYPE_CHECKING:
    from harness.target.requests import Browser


def signed_in(
    browser: Browser,
    table: str,
    requests: Sequence[HttpRequest],
    known: Mapping[str, str],
    *,
    says: str,
    refused: str,
    needs: str = "path, json and expect",
) -> dict[str, str]:
    """Send the requests of `[table] sign_in`, and return what they save.

    They hold a password, and their answers a session: neither is kept as evidence, which `says` that they were sent.
    Raises WindowShut, with what was `refused` and which keys it `needs`, for the first with an unexpected answer.
    """
    session: dict[str, str] = {}
    for nth, request in enumerate(requests):
        place = f"[{table}] sign_in[{nth}]"
        replied = browser.send(request, {**known, **session}, quiet=True)
        told = f"{replied.told} answered {replied.status}"
        browser.notebook.add("request", f"{says}: {told}")
        if not expected(request, replied):
            raise WindowShut(f"{refused}: {replied.unsent or told}", needs=f"{place}: {needs}")
        session |= saved(request, replied, place, secret=True)
    return session
