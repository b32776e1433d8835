"""The target's processes: started, watched, stopped, killed as one group. Not: their settings (`environment.py`)."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from harness import idling
from harness.descriptor.template import fill
from simulator.masking import mask

LOOK_EVERY = 0.02
"""Seconds between two looks at a condition that nobody announces."""


LONGEST_COMPLAINT = 300
"""Characters of what a failed command wrote that are told, its end."""


class CannotStart(Exception):  # noqa: N818 - an outcome that is told in a report
    """A command could not be run at all; the message names it and says why."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the end of the block.

    Between the start of a process and our note of it, what they raise would leave it running, known to nobody.
    """
    if threading.current_thread() is not threading.main_thread():  # no handler runs there
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in ours:
        signal.signal(number, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
        for told in came:
            signal.raise_signal(told)


class Processes:
    """All processes of one target. They share one process group, so that one signal reaches every one at once."""

    def __init__(self, commands: Mapping[str, str], *, cwd: Path, logs: Path) -> None:
        """Prepare to run `commands` (name to command line) in `cwd`, each writing to `logs/NAME.log`."""
        self._commands = dict(commands)
        self._cwd = cwd
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._open: list[IO[bytes]] = []
        self.group: int | None = None

    def start(self, environment: Mapping[str, str], values: Mapping[str, str] | None = None) -> None:
        """Start every command, with `values` filled into its words. Raises CannotStart if one cannot be run."""
        self._logs.mkdir(parents=True, exist_ok=True)
        self.group = None
        for name, command in self._commands.items():
            with uninterrupted():
                self._running[name] = self._spawn(name, command, environment, values)

    def _spawn(
        self, name: str, command: str, environment: Mapping[str, str], values: Mapping[str, str] | None
    ) -> subprocess.Popen[bytes]:
        log = (self._logs / f"{name}.log").open("ab")
        self._open.append(log)
        try:
            child = subprocess.Popen(  # noqa: S603 - the descriptor's own command is what we are asked to run
                shlex.split(command) if values is None else filled_words(command, values),
                cwd=self._cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=self.group or 0,
            )
        except (OSError, ValueError) as refused:
            self.kill()
            raise CannotStart(f"the command of process {name!r} cannot be run: {command} ({refused})") from None
        if self.group is None:
            self.group = child.pid
        return child

    def exits(self) -> dict[str, int]:
        """Return the exit codes of the processes that have ended."""
        codes = {name: child.poll() for name, child in self._running.items()}
        return {name: code for name, code in codes.items() if code is not None}

    @property
    def started(self) -> bool:
        return bool(self._running)

    def wait_until(self, condition: Callable[[], bool], within: float, *, all_ended: bool = False) -> bool:
        """Wait for `condition`; give up, after a last look, when time is over or a process has ended (or all have)."""
        deadline = time.monotonic() + within
        looking = idling.Looking("processes")
        while time.monotonic() < deadline:
            if condition():
                return looking.ended(held=True)
            if len(self.exits()) >= (len(self._running) if all_ended else 1):
                looking.ended(held=True)
                return condition()
            looking.pause(LOOK_EVERY)
        return looking.ended(held=False)

    def stop(self, within: float) -> None:
        """Ask all to end (SIGTERM) and kill what has not ended `within` seconds."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + within
        looking = idling.Looking("processes")
        while not (ended := len(self.exits()) >= len(self._running)) and time.monotonic() < deadline:
            looking.pause(LOOK_EVERY)
        looking.ended(held=ended)
        self.kill()

    def kill(self) -> None:
        """End all at once (SIGKILL), and reap them."""
        self._signal(signal.SIGKILL)
        for child in self._running.values():
            child.wait()
        self._running.clear()
        for log in self._open:
            log.close()
        self._open.clear()
        self.group = None

    def reap(self, within: float) -> bool:
        """Wait until every process has ended, because somebody else killed the group. False: one still runs."""
        deadline = time.monotonic() + within
        looking = idling.Looking("processes")
        while len(self.exits()) < len(self._running):
            if time.monotonic() > deadline:
                return looking.ended(held=False)
            looking.pause(LOOK_EVERY)
        looking.ended(held=True)
        self.kill()
        return True

    def output(self) -> str:
        """Return what the processes have written so far to standard output and error."""
        texts = [path.read_text(errors="replace") for path in self.log_files() if path.exists()]
        return "\n".join(texts)

    def log_files(self) -> list[Path]:
        return [self._logs / f"{name}.log" for name in self._commands]

    def _signal(self, number: signal.Signals) -> None:
        if self.group is None or not self._running:
            return
        with suppress(ProcessLookupError):  # all have ended by themselves
            os.killpg(self.group, number)


def filled_words(command: str, values: Mapping[str, str]) -> list[str]:
    """Return the words of a command; each variable stays in the word in which it stands, whatever it holds."""
    return [fill(word, values) for word in shlex.split(command)]


def run(command: str, *, cwd: Path, environment: Mapping[str, str], within: float) -> tuple[int | None, str]:
    """Run one command to its end; return its exit code and output. None: it took longer. 127: it cannot be run."""
    try:
        words = shlex.split(command)
    except ValueError as broken:
        return 127, str(broken)
    code, said, refused = _to_its_end(words, cwd=cwd, environment=environment, within=within, errors=subprocess.STDOUT)
    return code, said + refused


class Said(NamedTuple):
    """What one command came to, and wrote; it can be looked into like a reply."""

    code: int | None
    """None: it took longer than it may, and was killed. 127: it cannot be run."""
    text: str
    errors: str

    @property
    def headers(self) -> Mapping[str, str]:
        return {}

    @property
    def arrived(self) -> str:
        return ""

    def cookie(self, _name: str) -> str | None:
        return None

    @property
    def wrong(self) -> str | None:
        """Say how it failed, and the end of what it complained of; None: it did not."""
        if self.code == 0:
            return None
        how = "did not end in time" if self.code is None else f"ended with {self.code}"
        said = " ".join((self.errors.strip() or self.text.strip()).split())[-LONGEST_COMPLAINT:]
        return f"the command {how}{f': {mask(said)}' if said else ''}"


def ask(words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], within: float) -> Said:
    """Run one command to its end, and return what it wrote; its standard error is kept apart."""
    code, said, errors = _to_its_end(words, cwd=cwd, environment=environment, within=within, errors=subprocess.PIPE)
    return Said(code, said, errors)


def _to_its_end(
    words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], within: float, errors: int
) -> tuple[int | None, str, str]:
    """Run a command; return its code, its output and its errors. Why it cannot be run is an error, with 127."""
    child: subprocess.Popen[bytes] | None = None
    try:
        with uninterrupted():
            child = subprocess.Popen(  # noqa: S603 - the descriptor's own command is what we are asked to run
                list(words),
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                process_group=0,
            )
        said, complaint = child.communicate(timeout=within)
        code: int | None = child.returncode
    except BaseException as stopped:
        if child is None:
            if isinstance(stopped, (OSError, ValueError, IndexError)):
                return 127, "", str(stopped)
            raise
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        said, complaint = child.communicate()
        code = None
        if not isinstance(stopped, subprocess.TimeoutExpired):  # told to stop
            raise
    return code, said.decode(errors="replace"), (complaint or b"").decode(errors="replace")


def run_well(line: str, command: str, *, cwd: Path, environment: Mapping[str, str], within: float) -> None:
    """Run the command that stands at `line` of the descriptor. Raises CannotStart, with what it said, if it fails."""
    code, said = run(command, cwd=cwd, environment=environment, within=within)
    if code is None:
        raise CannotStart(f"{line}: {command} did not end within {within:.0f} s")
    if code:
        raise CannotStart(f"{line}: {command} ended with {code}: {said.strip()[-600:]}")
