"""The variation sets: what a provider does not promise, and may do otherwise on any day, by name. Not: doing it.

How each is done, and why it is not promised, is the provider's own business, in its `variations.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

VARIATIONS: Mapping[str, str] = {
    "event-types": "after each event, one of a type that is new, for endpoints that take all",
    "fields": "objects with a property that is new",
    "field-order": "the properties of objects in another order",
    "enum-values": "a new word where lists of words grow: brands, risks, reasons of declines and disputes",
    "id-lengths": "ids that are longer, as they may be",
    "messages": "errors and the other sentences for people in other words",
    "list-order": "lists in another order, where none is promised",
    "page-sizes": "pages of at most three objects, whatever was asked for, and another page after them",
    "header-case": "the names of headers in other letters: they have no case (RFC 9110, 5.1)",
    "link-order": "the links of an object in another order, and one more",
    "amount-digits": "amounts without the noughts at their end, `14.5` for `14.50`",
}
"""By name, what is otherwise."""

OF_SOME: Mapping[str, frozenset[str]] = {
    "event-types": frozenset({"stripe", "paypal"}),
    "list-order": frozenset({"stripe", "paypal"}),
    "link-order": frozenset({"paypal"}),
    "amount-digits": frozenset({"paypal"}),
}
"""The sets that not every provider has, with those that have them: Square subscribes to types by name only, and says
by what its lists are sorted; only PayPal has links, and writes amounts as decimals."""


class UnknownVariationError(ValueError):
    """There is no such set; the message names it, and those that there are."""


def sets_of(provider: str) -> tuple[str, ...]:
    """Return the names of the sets in which a provider can vary."""
    return tuple(name for name in VARIATIONS if provider in OF_SOME.get(name, (provider,)))


def chosen(asked: Sequence[str], providers: Collection[str] = ("stripe", "paypal", "square")) -> tuple[str, ...]:
    """Return the sets that were asked for, `all` being every one that one of the providers has.

    Raises UnknownVariationError.
    """
    known = [name for name in VARIATIONS if any(name in sets_of(provider) for provider in providers)]
    if unknown := [name for name in asked if name not in known and name != "all"]:
        raise UnknownVariationError(f"{unknown[0]}: there is no such set. Write all, or one of: {', '.join(known)}")
    return tuple(name for name in known if name in asked or "all" in asked)
