"""One target's life: prepared, started in a profile, killed, started again, stopped. Not: what is asked of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import httpx

from harness.descriptor.model import Descriptor
from harness.descriptor.template import fill, names
from harness.failures import NoVerdict, WindowShut
from harness.hooks.interpreter import Hooks
from harness.notebook import Notebook
from harness.target.environment import Overrides, ProviderSettings, environment, overridden, told_by, variables
from harness.target.process import CannotStart, Processes, Said, ask, filled_words, run, run_well
from harness.target.reach import Reach
from harness.target.replies import Replied, something
from harness.target.requests import Browser, client
from harness.target.signing_in import sent_in_confidence
from harness.windows.mailbox import Mailbox

PREPARE_WITHIN = 120.0
READY_TIMEOUT = 2.0
"""Seconds that one look at whether the target is ready may take."""
DEAD_WITHIN = 1.0
"""Seconds of real time that somebody may take to answer in the place of a target that was killed."""
LOOK_WITHIN = 30.0
"""Seconds of real time that a command may take which shows an order or counts an effect."""


class Instance:
    """A target with a state directory of its own: starting it again finds what it had kept."""

    def __init__(
        self,
        descriptor: Descriptor,
        folder: Path,
        profile: str,
        settings: Mapping[str, ProviderSettings],
        *,
        endpoints: Mapping[str, str],
        port: int,
        state: Path,
        notebook: Notebook,
        scheme: Literal["http", "https"] = "http",
        more: Mapping[str, str] | None = None,
        reach: Reach | None = None,
        mailbox: Mailbox | None = None,
        on_set_up: Callable[[Instance], None] = lambda _instance: None,
    ) -> None:
        """Describe the instance; `folder` is the descriptor's, `more` are further variables. Nothing is started yet.

        `reach` is how it reaches the simulator if no setting of its own says where that is; `mailbox` is where its
        mails arrive, if it sends them to this run. `on_set_up` is told when it has been set up, after each start.
        """
        self.descriptor = descriptor
        self.profile = profile
        self.settings = dict(settings)
        self.endpoints = dict(endpoints)
        """By provider, the id of the webhook endpoint where this target listens."""
        self.notebook = notebook
        self.reach = reach
        self.mailbox = mailbox
        self.base_url = descriptor.target.base_url or f"{scheme}://127.0.0.1:{port}"
        self.cwd = (folder / descriptor.target.cwd).resolve()
        self.state = state
        own = {"port": str(port), "base_url": self.base_url, "state": str(state), "python": sys.executable}
        self._beside = {**(more or {}), **own}
        self._saved: dict[str, str] = {}
        self.refusal: str | None = None
        """Why the last start came to nothing before, or after, its processes were started."""
        self.hooks = Hooks(
            descriptor.hooks,
            folder,
            cwd=self.cwd,
            values=lambda: self.values,
            environment=lambda: self._environment({}),
        )
        self.start_seconds: float | None = None
        """How long the last start took until ready; None before the first."""
        commands = descriptor.target.processes or {"target": descriptor.target.start or ""}
        self.attached = descriptor.target.base_url is not None
        self._prepared = False
        self._overrides: Overrides = {}
        self._on_set_up = on_set_up
        self._http = client(self.base_url, timeout=READY_TIMEOUT)
        self._processes = Processes(commands, cwd=self.cwd, logs=state / "logs")

    @property
    def values(self) -> dict[str, str]:
        """The variables that are known of it: of its settings, its address, and what setting it up has saved."""
        return self._values({})

    def browser(self) -> Browser:
        """Return a new browser that visits it."""
        return Browser(self.base_url, self.notebook, hooks=self.hooks)

    def told_by(self, provider: str, setting: str) -> str | None:
        """Return the name by which a start can be told another value of a provider's setting; None: by none."""
        return told_by(self.descriptor, provider, self.settings[provider], setting)

    def lacks(self, provider: str) -> set[str]:
        """Return the variables in the path of a provider's webhooks that are not known yet."""
        return names(self.descriptor.provider[provider].webhook_path) - self.values.keys()

    def learn(self, values: Mapping[str, str]) -> None:
        """Keep for good what a reply of its own has told, such as where it takes webhooks."""
        self._saved |= values
        self._on_set_up(self)

    def webhook_path(self, provider: str) -> str:
        """Return the path at which it takes a provider's webhooks."""
        return fill(self.descriptor.provider[provider].webhook_path, self.values)

    def webhook_url(self, provider: str) -> str:
        return f"{self.base_url}{self.webhook_path(provider)}"

    def start(self, overrides: Overrides | None = None) -> None:
        """Prepare once, start, and wait until ready.

        `overrides` changes the environment for this start (None takes a variable away). Raises NoVerdict (target
        unreachable), with the end of its output, if it does not become ready.
        """
        if not self.try_start(overrides, within=self.descriptor.target.ready.within):
            said = self.output().strip()[-800:] or "it wrote nothing"
            codes = self._processes.exits()
            how = ", ".join(f"{name} ended with {code}" for name, code in codes.items()) or "it is still running"
            self.stop()
            if self.refusal is not None:
                raise NoVerdict("target unreachable", self.refusal)
            ready = self.descriptor.target.ready
            where = f"{self.base_url}{ready.url}" if self.base_url.startswith("https") else ready.url
            wanted = f"{ready.status}{f' with {ready.success}' if ready.success else ''}"
            raise NoVerdict(
                "target unreachable",
                f"the target did not answer {wanted} at {where} within {ready.within:g} s ({how}): {said}",
            )

    def try_start(self, overrides: Overrides | None = None, *, within: float, until_all_ended: bool = False) -> bool:
        """Start, and say whether it became ready `within` seconds; otherwise it is left as it is, to be looked at.

        One process that ends is enough to give up, unless `until_all_ended`.
        """
        self.refusal = None
        values = self._values(overrides or {})
        if self.attached:
            return self._ready() and self._is_set_up(values)
        env = self._environment(overrides or {})
        self.hooks.of_start(env)
        began = time.monotonic()
        try:
            if not self._prepared:
                self.state.mkdir(parents=True, exist_ok=True)
                for command in self.descriptor.target.prepare:
                    self.run_well("[target] prepare", command, PREPARE_WITHIN)
                self._prepared = True
                began = time.monotonic()
            for command in self.descriptor.target.before_start:
                said = ask(filled_words(command, values), cwd=self.cwd, environment=env, within=PREPARE_WITHIN)
                if said.wrong is not None:
                    self.refusal = f"[target] before_start: {command}: {said.wrong}"
                    return False
            self._processes.start(env, values)
        except CannotStart as refused:
            raise NoVerdict("target unreachable", str(refused)) from None
        ready = self._processes.wait_until(self._ready, within, all_ended=until_all_ended) and self._is_set_up(values)
        if ready:
            self.start_seconds = time.monotonic() - began
            self.notebook.add("lifecycle", f"the target was started and ready after {self.start_seconds:.1f} s")
        return ready

    def start_again(self) -> None:
        """Start what was killed or has ended; its state directory is as it left it."""
        self._processes.kill()
        self.start()

    @contextmanager
    def restarted_with(self, overrides: Overrides) -> Iterator[None]:
        """Run it with other variables for a while, on the same state; afterwards it runs as before.

        Raises WindowShut for one that the harness did not start.
        """
        if self.attached:
            raise WindowShut("the target was not started by the harness", needs="[target] start or processes")
        self.stop()
        self._overrides = dict(overrides)  # for its commands too: a reconciler has the environment of the shop
        try:
            self.start()
            yield
        finally:
            self._overrides = {}
            self.stop()
            self.start()

    def stop(self) -> None:
        """Stop it in peace; an attached target is left alone. No function of its hooks runs any more."""
        self.hooks.end()
        if not self.attached and self._processes.started:
            self._processes.stop(self.descriptor.target.stop_within)

    def kill(self) -> None:
        """SIGKILL every process of it at once. Raises WindowShut if it goes on all the same."""
        self._processes.kill()
        self.notebook.add("lifecycle", "every process of the target was killed (SIGKILL)")
        self._see_that_it_is_dead()

    def killed_by_simulator(self, within: float = 5.0) -> bool:
        """Wait until the simulator has killed the process group; False if it is still running.

        Raises WindowShut if the target goes on all the same.
        """
        gone = self._processes.reap(within)
        if gone:
            self.notebook.add("lifecycle", "every process of the target was killed (SIGKILL) at the chosen point")
            self._see_that_it_is_dead()
        return gone

    def _see_that_it_is_dead(self) -> None:
        """See that nobody answers at its port: what others run for it, containers say, has not crashed."""
        if self.answers(within=DEAD_WITHIN):
            raise WindowShut(
                "it still answers after every process that was started for it was killed: something else runs it",
                needs="[target] start or processes: the programs themselves, not what has them run by a daemon",
            )

    @property
    def process_group(self) -> int | None:
        return self._processes.group

    @property
    def running(self) -> bool:
        return self.attached or (self._processes.started and not self._processes.exits())

    def exits(self) -> dict[str, int]:
        return self._processes.exits()

    def run_command(self, command: str, within: float) -> tuple[int | None, str]:
        """Run a command of the descriptor as the target would: its environment, its folder; return code and output.

        The code is None if it did not end `within` seconds (it is then killed), 127 if it could not be run.
        """
        return run(fill(command, self.values), cwd=self.cwd, environment=self._environment({}), within=within)

    def ask(self, command: str, values: Mapping[str, str], within: float = LOOK_WITHIN) -> Said:
        """Run a command of the descriptor that shows something, with these variables; return what it wrote.

        Each variable stays in the word in which it stands, whatever the target put into it.
        """
        try:
            words = filled_words(command, {**self.values, **values})
        except ValueError as open_quote:
            return Said(127, "", str(open_quote))
        return ask(words, cwd=self.cwd, environment=self._environment({}), within=within)

    def run_well(self, line: str, command: str, within: float, more: Mapping[str, str] | None = None) -> None:
        """Run a command of the descriptor's `line`, with `more` variables filled in. Raises CannotStart if it fails."""
        filled = fill(command, {**self.values, **(more or {})})
        run_well(line, filled, cwd=self.cwd, environment=self._environment({}), within=within)

    def environment(self) -> dict[str, str]:
        """Return the environment with which it is started."""
        return self._environment({})

    def output(self) -> str:
        return self._processes.output()

    def log_files(self) -> list[Path]:
        return [] if self.attached else self._processes.log_files()

    def _values(self, overrides: Overrides) -> dict[str, str]:
        return {**variables(self._told(overrides), self._beside), **self._saved}

    def _told(self, overrides: Overrides) -> dict[str, ProviderSettings]:
        return overridden(self.settings, {**self._overrides, **overrides})

    def _environment(self, overrides: Overrides) -> dict[str, str]:
        env = environment(self.descriptor, self.profile, self._told(overrides), self._values(overrides))
        if self.reach is not None:
            env = self.reach.environment(env)
        for name, value in {**self._overrides, **overrides}.items():
            if "." in name:  # a setting, filled in above
                continue
            env.pop(name, None)
            if value is not None:
                env[name] = value
        return env

    def _is_set_up(self, values: Mapping[str, str]) -> bool:
        """Send `[target] set_up`, whose answers are kept in confidence; say whether each was taken."""
        requests = self.descriptor.target.set_up
        if requests:
            browser = self.browser()
            try:
                self._saved |= sent_in_confidence(
                    browser,
                    "[target] set_up",
                    requests,
                    values,
                    says="the target is set up",
                    refused="the target could not be set up",
                    known_before=self._saved,
                )
            except WindowShut as shut:
                self.refusal = f"{shut} ({shut.needs})"
                return False
            finally:
                browser.close()
            self._on_set_up(self)
        return True

    def answers(self, within: float = 2.0) -> bool:
        """Whether its page of readiness is answered at all now, `within` seconds of real time."""
        try:
            self._http.get(fill(self.descriptor.target.ready.url, self.values), timeout=within)
        except httpx.HTTPError:
            return False
        return True

    def _ready(self) -> bool:
        ready = self.descriptor.target.ready
        try:
            reply = self._http.get(fill(ready.url, self.values))
        except httpx.HTTPError:
            return False
        if ready.success is not None and not something(Replied(reply, ready.url).value(ready.success)):
            return False
        return reply.status_code == ready.status
