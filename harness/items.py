"""Items of pytest, read as checks: for which provider, of which scenario, with which target. Not: what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

ROLES = ("live_target", "crash_target", "startup", "aged", "billed", "over_tls")
"""Fixtures that start a target of their own."""


def first_of_each_scenario(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the first check of each scenario on each provider; a scenario's first stimulus is the plainest one.

    A scenario that starts targets of its own, which is what takes longest, is judged on one provider: each in turn.
    """
    scenarios: dict[object, dict[object, pytest.Item]] = {}
    for item in items:
        of_scenario = scenarios.setdefault(getattr(item, "function", item), {})
        of_scenario.setdefault(_params(item).get("provider"), item)
    turns: Counter[tuple[object, ...]] = Counter()
    chosen: list[pytest.Item] = []
    for by_provider in scenarios.values():
        checks = list(by_provider.values())
        if roles(checks[0]):
            providers = tuple(sorted(by_provider, key=str))
            checks = [by_provider[providers[turns[providers] % len(providers)]]]
            turns[providers] += 1
        chosen += checks
    return chosen


def is_for_somebody(item: pytest.Item) -> bool:
    """Whether a provider of the descriptor is judged by it; pytest keeps one item of an empty set of parameters."""
    return isinstance(_params(item).get("provider", ""), str)


def roles(item: pytest.Item) -> list[str]:
    """Return which targets a scenario asks for beside the one that every worker has."""
    return [name for name in getattr(item, "fixturenames", ()) if name in ROLES]


def _params(item: pytest.Item) -> dict[str, object]:
    return getattr(getattr(item, "callspec", None), "params", {})
