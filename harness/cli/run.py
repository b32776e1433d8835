"""`assay run`: judge a target, write the reports, leave with the gate's code. Not: how; each step stands elsewhere."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from harness import descriptor, fold, record, results, suite
from harness.cli import durations, outputs, selecting, version
from harness.cli.described import calls_a_sandbox_that_runs
from harness.cli.described import option as target_option
from harness.cli.described import place as place_of
from harness.cli.errors import UserError
from harness.cli.progress import Progress
from harness.controls import catalogue
from harness.descriptor import waivers_file
from harness.descriptor.configuration import configuration
from harness.redaction import Redactor
from harness.results import Policy, Results
from harness.verdicts.waivers import Claim
from reports import console
from simulator.client import unknown_version
from simulator.schedules.variations import UnknownVariationError, chosen

FOR_EACH_PROCESSOR = 2
"""Workers by default: judging waits more than it works."""
MOST_WORKERS = 4
"""By default. Each has a simulator and several targets of its own, which share the machine."""


@click.command(name="run")
@target_option
@click.option(
    "-k", "selected", metavar="EXPR", help="Run a part: ids of controls or checks, or words of scenarios, as in pytest."
)
@selecting.options
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write here and not to .assay/runs/ID.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything that is made up.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RESULTS",
    help="Compare with an earlier run: its results.json, or its folder.",
)
@click.option(
    "--gate",
    "policy",
    type=click.Choice(get_args(Policy)),
    help="What turns the gate red: each finding, or those only that the baseline does not have.",
)
@click.option("--waivers", type=click.Path(path_type=Path), metavar="FILE", help="Accepted findings.")
@click.option(
    "-n",
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run checks side by side, each worker with a target of its own. Default: two for each processor, at most 4.",
)
@click.option(
    "--stripe-version",
    metavar="VERSION",
    help="Rehearse an upgrade: the API version of the Stripe account and of its endpoint. Default: the newest.",
)
@click.option(
    "--vary",
    multiple=True,
    metavar="SET",
    help="Let providers do otherwise what they do not promise: a set by name, such as id-lengths, or all. Repeatable.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="A part, for every commit: the first check of each scenario by provider; by one where it starts a target.",
)
@click.option("--stop-on-first", is_flag=True, help="Stop at the first check that does not pass.")
@click.option(
    "--durations", "timed", is_flag=True, help="Tell the slowest checks, and how much of the time was waiting."
)
def command(
    target: Path,
    selected: str | None,
    only_failed: str | None,
    providers: tuple[str, ...],
    areas: tuple[str, ...],
    severities: tuple[str, ...],
    out: Path | None,
    seed: int,
    baseline: Path | None,
    policy: Policy | None,
    waivers: Path | None,
    workers: int | None,
    stripe_version: str | None,
    vary: tuple[str, ...],
    quick: bool,
    stop_on_first: bool,
    timed: bool,
) -> None:
    """Judge a payment integration and write the report.

    Exit code: 0 green, 1 findings, 3 incomplete, 2 nothing could be judged or a mistake in what was asked.
    """
    path = place_of(target)
    described, claims = _read(path, waivers)
    policy = policy or described.gate.policy
    earlier = _earlier(described, path, baseline, policy)
    _check_version(described, stripe_version)
    if calls_a_sandbox_that_runs(described, path) and (stripe_version or vary):
        raise UserError(
            "--stripe-version, --vary: the target calls a sandbox that runs already, and is as it was started."
            " Leave them out, or start the sandbox with --vary"
        )
    controls = _controls()
    chosen = selecting.selection(
        described,
        controls,
        path,
        only_failed=only_failed,
        providers=providers,
        areas=areas,
        severities=severities,
    )
    run = outputs.new_id()
    place = outputs.folder(path, run, out)
    plan = suite.Plan(
        descriptor=path,
        folder=place,
        seed=seed,
        stripe_version=stripe_version,
        variations=_variations(described, vary),
        selected=selected,
        quick=quick,
        selection=chosen,
        stop_on_first=stop_on_first,
        workers=_workers(described, workers),
    )
    _begin(run, plan, described, controls)
    progress = Progress(sys.stdout)
    at = f", Stripe's API at {stripe_version}" if stripe_version else ""
    progress.say(f"Assay {version()} judges {described.target.name} ({path}){at}")
    if plan.variations:
        progress.say(f"What is not promised varies: {', '.join(plan.variations)}")
    ending = _judge(plan, progress, controls)
    if ending.mistake is not None:
        if out is None:
            shutil.rmtree(place)
        raise UserError(ending.mistake)
    events = record.read(place / record.FILE_NAME)
    today = datetime.now().astimezone().date()
    found = fold.fold(events, controls, claims=claims, today=today, earlier=earlier, policy=policy)
    faults = outputs.write(found, place)
    if out is None:
        outputs.link_latest(path, run)
    _tell(found, place, faults)
    if timed:
        click.echo("\n" + "\n".join(durations.lines(found, durations.workers(events))))
    sys.exit(found.gate.exit_code or (2 if faults else 0))


def _read(path: Path, waivers: Path | None) -> tuple[descriptor.Descriptor, tuple[Claim, ...]]:
    """Return the descriptor and the waivers. Raises UserError with every mistake of both files."""
    mistakes: list[str] = []
    claims: tuple[Claim, ...] = ()
    described = None
    try:
        described = descriptor.read(path)
        named = described.gate.waivers
        waivers = waivers or (path.parent / named if named else None)
    except descriptor.BrokenFile as broken:
        mistakes += broken.messages
    try:
        claims = waivers_file.read(waivers) if waivers else ()
    except descriptor.BrokenFile as broken:
        mistakes += broken.messages
    if described is None or mistakes:
        raise UserError(*mistakes)
    return described, claims


def _earlier(
    described: descriptor.Descriptor, path: Path, asked: Path | None, policy: Policy
) -> results.Results | None:
    """Return the results of the baseline. Raises UserError for what is none, or where the policy needs one."""
    named = described.gate.baseline
    place = asked or (path.parent / named if named else None)
    if place is None:
        if policy == "nothing-new":
            raise UserError(
                "the gate nothing-new needs a baseline: --baseline RESULTS, or [gate] baseline in the descriptor"
            )
        return None
    try:
        return results.read(place / outputs.RESULTS if place.is_dir() else place)
    except results.BrokenResults as broken:
        raise UserError(f"{'--baseline' if asked else '[gate] baseline'}: {broken}") from None


def _check_version(described: descriptor.Descriptor, asked: str | None) -> None:
    """Raise UserError for a version that there is not, or that nothing here would notice."""
    if asked is None:
        return
    if "stripe" not in described.provider:
        raise UserError(f"--stripe-version {asked}: the descriptor has no [provider.stripe]. Leave it out")
    wrong = unknown_version(asked)
    if wrong is not None:
        raise UserError(f"--stripe-version {asked}: {wrong}")


def _variations(described: descriptor.Descriptor, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the variation sets. Raises UserError for one that none of the providers has."""
    try:
        return chosen(asked, tuple(described.provider))
    except UnknownVariationError as unknown:
        raise UserError(f"--vary {unknown}") from None


def _workers(described: descriptor.Descriptor, asked: int | None) -> int:
    """Return how many workers there may be. Raises UserError for several on a target that runs already."""
    if described.target.base_url is None:
        return asked or min(FOR_EACH_PROCESSOR * (os.cpu_count() or 1), MOST_WORKERS)
    if asked not in (None, 1):
        raise UserError(
            f"-n {asked}: a target that runs already ([target] base_url) is judged by one worker. Leave it out"
        )
    return 1


def _controls() -> catalogue.Catalogue:
    try:
        return catalogue.load()
    except catalogue.BrokenCatalogue as broken:
        raise UserError(str(broken)) from None


def _begin(run: str, plan: suite.Plan, described: descriptor.Descriptor, controls: catalogue.Catalogue) -> None:
    """Write the first line of the record."""
    with record.Record.open(plan.folder, Redactor()) as opened:
        opened.append(
            record.RunStarted(
                at=time.time(),
                id=run,
                assay=version(),
                catalogue=controls.digest(),
                seed=plan.seed,
                command=shlex.join(["assay", *sys.argv[1:]]),
                host=_host(),
                selected=plan.selected,
                narrowed=plan.selection.said,
                target=described.target.name,
                descriptor=str(plan.descriptor),
                providers=tuple(described.provider),
                base_url=described.target.base_url,
                commit=_commit(plan.descriptor.parent),
                configuration=configuration(described),
                variations=plan.variations,
                quick=plan.quick,
            )
        )


def _host() -> str:
    return f"{platform.platform(terse=True)}, Python {platform.python_version()}, {os.cpu_count()} processors"


def _judge(plan: suite.Plan, progress: Progress, controls: catalogue.Catalogue) -> suite.Ending:
    titles = {area.prefix: area.title for area in controls.areas}

    def expect(checks: Mapping[str, int]) -> None:
        progress.say(f"{_number(sum(checks.values()), 'check')} in {_number(len(checks), 'area')}")
        progress.expect(titles, checks)

    try:
        return suite.run(plan, listeners=[progress], expect=expect)
    finally:
        progress.close()


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _tell(found: Results, place: Path, faults: Sequence[str]) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    report = outputs.nearby((place / "report.html").resolve())
    click.echo()
    click.echo(console.render(found, width=width, colour=colour, report=report))
    for fault in faults:
        click.echo(fault, err=True)


def _commit(folder: Path) -> str | None:
    """Return the git commit of the target's tree, with `-dirty` where it has changes; None if it is no checkout."""
    git = shutil.which("git")
    if git is None:
        return None
    asked = [git, "-C", str(folder.resolve()), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - git itself, fixed words
    return said.stdout.strip() or None
