"""Input that tries to be a line of the log: line breaks, quotation marks, terminal codes. Not: judging it.

It is typed wherever strangers can type: into a checkout, an address, a webhook's body and header, a sign-in. What the
target refuses is as good as what it takes, for refusals are logged with what was refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import as_it_is
from harness.observation import Typed
from harness.target.checkout import TEXT_FIELDS, fresh_key, with_fields, with_headers
from harness.target.deeds import SignIn
from harness.target.logbook import Logbook, texts
from harness.target.naming import names_of
from harness.windows import records

if TYPE_CHECKING:
    from harness.target.target import Target


@dataclass(frozen=True, slots=True)
class Words:
    """One mark, which occurs nowhere else in the run, in three disguises."""

    mark: str

    @property
    def broken(self) -> str:
        """Line breaks, and after them what looks like records: plain, and JSON."""
        return f'x\r\n{self.mark} 2026-01-01T00:00:00Z INFO refund made\n{{"{self.mark}":"made"}}'

    @property
    def quoted(self) -> str:
        """A quotation mark, and after it a field."""
        return f'x","{self.mark}":"made","y":"'

    @property
    def coded(self) -> str:
        """Codes by which a terminal wipes the line out, and begins it anew."""
        return f"{records.WIPES_OUT}{self.mark}"

    @property
    def all(self) -> tuple[str, ...]:
        return self.broken, self.quoted, self.coded


Way = Callable[["Target", Words], None]


def into_a_checkout(target: Target, words: Words) -> None:
    """Type it into whatever takes free text, as a name, as names of fields, and into headers."""
    for text in words.all:
        target.try_checkout(change=with_fields(dict.fromkeys(TEXT_FIELDS, as_it_is(text))))
        target.try_checkout(change=with_fields({text: as_it_is(text)}), more={"buyer_name": text})
    sent = dict.fromkeys(("User-Agent", "X-Forwarded-For", "X-Request-Id"), as_it_is(words.quoted))
    target.try_checkout(change=with_headers(sent))


def into_an_address(target: Target, words: Words) -> None:
    """Ask for addresses that are not there, and for orders of that name."""
    for text in words.all:
        target.browser.send(HttpRequest(path=f"/{quote(text, safe='')}"), {})
        target.browser.send(HttpRequest(path="/", query={"q": as_it_is(text)}), {})
        read = target.descriptor.order.buyers_read
        path = read.path if read else ""
        if "{order}" in path:
            asked = HttpRequest(path=path.replace("{order}", quote(text, safe="")))
            target.browser.send(asked, dict.fromkeys(("token", "order"), "none"))


def into_a_webhook(target: Target, words: Words) -> None:
    """Post it as a delivery: as what is no JSON, as JSON, and as the signature."""
    path = target.instance.webhook_path(target.provider)
    signature = {target.sandbox.terms.signature_header: f"t=1,v1={words.quoted}", "Content-Type": "application/json"}
    for text in words.all:
        target.browser.post(path, text.encode(), signature)
        target.browser.post(path, as_event(text), signature)


def into_a_sign_in(target: Target, words: Words) -> None:
    """Sign in under such addresses. Raises Moot if nobody signs in there."""
    door, buyer = SignIn(target), target.buyer()
    for text in words.all:
        door.come(buyer, fresh_key(), email=f"{text}@example.com")


def as_event(text: str) -> bytes:
    """Return a body that looks like an event of that id and type."""
    return json.dumps({"id": text, "object": "event", "type": text, "data": {"object": {"id": text}}}).encode()


WAYS: dict[str, Way] = {
    "into_a_checkout": into_a_checkout,
    "into_an_address": into_an_address,
    "into_a_webhook": into_a_webhook,
    "into_a_sign_in": into_a_sign_in,
}


def typed(target: Target, way: Way) -> Typed:
    """Type it that way, then pay an order whose names must be found in the same logs; say what became of it."""
    words, where = Words(f"assay{target.unique()}"), way.__name__.replace("_", " ")
    book = Logbook(target)
    way(target, words)
    with target.sandbox.holding_news():
        honest = target.paid_order("honest")
    target.sandbox.deliver(honest.news)
    target.settle(until=honest.fulfilled)
    names = names_of(target, honest.payment, honest)
    target.settle_soon(until=lambda: bool(book.naming(names)))
    said = book.text()
    marked = [line for line in records.lines(said) if words.mark in line]
    target.notebook.add("look", f"{len(marked)} lines hold what was typed {where}", seen="\n".join(marked[:3]) or None)
    return Typed(
        where=where,
        broken_out=tuple(records.forged(said, words.mark)),
        shown=bool(marked),
        window_open=any(records.naming(records.lines(text), names) for text in texts(target).values()),
    )
