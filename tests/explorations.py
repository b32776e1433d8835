"""What `assay explore` finds in targets whose flaw is an interleaving: python -m tests.explorations [WORD].

Each must be found within MINUTES, by a counterexample of at most MOST deliveries. Exit code: 0 if each was.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from harness.exploring.course import Counterexample, read
from tests.detection import ROOT, Flaw, planted

MINUTES = 2
MOST = 5
SIDE_BY_SIDE = 2
INTERLEAVINGS = (
    "reconciliation/books_by_itself",
    "server_verification/page_and_webhook_both_complete",
    "server_verification/paypal_page_and_webhook_both_take",
    "server_verification/second_completion_undoes_the_first",
    "webhook_acknowledgement/background_task",
    "webhook_acknowledgement/batch_in_memory",
    "webhook_acknowledgement/lease_without_end",
    "webhook_acknowledgement/marked_before_work",
    "webhook_duplicates/no_guard",
    "webhook_duplicates/object_and_type_is_the_key",
    "webhook_duplicates/paypal_event_id_not_stored",
    "webhook_duplicates/read_then_write",
    "webhook_duplicates/repeat_is_a_retry",
    "webhook_duplicates/second_event_ships_again",
    "webhook_duplicates/seen_in_memory",
    "webhook_duplicates/square_payment_is_the_key",
    "webhook_order/last_event_wins",
    "webhook_order/paid_is_the_end",
    "webhook_order/refunds_unread",
    "django_djstripe/letter_made_anew",
    "django_djstripe/work_after_the_commit",
    "express/done_before_the_work",
    "express/kept_after_the_answer",
    "express/looked_at_before_the_call",
    "express/seen_in_memory",
    "flask_sync/answer_then_work",
    "flask_sync/look_before_the_lock",
    "flask_sync/no_guard",
    "flask_sync/refunds_unread",
    "thin_events/no_ids_are_kept",
)
"""Flaws that show only in some order of what happens, or when two things happen at once, twice, or around a crash.

`early_news_is_dropped` and `failure_is_marked_as_done` are none of them: a later event about the same payment, which
Stripe sends within seconds, heals those shops.
"""


class Search(NamedTuple):
    """How one search ended, after how many seconds of real time."""

    found: tuple[Counterexample, ...]
    seconds: float

    @property
    def shortest(self) -> Counterexample | None:
        return min(self.found, key=lambda one: one.course.deliveries, default=None)

    @property
    def is_enough(self) -> bool:
        return self.shortest is not None and self.shortest.course.deliveries <= MOST


def main() -> int:
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    flaws = [flaw for flaw in planted() if flaw.id in INTERLEAVINGS and word in flaw.id]
    enough = 0
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for flaw, search in zip(flaws, pool.map(_searched, flaws), strict=True):
            enough += search.is_enough
            sys.stdout.write("\n".join(_told(flaw, search)) + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"{enough} of {len(flaws)} within {MINUTES} minutes and {MOST} deliveries\n")
    return 0 if enough == len(flaws) else 1


def _searched(flaw: Flaw) -> Search:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        descriptor = flaw.plant(Path(folder))
        command = [sys.executable, "-m", "harness.cli", "explore", "--target", str(descriptor), "--stop-on-first"]
        command += ["--minutes", str(MINUTES), "--provider", flaw.provider, "--out", str(out)]
        began = time.monotonic()
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60 * (MINUTES + 5))
        took = time.monotonic() - began
        return Search(tuple(read(file) for file in sorted(out.glob("*.json"))), took)


def _told(flaw: Flaw, search: Search) -> Iterator[str]:
    one = search.shortest
    if one is None:
        yield f"not found in {search.seconds:.0f} s  {flaw.id}"
        return
    yield f"{one.course.deliveries} deliveries, {search.seconds:.0f} s  {flaw.id}: {one.seen}"
    for nth, step in enumerate(one.course.told, 1):
        yield f"    {nth}. {step}"


if __name__ == "__main__":
    sys.exit(main())
