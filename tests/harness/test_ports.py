"""Ports for targets: free, and out of the way of outgoing connections."""

import socket

from harness.target.ports import EPHEMERAL, LOWEST, USUAL_EPHEMERAL, free_port


def test_a_port_is_free_and_no_connection_gets_it_by_chance() -> None:
    first = int(EPHEMERAL.read_text().split()[0]) if EPHEMERAL.exists() else USUAL_EPHEMERAL
    ports = {free_port() for _ in range(50)}

    assert len(ports) > 40, "two targets that start at once would have the same"
    assert all(LOWEST <= port < first for port in ports)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", ports.pop()))
