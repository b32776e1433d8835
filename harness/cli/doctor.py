"""`assay doctor`: print the walk over a descriptor against its running target. Not: walking, nor blaming."""

from __future__ import annotations

import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from harness.cli.described import calls_a_sandbox_that_runs, place, read
from harness.cli.described import option as target_option
from harness.controls import catalogue
from harness.controls.scenarios import scenarios_by_control
from harness.descriptor.model import Descriptor
from harness.descriptor.reader import Document, parse
from harness.doctor import openings
from harness.doctor.seen import Blame, Step
from harness.doctor.walk import walk
from harness.providers import TERMS
from harness.redaction import Redactor
from harness.session import Session

NAME_WIDTH = 14
SIDES = {"descriptor": "the descriptor", "code": "your code", "environment": "the environment"}
OF_CODE, OF_SET_UP = 1, 2
"""Exit codes: something of the target's code; a mistake of descriptor or environment."""
MOST_LINES = 12
"""Lines of the descriptor that are named as worth writing, at most."""
MOST_IDS = 6


@click.command(name="doctor")
@target_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything that is made up.")
def command(target: Path, seed: int) -> None:
    """Walk a descriptor against the running target, and say at each step what was seen and what is to be mended.

    It starts the target, checks out, finds the payment at the provider, pays, tells the genuine news, waits for the
    order, and sends one forgery. Where a step goes wrong it says whether that is most likely a line of the descriptor,
    your code or the environment. It judges nothing: that is assay run.

    Exit code: 0 all is well, 1 something of your code, 2 a mistake of descriptor or environment.
    """
    path = place(target)
    described = read(path)
    calls_a_sandbox_that_runs(described, path)
    document = parse(path, "")
    click.echo(f"{described.target.name} ({path})")
    sight, steps = _Observable(described), list[Step]()
    with tempfile.TemporaryDirectory(prefix="assay-") as work:
        session = Session(described, path.parent, Path(work), seed, probing=False)
        try:
            for step in walk(session, Redactor()):
                _tell(step, steps, document, sight)
                steps.append(step)
        finally:
            session.close()
    _tell_observable(sight, steps)
    sys.exit(exit_code(steps))


def exit_code(steps: Iterable[Step]) -> int:
    """Return 0 if all steps are well, 1 if code is to be mended, 2 if only descriptor or environment are."""
    sides = {step.blame.side for step in steps if step.blame is not None}
    if not sides:
        return 0
    return OF_CODE if "code" in sides else OF_SET_UP


def _tell(step: Step, before: Sequence[Step], document: Document, sight: _Observable) -> None:
    if step.provider is not None and step.provider not in {one.provider for one in before}:
        click.echo(f"\nwith {TERMS[step.provider].title}")
    sign = "✓" if step.blame is None else "!"
    first, *others = step.seen or ("",)
    click.echo("\n".join(_wrapped(first, f"  {sign} {step.name:<{NAME_WIDTH}}")))
    for line in others:
        click.echo("\n".join(_wrapped(line, " " * (NAME_WIDTH + 4))))
    fresh = [window for window in step.opens if all(window not in one.opens for one in before)]
    if fresh and step.provider is not None:
        found = sight.with_provider(step.provider, [*before, step])
        count = f"{len(found.now)} of {len(found.of)} controls observable"
        click.echo(f"{' ' * (NAME_WIDTH + 4)}now open: {', '.join(fresh)} ({count})")
    if step.blame is not None:
        click.echo("\n".join(_blame(step.blame, document)))


def _blame(blame: Blame, document: Document) -> Iterator[str]:
    line = document.lines.of(blame.path) if blame.path else None
    place = f"{document.name}:{line}" if line is not None else document.name
    yield ""
    yield f"Most likely {SIDES[blame.side]}{f' ({place})' if blame.side == 'descriptor' else ''}:"
    yield from _wrapped(f"{blame.what}.", "  ")
    yield from _wrapped(f"{blame.remedy}.", "  → ")


class _Observable:
    """What a run could observe, as far as the walk has come."""

    def __init__(self, described: Descriptor) -> None:
        self.descriptor = described
        self._controls = tuple(catalogue.load().controls.values())
        self._with_scenario = scenarios_by_control()

    def with_provider(self, provider: str, steps: Sequence[Step]) -> openings.Observable:
        windows = openings.open_windows(self.descriptor, steps, provider)
        return openings.observable(self.descriptor, provider, windows, self._controls, self._with_scenario)


def _tell_observable(sight: _Observable, steps: Sequence[Step]) -> None:
    for provider in sight.descriptor.provider:
        found = sight.with_provider(provider, steps)
        click.echo(f"\nobservable with {TERMS[provider].title}: {len(found.now)} of {len(found.of)} controls")
        click.echo("\n".join(_wrapped(", ".join(found.now) or "none yet", "  ")))
        for line, ids, wholly in found.more[:MOST_LINES]:
            more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
            what = f"{', '.join(ids[:MOST_IDS])}{more}{'' if wholly else ' (more of it)'}"
            click.echo("\n".join(_wrapped(f"{line}: {what}", "  + ")))
        if len(found.more) > MOST_LINES:
            click.echo(f"  + {len(found.more) - MOST_LINES} further lines: docs/descriptor.md")
    if all(step.blame is None for step in steps):
        click.echo("\nAll is well. Judge it: assay run")


def _wrapped(text: str, first: str) -> list[str]:
    width = max(60, min(shutil.get_terminal_size((110, 24)).columns, 120))
    margin = " " * len(first)
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False
    ) or [first.rstrip()]
