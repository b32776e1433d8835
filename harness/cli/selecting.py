"""The options of `assay run` that choose checks by what they are: read, and every mistake of them. Not: `-k`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from harness import results
from harness.cli.errors import UserError
from harness.cli.outputs import HOME, RESULTS
from harness.controls.catalogue import Catalogue
from harness.descriptor import Descriptor
from harness.selection import Selection
from harness.verdicts.verdict import SEVERITIES, Word

Function = TypeVar("Function", bound=Callable[..., Any])

LATEST = "the latest run"
"""What `--only-failed` says when it is given no file."""
NOT_PASSED: tuple[Word, ...] = ("fail", "not_observable", "error")


def options(command: Function) -> Function:
    """Add the options to a command; they come in as `only_failed`, `providers`, `areas` and `severities`."""
    for option in (
        click.option("--severity", "severities", metavar="WORD", multiple=True, help="Controls of this severity."),
        click.option("--area", "areas", metavar="AREA", multiple=True, help="Controls of an area: WH-SIG. Repeatable."),
        click.option("--provider", "providers", metavar="NAME", multiple=True, help="Checks of one provider."),
        click.option(
            "--only-failed",
            metavar="[RESULTS]",
            is_flag=False,
            flag_value=LATEST,
            help="Checks that did not pass in the latest run, or in a results.json.",
        ),
    ):
        command = option(command)
    return command


def selection(
    described: Descriptor,
    catalogue: Catalogue,
    path: Path,
    *,
    only_failed: str | None,
    providers: Sequence[str],
    areas: Sequence[str],
    severities: Sequence[str],
) -> Selection:
    """Return what is asked for. `path` is that of the descriptor. Raises UserError with every word that is unknown."""
    mistakes = [
        *_providers_wrong(providers, tuple(described.provider), path),
        *_unknown("--area", areas, _areas(catalogue), "They are printed by: assay controls"),
        *_unknown("--severity", severities, {word: word for word in SEVERITIES}, f"One of: {', '.join(SEVERITIES)}"),
    ]
    if mistakes:
        raise UserError(*mistakes)
    failed = None if only_failed is None else _not_passed(only_failed, path)
    said = [f"{option} {word}" for option, words in (("--provider", providers), ("--area", areas)) for word in words]
    said += [f"--severity {word}" for word in severities]
    said += (
        [] if only_failed is None else ["--only-failed" if only_failed == LATEST else f"--only-failed {only_failed}"]
    )
    return Selection(
        providers=tuple(word.lower() for word in providers),
        areas=tuple(_areas(catalogue)[word.lower()] for word in areas),
        severities=tuple(known for known in SEVERITIES if known in {word.lower() for word in severities}),
        checks=failed,
        said=tuple(said),
    )


def _areas(catalogue: Catalogue) -> dict[str, str]:
    """Return the prefix of an area by each of its names in small letters: `wh-sig`, `webhook_signature`."""
    return {name.lower(): area.prefix for area in catalogue.areas for name in (area.prefix, area.stem)}


def _unknown(option: str, words: Sequence[str], known: Iterable[str], remedy: str) -> list[str]:
    names = list(known)
    mistakes = []
    for word in words:
        if word.lower() not in names:
            near = difflib.get_close_matches(word.lower(), names, 1)
            hint = f"Did you mean {_written(option, near[0])}?" if near else remedy
            mistakes.append(f"{option} {word}: there is none. {hint}")
    return mistakes


def _written(option: str, word: str) -> str:
    """Return a word as it is printed elsewhere: prefixes of areas in capitals."""
    return word.upper() if option == "--area" and "_" not in word else word


def _providers_wrong(words: Sequence[str], described: Sequence[str], path: Path) -> list[str]:
    known = ("stripe", "paypal", "square")
    mistakes = _unknown("--provider", words, known, f"One of: {', '.join(known)}")
    return mistakes + [
        f"--provider {word}: {path} has no [provider.{word.lower()}]. It has: {', '.join(described)}"
        for word in words
        if word.lower() in known and word.lower() not in described
    ]


def _not_passed(given: str, path: Path) -> tuple[str, ...]:
    """Return the ids of the checks that did not pass. Raises UserError where there is no such file, or none of them."""
    place = path.parent / HOME / "latest" if given == LATEST else Path(given)
    file = place / RESULTS if place.is_dir() else place
    if given == LATEST and not file.exists():
        raise UserError(f"--only-failed: {place} has no {RESULTS}: there was no run yet. Leave it out, or name a file")
    try:
        found = results.read(file)
    except results.BrokenResults as broken:
        raise UserError(f"--only-failed: {broken}") from None
    checks = tuple(check.id for check in found.checks if check.verdict in NOT_PASSED)
    if not checks:
        raise UserError(f"--only-failed: in {file} (run {found.run.id}) no check failed, so there is none to run again")
    return checks
