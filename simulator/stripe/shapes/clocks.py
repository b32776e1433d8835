"""How test clocks look. Not: what lives by them, which names its clock."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.test_clock import TestClock
from simulator.world import Books


def test_clock(books: Books, value: TestClock) -> dict[str, Any]:
    """Documented, not recorded: `status_details` says where it is going (changelog/acacia, 2024-09-30)."""
    return {
        "id": value.id,
        "object": "test_helpers.test_clock",
        "created": value.created,
        "deletes_after": value.deletes_after,
        "frozen_time": value.frozen_time,
        "livemode": books.livemode,
        "name": value.name,
        "status": value.status,
        "status_details": {} if value.target is None else {"advancing": {"target_frozen_time": value.target}},
    }
