"""The other workers of a run: started, told to stop, waited for. Not: what a worker does (`worker.py`).

Each is a process of its own in a session of its own: Ctrl-C is for the run, which tells them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

STOP_WITHIN = 60.0
"""Seconds of real time in which a worker that was told to stop must have stopped its targets."""


class Crew:
    """The workers beside the first."""

    def __init__(self) -> None:
        """Begin without any."""
        self._workers: list[tuple[int, subprocess.Popen[bytes], IO[bytes]]] = []

    def start(self, orders: Sequence[str]) -> None:
        """Start a worker for each of the orders, which `worker.py` reads."""
        for worker, order in enumerate(orders, start=1):
            said = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the worker
            process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", "harness.worker", order],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
            self._workers.append((worker, process, said))

    def stop(self) -> None:
        """Tell all to stop."""
        for _, process, _ in self._workers:
            if process.poll() is None:
                process.terminate()

    def wait(self, within: float | None = None) -> str | None:
        """Wait until all have ended; return what was wrong with the first that did not end well."""
        problems = []
        for worker, process, said in self._workers:
            try:
                code = process.wait(within)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
            if process.stdin is not None:
                process.stdin.close()
            last = os.pread(said.fileno(), 1 << 16, 0).decode(errors="replace").strip().splitlines()[-1:]
            said.close()
            if code:
                problems.append(f"worker {worker + 1} ended with {code}{': ' + last[0] if last else ''}")
        self._workers.clear()
        return problems[0] if problems else None
