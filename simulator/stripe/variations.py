"""What Stripe does not promise, done otherwise: how each set of `schedules/variations.py` is done.

Not here: ids, which are made longer where they are made (`naming.py`), and names of headers: replies have them in small
letters anyway, and deliveries are written in `delivery/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator import varying
from simulator.provider import Announcement, Asked, Reply
from simulator.varying import PAGE, Manner
from simulator.world import Books

SETS: Mapping[str, str] = {
    "event-types": "after each event, one of a type that is new, for endpoints that take all",
    "fields": "objects and hashes with a property that is new",
    "field-order": "the properties of objects in another order",
    "enum-values": "a new word where lists of words grow: brands, funding, risk, reasons of declines and disputes",
    "id-lengths": "ids of more than a hundred characters; they may have 255",
    "messages": "errors and the other sentences for people in other words",
    "list-order": "what was made within one second in another order, for lists go by `created` alone",
    "page-sizes": "pages of at most three objects, whatever `limit` was asked for, and `has_more` true",
    "header-case": "the names of headers in small letters, as HTTP/2 has them (RFC 9113, 8.2.1)",
}
"""By name, how. Source: Stripe, "API upgrades", backward-compatible changes. That a page may be smaller than `limit`,
and that words come without a new version, is unconfirmed: neither is promised to stay."""

NEW_TYPE = "assay_noted"


def _reason_of_a_dispute(names: Set[str], made: dict[str, Any], new_word: str) -> None:
    if "enum-values" in names and made.get("object") == "dispute":
        made["reason"] = new_word


MANNER = Manner(
    new_word="assay_new",
    words=frozenset({"brand", "display_brand", "funding", "risk_level", "decline_code"}),
    lists=frozenset({"payment_method_types", "available"}),
    sentences=frozenset({"message", "seller_message", "failure_message"}),
    the_merchants=frozenset({"metadata", "previous_attributes"}),
    also=_reason_of_a_dispute,
)
"""Its words are those of lists that have grown before without a new version."""


def of_reply(books: Books, asked: Asked | None, reply: Reply) -> Reply:
    """Return a reply as a world shows it that varies."""
    content = dict(reply.headers).get("Content-Type", "")
    if "page-sizes" in books.variations and content.startswith("application/json"):
        told = msgspec.json.decode(reply.body)
        if told.get("object") == "list":
            _cut(told, from_the_end=asked is not None and "ending_before" in asked.parameters)
            reply = replace(reply, body=msgspec.json.encode(told))
    return varying.reply(MANNER, books.variations, reply)


def of_event(books: Books, rendered: bytes) -> bytes:
    """Return an event's body as a world delivers it that varies."""
    return varying.body(MANNER, books.variations, rendered)


def announcements(books: Books, told: Sequence[Announcement]) -> Iterator[Announcement]:
    """Yield what is told, and after each what nobody has heard of: to a world that varies in event types."""
    for one in told:
        yield one
        if "event-types" in books.variations and one.made is None:
            resource = one.type.rpartition(".")[0]
            yield replace(one, type=f"{resource}.{NEW_TYPE}", previous=None)


def listed(books: Books, newest_first: Iterable[Any]) -> Iterable[Any]:
    """Return what a list walks through, in the world's order: that within one second is nobody's promise."""
    if "list-order" not in books.variations:
        return newest_first
    seconds = groupby(newest_first, key=lambda value: getattr(value, "created", None))
    return (value for _, made in seconds for value in reversed(tuple(made)))


def _cut(shown: dict[str, Any], *, from_the_end: bool) -> None:
    """Leave the objects that are nearest to the cursor."""
    data = shown["data"]
    if len(data) > PAGE:
        shown["data"] = data[-PAGE:] if from_the_end else data[:PAGE]
        shown["has_more"] = True
