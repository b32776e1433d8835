"""`assay sandbox`: become the simulator. Not: the simulator, which is a program of its own that we may not import."""

from __future__ import annotations

import os
import sys

import click


@click.command(
    name="sandbox",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Run the simulated providers alone, for your own tests. See: assay sandbox --help."""
    sys.stdout.flush()
    # -P: a folder of the user's that is also called `simulator` must not be taken for ours.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "simulator", *arguments])  # noqa: S606 - our own program


command = sandbox
