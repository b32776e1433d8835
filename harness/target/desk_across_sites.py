"""A page of another site, open in the browser of staff, and what the cash desk does for it. Not: judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.failures import Moot
from harness.observation import FromElsewhere
from harness.target import foreign_pages, staff
from harness.target.desk import Desk
from harness.target.refunding import returned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from harness.descriptor.model import HttpRequest
    from harness.target.desk import Kind, Values
    from harness.target.foreign_pages import Sent, Way
    from harness.target.order import Order
    from harness.target.requests import Browser
    from harness.target.target import Target


class DeskAcrossSites:
    """The desk for refunds, or for captures, whose key a browser adds by itself."""

    def __init__(self, target: Target, kind: Kind) -> None:
        """Speak of a desk. Raises Moot if there is none, or if its key is one that only the desk's own page sends."""
        self._target, self._kind, self._desk = target, kind, Desk(target, kind)
        self._key = staff.added_by_browsers(self._desk.request)
        self._signed_in = self._desk.browser if self._desk.browser and self._desk.browser.has_cookies else None
        if not self._key and not self._signed_in:
            raise Moot("staff's key is a header of its own, which no page of another site can send")
        self.tried: list[FromElsewhere] = []
        self.own: list[FromElsewhere] = []

    def try_on(self, order: Order, amount: int, ways: Sequence[Way]) -> None:
        """Let pages of other sites ask for that amount of an order, which money can be taken of or given back."""
        values = self._desk.values(order, amount)
        foreign = self._desk.from_elsewhere(values)
        if foreign is None:
            return
        for way in ways:
            for browser, sent, same_site in self._sent(foreign, values, way):
                before = returned(order)
                replied = browser.ask(sent.method, sent.path, sent.content, {**sent.headers, **self._key})
                self._add(self.tried, sent.said, replied.status, before != returned(order), same_site=same_site)

    def _sent(self, request: HttpRequest, values: Values, way: Way) -> Iterator[tuple[Browser, Sent, bool]]:
        """Yield what a foreign page sends in a way, with the browser that sends it, and if cookies take it for ours.

        What a cookie says of other sites is not seen where the descriptor holds it: then it is as a sister domain's.
        """
        unseen = any(name.lower() == "cookie" for name in self._key)
        staffs = self._signed_in or self._target.browser.another()
        abroad = staffs.as_sent_from_elsewhere(navigating=way is foreign_pages.as_a_link)
        for sent in way(request, values, staffs.base_url):
            if way is not foreign_pages.after_a_preflight or foreign_pages.preflight(staffs, sent):
                yield abroad, sent, unseen
        if self._signed_in and way is foreign_pages.as_form_fields:
            yield staffs.with_all_its_cookies(), foreign_pages.from_a_sister(request, values), True

    def ask_rightly(self, order: Order, amount: int, ask: Callable[[int], object]) -> None:
        """Let staff ask for the same of another order."""
        before = returned(order)
        ask(amount)
        self._add(self.own, "the desk's own page", 200, before != returned(order))

    def _add(self, to: list[FromElsewhere], sent: str, status: int, moved: bool, *, same_site: bool = False) -> None:
        done = f"money moved by a {self._kind}" if moved else None
        to.append(FromElsewhere(route=self._desk.route, sent=sent, status=status, changed=done, same_site=same_site))
