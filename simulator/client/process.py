"""A simulator of our own, started and stopped as a process. Not: speaking with it, which is `control.py`'s work."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from typing import IO, Any, Self

import msgspec

from simulator.client.control import Control, SimulatorError

MOST_SAID = 1 << 20


class SimulatorProcess:
    """A simulator of our own, in a process of its own; it stops when we do."""

    def __init__(self, process: subprocess.Popen[bytes], ready: Mapping[str, Any], said: IO[bytes]) -> None:
        self._process = process
        self._said = said
        self.ready = ready
        """What `assay sandbox --json` printed: the default world's keys, and where control is."""
        self.control = Control(ready["control"]["base_url"], ready["control"]["token"])

    @classmethod
    def start(cls, any_key: bool = False, seed: int | None = None, providers: Iterable[str] = ()) -> Self:
        """Start it on free ports, with those providers (none named: all).

        Raises SimulatorError with what it said if it does not come up.
        """
        # -P: a folder of the user's that is also called `simulator` must not be taken for ours.
        command = [sys.executable, "-P", "-m", "simulator", "--json", "--stop-with-stdin"]
        command += ["--any-key"] if any_key else []
        command += [] if seed is None else ["--seed", str(seed)]
        command += [word for name in providers for word in ("--provider", name)]
        said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process, for `complaints`
        # A session of its own: Ctrl-C is for the run, which still has to ask us what happened.
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True
        )
        return cls(process, _ready_line(process, said), said)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def complaints(self) -> str:
        """Return what it has written to stderr: empty, unless something is wrong with the simulator itself."""
        return _all_said(self._said)

    def stop(self) -> None:
        """Stop it, within a second; again is harmless."""
        self.control.close()
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _ready_line(process: subprocess.Popen[bytes], said: IO[bytes]) -> dict[str, Any]:
    """Wait for the one line of JSON; a simulator that ends first has said why on stderr."""
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    line = process.stdout.readline()
    if not line:
        process.wait()
        reason = _all_said(said).strip() or f"exit status {process.returncode}"
        raise SimulatorError(f"the simulator did not start: {reason}")
    ready: dict[str, Any] = msgspec.json.decode(line)
    return ready


def _all_said(said: IO[bytes]) -> str:
    """Read from the start without moving the place at which the process goes on writing: the two share it."""
    return "" if said.closed else os.pread(said.fileno(), MOST_SAID, 0).decode(errors="replace")
