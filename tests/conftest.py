"""What holds for every test of the project. Not: fixtures of one room, which stand beside their tests."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the whole detection matrix to `make detect`, unless a part of it is asked for by name or by mark."""
    if config.option.keyword or config.option.markexpr:
        return
    left = [item for item in items if item.get_closest_marker("whole_matrix")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where every part is installed (`.ci/run` says so), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("ASSAY_NO_SKIPS") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {reason}"
    return report
