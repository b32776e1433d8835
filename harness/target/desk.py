"""The cash desk, where staff asks about the money of an order; where it signs in first, with a session of its own.

Not: what becomes of a refund or a capture (`refunding.py`, `capturing.py`), and not: judging it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import as_it_is, names
from harness.failures import Moot, WindowShut
from harness.hooks import changing
from harness.target import foreign_pages, staff
from harness.target.clerk import signed_in
from harness.target.forms import Filled
from harness.target.staff import Keys

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Browser, Replied
    from harness.target.target import Target

Values = Mapping[str, str]
Kind = Literal["refund", "capture"]


class Desk:
    """The request for a refund, or for a capture, sent as staff does and as others would."""

    def __init__(self, target: Target, kind: Kind) -> None:
        """Speak of `[kind] request`; staff signs in when something of its session is needed for the first time.

        Raises Moot if the descriptor names none.
        """
        table = getattr(target.descriptor, kind)
        if table is None:
            raise Moot(f"the descriptor names no way to ask the target for a {kind}: [{kind}] request")
        self._target, self._kind = target, kind
        self._declared: HttpRequest = table.request

    @property
    def route(self) -> str:
        return f"{self._declared.method} {self._declared.path}"

    def word(self) -> str:
        """Return a word for a refund, or a capture, that was never asked for."""
        return f"{self._kind}-{self._target.unique()}"

    def values(self, order: Order, amount: int, word: str | None = None) -> dict[str, str]:
        """Return what a request for that amount of an order, in the minor unit, is filled with."""
        return {**order.values, self._kind: word or self.word(), f"{self._kind}_amount": str(amount)}

    def ask(self, values: Values, usual: Browser) -> Replied:
        """Ask as staff: with its own browser where it signs in, else with the `usual` one."""
        return (self.browser or usual).send(self.request, {**values, **self.saved})

    def ask_without_role(self, values: Values, keys: Keys, browser: Browser) -> Replied:
        """Ask the same with these keys in the place of staff's, in somebody else's browser.

        A form is filled in on the page that somebody else is shown, or, where there is none for him, sent as staff's
        page has it: its address and its fields are no secret. Raises WindowShut if staff finds none either.
        """
        request, values = staff.with_keys_of(self.request, keys), {**values, **self.saved}
        if request.submit is not None and not isinstance(browser.opened(request, values), Filled):
            request = staff.with_keys_of(self._as_on_staffs_page(values), keys)
        return browser.send(request, values, spoil=changing.almost if keys.spoilt else None)

    def from_elsewhere(self, values: Values) -> HttpRequest | None:
        """Return what a page of another site can send of it: without words of staff's session or of its pages.

        None if its very address holds one.
        """
        request = self.request
        if request.submit is not None:
            request = foreign_pages.of_form(self._form(values), request, {*values.values()})
        return foreign_pages.bare(staff.with_keys_of(request, staff.NO_KEYS), self.saved)

    @cached_property
    def request(self) -> HttpRequest:
        """The request, with what signing in has saved in the headers that name it."""
        headers = dict(self._declared.headers)
        for name, text in headers.items():
            for word in {*names(text)} & {*self.saved}:
                headers[name] = headers[name].replace(f"{{{word}}}", as_it_is(self.saved[word]))
        return msgspec.structs.replace(self._declared, headers=headers)

    def of_buyer(self) -> Keys:
        """Return what a buyer has to show, as the descriptor says."""
        return staff.of_buyer(self._target.descriptor.order.buyers_read, self.request)

    def almost_staffs(self) -> Keys:
        """Return staff's keys, its cookies among them, with the end of each changed: they look right."""
        cookies = self.browser.cookies() if self.browser else {}
        jar = "; ".join(f"{name}={staff.almost(value)}" for name, value in cookies.items())
        headers = {**staff.almost_keys_of(self.request), **({"Cookie": jar} if jar else {})}
        return Keys(headers, self.request.hook, spoilt=True)

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
        table = self._target.descriptor.staff
        if table is None or not table.sign_in:
            return None, {}
        browser = self._target.browser.another()
        return browser, signed_in(browser, table.sign_in, self._target.instance.values)

    def _as_on_staffs_page(self, values: Values) -> HttpRequest:
        form = self._form(values)
        return foreign_pages.of_form(form, self.request, {value for _, value in form.fields})

    def _form(self, values: Values) -> Filled:
        page = (self.browser or self._target.browser.another()).opened(self.request, {**values, **self.saved})
        if isinstance(page, Filled):
            return page
        raise WindowShut(f"staff's own form was not found: {page.unsent}", needs="request: path and submit")
