"""What a descriptor says of money that is held first: which ways, of which provider each. Not: capturing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.descriptor.mistakes import Mistake, about, missing, nearest
from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.rules import dig, table

TAKEN_AT_ONCE = ("checkout_session", "square_payment_link")
HELD = ("payment_intent", "paypal_order", "square_payment")
"""Kinds of payment that can wait for a capture."""


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    """Of which way it is may be said; if it is not, it is the main one's."""
    given = dig(data, "capture", "checkout")
    others = table(table(data, "checkout"), "other")
    path = ("capture", "checkout")
    captured: dict[str, str] = {}
    for named in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
        if not isinstance(named, str):
            continue  # the shape says so
        kind = dig(others, named, "payment")
        if named not in others:
            near = nearest(named, tuple(others))
            known = (
                f"Known: {', '.join(others)}" if others else f"Add it: [[checkout.other.{named or 'later'}.requests]]"
            )
            yield about(path, named, "is no way of [checkout.other]", f'Did you mean "{near}"?' if near else known)
        elif kind in TAKEN_AT_ONCE:
            wrong = "is paid on the provider's page"
            remedy = f"What is paid there is taken at once: name a way whose payment is {' or '.join(HELD)}"
            yield about(path, named, wrong, remedy)
        elif kind in OF_PROVIDER and (first := captured.setdefault(OF_PROVIDER[kind], named)) != named:
            wrong = f"is a second way of the provider whose first is {first}"
            yield about(path, named, wrong, "Keep one for each provider")
    if given is None and "capture" in data and dig(data, "checkout", "payment") in TAKEN_AT_ONCE:
        remedy = f"Name the way of [checkout.other] whose payments are held, by {' or '.join(HELD)}"
        yield missing(path, f"The main way is paid on the provider's page, at once. {remedy}")
    if isinstance(dig(data, "capture", "request"), dict) and "{capture_amount}" not in repr(data["capture"]["request"]):
        remedy = 'Say where the amount goes: json = { amount = "{capture_amount}" }'
        yield missing(("capture", "request", "json"), remedy, ("capture", "request"))
