"""Customers: made, read, changed, searched, deleted. Not: their cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, lists, naming, times
from simulator.square.command import Changes, Command, answer, found, milliseconds
from simulator.square.resources.people import Customer
from simulator.world import Books

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
NEEDS_ONE_OF = ("given_name", "family_name", "company_name", "email_address", "phone_number")
FIELDS = (
    "given_name", "family_name", "nickname", "company_name", "email_address", "address", "phone_number", "birthday",
    "reference_id", "note", "tax_ids",
)  # fmt: skip


def create(command: Command) -> Outcome:
    """POST /v2/customers: at least a name, a company, an e-mail address or a telephone number."""
    books, given = command.books, _given(command.params)
    if not any(given.get(name) for name in NEEDS_ONE_OF):
        raise errors.bad_request(f"At least one of the following fields must be set: {', '.join(NEEDS_ONE_OF)}.")
    now, changes = milliseconds(books), Changes()
    customer = changes.put(Customer(naming.customer(books), now, now, given))
    changes.tell("customer.created", customer)
    return changes.outcome(answer(customer=customer))


def get(command: Command) -> Outcome:
    return Outcome(answer(customer=customer_of(command.books, command.ids[0])))


def update(command: Command) -> Outcome:
    """PUT /v2/customers/{}: sparse; the version is looked at if it is sent."""
    books, before = command.books, customer_of(command.books, command.ids[0])
    _check_version(before, command.params.get("version"))
    now, changes = milliseconds(books), Changes()
    given = {**before.given, **_given(command.params)}
    after = replace(before, given=given, updated_at=now, version=before.version + 1)
    changes.put(after)
    changes.tell("customer.updated", after)
    return changes.outcome(answer(customer=after))


def delete(command: Command) -> Outcome:
    books, before = command.books, customer_of(command.books, command.ids[0])
    _check_version(before, command.params.get("version"))
    changes = Changes()
    gone = changes.put(replace(before, deleted=True, updated_at=milliseconds(books)))
    changes.tell("customer.deleted", gone)
    return replace(changes.outcome(answer()), objects=(gone.id,))


def list_customers(command: Command) -> Outcome:
    books, params = command.books, command.params
    order = params.get("sort_order", "ASC")
    there = (one for one in lists.ordered(books, Customer, order) if not one.deleted)
    shown, cursor = lists.page(books, params, there, default=100, most=100)
    count = sum(not one.deleted for one in books.of_kind(Customer)) if params.get("count") else None
    return Outcome(answer(customers=shown, cursor=cursor, count=count))


def search(command: Command) -> Outcome:
    """POST /v2/customers/search: exact and fuzzy filters on e-mail, telephone, reference; times of creation."""
    books, params = command.books, command.params
    query = params.get("query", {})
    keeps = _filter(query.get("filter", {}))
    order = query.get("sort", {}).get("order", "ASC")
    there = [one for one in lists.ordered(books, Customer, order) if not one.deleted and keeps(one)]
    shown, cursor = lists.page(books, params, there, default=100, most=100)
    return Outcome(answer(customers=shown, cursor=cursor, count=len(there) if params.get("count") else None))


def customer_of(books: Books, customer_id: str, field: str | None = None) -> Customer:
    """Return a customer who is not deleted. Raises the refusal for none: the words are unconfirmed."""
    customer = found(books, Customer, customer_id)
    if customer is None or customer.deleted:
        raise errors.error(404, "NOT_FOUND", f"Customer with ID `{customer_id}` not found.", field)
    return customer


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    email = params.get("email_address")
    if email and not EMAIL.match(email):
        raise errors.error(
            400, "INVALID_EMAIL_ADDRESS", "Expected email_address to be a valid email address", "email_address"
        )
    return {name: params[name] for name in FIELDS if name in params}


def _check_version(customer: Customer, version: int | None) -> None:
    if version is not None and version != customer.version:
        raise errors.stale_version("customer", version, customer.version, customer.id, "version")


def _filter(told: Mapping[str, Any]) -> Any:
    texts = [(name, told[name]) for name in ("email_address", "phone_number", "reference_id") if name in told]
    spans = [(name, _span(told[name], name)) for name in ("created_at", "updated_at") if name in told]

    def keeps(customer: Customer) -> bool:
        for name, wanted in texts:
            value = str(customer.given.get(name, ""))
            if "exact" in wanted and value != wanted["exact"]:
                return False
            if "fuzzy" in wanted and str(wanted["fuzzy"]).lower() not in value.lower():
                return False
        return all(begin <= getattr(customer, name) <= end for name, (begin, end) in spans)

    return keeps


def _span(told: Mapping[str, Any], name: str) -> tuple[int, int]:
    read = []
    for edge, default in (("start_at", 0), ("end_at", times.LONGEST)):
        text = told.get(edge)
        at = default if text is None else times.read(text)
        if at is None:
            raise errors.invalid_time(str(text), f"query.filter.{name}.{edge}")
        read.append(at)
    return read[0], read[1]
