"""Stripe's refusals of a search, one function each. Not: deciding when one applies.

Two sentences are known from public copies of Stripe's answers; every other one is unconfirmed, and so is that there is
no `param`.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def unreadable() -> Refusal:
    """As stripe-ruby-mock copies it; Stripe answers it for whatever is not a field, an operator and a value."""
    return error(
        400,
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for '
        'metadata or key:"value" to query for other fields.',
        executed=False,
    )


def unsupported_field(field: str, resource: str) -> Refusal:
    """As stripe-ruby-mock copies it."""
    return error(
        400,
        f"Field `{field}` is an unsupported search field for resource `{resource}`. See "
        f"http://stripe.com/docs/search#query-fields-for-{resource.replace('_', '-')} for a list of supported fields.",
        executed=False,
    )


def version_too_old(version: str, least: str) -> Refusal:
    """As integrations quote it; the status is unconfirmed."""
    message = (
        f"Search is not supported on api version {version}. Update your API version, or set the API Version of this "  # noqa: S608 - a sentence
        f"request to {least} or greater. https://stripe.com/docs/libraries/set-version"
    )
    return error(400, message, executed=False)


def unsupported_operator(operator: str, field: str, kind: str) -> Refusal:
    """That it is an error is documented. Unconfirmed wording."""
    return error(400, f"Operator `{operator}` is not supported for {kind} field `{field}`.", executed=False)


def mixed_joins() -> Refusal:
    """That it cannot be done is documented. Unconfirmed wording."""
    return error(400, "You can't combine AND and OR in the same search query.", executed=False)


def too_many_clauses(most: int) -> Refusal:
    """The limit is documented. Unconfirmed wording."""
    return error(400, f"You can combine up to {most} query clauses in a search.", executed=False)


def substring_too_short(field: str, least: int) -> Refusal:
    """The limit is documented. Unconfirmed wording."""
    return error(400, f"Substring searches on field `{field}` must be a minimum of {least} characters.", executed=False)


def not_a_number(field: str, value: str) -> Refusal:
    """Unconfirmed wording, and unconfirmed that a fraction is refused."""
    return error(400, f"Field `{field}` is numeric and cannot be compared with `{value}`.", executed=False)


def unknown_page(page: str) -> Refusal:
    """Unconfirmed wording."""
    return error(400, f"Invalid page: {page}", param="page", executed=False)
