"""The option `--target`, and the descriptor that it names. Not: what is done with it."""

from __future__ import annotations

from pathlib import Path

import click

from harness import descriptor
from harness.cli.errors import UserError
from harness.target import attaching
from simulator.client import SimulatorError

option = click.option(
    "--target",
    type=click.Path(path_type=Path),
    default=descriptor.FILE_NAME,
    show_default=True,
    help="Descriptor of the target, or the folder that holds it.",
)


def place(target: Path) -> Path:
    """Return the descriptor's path: `target`, or the file of the usual name in that folder."""
    return target / descriptor.FILE_NAME if target.is_dir() else target


def read(path: Path) -> descriptor.Descriptor:
    """Read a descriptor. Raises UserError with every mistake of it."""
    try:
        return descriptor.read(path)
    except descriptor.BrokenFile as broken:
        raise UserError(*broken.messages) from None


def calls_a_sandbox_that_runs(described: descriptor.Descriptor, path: Path) -> bool:
    """Say whether the target is one that runs already and calls a sandbox; see that this one runs, too.

    Raises UserError, with what to start, if it does not.
    """
    if not attaching.calls_a_sandbox(described):
        return False
    try:
        attaching.sandbox(described, path.parent).close()
    except SimulatorError as missing:
        raise UserError(str(missing)) from None
    return True
