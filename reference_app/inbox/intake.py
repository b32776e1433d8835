"""Protection: durable first, then 2xx. Not: any work; a 2xx means *kept* and no more."""

from __future__ import annotations

from reference_app.inbox.slip import Slip
from reference_app.inbox.writer import GroupWriter


async def append_then_ack(inbox: GroupWriter, slip: Slip) -> bool:
    """Return once the event is on disk; the caller may then answer 2xx. True if it is new, False for a repeat.

    It waits neither for the business database nor for the provider. Raises NotStoredError: the caller answers 5xx, and
    the provider delivers again.
    """
    return await inbox.append(slip)
