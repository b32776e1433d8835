"""A figure: a ratio of two rates of one run, beside what was asked for. Not: measuring."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the page. `asked` is in words; `met` is None where nothing was asked for."""

    what: str
    value: str
    asked: str = ""
    met: bool | None = None
    note: str = ""


def ratio(what: str, pairs: Sequence[tuple[float, float]], *, least: float | None = None, unit: str = "/s") -> Figure:
    """Return the median of the rounds' ratios; each round measured both within seconds of each other."""
    value = statistics.median(one / other for one, other in pairs)
    one, other = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    return Figure(
        what,
        f"{value:.2f}",
        "" if least is None else f"at least {least:g}",
        None if least is None else value >= least,
        f"{one:,.0f}{unit} to {other:,.0f}{unit}",
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
