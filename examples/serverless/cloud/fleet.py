"""The warm process that does nothing but copy itself, once for each invocation. Not: who asks for one.

It has a single thread, so copying it is safe. The gateway, which waits for many outcomes at a time, and the poller,
which has a database open, are other processes.
"""

import gc
import os
import select
import signal
import socket
from collections import deque
from contextlib import suppress

from cloud import invocation

QUIET = 0.02
"""Seconds without a wish, after which one more process is made ready."""


class Fleet:
    """Call it when all functions are loaded, and before anything else is opened: copies have what there is then."""

    def __init__(self, functions):
        self._wishes, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        gc.collect()
        gc.freeze()
        if not os.fork():
            self._wishes.close()
            _breed(theirs, functions)
        theirs.close()

    def start(self, name):
        """Invoke a function; return a socket that takes its event, then gives its outcome: nothing if it has failed."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._wishes, [name.encode()], [theirs.fileno()])
            except ConnectionError:
                os._exit(1)  # the warm process is gone: whoever has started us starts us again
        return ours


def _breed(wishes, functions):
    signal.signal(signal.SIGCHLD, _bury)
    ready = {name: deque() for name in functions}
    while True:
        short = next((of for name, of in functions.items() if len(ready[name]) < of.provisioned), None)
        if short and not select.select([wishes], [], [], QUIET)[0]:
            ready[short.name].append(_prepared(short, [wishes, *(each for of in ready.values() for each in of)]))
            continue
        name, channels, *_ = socket.recv_fds(wishes, 100, 1)
        if not name:  # nobody is left who could wish for anything
            os._exit(0)
        with socket.socket(fileno=channels[0]) as channel:
            if waiting := ready[name.decode()]:
                with waiting.popleft() as chosen:
                    socket.send_fds(chosen, [b"."], [channel.fileno()])
            else:
                invocation.fork(functions[name.decode()], channel)


def _prepared(function, others):
    """Make a process that waits for its one invocation; return the socket by which it is given its channel."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if not os.fork():
        for each in [ours, *others]:
            each.close()  # so that it ends when the warm process does
        _wait(function, theirs)
    theirs.close()
    return ours


def _wait(function, given):
    _, channels, *_ = socket.recv_fds(given, 1, 1)
    if not channels:
        os._exit(0)
    invocation.run(function, socket.socket(fileno=channels[0]))


def _bury(_signal, _frame):
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
