"""Searching: a query over what is indexed, a page at a time. Not: the query language.

Stripe, "Search", data freshness: what was just made or changed is found up to a minute later. The query is judged by
the object as it was indexed, and the object is shown as it is (stripe-node issue 1533, stripe-js issue 663): what is
found need not meet the query any more.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from simulator.provider import Outcome
from simulator.stripe.command import Command, SearchResult
from simulator.stripe.errors import search as search_errors
from simulator.stripe.lists import limit_of
from simulator.stripe.search.fields import Searchable, meets
from simulator.stripe.search.parser import parse


def search(searchable: Searchable) -> Callable[[Command], Outcome]:
    """Return the flow that searches one kind of object. Newest first: Stripe promises no order (unconfirmed)."""
    url = f"/v1/{searchable.resource}/search"

    def found(command: Command) -> Outcome:
        books, params = command.books, command.params
        wanted = meets(parse(params["query"]), searchable)
        after, limit = _place(command, searchable), limit_of(params)
        now = books.clock.precise()
        hits: list[str] = []
        for value in books.index.newest_first(searchable.kind, now, below=after):
            if wanted(value):
                hits.append(value.id)
                if len(hits) > limit:
                    break
        count = None
        if "total_count" in (params.get("expand") or ()):
            count = sum(1 for value in books.index.newest_first(searchable.kind, now) if wanted(value))
        more = len(hits) > limit
        shown = tuple(books.objects[object_id] for object_id in hits[:limit])
        return Outcome(SearchResult(shown, more, url, count, _page(shown[-1].id) if more else None))

    return found


def _page(object_id: str) -> str:
    """Return the cursor behind an object. It is opaque to whoever gets it; Stripe's layout is unconfirmed."""
    return base64.urlsafe_b64encode(object_id.encode()).decode()


def _place(command: Command, searchable: Searchable) -> str | None:
    """Return the id that the call's cursor stands behind. Raises the refusal for a cursor that none was given."""
    page = command.params.get("page")
    if page is None:
        return None
    try:
        object_id = base64.b64decode(page, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise search_errors.unknown_page(page) from None
    if not command.books.index.knows(searchable.kind, object_id):
        raise search_errors.unknown_page(page)
    return object_id
