"""Has the fork server run a module, and lives as long as it does. Not: part of what is run.

Called as `client.py ADDRESS SESSION PYTHON [-P] -m MODULE [ARGUMENTS]`. It starts in a hundredth of a second, so it
imports next to nothing. In its process group it and the module get the same signals. No process can be put into a group
of another session than the server's: one that begins a session is told its signals, a moment later, and whoever is
within one, which may be a target that is killed with its group at a byte, is run by Python itself.
"""

import os
import signal
import socket
import struct
import sys

STARTING = {"PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE", "PYTHONTRACEMALLOC", "PYTHONWARNINGS"}
"""What is asked of Python's own start, which a fork has no more."""


def main() -> int:
    address, session, python, *words = sys.argv[1:]
    rest = words[1:] if words[:1] == ["-P"] else words
    reachable = os.getsid(0) in (int(session), os.getpid())
    if not reachable or rest[:1] != ["-m"] or len(rest) < 2 or STARTING.intersection(os.environ):
        os.execv(python, [python, *words])
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.connect(address)
    here = os.getcwd()  # noqa: PTH109 - pathlib takes longer to import than all the rest
    on_path = here if rest is words else ""
    told = [here, str(os.getpgid(0)), str(os.getsid(0)), on_path]
    told += [str(len(rest) - 1), *rest[1:], *(f"{name}={value}" for name, value in os.environ.items())]
    body = b"\0".join(os.fsencode(word) for word in told)
    socket.send_fds(server, [struct.pack("!I", len(body))], [0, 1, 2])
    server.sendall(body)
    child, shares_group = struct.unpack("!i?", _exactly(server, 5))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN if shares_group else lambda told, _frame: os.kill(child, told))
    (status,) = struct.unpack("!i", _exactly(server, 4))
    if os.WIFSIGNALED(status):
        signal.signal(os.WTERMSIG(status), signal.SIG_DFL) if os.WTERMSIG(status) != signal.SIGKILL else None
        os.kill(os.getpid(), os.WTERMSIG(status))
    return os.WEXITSTATUS(status)


def _exactly(server: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = server.recv(count - len(data))
        if not more:
            sys.exit("the fork server has ended")
        data += more
    return data


if __name__ == "__main__":
    sys.exit(main())
