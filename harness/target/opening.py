"""The cookie that opens a guest's order, where nothing that is saved does. Not: whether it can be guessed."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from harness.failures import Moot
from harness.target.customers import Customer, nobody_reaches_for


def cookie_keys(customers: Sequence[Customer]) -> list[str]:
    """Return what in each customer's cookies opens the order: of several that do so alone, the one that is shortest.

    Where none is enough alone, all of them together are the key. Empty if the first customer's order opens without
    any, or does not open at all: then nothing is known of a key. Raises Moot if a hook computes all that opens it.
    """
    owner = customers[0]
    if any(reached.opened for reached in nobody_reaches_for(owner)):
        return []
    if not any(reached.opened for reached in owner.ask_for_own()):
        return []
    if any(reached.opened for reached in nobody_reaches_for(owner, signs=True)):
        raise Moot("what opens an order is computed by a hook for each request: it stands nowhere to be guessed")
    had = owner.browser.cookies()
    alone = [name for name in sorted(had, key=lambda name: len(had[name])) if _opens(owner, name)]
    names = alone[:1] or sorted(had)
    return [" ".join(customer.browser.cookies().get(name, "") for name in names) for customer in customers]


def _opens(owner: Customer, cookie: str) -> bool:
    alone = copy.copy(owner)
    alone.browser = owner.browser.with_cookie(cookie)
    try:
        return any(reached.opened for reached in alone.ask_for_own())
    finally:
        alone.browser.close()
