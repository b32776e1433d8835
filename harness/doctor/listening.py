"""On which ports the processes of a group listen, as Linux tells it; elsewhere nothing does. Not: whose they are."""

from __future__ import annotations

import os
import re
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"
"""The state of a socket that waits for connections, as the kernel writes it."""
SOCKET = re.compile(r"socket:\[(\d+)\]")


def ports(group: int | None) -> tuple[int, ...]:
    """Return the TCP ports on which processes of the group listen, in order; () where that cannot be seen."""
    if group is None or not (PROC / "net" / "tcp").exists():
        return ()
    owned = {inode for process in _processes(group) for inode in _sockets(process)}
    return tuple(sorted({port for inode, port in _listening() if inode in owned}))


def _processes(group: int) -> list[Path]:
    found = []
    for process in PROC.glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                found.append(process)
        except OSError:
            continue  # it has ended meanwhile, or is somebody else's
    return found


def _sockets(process: Path) -> list[str]:
    try:
        descriptors = list((process / "fd").iterdir())
    except OSError:
        return []  # it has ended meanwhile
    return [found.group(1) for descriptor in descriptors if (found := SOCKET.match(_link(descriptor)))]


def _link(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""  # it was closed meanwhile


def _listening() -> list[tuple[str, int]]:
    found = []
    for table in ("tcp", "tcp6"):
        path = PROC / "net" / table
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            words = line.split()
            if words[3] == LISTENING:
                found.append((words[9], int(words[1].rpartition(":")[2], 16)))
    return found
