"""Finding, in the simulator's journal, the provider's object that a checkout made. Not: driving the checkout."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.descriptor.model import PaymentKind
from simulator.client import Call


class Created(msgspec.Struct, frozen=True):
    """How a kind of payment is recognised: the operation that makes it, and how its ids begin."""

    provider: str
    operation: str
    prefix: str


PAYMENTS: dict[PaymentKind, Created] = {
    "payment_intent": Created("stripe", "payment_intents.create", "pi_"),
    "checkout_session": Created("stripe", "checkout.sessions.create", "cs_"),
}


def created(calls: Sequence[Call], kind: PaymentKind) -> list[str]:
    """Return the ids of the payments that the target's own calls made, each once, oldest first.

    A call counts although its reply was lost or was an error after the commit: the object is in the books.
    """
    known = PAYMENTS[kind]
    ids = [
        object_id
        for call in calls
        if call.by == "secret_key" and call.operation == known.operation
        for object_id in call.objects
        if object_id.startswith(known.prefix)
    ]
    return list(dict.fromkeys(ids))
