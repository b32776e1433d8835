"""Items of pytest, read as checks: for which provider, of which scenario, with which target. Not: what they came to."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

ROLES = ("live_target", "crash_target", "startup", "aged", "over_tls")
"""Fixtures that start a target of their own."""


def first_of_each_scenario(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the first check of each scenario on each provider; a scenario's first stimulus is the plainest one."""
    first: dict[tuple[object, object], pytest.Item] = {}
    for item in items:
        first.setdefault((getattr(item, "function", item), _params(item).get("provider")), item)
    return list(first.values())


def is_for_somebody(item: pytest.Item) -> bool:
    """Whether a provider of the descriptor is judged by it; pytest keeps one item of an empty set of parameters."""
    return isinstance(_params(item).get("provider", ""), str)


def roles(item: pytest.Item) -> list[str]:
    """Return which targets a scenario asks for beside the one that every worker has."""
    return [name for name in getattr(item, "fixturenames", ()) if name in ROLES]


def _params(item: pytest.Item) -> dict[str, object]:
    return getattr(getattr(item, "callspec", None), "params", {})
