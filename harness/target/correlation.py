"""Finding, in the simulator's journal, the provider's object that a checkout made. Not: driving the checkout."""

from __future__ import annotations

from collections.abc import Sequence

from harness.descriptor.model import PaymentKind
from harness.providers import KINDS, TERMS
from simulator.client import Call


def created(calls: Sequence[Call], kind: PaymentKind) -> list[str]:
    """Return the ids of the payments that the target's own calls made, each once, oldest first.

    A call counts although its reply was lost or was an error after the commit: the object is in the books.
    """
    known = KINDS[kind]
    terms = TERMS[known.provider]
    ids = [made for call in calls if call.by == "secret_key" for made in terms.made(call, known)]
    return list(dict.fromkeys(ids))
