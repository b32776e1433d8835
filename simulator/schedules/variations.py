"""The variation sets: what a provider does not promise, and may do otherwise on any day, by name. Not: doing it.

How each is done is the provider's own business; so far there are Stripe's alone. Source: Stripe, "API upgrades",
backward-compatible changes. That a page may be smaller than `limit`, and that words come without a new version, is
unconfirmed: neither is promised to stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

VARIATIONS: Mapping[str, str] = {
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
"""By name, what is otherwise."""


class UnknownVariationError(ValueError):
    """There is no such set; the message names it, and those that there are."""


def chosen(asked: Sequence[str]) -> tuple[str, ...]:
    """Return the sets that were asked for, `all` being every one. Raises UnknownVariationError."""
    if unknown := [name for name in asked if name not in VARIATIONS and name != "all"]:
        raise UnknownVariationError(
            f"{unknown[0]}: there is no such set. Write all, or one of: {', '.join(VARIATIONS)}"
        )
    return tuple(name for name in VARIATIONS if name in asked or "all" in asked)
