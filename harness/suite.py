"""Runs the scenarios: pytest in this process, with our manners around it. Not: fixtures and verdicts (`plugin.py`).

Nothing of the customer's pytest takes part: an empty configuration of ours, no plug-in but ours, no options from the
environment, no cache, no output. What pytest would have printed stands in `pytest.log` of the run's folder.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness import plugin
from harness.crew import STOP_WITHIN, Crew
from harness.record import FILE_NAME, Follower, Listener, Record, RedactedText, Redacts
from harness.redaction import Redactor
from harness.selection import EVERYTHING, Selection
from harness.turns import Turns

LOG = "pytest.log"
INI = "pytest.ini"
TURNS = "turns"

WORTH_A_WORKER = 12
"""Checks. A worker starts a simulator and targets of its own, which takes seconds: fewer are not worth one."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be run, and where its record goes."""

    descriptor: Path
    folder: Path
    seed: int = 0
    stripe_version: str | None = None
    """The account's API version; None: the newest."""
    variations: tuple[str, ...] = ()
    """The sets of what a provider does not promise in which its worlds vary."""
    selected: str | None = None
    """The `-k` expression."""
    quick: bool = False
    """Only the first check of each scenario on each provider."""
    selection: Selection = EVERYTHING
    """What checks must be beside that."""
    stop_on_first: bool = False
    workers: int = 1
    """At most this many run checks side by side, each with a simulator and targets of its own."""


class Order(msgspec.Struct, frozen=True):
    """What a further worker is told."""

    plan: Plan
    turns: Path
    """The folder that the workers share."""
    worker: int
    """Its number; the first worker, which is the run itself, has 0."""

    @classmethod
    def read(cls, text: str) -> Order:
        return msgspec.json.decode(text, type=cls, dec_hook=lambda _kind, path: Path(path))

    def write(self) -> str:
        return msgspec.json.encode(self, enc_hook=str).decode()


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How pytest ended."""

    because: str | None = None
    """What cut the run short; None: it came to its end."""
    mistake: str | None = None
    """What the user asked for and cannot have, such as a `-k` that selects nothing."""


def run(plan: Plan, *, listeners: Sequence[Listener], expect: Callable[[Mapping[str, int]], None]) -> Ending:
    """Run the scenarios. `expect` is told the number of checks by area before the first begins.

    What was started is stopped by the plug-in's own end, also after Ctrl-C or SIGTERM. The record gets its last line.
    """
    shared = plan.folder / TURNS
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir()
    crew = Crew()

    def begin(areas: Mapping[str, int]) -> None:
        expect(areas)
        wanted = min(plan.workers, -(-sum(areas.values()) // WORTH_A_WORKER))
        crew.start([Order(plan, shared, worker).write() for worker in range(1, wanted)])

    observer = _Observer(plan, begin)
    try:
        with Follower(plan.folder / FILE_NAME, listeners):
            code, log = _pytest(plan, observer, shared, worker=0)
            ending = observer.ending(code, log.read_text(encoding="utf-8"))
            ending = _all_ended(crew, ending, Turns(shared), observer)
            with Record.open(plan.folder, observer.redactor) as record:
                record.ended(ending.because or ending.mistake)
    finally:
        shutil.rmtree(shared, ignore_errors=True)
    return ending


def _all_ended(crew: Crew, ending: Ending, turns: Turns, observer: _Observer) -> Ending:
    """Wait for the other workers, or stop them if this one was cut short; say what cut the run short."""
    with _terminated_as_interrupted(observer):
        try:
            if ending.because or ending.mistake:
                crew.stop()
            problem = crew.wait()
        except KeyboardInterrupt:
            observer.pytest_keyboard_interrupt()
            crew.stop()
            problem = crew.wait(STOP_WITHIN)
    if ending.mistake is not None:
        return ending
    problem = problem and f"a fault of the harness: {problem}"
    return Ending(because=observer.because or turns.stopped or problem)


def work(order: Order) -> None:
    """Be one of the further workers of a run: take checks and write them into the same record, until none is left."""
    observer = _Observer(order.plan, lambda _areas: None, first=False)
    _pytest(order.plan, observer, order.turns, order.worker)
    if observer.because is not None and observer.because.startswith("a fault"):
        raise SystemExit(observer.because)


def _pytest(plan: Plan, observer: _Observer, turns: Path, worker: int) -> tuple[int, Path]:
    """Run pytest in this process as the worker of that number; return its exit code, and what it said."""
    (plan.folder / INI).write_text("[pytest]\n")
    log = plan.folder / (LOG if worker == 0 else f"pytest-{worker + 1}.log")
    with (
        RedactedText(log, lambda: observer.redactor) as said,
        _environment(),
        _terminated_as_interrupted(observer),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        code = pytest.main(_arguments(plan, turns, worker), plugins=[observer])
    return code, log


def _arguments(plan: Plan, turns: Path, worker: int) -> list[str]:
    scenarios = _scenarios()
    return [
        str(scenarios),
        f"--rootdir={scenarios.parent}",
        f"--confcutdir={scenarios}",
        f"-c={plan.folder / INI}",
        "--import-mode=importlib",
        "--tb=native",  # a traceback is written down by us where it says something: pytest would read the source again
        "--assert=plain",  # a scenario gives its verdict by a proof, never by assert
        "--capture=no",
        "--quiet",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-p",
        "harness.plugin",
        f"--target={plan.descriptor}",
        f"--assay-run-dir={plan.folder}",
        f"--assay-seed={plan.seed}",
        f"--assay-turns={turns}",
        f"--assay-worker={worker}",
        *([f"--assay-stripe-version={plan.stripe_version}"] if plan.stripe_version else []),
        *([f"--assay-vary={','.join(plan.variations)}"] if plan.variations else []),
        *(["-k", plan.selected] if plan.selected else []),
        *(["--assay-quick"] if plan.quick else []),
        *([f"--assay-selection={plan.selection.write(plan.folder)}"] if plan.selection.narrows else []),
        *(["--exitfirst"] if plan.stop_on_first else []),
    ]


def _scenarios() -> Path:
    """Return the folder of our scenarios without importing it: the harness does not depend on what it runs."""
    found = importlib.util.find_spec("scenarios")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package `scenarios` is not installed beside `harness`")
    return Path(found.submodule_search_locations[0]).resolve()


class _Observer:
    """A plug-in of one worker: counts what is asked, and remembers why the worker ended."""

    def __init__(self, plan: Plan, expect: Callable[[Mapping[str, int]], None], *, first: bool = True) -> None:
        self.redactor: Redacts = Redactor()
        self.terminated = False
        self.closing = False
        self._plan = plan
        self._expect = expect
        self._first = first
        self._deselected: set[str] = set()
        self._selected: Counter[str] = Counter()
        self.because: str | None = None
        """What cut it short; None: nothing did."""

    def ending(self, code: int, log: str) -> Ending:
        if self.because is None and code == pytest.ExitCode.USAGE_ERROR:
            errors = [line.removeprefix("ERROR: ") for line in log.splitlines() if line.startswith("ERROR: ")]
            return Ending(mistake=" ".join(errors) or "pytest refused its arguments; see pytest.log")
        if self.because is None and not self._selected and self._deselected:
            asked = [f"-k {self._plan.selected!r}"] if self._plan.selected else []
            remedy = "Ids of controls are printed by: assay controls"
            return Ending(mistake=f"{' '.join([*asked, *self._plan.selection.said])} selects no check. {remedy}")
        return Ending(because=self.because)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        run: Any = session.config.pluginmanager.get_plugin(plugin.KEY)
        self._record: Record = run.record
        self.redactor = self._record.redactor

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self._deselected.update(control for item in items if (control := _control(item)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Count what is asked. Here and not when collection finishes, for that is told after a broken `-k` too."""
        self._selected = Counter(control for item in session.items if (control := _control(item)))
        if self._first:
            self._record.collected(sorted(self._deselected | set(self._selected)), sorted(self._selected))
        areas: Counter[str] = Counter()
        for control, checks in self._selected.items():
            areas[control.rpartition("-")[0]] += checks
        if areas:
            self._expect(areas)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1].strip()
            self._end(f"a fault of the harness: {report.nodeid} cannot be loaded: {last}")

    def pytest_keyboard_interrupt(self) -> None:
        self._end("it was told to stop (SIGTERM)" if self.terminated else "it was interrupted (Ctrl-C)")

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self._end(f"a fault of the harness: {excinfo.typename}: {excinfo.value}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """While what was started is being stopped, it cannot be told to stop: half of it would be left behind."""
        self.closing = True
        if session.shouldfail and self._plan.stop_on_first:
            self._end("it stopped at the first check that did not pass (--stop-on-first)")
        yield
        self.closing = False

    def _end(self, because: str) -> None:
        """Keep the first reason: later ones follow from it."""
        self.because = self.because or because


def _control(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("assay_control")
    return None if mark is None else str(mark.args[0])


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Keep the customer's pytest out of this one."""
    before = {name: value for name, value in os.environ.items() if name.startswith("PYTEST_")}
    for name in before:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("PYTEST_")]:
            del os.environ[name]
        os.environ.update(before)


@contextlib.contextmanager
def _terminated_as_interrupted(observer: _Observer) -> Iterator[None]:
    """Let SIGTERM end the run as orderly as Ctrl-C does: CI systems send it when a job is cancelled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        if not observer.closing:
            observer.terminated = True
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
