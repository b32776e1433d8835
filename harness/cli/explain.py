"""`assay explain`: one control as a lesson: what, why, how it is judged, how to mend it in code. Not: judging."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import get_args

import click

from harness.cli.controls import entry, wanted, whole, wrapped
from harness.cli.errors import UserError
from harness.controls import judging, sketches
from harness.controls.catalogue import BrokenCatalogue, Catalogue, Control, Provider, load
from harness.controls.judging import MARKS, Scenario, Stimulus
from harness.controls.sketches import LANGUAGES, Sketch
from harness.descriptor.rules import TITLES


@click.command(name="explain")
@click.argument("subject", metavar="CONTROL")
@click.option(
    "--language",
    "languages",
    type=click.Choice(list(LANGUAGES)),
    multiple=True,
    help="Show the code of this language alone. Repeatable. Default: all six.",
)
def command(subject: str, languages: tuple[str, ...]) -> None:
    """Explain a control: what it asks and why, how it is judged, how to mend it, with code, and its sources.

    CONTROL is an id such as WH-SIG-01, or a check of a report such as WH-SIG-01/stripe/no-header.
    """
    try:
        catalogue = load()
    except BrokenCatalogue as broken:
        raise UserError(str(broken)) from None
    name, _, check = subject.partition("/")
    control = _control(catalogue, name)
    provider, _, stimulus = check.partition("/")
    ways = _ways(control, provider, stimulus, said=subject)
    lines = [
        *whole(catalogue, control, tuple(one.name for one in judging.scenarios().get(control.id, ()))),
        "",
        "",
        *_how(control, ways, stimulus),
        *_mended(sketches.of(control.id), languages or tuple(LANGUAGES)),
    ]
    click.echo("\n".join(lines))


def _control(catalogue: Catalogue, name: str) -> Control:
    """Return the control. Raises UserError for an unknown one, or for a whole area."""
    found = wanted(catalogue, (name,))
    if len(found) == 1 or name.upper() in catalogue.controls:
        return found[0]
    raise UserError(f"{name!r} is an area of {len(found)} controls. Name one: assay explain {found[0].id}")


def _ways(control: Control, provider: str, stimulus: str, *, said: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a check, or of its control. Raises UserError for a provider that it is not for."""
    if provider and provider not in (*control.providers, "any"):
        known = ", ".join(control.providers)
        near = difflib.get_close_matches(provider, get_args(Provider), 1)
        hint = f"Did you mean {near[0]}?" if near and near[0] in control.providers else f"It is for: {known}"
        raise UserError(f"{said!r}: {control.id} has no checks for {provider!r}. {hint}")
    ways = judging.scenarios().get(control.id, ())
    exact = tuple(one for one in ways if one.makes(stimulus))
    open_ended = tuple(one for one in ways if not one.stimuli)
    if not stimulus or exact:
        return exact or ways
    if open_ended:
        return open_ended
    names = [one.name for way in ways for one in way.stimuli]
    near = difflib.get_close_matches(stimulus, names, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names) or 'none yet'}"
    raise UserError(f"{said!r}: {control.id} has no check {stimulus!r}. {hint}")


def _how(control: Control, ways: Sequence[Scenario], stimulus: str) -> Iterator[str]:
    yield click.style("How it is judged", bold=True, underline=True)
    if not ways:
        yield from wrapped("No scenario judges it yet: it is listed as open, and never passes.")
    for way in ways:
        yield ""
        yield from (click.style(line, bold=True) for line in wrapped(way.title))
        for paragraph in way.told.split("\n\n"):
            yield from wrapped(" ".join(paragraph.split())) if paragraph else ()
        shown = [one for one in way.stimuli if one.name == stimulus] or list(way.stimuli)
        yield from entry("Done", *map(_said, shown))
        for mark in way.marks:
            yield from entry("Note", MARKS[mark])
        if way.providers:
            yield from entry("Only for", ", ".join(TITLES[one] for one in way.providers))
        yield from entry("Scenario", way.name)
    if ways:
        yield ""
        yield from entry("Alone", f"assay run -k {control.id}")


def _said(stimulus: Stimulus) -> str:
    return f"{stimulus.name}: {stimulus.meaning}" if stimulus.meaning else stimulus.name


def _mended(found: Sequence[Sketch], languages: Sequence[str]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield ""
    yield click.style("The remedy in code", bold=True, underline=True)
    yield from wrapped("Sketches with the official SDK: what has no definition here (fulfil, order, …) is yours.")
    for sketch in found:
        yield ""
        yield from (click.style(line, bold=True) for line in wrapped(sketch.title))
        yield from wrapped(sketch.about)
        for language in languages:
            yield ""
            yield click.style(f"  {LANGUAGES[language]}", bold=True)
            yield from (f"    {line}".rstrip() for line in sketch.code(language).splitlines())
