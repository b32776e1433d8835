"""Staff, signed in as `[staff]` says, and one of it who looks things up. Not: what is asked at the desk (`desk.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from harness.failures import WindowShut
from harness.target.signing_in import sent_in_confidence

if TYPE_CHECKING:
    from harness.descriptor.model import HttpRequest, StaffTable
    from harness.target.instance import Instance
    from harness.target.requests import Browser, Replied

SIGNED_OUT = (401, 403)


def signed_in(browser: Browser, requests: Sequence[HttpRequest], known: Mapping[str, str]) -> dict[str, str]:
    """Sign in by the requests of `[staff] sign_in`, and return what they save. Raises WindowShut if that fails."""
    return sent_in_confidence(
        browser,
        "[staff] sign_in",
        requests,
        known,
        says="staff signs in",
        refused="staff could not sign in",
        needs="path, form and expect",
    )


class Clerk:
    """A browser of staff's own, at one target."""

    def __init__(self, table: StaffTable | None, instance: Instance | None) -> None:
        """Sign in as `[staff] sign_in` says when something is looked up for the first time."""
        self._sign_in = table.sign_in if table else ()
        self._instance = instance
        self._browser: Browser | None = None
        self._saved: dict[str, str] = {}

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()

    def look_up(self, request: HttpRequest, values: Mapping[str, str]) -> Replied:
        """Send a request as staff. Who is answered as a stranger, or sent elsewhere, signs in once more.

        Raises WindowShut if staff cannot sign in.
        """
        fresh = self._browser is None
        replied = self._send(request, values)
        if not fresh and self._sign_in and (replied.status in SIGNED_OUT or replied.onward is not None):
            self.close()
            self._browser = None
            replied = self._send(request, values)
        return replied

    def _send(self, request: HttpRequest, values: Mapping[str, str]) -> Replied:
        if self._browser is None:
            self._browser = self._signed_in()
        return self._browser.send(request, {**values, **self._saved}, quiet=True)

    def _signed_in(self) -> Browser:
        if self._instance is None:
            raise WindowShut("nobody can sign in here", needs="[target]")
        browser = self._instance.browser()
        self._saved = signed_in(browser, self._sign_in, self._instance.values)
        return browser
