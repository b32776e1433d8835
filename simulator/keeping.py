"""A world in a file between two runs of `assay sandbox`: `--save` and `--load`. Not: what is in the file."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from simulator import snapshot
from simulator.delivery.engine import Engine
from simulator.sandbox import Sandbox


class NotKept(ValueError):  # noqa: N818 - said to people as it stands
    """The file cannot be written, or read as a world; the message names it and says why."""


def load(file: Path) -> snapshot.Saved:
    """Read a world. Raises NotKept."""
    try:
        return snapshot.decode(file.read_bytes())
    except OSError as refused:
        raise NotKept(f"{file}: cannot be read ({refused.strerror})") from None
    except snapshot.BrokenSnapshot as broken:
        raise NotKept(f"{file}: {broken}") from None


def check_place(file: Path) -> None:
    """Raise NotKept, before anything is done, if `file` cannot be written when the time has come."""
    if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise NotKept(f"{file}: cannot be written there. Give another place: --save FILE")


def save(file: Path, sandbox: Sandbox, engine: Engine, world_id: str) -> None:
    """Write a world, whole or not at all, readable by its owner only. Raises NotKept."""
    world = sandbox.worlds.get(world_id)
    if world is None:
        raise NotKept(f"{file}: not written, for world {world_id!r} was closed meanwhile")
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        content = snapshot.written(sandbox.providers, snapshot.hold(sandbox, engine, world))
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as open_file:
            open_file.write(content)
        fresh.replace(file)
    except snapshot.Unsaveable as gap:
        raise NotKept(f"{file}: not written: {gap}") from None
    except OSError as refused:
        fresh.unlink(missing_ok=True)
        raise NotKept(f"{file}: not written ({refused.strerror})") from None


def ports(saved: snapshot.Saved | None) -> dict[str, int]:
    """Return the port at which each provider of a saved world was served, where it is free now.

    Pages that buyers were sent to have its address in them, and so has the configuration of an integration.
    """
    served = {books.provider: urlsplit(books.base_url).port for books in (saved.books if saved else ())}
    return {provider: port for provider, port in served.items() if port and _free(port)}


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
