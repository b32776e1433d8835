"""The types of searchable fields, and whether an object meets a query. Not: which fields there are, see kinds.

Source: Stripe, "Search query language". A negated clause is met by whatever its clause is not met by, objects without
the field among them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.stripe.errors import search as search_errors
from simulator.stripe.search.query import Clause, Query

Type = Literal["token", "string", "numeric"]
Test = Callable[[Any], bool]

COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    ":": operator.eq,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
OPERATORS: Mapping[Type, tuple[str, ...]] = {"token": (":",), "string": (":", "~"), "numeric": tuple(COMPARISONS)}
"""What can be asked of each type. That `=` asks for equal numbers is unconfirmed: it is listed without an example."""

SHORTEST = 3
"""Characters of a substring at least."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """A searchable field: its type, and how it is read off an object. None is a field that is not there."""

    type: Type
    read: Callable[[Any], str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Searchable:
    """One kind of object that can be searched for."""

    kind: type
    resource: str
    """In the path and in refusals: `payment_intents`."""
    shows: str
    """The kind in JSON: `payment_intent`."""
    fields: Mapping[str, Field]
    """All but metadata, which every kind has."""
    gone: Test = lambda _: False
    """Whether the object was deleted: then it is not found."""


def meets(query: Query, searchable: Searchable) -> Test:
    """Return the test of whether an object meets a query.

    Raises the refusal for a field that cannot be searched, and for what cannot be asked of one.
    """
    tests = [_test(clause, searchable) for clause in query.clauses]
    combine = all if query.join == "AND" else any
    return lambda value: not searchable.gone(value) and combine(test(value) for test in tests)


def _test(clause: Clause, searchable: Searchable) -> Test:
    test = _as_said(clause, searchable)
    return (lambda value: not test(value)) if clause.negated else test


def _as_said(clause: Clause, searchable: Searchable) -> Test:
    """Return the test of one clause, as if it were not negated."""
    field = _field(clause, searchable)
    read, wanted = field.read, clause.value
    if clause.operator not in OPERATORS[field.type] or (wanted is None and clause.operator not in (":", "=")):
        raise search_errors.unsupported_operator(clause.operator, clause.field, field.type)
    if wanted is None:
        return lambda value: read(value) is None
    if field.type == "numeric":
        return _number(clause, read, wanted)
    sought = wanted.casefold()
    if field.type == "token":
        return lambda value: _text(read(value)) == sought
    if clause.operator == "~":
        if len(wanted) < SHORTEST:
            raise search_errors.substring_too_short(clause.field, SHORTEST)
        return lambda value: sought in (_text(read(value)) or "")
    words = sought.split()
    return lambda value: _holds((_text(read(value)) or "").split(), words)


def _field(clause: Clause, searchable: Searchable) -> Field:
    key = clause.key
    if clause.field == "metadata":
        if key is None:
            raise search_errors.unreadable()
        return Field("token", lambda value: value.metadata.get(key))
    field = searchable.fields.get(clause.field)
    if field is None or key is not None:
        raise search_errors.unsupported_field(clause.field, searchable.resource)
    return field


def _number(clause: Clause, read: Callable[[Any], Any], wanted: str) -> Test:
    if not _INTEGER.match(wanted):
        raise search_errors.not_a_number(clause.field, wanted)
    number, compare = int(wanted), COMPARISONS[clause.operator]

    def test(value: Any) -> bool:
        own = read(value)
        return own is not None and compare(own, number)

    return test


def _text(value: str | int | bool | None) -> str | None:
    """Return a field's value as queries spell it, case folded: comparisons are case insensitive."""
    if value is None:
        return None
    return str(value).casefold()


def _holds(words: list[str], sought: list[str]) -> bool:
    """Say whether the words sought stand among the words in the same order, nothing between them.

    Stripe: "one two three" finds "one two three four" too. That nothing may stand between them, that words are what
    space separates, and that no words find nothing, is unconfirmed.
    """
    length = len(sought)
    return length > 0 and any(words[at : at + length] == sought for at in range(len(words) - length + 1))
