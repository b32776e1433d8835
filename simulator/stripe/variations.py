"""What Stripe does not promise, done otherwise: how each set of `schedules/variations.py` is done.

Not here: ids, which are made longer where they are made (`naming.py`), and names of headers: replies have them in small
letters anyway, and deliveries are written in `delivery/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from random import Random
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.provider import Announcement, Asked, Reply
from simulator.world import Books

SHOWN = frozenset({"fields", "field-order", "enum-values", "messages"})
"""The sets that change what an object looks like."""

PAGE = 3

NEW_FIELD = "assay_new_property"
NEW_VALUES = (None, True, 7, "new", ["new"], {"new": None})
NEW_WORD = "assay_new"
NEW_TYPE = "assay_noted"
WORDS = frozenset({"brand", "display_brand", "funding", "risk_level", "decline_code"})
"""Keys whose words are lists that have grown before without a new version."""
LISTS = frozenset({"payment_method_types", "available"})
"""Keys of lists of such words."""
SENTENCES = frozenset({"message", "seller_message", "failure_message"})
OTHER_SENTENCE = "This could not be done as it was asked for."
THE_MERCHANTS = frozenset({"metadata", "previous_attributes"})
"""Hashes in which nothing but what the merchant wrote, or what has changed, may stand."""


def of_reply(books: Books, asked: Asked | None, reply: Reply) -> Reply:
    """Return a reply as a world shows it that varies."""
    names = books.variations
    content = dict(reply.headers).get("Content-Type", "")
    if not names & (SHOWN | {"page-sizes"}) or not content.startswith("application/json"):
        return reply
    shown = msgspec.json.decode(reply.body)
    if "page-sizes" in names and shown.get("object") == "list":
        _cut(shown, from_the_end=asked is not None and "ending_before" in asked.parameters)
    return replace(reply, body=msgspec.json.encode(_shown(names, shown)))


def of_event(books: Books, rendered: bytes) -> bytes:
    """Return an event's body as a world delivers it that varies."""
    if not books.variations & SHOWN:
        return rendered
    return msgspec.json.encode(_shown(books.variations, msgspec.json.decode(rendered)))


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


def _shown(names: set[str], value: Any, key: str = "") -> Any:
    if isinstance(value, list):
        inner = [_shown(names, one) for one in value]
        return [*inner, NEW_WORD] if "enum-values" in names and key in LISTS else inner
    if not isinstance(value, dict):
        return _word(names, value, key)
    if key in THE_MERCHANTS:
        return value
    made = {name: _shown(names, inner, name) for name, inner in value.items()}
    if "enum-values" in names and made.get("object") == "dispute":
        made["reason"] = NEW_WORD
    draw = Random(f"{value.get('id')}/{key}/{len(value)}")
    if "fields" in names:
        made[NEW_FIELD] = draw.choice(NEW_VALUES)
    if "field-order" in names:
        keys = list(made)
        draw.shuffle(keys)
        made = {name: made[name] for name in keys}
    return made


def _word(names: set[str], value: Any, key: str) -> Any:
    if not isinstance(value, str):
        return value
    if "enum-values" in names and key in WORDS:
        return NEW_WORD
    if "messages" in names and key in SENTENCES:
        return OTHER_SENTENCE
    return value
