"""The cash desk, where staff asks about the money of an order; where it signs in first, with a session of its own.

Not: which request that is for a refund or a capture (`refunding.py`, `capturing.py`), and not: judging it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import names
from harness.failures import WindowShut
from harness.target import foreign_pages, staff
from harness.target.forms import Filled
from harness.target.requests import expected, saved

if TYPE_CHECKING:
    from harness.target.requests import Browser, Replied
    from harness.target.target import Target

Values = Mapping[str, str]


class Desk:
    """One request of staff's, sent as staff does and as others would."""

    def __init__(self, target: Target, request: HttpRequest) -> None:
        """Speak of `request`; staff signs in when something of its session is needed for the first time."""
        self._target, self._declared = target, request

    def ask(self, values: Values, usual: Browser) -> Replied:
        """Ask as staff: with its own browser where it signs in, else with the `usual` one."""
        return (self.browser or usual).send(self.request, {**values, **self.saved})

    def ask_without_role(self, values: Values, keys: Values, browser: Browser) -> Replied:
        """Ask the same with these headers in the place of staff's, in somebody else's browser.

        A form is filled in on the page that somebody else is shown, or, where there is none for him, sent as staff's
        page has it: its address and its fields are no secret. Raises WindowShut if staff finds none either.
        """
        request, values = staff.with_keys_of(self.request, keys), {**values, **self.saved}
        if request.submit is not None and not isinstance(browser.opened(request, values), Filled):
            request = staff.with_keys_of(self._as_on_staffs_page(values), keys)
        return browser.send(request, values)

    def from_elsewhere(self, values: Values) -> HttpRequest | None:
        """Return what a page of another site can send of it: without words of staff's session or of its pages.

        None if its very address holds one.
        """
        request = self.request
        if request.submit is not None:
            request = foreign_pages.of_form(self._form(values), request, {*values.values()})
        return foreign_pages.bare(staff.with_keys_of(request, {}), self.saved)

    @cached_property
    def request(self) -> HttpRequest:
        """The request, with what signing in has saved in the headers that name it."""
        braces = str.maketrans({"{": "{{", "}": "}}"})
        headers = dict(self._declared.headers)
        for name, text in headers.items():
            for word in {*names(text)} & {*self.saved}:
                headers[name] = headers[name].replace(f"{{{word}}}", self.saved[word].translate(braces))
        return msgspec.structs.replace(self._declared, headers=headers)

    def almost_staffs(self) -> dict[str, str]:
        """Return staff's headers, its cookies among them, with the end of each changed: keys that look right."""
        cookies = self.browser.cookies() if self.browser else {}
        jar = "; ".join(f"{name}={staff.almost(value)}" for name, value in cookies.items())
        return {**staff.almost_keys_of(self.request), **({"Cookie": jar} if jar else {})}

    @property
    def browser(self) -> Browser | None:
        """Staff's own browser, which has signed in; None where staff signs in nowhere."""
        return self._session[0]

    @property
    def saved(self) -> dict[str, str]:
        """What signing in has saved."""
        return self._session[1]

    @cached_property
    def _session(self) -> tuple[Browser | None, dict[str, str]]:
        """Sign in. The requests hold a password, and their answers a session: neither is kept as evidence."""
        table = self._target.descriptor.staff
        if table is None or not table.sign_in:
            return None, {}
        browser, known, session = self._target.browser.another(), self._target.instance.values, dict[str, str]()
        for nth, request in enumerate(table.sign_in):
            place = f"[staff] sign_in[{nth}]"
            replied = browser.send(request, {**known, **session}, quiet=True)
            told = f"{replied.told} answered {replied.status}"
            self._target.notebook.add("request", f"staff signs in: {told}")
            if not expected(request, replied):
                told = replied.unsent or told
                raise WindowShut(f"staff could not sign in: {told}", needs=f"{place}: path, form and expect")
            session |= saved(request, replied, place, secret=True)
        return browser, session

    def _as_on_staffs_page(self, values: Values) -> HttpRequest:
        form = self._form(values)
        return foreign_pages.of_form(form, self.request, {value for _, value in form.fields})

    def _form(self, values: Values) -> Filled:
        page = (self.browser or self._target.browser.another()).opened(self.request, {**values, **self.saved})
        if isinstance(page, Filled):
            return page
        raise WindowShut(f"staff's own form was not found: {page.unsent}", needs="request: path and submit")
