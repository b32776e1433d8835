"""A page of another site, open in the browser of staff, and what the cash desk does for it. Not: judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.failures import Moot
from harness.observation import FromElsewhere
from harness.target import foreign_pages, staff
from harness.target.refunding import returned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.descriptor.model import HttpRequest
    from harness.target.foreign_pages import Way
    from harness.target.order import Order
    from harness.target.target import Target

Desk = Literal["refund", "capture"]


class DeskAcrossSites:
    """The desk for refunds, or for captures, whose key a browser adds by itself."""

    def __init__(self, target: Target, desk: Desk) -> None:
        """Speak of a desk. Raises Moot if there is none, or if its key is one that only the desk's own page sends."""
        declared = getattr(target.descriptor, desk)
        if declared is None:
            raise Moot(f"the descriptor names no way to ask the target for a {desk}: [{desk}] request")
        self._target, self._desk = target, desk
        self._request: HttpRequest = declared.request
        self._key = staff.added_by_browsers(self._request)
        if not self._key:
            raise Moot("staff's key is a header of its own, which no page of another site can send")
        self.tried: list[FromElsewhere] = []
        self.own: list[FromElsewhere] = []

    def try_on(self, order: Order, amount: int, ways: Sequence[Way]) -> None:
        """Let pages of other sites ask for that amount of an order, which money can be taken of or given back.

        What a cookie says of other sites is not seen where the descriptor holds it: then it is as a sister domain's.
        """
        unseen = any(name.lower() == "cookie" for name in self._key)
        bare = staff.with_keys_of(self._request, {})
        browser = self._target.browser.another()
        for way in ways:
            for sent in way(bare, self._values(order, amount), browser.base_url):
                if way is foreign_pages.after_a_preflight and not foreign_pages.preflight(browser, sent):
                    continue
                before = returned(order)
                replied = browser.ask(sent.method, sent.path, sent.content, {**sent.headers, **self._key})
                self._add(self.tried, sent.said, replied.status, before != returned(order), same_site=unseen)

    def ask_rightly(self, order: Order, amount: int, ask: Callable[[int], object]) -> None:
        """Let staff ask for the same of another order."""
        before = returned(order)
        ask(amount)
        self._add(self.own, "the desk's own page", 200, before != returned(order))

    def _values(self, order: Order, amount: int) -> dict[str, str]:
        word = f"{self._desk}-{self._target.unique()}"
        return {**order.values, self._desk: word, f"{self._desk}_amount": str(amount)}

    def _add(self, to: list[FromElsewhere], sent: str, status: int, moved: bool, *, same_site: bool = False) -> None:
        route = f"{self._request.method} {self._request.path}"
        done = f"money moved by a {self._desk}" if moved else None
        to.append(FromElsewhere(route=route, sent=sent, status=status, changed=done, same_site=same_site))
