"""One invocation: a fresh copy of a warm process, which runs one function once and is gone. Not: who asked for it.

Everything that was imported in the init phase is there; what a function puts into a global variable, a cache or a
thread is gone when it returns, for its process is. Function and process end together after the function's timeout.
"""

import json
import os
import signal
import socket
import sys
import time
import traceback
from datetime import UTC, datetime
from uuid import uuid4


class Context:
    """What of Lambda's context object the functions use."""

    def __init__(self, name, timeout):
        self.function_name = name
        self.aws_request_id = str(uuid4())
        self._until = time.monotonic() + timeout

    def get_remaining_time_in_millis(self):
        return max(0, int((self._until - time.monotonic()) * 1000))


def fork(function, channel):
    """Run a function in a new process: it reads its event from the socket `channel`, and writes the outcome to it.

    Nothing is written where the function raised, was killed, or took too long. Call it from a single thread.
    """
    if not os.fork():
        run(function, channel)


def run(function, channel):
    """Run a function in this process, which ends with it."""
    try:
        signal.alarm(function.timeout)  # nobody handles the signal, so it ends the process
        with channel.makefile("rb") as asked:
            event = json.load(asked)
        answer = json.dumps(function.handler(event, Context(function.name, function.timeout)))
        channel.sendall(answer.encode())
        channel.shutdown(socket.SHUT_RDWR)
    except Exception as error:
        report(function, error)
    finally:
        os._exit(0)  # threads that are still at work end here


def report(function, error):
    """Write down what a function raised, in the form in which Lambda logs it as JSON."""
    line = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "level": "ERROR",
        "function": function.name,
        "errorType": type(error).__name__,
        "errorMessage": str(error),
        "stackTrace": traceback.format_tb(error.__traceback__),
    }
    print(json.dumps(line), file=sys.stderr, flush=True)


def scheduled(now):
    """Return the event by which a timer invokes a function."""
    at = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"version": "0", "id": str(uuid4()), "detail-type": "Scheduled Event", "source": "aws.events", "time": at}
