"""Lists of subscriptions: a merchant's, and the sales of one. Not: one of them.

Source: the official server SDKs, which list subscriptions (the published documents are older); that the oldest stands
first, and of sales the newest, is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from simulator.paypal import errors
from simulator.paypal.command import Command, Plain
from simulator.paypal.errors import detail
from simulator.paypal.flows.billing.subscriptions import named
from simulator.paypal.moments import second_of
from simulator.paypal.paging import page, page_size
from simulator.paypal.resources.sale import Sale
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.shapes.links import link
from simulator.paypal.shapes.sales import transaction
from simulator.paypal.shapes.subscriptions import PLACE
from simulator.paypal.shapes.subscriptions import subscription as shape_of
from simulator.provider import Outcome

UNKNOWN = ("filter", "customer_ids")
"""What may be asked for, and is refused as a gap."""

STRETCHES = {"created": "created", "status_updated": "status_updated"}
"""Parameters that have `_after` and `_before` at their end, and the time that they are about."""


def list_subscriptions(command: Command) -> Outcome:
    """GET /v1/billing/subscriptions."""
    query, books = command.called.query, command.books
    if any(name in query for name in UNKNOWN):
        raise errors.not_simulated("lists of subscriptions by filter or customer_ids")
    size, number = page_size(books, query, most=20), page(query)
    wanted = {name: query[name].split(",") for name in ("plan_ids", "statuses") if query.get(name)}
    spans = {name: (time(query, f"{name}_after", 0), time(query, f"{name}_before", 1 << 40)) for name in STRETCHES}
    there = [
        one
        for one in books.of_kind(Subscription)
        if one.plan in wanted.get("plan_ids", (one.plan,))
        and one.status in wanted.get("statuses", (one.status,))
        and all(spans[name][0] <= getattr(one, field) <= spans[name][1] for name, field in STRETCHES.items())
    ]
    shown = there[(number - 1) * size : number * size]
    asked = {**query, "page_size": str(size)}
    links = [link(books, f"{PLACE}?{urlencode({**asked, 'page': str(number)})}", "self")]
    if len(there) > number * size:
        links.append(link(books, f"{PLACE}?{urlencode({**asked, 'page': str(number + 1)})}", "next"))
    body = {"subscriptions": [shape_of(books, one) for one in shown], "links": links}
    return Outcome(Plain(body, tuple(one.id for one in shown)))


def list_transactions(command: Command) -> Outcome:
    """GET …/transactions: its sales in a stretch of time, newest first."""
    found, query = named(command), command.called.query
    span = [time(query, name) for name in ("start_time", "end_time")]
    sales = [
        one for one in command.books.of_kind(Sale) if one.subscription == found.id and span[0] <= one.created <= span[1]
    ]
    links = [link(command.books, f"{PLACE}/{found.id}/transactions", "self")]
    body = {"transactions": [transaction(one, found.subscriber) for one in reversed(sales)], "links": links}
    return Outcome(Plain(body, (found.id, *(one.id for one in sales))))


def time(query: Mapping[str, str], name: str, otherwise: int | None = None) -> int:
    """Return the unix second that is asked for. Raises the refusal of what is no time, or is missing."""
    given = query.get(name)
    if given is None and otherwise is not None:
        return otherwise
    if given is None:
        raise errors.invalid(detail("MISSING_REQUIRED_PARAMETER", field=name, location="query"))
    second = second_of(given)
    if second is None:
        raise errors.invalid(detail("INVALID_PARAMETER_SYNTAX", field=name, value=given[:64], location="query"))
    return second
