"""Measure: `python -m benchmarks [calls] [delivery] [state]`. All of them together write `docs/performance.md`.

Rates of a shared machine come and go: what is quoted is a ratio of two that were measured within seconds of each other.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import calls, delivery, state
from benchmarks.figures import Figure
from benchmarks.machine import Missing, check
from benchmarks.wrk import Unwell

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

PARTS: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    "calls": ("API calls, one processor", calls.measure),
    "delivery": ("Deliveries, one processor, into nginx's 204 on another", delivery.measure),
    "state": ("A large world", state.measure),
}

INTRODUCTION = """# Performance

Written by `python -m benchmarks`, which needs wrk and nginx (Debian: `apt install wrk nginx-light`) and two processors.
Rates depend on the machine; what counts is the ratio of two that were measured within seconds of each other on the
same one, the median of several rounds.

Of API calls the two servers take turns of a second each, and a rate is what a server answered per second of the
processor time that it took itself: whoever else wants the processor does not count. The clock's rates stand beside.
Deliveries are measured by the clock, for they are about instants; whoever sends and takes them goes before all others
on its processor (`chrt --fifo 1`), where the user may let it.

The *floor* is the least that a stateful server in Python does (`benchmarks/floor.py`): it parses the form, keeps 1 KB
and answers with it, behind the same protocol and event loop. The simulator beside it checks every parameter, keeps
idempotency keys, writes the journal, and makes, signs and records events. stripe-mock, Stripe's own mock server in Go,
is measured beside where it is on `PATH`, or where the variable `STRIPE_MOCK` says.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; none: all, and the page")
    chosen = parser.parse_args().parts
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        parser.error(f"{unknown[0]!r} is no benchmark. There are: {', '.join(PARTS)}")
    try:
        check()
    except Missing as missing:
        sys.stderr.write(f"benchmarks: {missing}\n")
        return 2
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    text = f"{INTRODUCTION}\nMeasured on {machine}.\n"
    for name in chosen or PARTS:
        title, measure = PARTS[name]
        try:
            part = _table(title, measure())
        except Unwell as unwell:
            sys.stderr.write(f"benchmarks: {unwell}\n")
            return 2
        print(part, flush=True)
        text += f"\n{part}"
    if not chosen:
        PAGE.write_text(text)
    return 0


def _table(title: str, figures: list[Figure]) -> str:
    lines = [f"## {title}", "", "| what | measured | asked for | met | rates |", "|---|---|---|---|---|"]
    for one in figures:
        met = {None: "", True: "yes", False: "**no**"}[one.met]
        lines.append(f"| {one.what} | {one.value} | {one.asked} | {met} | {one.note} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
