"""A run inside pytest: which checks there are, what each came to. Not: fixtures (`plugin.py`)."""

from __future__ import annotations

import tempfile
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from harness import idling
from harness.controls.catalogue import Control, load, mappings
from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.reader import read
from harness.descriptor.template import BrokenTemplate
from harness.failures import Moot, NoVerdict, WindowShut
from harness.items import first_of_each_scenario, is_for_somebody, roles
from harness.keeping import keep
from harness.late_looks import LateLooks
from harness.record import Record
from harness.redaction import Redactor
from harness.results import CheckResult
from harness.selection import EVERYTHING, Selection
from harness.session import Session
from harness.target.instance import Instance
from harness.target.target import Target
from harness.turns import Turns
from harness.verdicts.verdict import Verdict, error, not_applicable, not_observable
from simulator.client import SimulatorError, unknown_version
from simulator.schedules.variations import VARIATIONS

LATE = ("at_the_end", "alone", "lifecycle")
"""Marks of checks that come late, the latest first."""


def _api_versions(stripe: str | None) -> dict[str, str]:
    """Return the versions of the accounts, by provider. Raises UsageError for one that there is not."""
    if stripe is None:
        return {}
    wrong = unknown_version(stripe)
    if wrong is not None:
        raise pytest.UsageError(f"--assay-stripe-version {stripe}: {wrong}")
    return {"stripe": stripe}


def _variations(names: str | None) -> tuple[str, ...]:
    """Return the names of the sets, given with commas. Raises UsageError for one that there is not."""
    asked = tuple(name for name in (names or "").split(",") if name)
    if unknown := [name for name in asked if name not in VARIATIONS]:
        raise pytest.UsageError(
            f"--assay-vary {unknown[0]}: there is no such set. Write some of: {', '.join(VARIATIONS)}"
        )
    return asked


class RunOfPytest:
    """Registered as a plug-in when a target was named."""

    def __init__(self, config: pytest.Config) -> None:
        """Read the descriptor and open the record. Raises the reader's error, in words for a person."""
        self.path = Path(config.getoption("assay_target"))
        self.descriptor = read(self.path)
        self.catalogue = load()
        seed: int = config.getoption("assay_seed")
        given = config.getoption("assay_run_dir")
        self.folder = Path(given) if given else self.path.parent / ".assay" / "runs" / "pytest"
        self.redactor = Redactor()
        self.record = Record.open(self.folder, self.redactor)
        self._work = tempfile.TemporaryDirectory(prefix="assay-")
        version, varied = config.getoption("assay_stripe_version"), _variations(config.getoption("assay_vary"))
        self._world_options = [*([f"--stripe-version {version}"] if version else []), *(f"--vary {v}" for v in varied)]
        self.session = Session(
            self.descriptor,
            self.path.parent.resolve(),
            Path(self._work.name),
            seed,
            api_versions=_api_versions(version),
            variations=varied,
            on_instance=self._about_to_start,
        )
        chosen = config.getoption("assay_selection")
        self._selection = Selection.read(Path(chosen)) if chosen else EVERYTHING
        shared = config.getoption("assay_turns")
        self._turns = Turns(Path(shared)) if shared else None
        self._worker: int = config.getoption("assay_worker")
        self._quick: bool = config.getoption("assay_quick")
        self._verdicts: dict[str, Verdict] = {}
        self._late_looks = LateLooks(self.session, self.record)
        self._journal: dict[Target, int] = {}

    def _about_to_start(self, instance: Instance) -> None:
        """Learn the secrets of a target before it can write them anywhere: none of them reaches the disk."""
        for settings in instance.settings.values():
            self.redactor.learn(settings["secret_key"], settings["webhook_secret"])
        self.record.target_started(instance.base_url)

    # which checks there are

    def providers_for(self, definition: pytest.Item) -> list[str]:
        """Return the providers of the descriptor that the scenario's control, and the scenario itself, is for."""
        control, only = self.control(definition), definition.get_closest_marker("assay_only")
        meant = [name for name in control.providers if only is None or name in only.args]
        found: list[str] = [name for name in self.descriptor.provider if name in meant]
        if definition.get_closest_marker("assay_of_the_shop") is None:
            return found
        main = OF_PROVIDER[self.descriptor.checkout.payment]
        return [main] if main in found else found[:1]

    def control(self, item: pytest.Item) -> Control:
        """Return the control that a scenario judges. Raises UsageError for one that the catalogue does not know."""
        mark = item.get_closest_marker("assay_control")
        if mark is None:
            raise pytest.UsageError(f"{item.nodeid} has no @control: say which control it judges")
        control = self.catalogue.controls.get(mark.args[0])
        if control is None:
            raise pytest.UsageError(f"{item.nodeid}: the catalogue knows no control {mark.args[0]!r}")
        return control

    def check_id(self, item: pytest.Function) -> str:
        """Return `CONTROL/provider/stimulus`."""
        mark = item.get_closest_marker("assay_control")
        given = mark.args[1] if mark and len(mark.args) > 1 else None
        callspec = getattr(item, "callspec", None)
        provider = callspec.params.get("provider", "any") if callspec else "any"
        parts = [str(part) for part in (callspec._idlist if callspec else [])]  # noqa: SLF001 - pytest has no public way to the ids
        params = [part.removeprefix(f"{provider}-") for part in parts if part != provider]
        words = [given, *params] if given else params
        stimulus = "-".join(words) or item.originalname.removeprefix("test_").replace("_", "-")
        return f"{self.control(item).id}/{provider}/{stimulus}"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Let `-k WH-SIG-01` find checks by control; put them into their order; refuse two checks of one id.

        Kill and restart come late, what measures time comes when all is warm, what judges the whole run at the end.
        """
        seen: dict[str, str] = {}
        items[:] = [item for item in items if is_for_somebody(item)]
        if self._selection.narrows:
            left_out = [item for item in items if not self._is_asked_for(item)]
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if self._is_asked_for(item)]
        if self._quick:
            items[:] = first_of_each_scenario(items)
        for item in items:
            if not isinstance(item, pytest.Function) or item.get_closest_marker("assay_control") is None:
                continue
            check = self.check_id(item)
            if check in seen:
                raise pytest.UsageError(f"{item.nodeid} and {seen[check]} both are the check {check}: name a stimulus")
            seen[check] = item.nodeid
        items.sort(key=lambda item: [item.get_closest_marker(late) is not None for late in LATE])

    def _is_asked_for(self, item: pytest.Item) -> bool:
        if not isinstance(item, pytest.Function) or item.get_closest_marker("assay_control") is None:
            return False
        control = self.control(item)
        return self._selection.takes(self.check_id(item), control.area, control.severity)

    @pytest.hookimpl(tryfirst=True)
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Make the control's id and the check's id words that `-k` finds."""
        if isinstance(item, pytest.Function) and item.get_closest_marker("assay_control"):
            item.extra_keyword_matches.update({self.control(item).id, self.check_id(item)})

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run those checks that no other worker has taken; where there are no workers, leave it to pytest."""
        if self._turns is None or session.testsfailed:
            return None
        for item in self._taken(self._turns, session.items):
            with self._turns.turn(alone=item.get_closest_marker("alone") is not None):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.shouldfail:
                self._turns.stop("it stopped at the first check that did not pass (--stop-on-first)")
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
        return True

    def _taken(self, turns: Turns, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """Yield the checks that fall to this worker: first those that need no target which another has, then the rest.

        What judges the run's end is judged by each worker, over its own target.
        """
        last = [item for item in items if item.get_closest_marker("at_the_end")]
        for patient in (True, False):
            for nth, item in enumerate(items):
                if turns.stopped is not None:
                    return
                if item in last or (patient and not all(turns.own(role, self._worker) for role in roles(item))):
                    continue
                if turns.take(nth):
                    yield item
        yield from last

    # what each came to

    def judge(self, item: pytest.Item) -> Callable[[Verdict], None]:
        """Return the function that keeps the verdict of `item`; a second verdict is our own mistake."""

        def keep(verdict: Verdict) -> None:
            if item.nodeid in self._verdicts:
                raise RuntimeError("a scenario gave two verdicts")
            self._verdicts[item.nodeid] = verdict

        return keep

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Turn to a new page of the notebook, and remember where each journal stands."""
        self.session.notebook.begin()
        self._journal = {target: target.sandbox.position() for target in self.session.targets()}
        self.session.notebook.posted.calls = {one.sandbox.world.id: last for one, last in self._journal.items()}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what happened into a verdict, keep it, and say it in pytest's fewer words."""
        report = yield
        if not isinstance(item, pytest.Function) or item.get_closest_marker("assay_control") is None:
            return report
        if call.when == "teardown" or (call.when == "setup" and call.excinfo is None):
            return report
        verdict = self._lean(self._verdict(item, call))
        self._keep(item, verdict)
        return _in_pytests_words(report, verdict)

    def _verdict(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> Verdict:
        if call.excinfo is not None:
            return self._of_exception(call.excinfo.value)
        given = self._verdicts.get(item.nodeid)
        return given or error("scenario judged nothing", "the scenario ended without a verdict")

    def _of_exception(self, raised: BaseException) -> Verdict:
        if isinstance(raised, WindowShut):
            return not_observable(str(raised), needs=raised.needs)
        if isinstance(raised, Moot):
            return not_applicable(str(raised))
        if isinstance(raised, NoVerdict):
            return error(raised.reason, str(raised))
        if isinstance(raised, BrokenTemplate):
            return not_observable(f"the descriptor names a value that is not known: {raised}", needs=str(raised))
        if isinstance(raised, KeyboardInterrupt):
            raise raised
        self.record.note("traceback", text="".join(traceback.format_exception(raised)))
        if isinstance(raised, SimulatorError):
            return error("gap in the simulator", str(raised))
        return error("fault of the harness", f"{type(raised).__name__}: {raised}")

    def _lean(self, verdict: Verdict) -> Verdict:
        """Our ignorance is not their guilt: what leans on a call that the simulator does not know is no verdict."""
        if verdict.word not in {"fail", "not_observable"}:
            return verdict
        for target in self.session.targets():
            unknown = [call for call in target.sandbox.calls(self._journal.get(target, 0)) if call.unsupported]
            if unknown:
                call = f"{unknown[0].method} {unknown[0].path}"
                return error("gap in the simulator", f"the target called {call}, which is not simulated yet")
        return verdict

    def _keep(self, item: pytest.Function, verdict: Verdict) -> None:
        control = self.control(item)
        check_id = self.check_id(item)
        _, provider, stimulus = check_id.split("/", 2)
        documentation = (item.function.__doc__ or item.originalname).strip().splitlines()[0]
        check = CheckResult(
            id=check_id,
            control=control.id,
            provider=provider,
            stimulus=stimulus,
            scenario=f"{item.location[0]}::{item.originalname}",
            title=documentation,
            verdict=verdict.word,
            severity=verdict.severity or control.severity,
            summary=verdict.summary,
            advice=verdict.advice,
            reason=verdict.reason,
            reach=verdict.reach,
            needs=verdict.needs,
            evidence=self.session.notebook.page(),
            remedy=control.remedy_for(provider),
            mappings=mappings(control),
            replay=" ".join(["assay run --target", str(self.path), *self._world_options, f'-k "{check_id}"']),
            seconds=self.session.notebook.seconds,
        )
        posted = self.session.notebook.posted
        posted.ended = time.time()
        self.record.check(keep(check, posted, self.session.targets(), self.record))
        self._late_looks.watch(verdict, check, posted)

    # the end

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Look once more at every order that had not moved, then stop all that was started."""
        try:
            self._late_looks.look()
        finally:
            self._keep_logs()
            self.session.close()
            self._work.cleanup()
            if self._turns is not None:
                busy = round(time.process_time(), 3)
                self.record.note("worker ended", worker=self._worker, busy=busy, idle=idling.counted())
            self.record.close()

    def _keep_logs(self) -> None:
        """Keep what each target wrote, redacted; its databases and files are thrown away with its state."""
        for role, instance in self.session.instances().items():
            if said := instance.output():
                name = f"target-{role}.log" if self._worker == 0 else f"target-{role}-{self._worker + 1}.log"
                (self.folder / name).write_text(self.redactor.text(said))


def _in_pytests_words(report: pytest.TestReport, verdict: Verdict) -> pytest.TestReport:
    """Say it in fewer words: not observable and not applicable are skipped with their reason, an error is an error."""
    said = f"{verdict.word}: {verdict.summary}"
    if verdict.word == "pass":
        report.outcome, report.longrepr = "passed", None
    elif verdict.word == "fail":
        report.outcome, report.longrepr = "failed", said
    elif verdict.word == "error":
        report.when, report.outcome, report.longrepr = "setup", "failed", said
    else:
        report.outcome, report.longrepr = "skipped", (str(report.fspath), report.location[1] or 0, said)
    return report
