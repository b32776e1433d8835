"""What Square does not promise, done otherwise: how each set of `schedules/variations.py` is done, and why it may be.

Not here: ids (`naming.py`), sizes of pages (`lists.py`), which are otherwise where they are made; names of headers,
which `delivery/` writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from simulator import varying
from simulator.provider import Reply
from simulator.square.errors import PAYMENT_METHOD
from simulator.varying import OTHER_SENTENCE, Manner
from simulator.world import Books

SETS: Mapping[str, str] = {
    # "Versioning", breaking changes: new read-only or optional fields are none. Staff: older versions have them too.
    "fields": "objects with a property that is new",
    # JSON (RFC 8259, 4). Recorded: events have theirs by alphabet, replies do not.
    "field-order": "the properties of objects in another order",
    # "Versioning", breaking changes: a new string constant is none.
    "enum-values": "a new word where lists of words grow: brands, kinds of cards, checks, risks, codes of declines",
    # Specification: an id of a payment has up to 192 characters, of a refund 255, of a card 64, of a dispute 40.
    "id-lengths": "ids of payments, orders, refunds and customers of more than a hundred characters, of disputes 40",
    # Specification, "Error": `detail` is for debugging.
    "messages": "details of errors in other words",
    # ListPayments, `limit`: fewer results than that may stand on a page; elsewhere it is called advisory.
    "page-sizes": "pages of at most three objects, whatever `limit` was asked for, and a `cursor`",
    # RFC 9110, 5.1.
    "header-case": "the names of a delivery's headers with capitals",
}
"""By name, how; above each, why Square may do so."""


def _of_the_object(names: Set[str], made: dict[str, Any], new_word: str) -> None:
    if "enum-values" in names and "disputed_payment" in made:
        made["reason"] = new_word
    if "category" not in made or "code" not in made:
        return
    if "enum-values" in names and made["category"] == PAYMENT_METHOD:
        made["code"] = new_word
    if "messages" in names and "detail" in made:
        made["detail"] = OTHER_SENTENCE


MANNER = Manner(
    new_word="ASSAY_NEW",
    words=frozenset(
        ("card_brand", "card_type", "prepaid_type", "entry_method", "cvv_status", "avs_status", "square_product",
         "risk_level")
    ),
    lists=frozenset({"capabilities"}),
    the_merchants=frozenset({"metadata"}),
    also=_of_the_object,
)  # fmt: skip


def of_reply(books: Books | None, reply: Reply) -> Reply:
    """Return a reply as a world shows it that varies."""
    return varying.reply(MANNER, books.variations, reply) if books and books.variations else reply


def of_event(books: Books, rendered: bytes) -> bytes:
    """Return an event's body as a world delivers it that varies."""
    return varying.body(MANNER, books.variations, rendered) if books.variations else rendered
