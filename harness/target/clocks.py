"""The machine's time zone, as the target sees it, and the times of its records there. Not: judging them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from harness.failures import WindowShut
from harness.target.logbook import Logbook
from harness.target.naming import names_of
from harness.windows import records

if TYPE_CHECKING:
    from harness.target.target import Target

ZONE, OFFSET = "Asia/Kathmandu", timedelta(hours=5, minutes=45)
"""No other zone is this far from UTC: a time of it is told from any other."""
IN_POSIX = "NPT-5:45"
"""The same for machines without a table of zones."""


def times_elsewhere(target: Target) -> tuple[int, int, int]:
    """Start the target in another zone, let an order be paid, and return what its records say of the time.

    How many are structured and tell local time without an offset; how many lines of text do; how many tell it rightly.
    Raises WindowShut for a target that the harness did not start, or if nothing was written of the order.
    """
    zone = ZONE if (Path("/usr/share/zoneinfo") / ZONE).exists() else IN_POSIX
    with target.instance.restarted_with({"TZ": zone}):
        book = Logbook(target)
        with target.sandbox.holding_news():
            order = target.paid_order("sample")
        target.sandbox.deliver(order.news)
        target.settle(until=order.complete)
        names = names_of(target, order.payment, order)
        target.settle_soon(until=lambda: bool(book.naming(names)))
        lines, now = book.naming(names), datetime.now(UTC)
    if not lines:
        raise WindowShut("nothing of a paid order was found in the logs", needs="[logs] files, or [logs.audit]")
    wrong, right = records.local_times(lines, timezone(OFFSET), now)
    structured = [line for line in wrong if records.structured(line)]
    target.notebook.add("look", f"records of a paid order, in {zone}", seen="\n".join(lines[:5]))
    return len(structured), len(wrong) - len(structured), right
