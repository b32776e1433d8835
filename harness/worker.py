"""One of the further workers of a run, as a process: `python -m harness.worker ORDER`. Not: the first (`suite.run`).

One whose run has died notices that its standard input has ended, and stops what it started.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from harness import suite


def _stop_with_the_run() -> None:
    """End as if told to, when the run that started this worker is no more."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    _stop_with_the_run()
    suite.work(suite.Order.read(sys.argv[1]))
