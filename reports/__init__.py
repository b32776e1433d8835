"""Documents made from `results.json`, a module for each format: `render(results) -> bytes`. Not: judging, nor the disk.

`FORMATS` maps the name of a file to what renders it. A format is imported when it is rendered, for a template engine
is slow to load and most commands need none. `console.py` is the summary on a terminal, and no file.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.results import Results


def _html(results: Results) -> bytes:
    from reports.html import render  # noqa: PLC0415 - see above

    return render(results)


def _junit(results: Results) -> bytes:
    from reports.junit import render  # noqa: PLC0415 - see above

    return render(results)


def _summary(results: Results) -> bytes:
    from reports.summary import render  # noqa: PLC0415 - see above

    return render(results)


FORMATS: dict[str, Callable[[Results], bytes]] = {
    "report.html": _html,
    "junit.xml": _junit,
    "summary.md": _summary,
}
