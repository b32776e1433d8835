"""Ports for targets to listen on. Not: what listens there."""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOWEST = 20_000
"""Below it stand the services that a machine may have."""
EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUAL_EPHEMERAL = 32_768
"""Where the ports begin from which a system takes those of outgoing connections: Linux's; others begin higher."""
TRIES = 200


def free_port() -> int:
    """Return a port of the loopback interface on which nobody listens now, and which no connection gets by chance.

    A target that was killed must find its port free when it is started again, while others connect all the time.
    Source: ip(7), `ip_local_port_range`.
    """
    for _ in range(TRIES):
        port = random.SystemRandom().randrange(LOWEST, max(_first_ephemeral(), LOWEST + TRIES))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        any_port: int = probe.getsockname()[1]
        return any_port


def _first_ephemeral() -> int:
    try:
        return int(EPHEMERAL.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return USUAL_EPHEMERAL
