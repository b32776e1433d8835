"""`assay explore`: courses of events that nobody wrote down, until one breaks an invariant. Not: finding them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from harness.cli import described, outputs, version
from harness.cli.errors import UserError
from harness.descriptor.one_provider import OF_PROVIDER, providers_with_a_checkout
from harness.exploring.course import BrokenCourse, Counterexample, Course, read, write
from harness.exploring.exploration import Explored, Exploring
from harness.exploring.invariants import INVARIANTS, Broken
from harness.failures import NoVerdict, WindowShut

FOLDER = "explorations"
SAY_EVERY = 5.0
"""Seconds of real time between two lines of progress."""


@click.command(name="explore")
@described.option
@click.option(
    "--minutes",
    type=click.FloatRange(0, 600, min_open=True),
    default=2.0,
    show_default=True,
    help="How long to search; what was found is then still made smaller.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of what is drawn.")
@click.option("--provider", metavar="NAME", help="Whose payments. Default: the main one's.")
@click.option("--stop-on-first", is_flag=True, help="Stop when one invariant is broken.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write here and not below .assay.")
def command(
    target: Path, minutes: float, seed: int, provider: str | None, stop_on_first: bool, out: Path | None
) -> None:
    """Search for a course of events after which an order is not what it must be.

    Payments, declines, refunds and disputes happen in any order; their news is told late, twice at once, out of turn,
    beside the page after payment, before the checkout has its reply, around a crash. Each invariant that is broken
    leaves a file with the smallest course that was found, which `assay replay FILE` lets happen again.

    Exit code: 0 nothing found, 1 an invariant is broken, 2 a mistake in what was asked.
    """
    path, exploring = opened(target, provider, seed)
    place = outputs.made(path, FOLDER, outputs.new_id(), out)
    click.echo(f"Assay {version()} explores {path} for {minutes:g} minutes, seed {seed}")
    try:
        explored = exploring.explore(60 * minutes, _Telling().tried, stop_on_first=stop_on_first)
    except (NoVerdict, WindowShut) as stopped:
        raise UserError(_said(path, stopped)) from None
    files = [_kept(place, one) for one in explored.found]
    _tell(explored, files)
    sys.exit(1 if explored.found else 0)


def happen_again(file: Path, target: Path) -> None:
    """Let the course of a file happen to a new target, and say whether it still breaks its invariant.

    Raises UserError for a mistake in either; Exit with code 1 where it breaks.
    """
    try:
        kept = read(file)
    except BrokenCourse as broken:
        raise UserError(str(broken)) from None
    path, exploring = opened(target, kept.provider, kept.seed)
    click.echo(_steps(kept.course))
    try:
        broken_now = exploring.replay(kept.course)
    except (NoVerdict, WindowShut) as stopped:
        raise UserError(_said(path, stopped)) from None
    if broken_now is None:
        click.echo("nothing is broken by it any more")
        return
    click.echo(f"still broken: {INVARIANTS[broken_now.invariant]}: {broken_now.seen}")
    raise click.exceptions.Exit(1)


def opened(target: Path, provider: str | None, seed: int) -> tuple[Path, Exploring]:
    """Return the descriptor's path and what explores it. Raises UserError for a mistake in either."""
    path = described.place(target)
    integration = described.read(path)
    described.calls_a_sandbox_that_runs(integration, path)
    main = OF_PROVIDER[integration.checkout.payment]
    known = sorted(providers_with_a_checkout(integration), key=lambda name: name != main)
    if provider is not None and provider not in known:
        raise UserError(f"--provider {provider}: no checkout of {path} pays by it. Write one of: {', '.join(known)}")
    return path, Exploring(integration, path.parent.resolve(), provider or known[0], assay=version(), seed=seed)


def _said(path: Path, stopped: NoVerdict | WindowShut) -> str:
    needs = f". Mend: {stopped.needs}" if isinstance(stopped, WindowShut) else ""
    return f"{path}: nothing can be explored: {stopped}{needs}"


class _Telling:
    """Says how far it is, now and then, and at once what was found."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._broken: set[str] = set()

    def tried(self, number: int, course: Course, broken: Broken | None) -> None:
        if broken is not None and broken.invariant not in self._broken:
            self._broken.add(broken.invariant)
            click.echo(f"  course {number} breaks: {INVARIANTS[broken.invariant]} ({course.deliveries} deliveries)")
        if time.monotonic() - self._last > SAY_EVERY:
            self._last = time.monotonic()
            click.echo(f"  {number} courses")


def _steps(course: Course) -> str:
    return "\n".join(f"  {nth}. {step}" for nth, step in enumerate(course.told, 1))


def _kept(place: Path, found: Counterexample) -> Path:
    file = place / f"{found.invariant}.json"
    file.write_bytes(write(found))
    return file


def _tell(explored: Explored, files: list[Path]) -> None:
    found = {one.invariant: (one, file) for one, file in zip(explored.found, files, strict=True)}
    unsteady = {one.invariant: one for one in explored.unsteady if one.invariant not in found}
    vain = f", of {explored.unanswered} of which nothing could be seen" if explored.unanswered else ""
    click.echo(f"\n{explored.courses} courses were tried{vain}")
    for invariant, title in INVARIANTS.items():
        state = "BROKEN" if invariant in found else "seen once" if invariant in unsteady else "held"
        click.echo(f"  {state:<10} {title}")
    for one, file in found.values():
        click.echo(f"\nBroken: {INVARIANTS[one.invariant]}: {one.seen}")
        click.echo(_steps(one.course))
        click.echo(f"  again: assay replay {outputs.nearby(file)}")
    for one in unsteady.values():
        click.echo(f"\nseen once, and not with a new target: {one.seen}")
        click.echo(_steps(one.course))
