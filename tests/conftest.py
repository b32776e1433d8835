"""What holds for every test of the project. Not: fixtures of one room, which stand beside their tests."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from harness.turns import Turns

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")  # tests run beside others that take the machine: slow is not wrong

JUDGING = tuple(Path(__file__).parent / f"test_{name}.py" for name in ("no_false_alarm", "detection", "shapes"))
"""Each test is a run of Assay, and some take minutes. The longest stand first in the first of these files."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Judge first; leave the whole detection matrix to `make detect`, unless a part of it is asked for by name."""
    if config.option.keyword or config.option.markexpr:
        return
    left = [item for item in items if item.get_closest_marker("whole_matrix")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    if hasattr(config, "workerinput"):
        items[:] = _shared_out(items, config.workerinput["workercount"])


def _shared_out(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return the tests in an order in which each worker begins with some of the long ones.

    pytest-xdist gives each worker one stretch of the list, and an idle one steals from the end of another's.
    """
    alone = [item for item in items if item.get_closest_marker("alone")]
    others = [item for item in items if item not in alone]
    long = sorted((item for item in others if item.path in JUDGING), key=lambda item: JUDGING.index(item.path))
    short = [item for item in others if item.path not in JUDGING]
    size, ordered = len(items) // workers, []
    for worker in range(workers):
        mine = long[worker::workers]
        count = len(short) if worker == workers - 1 else size - len(mine)
        ordered += mine + short[:count]
        short = short[count:]
    return ordered + alone


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Run what measures time (`alone`) while no other worker of pytest-xdist runs a test."""
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with Turns(item.config.cache.mkdir("turns")).turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where every part is installed (`.ci/run` says so), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("ASSAY_NO_SKIPS") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {reason}"
    return report
