"""From a search query's text to a Query. Not: whether there are such fields.

    query    clause (join clause)*        one kind of join only, at most ten clauses
    join     "AND" | "OR" | space         in upper or lower case; a space says AND
    clause   ["-"] field operator value
    field    name ["[" text "]"]
    value    text | ["-"] number | "null"

Source: Stripe, "Search query language". That space may stand around an operator is seen in queries that found
something (stripe-node issue 1533); that a clause needs space before it is unconfirmed.
"""

from __future__ import annotations

from typing import cast

from simulator.stripe.errors import search as search_errors
from simulator.stripe.search.query import MOST_CLAUSES, Clause, Join, Operator, Query
from simulator.stripe.search.tokens import Kind, Token, tokens

JOINS = ("AND", "OR")


def parse(query: str) -> Query:
    """Return what a query says. Raises the refusal for one that cannot be read, is too long or mixes its joins."""
    reader = _Reader(tokens(query))
    clauses = [reader.clause()]
    joins: set[Join] = set()
    while not reader.at("end"):
        joins.add(reader.join())
        clauses.append(reader.clause())
    if len(joins) > 1:
        raise search_errors.mixed_joins()
    if len(clauses) > MOST_CLAUSES:
        raise search_errors.too_many_clauses(MOST_CLAUSES)
    return Query(tuple(clauses), joins.pop() if joins else "AND")


class _Reader:
    """Takes one token after the other; what does not fit is refused."""

    def __init__(self, given: list[Token]) -> None:
        self._given = given
        self._next = 0

    def at(self, kind: Kind) -> bool:
        return self._given[self._next].kind == kind

    def take(self, kind: Kind) -> Token:
        token = self._given[self._next]
        if token.kind != kind:
            raise search_errors.unreadable()
        self._next += 1
        return token

    def join(self) -> Join:
        token = self._given[self._next]
        if not token.apart:
            raise search_errors.unreadable()
        word = token.text.upper()
        if token.kind == "word" and word in JOINS:
            self.take("word")
            return cast("Join", word)
        return "AND"

    def clause(self) -> Clause:
        negated = self.at("minus")
        if negated:
            self.take("minus")
        field, key = self.take("word").text, None
        if self.at("open"):
            self.take("open")
            key = self.take("text").text
            self.take("close")
        operator = cast("Operator", self.take("operator").text)
        return Clause(field, operator, self.value(), key, negated)

    def value(self) -> str | None:
        if self.at("text"):
            return self.take("text").text
        if self.at("minus"):
            self.take("minus")
            return f"-{self.take('number').text}"
        if self.at("number"):
            return self.take("number").text
        if self.take("word").text.upper() != "NULL":
            raise search_errors.unreadable()
        return None
