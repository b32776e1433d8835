"""Protection: whoever moves money, or tried to, leaves a line: who, what, to which object, result, from where, when.

Not: bodies, secrets, tokens, addresses, card data. There is one function, and none of its arguments can be left out,
so that a new route cannot forget one; `logs.py` adds the time and escapes whatever is in a value.
"""

from __future__ import annotations

import re
from contextvars import ContextVar

from starlette.types import Scope

from reference_app.logs import log

PROVIDERS = frozenset({"stripe", "paypal", "square"})
STAFF = "staff"
UNKNOWN = "unknown"
"""Somebody who did not prove who he is."""

OUR_ORDER = re.compile(r"ord_[0-9a-f]{24}")
OUR_SUBSCRIPTION = re.compile(r"sbn_[0-9a-f]{24}")

_sender: ContextVar[str | None] = ContextVar("sender", default=None)


def request_begins(scope: Scope) -> None:
    """Remember where the request that is served from now on came from; threads that work for it know it too.

    Headers in which a client says where it comes from are not read: behind a proxy, let the server translate them.
    """
    client = scope.get("client")
    _sender.set(client[0] if client else None)


def order_named(text: object) -> str | None:
    """Return what a stranger calls an order if it has the form of our ids; whatever else he wrote is not repeated."""
    return text if isinstance(text, str) and OUR_ORDER.fullmatch(text) else None


def subscription_named(text: object) -> str | None:
    """Return the same of a subscription."""
    return text if isinstance(text, str) and OUR_SUBSCRIPTION.fullmatch(text) else None


def record(
    action: str, *, actor: str, subject: str | None, result: str, **facts: str | int | float | bool | None
) -> None:
    """Write one line. `actor` is an account's id, staff, the provider or nobody known; `subject` what it was done to.

    `sender` is the client's address. What the provider says has none, whoever's request made us ask.
    """
    sender = None if actor in PROVIDERS else _sender.get()
    log(action, actor=actor, object=subject, result=result, sender=sender, **facts)
