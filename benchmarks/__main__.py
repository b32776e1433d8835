"""Measure: `python -m benchmarks [PART ...]`. All of them together write `docs/performance.md`.

A few write their own sections with `--write`, and leave the others as they are.

Rates of a shared machine come and go: what is quoted is a ratio of two that were measured within seconds of each other.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import calls, delivery, providers, signing, state
from benchmarks.figures import Figure
from benchmarks.machine import Missing, check
from benchmarks.wrk import Unwell

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"

PARTS: dict[str, tuple[str, Callable[[], list[Figure]]]] = {
    "calls": ("API calls, one processor", calls.measure),
    "providers": ("API calls of PayPal and Square, one processor", providers.measure),
    "delivery": ("Deliveries, one processor, into nginx's 204 on another", delivery.measure),
    "signing": ("Deliveries of PayPal, one processor, into nginx's 204 on another", signing.measure),
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

PayPal's and Square's calls are measured in turns with Stripe's, in one simulator: an order against an intent that is
only made, a payment against one that is paid in the same call. Each of PayPal's deliveries has an RSA signature of its
own, which takes OpenSSL a quarter of a millisecond: that is what bounds them, at rates beyond those below that are met.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; none: all, and the page")
    parser.add_argument("--write", action="store_true", help="write the sections of these parts into the page")
    told = parser.parse_args()
    chosen = told.parts
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        parser.error(f"{unknown[0]!r} is no benchmark. There are: {', '.join(PARTS)}")
    try:
        check()
    except Missing as missing:
        sys.stderr.write(f"benchmarks: {missing}\n")
        return 2
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = f"{INTRODUCTION}\nMeasured on {machine}.\n"
    parts = _written() if chosen else {}
    for name in chosen or PARTS:
        title, measure = PARTS[name]
        try:
            parts[title] = _table(title, measure())
        except Unwell as unwell:
            sys.stderr.write(f"benchmarks: {unwell}\n")
            return 2
        print(parts[title], flush=True)
    if told.write or not chosen:
        PAGE.write_text("\n".join([head, *(parts[title] for title, _ in PARTS.values() if title in parts)]))
    return 0


def _written() -> dict[str, str]:
    """Return the sections that the page has, by title."""
    sections = PAGE.read_text().split("\n## ")[1:]
    return {section.partition("\n")[0]: f"## {section.rstrip()}\n" for section in sections}


def _table(title: str, figures: list[Figure]) -> str:
    lines = [f"## {title}", "", "| what | measured | asked for | met | rates |", "|---|---|---|---|---|"]
    for one in figures:
        met = {None: "", True: "yes", False: "**no**"}[one.met]
        lines.append(f"| {one.what} | {one.value} | {one.asked} | {met} | {one.note} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
