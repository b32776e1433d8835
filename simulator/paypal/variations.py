"""What PayPal does not promise, done otherwise: how each set of `schedules/variations.py` is done, and why it may be.

Not here: ids (`naming.py`), sizes of pages (`paging.py`), which are otherwise where they are made; names of headers,
which `delivery/` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from msgspec.structs import replace

from simulator import varying
from simulator.provider import Announcement, Reply
from simulator.varying import OTHER_SENTENCE, Manner
from simulator.world import Books

SETS: Mapping[str, str] = {
    # Webhooks v1, "Create webhook": the asterisk subscribes to all events, including events as they are added.
    "event-types": "after each event, one of a type that is new, for webhooks that take all (`*`)",
    # Objects are not closed in PayPal's specifications, and it has no version that would hide what is new.
    "fields": "objects with a property that is new",
    # Recorded: a resource has another order in an event than in a reply.
    "field-order": "the properties of objects in another order",
    # The specifications give such words a pattern and 255 characters beside today's list, and the official SDKs take
    # any; that one comes without notice is unconfirmed.
    "enum-values": "a new word where lists of words grow: brands, networks, processors' answers, protection, disputes",
    # Orders v2: the id in a path has up to 36 characters; Disputes v1: 255; Webhooks v1: 50.
    "id-lengths": "ids of 36 characters, of events 50, of disputes more than a hundred",
    # Orders v2, "Error details": clients must not depend on the description, which can change.
    "messages": "descriptions of errors and summaries of events in other words",
    # Webhooks v1 and Disputes v1 do not say by what their lists are sorted.
    "list-order": "events and disputes listed oldest first",
    # "API responses": whether there is more, the link `next` tells. That a page may be smaller than `page_size` is
    # unconfirmed.
    "page-sizes": "pages of at most three objects, whatever `page_size` was asked for, and a link `next`",
    "header-case": "the names of a delivery's headers in small letters, as HTTP/2 has them (RFC 9113, 8.2.1)",
    # "HATEOAS links": a link is known by its relation. Recorded: which there are differs from call to call.
    "link-order": "the links of an object backwards, and the second of a relation that is new",
    # Orders v2, "Money": the pattern takes any number of decimals. Recorded of subscriptions: `10.0` for `10.00`.
    "amount-digits": "amounts without the noughts at their end: `14.5` for `14.50`",
}
"""By name, how; above each, why PayPal may do so."""

NEW_TYPE = "ASSAY-NOTED"
NEW_REL = "assay-new"


def _of_the_object(names: Set[str], made: dict[str, Any], new_word: str) -> None:
    if "link-order" in names and isinstance(links := made.get("links"), list) and links:
        last, *others = reversed(links)
        made["links"] = [last, {**links[0], "rel": NEW_REL}, *others]
    if "amount-digits" in names and "currency_code" in made and isinstance(value := made.get("value"), str):
        made["value"] = _short(value)
    if "enum-values" in names and isinstance(protection := made.get("seller_protection"), dict):
        protection["status"] = new_word
    if "enum-values" in names and "last_digits" in made and "type" in made:
        made["type"] = new_word
    if "messages" in names:
        for marks, sentence in SENTENCES:
            if marks in made and sentence in made:
                made[sentence] = OTHER_SENTENCE


SENTENCES = (
    ("issue", "description"),
    ("debug_id", "message"),
    ("error", "error_description"),
    ("event_type", "summary"),
)
"""Where an object that has the first property speaks to people; elsewhere the merchant may have written the second."""

MANNER = Manner(
    new_word="ASSAY_NEW",
    words=frozenset(
        ("brand", "avs_code", "cvv_code", "response_code", "disbursement_mode", "account_status", "reason",
         "dispute_channel")
    ),
    lists=frozenset({"available_networks", "dispute_categories"}),
    also=_of_the_object,
    sets=frozenset({"fields", "field-order", "enum-values", "messages", "link-order", "amount-digits"}),
)  # fmt: skip


def of_reply(books: Books | None, reply: Reply) -> Reply:
    """Return a reply as a world shows it that varies."""
    return varying.reply(MANNER, books.variations, reply) if books and books.variations else reply


def of_event(books: Books, rendered: bytes) -> bytes:
    """Return an event's body as a world delivers it that varies."""
    return varying.body(MANNER, books.variations, rendered) if books.variations else rendered


def announcements(books: Books, told: Sequence[Announcement]) -> Iterator[Announcement]:
    """Yield what is told, and after each what nobody has heard of: to a world that varies in event types."""
    for one in told:
        yield one
        if "event-types" in books.variations and one.made is None:
            yield replace(one, type=f"{one.type.rpartition('.')[0]}.{NEW_TYPE}")


def _short(value: str) -> str:
    """Return a decimal without the noughts at its end, but for one directly behind the point, as was recorded."""
    whole, point, decimals = value.partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}" if point else value
