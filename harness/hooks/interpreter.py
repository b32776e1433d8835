"""The process in which hooks run: started when one is first asked, and then kept. Not: what runs in it (`runner.py`).

Orders are looked at every few milliseconds, and a start for each look would be too slow. It has the target's folder
and the environment of its last start, and is started again where that has changed. One function runs at a time.
"""

from __future__ import annotations

import os
import selectors
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Any

import msgspec

from harness.descriptor.model import HooksTable
from harness.descriptor.template import BrokenTemplate, fill
from harness.failures import WindowShut
from harness.target.process import LONGEST_COMPLAINT, uninterrupted
from simulator.masking import mask

CALL_WITHIN = 30.0
"""Seconds of real time that a function may take, with the first start of its interpreter; as commands may."""
HUNG_AFTER = 2
"""One that has so often taken longer is not asked again."""
LOOK_EVERY = 0.1
"""Seconds between two looks at whether a function takes too long."""
ENDS_WITHIN = 1.0
"""Seconds from the end of a process's output to its own."""
RUNNER = Path(__file__).with_name("runner.py").resolve()
CHUNK = 1 << 16


class HookFailed(WindowShut):
    """A function of the hooks file gave no answer; the text says where, what happened, and what mends it."""

    def __init__(self, what: str, remedy: str, key: str = "file") -> None:
        """Say `what` happened; the `key` of `[hooks]` is what has to do with it."""
        super().__init__(f"{mask(what)}. {remedy}", needs=f"[hooks] {key}: {remedy}")
        self.what, self.remedy, self.key = mask(what), remedy, key


class Wrong(msgspec.Struct):
    """Why a function gave no answer, as the runner tells it."""

    kind: str
    said: str = ""
    file: str = ""
    line: int | None = None


class Answered(msgspec.Struct):
    """One line of the runner's."""

    value: msgspec.Raw = msgspec.Raw(b"null")
    whole: bool = False
    """The value is the request itself, as the function left it."""
    wrong: Wrong | None = None


class Hooks:
    """The functions of one target's hooks file."""

    def __init__(
        self,
        table: HooksTable,
        folder: Path,
        *,
        cwd: Path,
        values: Callable[[], Mapping[str, str]],
        environment: Callable[[], Mapping[str, str]],
        within: float = CALL_WITHIN,
    ) -> None:
        """Read `[hooks]`; `folder` is the descriptor's, `values` returns the variables of its commands.

        `environment` is asked where the target was not started. Nothing runs yet.
        """
        self._table = table
        self._file = (folder / table.file).resolve()
        self._cwd = cwd
        self._values = values
        self._environment = environment
        self._started_with: Mapping[str, str] | None = None
        self._within = within
        self._process: _Process | None = None
        self._hung: dict[str, int] = {}
        self._lock = Lock()

    def of_start(self, environment: Mapping[str, str]) -> None:
        """Take the environment with which the target is started now."""
        self._started_with = dict(environment)

    def ask(self, name: str, values: Mapping[str, str]) -> str:
        """Return what the function returns for these variables, as JSON. Raises HookFailed if it does not answer."""
        return bytes(self._ask(name, {"values": {**self._values(), **values}}).value).decode()

    def change(self, name: str, request: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Any, bool]:
        """Return what the function makes of a request, and whether that is all of it, or parts. Raises HookFailed."""
        answered = self._ask(name, {"request": request, "values": {**self._values(), **values}})
        return msgspec.json.decode(answered.value), answered.whole

    def end(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def failed(self, name: str, what: str, remedy: str) -> HookFailed:
        """Return that a function's answer is of no use."""
        return HookFailed(f"{self._table.file}: {name}() {what}", remedy)

    def _ask(self, name: str, asked: Mapping[str, Any]) -> Answered:
        with self._lock:
            if self._hung.get(name, 0) >= HUNG_AFTER:
                raise self._hangs(name)
            process = self._running()
            try:
                answered = process.ask(msgspec.json.encode({"call": name, **asked}), self._within)
            except TimeoutError:
                self._hung[name] = self._hung.get(name, 0) + 1
                self.end()
                raise self._hangs(name) from None
            except EOFError:
                code, said = process.end(ENDS_WITHIN)
                if self._process is process:
                    self._process = None
                told = f"its interpreter ended with {code} while {name}() was asked{f': {said}' if said else ''}"
                raise HookFailed(
                    f"{self._table.file}: {told}", f"See what ends it; {self._interpreter()}", "python"
                ) from None
            except BaseException:  # told to stop: its answer would be taken for the next one's
                self.end()
                raise
        if answered.wrong is not None:
            raise self._wrong(name, answered.wrong)
        return answered

    def _running(self) -> _Process:
        environment = self._environment() if self._started_with is None else self._started_with
        if self._process is not None and self._process.environment != environment:
            self.end()
        if self._process is None:
            try:
                variables = self._values()
                words = [fill(word, variables) for word in shlex.split(self._table.python)]
                self._process = _Process([*words, str(RUNNER), str(self._file)], self._cwd, environment)
            except (OSError, ValueError, IndexError, BrokenTemplate) as refused:
                reason = refused.strerror if isinstance(refused, OSError) else str(refused)
                raise HookFailed(
                    f'[hooks] python = "{self._table.python}" cannot be run in {self._cwd} ({reason})',
                    "Write the target's own interpreter, as its commands name it",
                    "python",
                ) from None
        return self._process

    def _hangs(self, name: str) -> HookFailed:
        return self.failed(name, f"did not end within {self._within:g} s", "Give what it waits for a shorter limit")

    def _wrong(self, name: str, wrong: Wrong) -> HookFailed:
        said = wrong.said[:LONGEST_COMPLAINT]
        match wrong.kind:
            case "undefined":
                return HookFailed(f"{self._table.file} defines no function {name}", f"Write it: def {name}(…)")
            case "load":
                return HookFailed(
                    f"{self._place(wrong)}: it cannot be loaded: {said}", f"Mend it; {self._interpreter()}"
                )
            case "raised":
                return HookFailed(f"{self._place(wrong)}: {name}() raised {said}", f"Mend {name}()")
            case _:
                return self.failed(
                    name, f"returned what is no JSON ({said})", "Return tables, lists, texts, whole numbers, None"
                )

    def _place(self, wrong: Wrong) -> str:
        file = self._table.file if wrong.file in ("", str(self._file)) else wrong.file
        return file if wrong.line is None else f"{file}:{wrong.line}"

    def _interpreter(self) -> str:
        return f'it is run by [hooks] python = "{self._table.python}" in {self._cwd}'


class _Process:
    """One running interpreter, in a process group of its own."""

    def __init__(self, words: list[str], cwd: Path, environment: Mapping[str, str]) -> None:
        """Start it. Raises OSError if it cannot be run."""
        self.environment = environment
        self._printed: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed at the end of the process
        self._reading_the_end = threading.Lock()
        self._unread, self._ended = b"", False
        try:
            with uninterrupted():
                self._child = subprocess.Popen(  # noqa: S603 - the descriptor's own interpreter
                    words,
                    cwd=cwd,
                    env=dict(environment),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._printed,
                    process_group=0,
                    bufsize=0,
                )
        except BaseException:
            self._printed.close()
            raise

    def ask(self, question: bytes, within: float) -> Answered:
        """Return the answer to a question. Raises TimeoutError, or EOFError if the process has ended."""
        deadline = time.monotonic() + within
        assert self._child.stdin is not None  # noqa: S101 - a pipe, as was asked for
        try:
            _write(self._child.stdin, question + b"\n")
            while b"\n" not in self._unread:
                self._unread += self._read(deadline)
            line, _, self._unread = self._unread.partition(b"\n")
            return msgspec.json.decode(line, type=Answered)
        except TimeoutError:
            raise
        except (OSError, ValueError, msgspec.DecodeError):  # ended, here or by itself, or no Python at all
            raise EOFError from None

    def _read(self, deadline: float) -> bytes:
        pipe = self._child.stdout
        assert pipe is not None  # noqa: S101 - as above
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not selector.select(LOOK_EVERY):  # nobody is told of a pipe that another thread closes
                if self._ended:
                    raise EOFError
                if time.monotonic() > deadline:
                    raise TimeoutError
        if not (read := pipe.read(CHUNK)):
            raise EOFError
        return read

    def end(self, within: float = 0.0) -> tuple[int | None, str]:
        """End it and all that it has started, unless it ends by itself `within` seconds.

        Return its own exit code (None: it had none yet), and what it wrote last.
        """
        self._ended, code = True, None
        with suppress(subprocess.TimeoutExpired):
            code = self._child.wait(within)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        with self._reading_the_end:  # who calls it and who ends it may come here at once
            if self._printed.closed:
                return code, ""
            length = self._printed.seek(0, os.SEEK_END)
            self._printed.seek(max(0, length - CHUNK))
            said = " ".join(self._printed.read().decode(errors="replace").split())[-LONGEST_COMPLAINT:]
            self._printed.close()
            return code, said


def _write(pipe: IO[bytes], text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[pipe.write(view) :]


__all__ = ("HookFailed", "Hooks")
