"""The command line: names that call elsewhere. Not: any work; a command's module is imported when it is asked for.

Exit codes: 0 green, 1 findings, 3 incomplete, 2 nothing could be judged or a mistake of the user.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Any

import click

COMMANDS: dict[str, str] = {
    "new": "write a new shop that takes payments, and passes",
    "init": "draft the descriptor of an integration from its source",
    "doctor": "walk a descriptor against the running target, and say what is to be mended",
    "run": "judge a payment integration, and write the report",
    "controls": "what each control asks, and what proves it",
    "explain": "explain a control: why, how it is judged, the remedy in code",
    "schema": "print the JSON Schema of results.json or of the descriptor",
    "report": "write the reports of a results.json again",
    "sandbox": "run the simulated providers alone",
    "diagnose": "tell why one delivery of a webhook was refused",
    "replay": "send the deliveries of a failed check again, to your own integration",
    "explore": "search for a course of events after which an order is wrong",
    "deliver": "deliver an event of the running sandbox: again, twice at once, forged",
}
"""Each stands in the module of its name, as `command`; the sentence is what `assay --help` says of it."""

INTERRUPTED = 130
TRACEBACK_VARIABLE = "ASSAY_TRACEBACK"


class Commands(click.Group):
    """The group: it knows the names, and imports a module only to run or explain it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        from harness.cli.errors import refuse_shadows  # noqa: PLC0415 - not for --version

        refuse_shadows()
        command: click.Command = importlib.import_module(f"harness.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. Fails with the nearest name where there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415 - `assay --version` is quick because nothing is imported

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean: assay {near[0]}?" if near else f"Commands: {', '.join(COMMANDS)}"
            ctx.fail(f"unknown command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and turn whatever ends the command into words and an exit code; 1 always means findings."""
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            if not standalone_mode:
                return code
            sys.exit(code or 0)
        except click.ClickException as said:
            said.show()
            sys.exit(said.exit_code)
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)
        except Exception as fault:  # the last door: whatever comes here is our own mistake
            if os.environ.get(TRACEBACK_VARIABLE):
                raise
            click.echo(
                f"a fault of Assay, not of your integration: {type(fault).__name__}: {fault}. "
                f"Please report it, with what {TRACEBACK_VARIABLE}=1 makes it print",
                err=True,
            )
            sys.exit(2)


def version() -> str:
    """Return the version of the installed distribution."""
    return metadata.version("assay")


def _print_version(ctx: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"assay {version()}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def main() -> None:
    """Assay tells whether a payment integration is what it claims to be.

    Describe it in assay.toml, then: assay run
    """
