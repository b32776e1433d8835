"""`assay controls`: what each control asks and what proves it, for people and as JSON. Not: judging anything."""

from __future__ import annotations

import difflib
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from harness.cli.errors import UserError
from harness.controls.catalogue import Area, BrokenCatalogue, Catalogue, Control, Standards, base_number, load
from harness.controls.scenarios import scenarios_by_control
from harness.descriptor.rules import TITLES
from harness.verdicts.verdict import SEVERITIES, Severity

Scenarios = dict[str, tuple[str, ...]]

WINDOWS = {
    "replies": "what it answers",
    "api_calls": "the calls that it makes to the provider",
    "state": "its orders, and effects that can be counted",
    "traces": "its logs, stores, pages and mails",
    "lifecycle": "its start, its stop, and a kill",
    "source": "its source and configuration",
}
"""What the harness can look at, in the words of somebody who looks."""

COLOURS: dict[Severity, str] = {"critical": "red", "high": "yellow", "medium": "cyan", "low": "white"}
LABEL = 16
NARROW = 60
WIDEST = 110


@click.command(name="controls")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Check and show another catalogue of the same form, while you write one.",
)
def command(ids: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Tell what each control asks and what proves it.

    ID is a control, such as WH-SIG-01, which is then shown whole: with its remedy and its numbers in PCI DSS, OWASP and
    CWE. The prefix of an area, such as WH-SIG, lists that area. Without any, all controls are listed.
    """
    try:
        catalogue = load(folder)
    except BrokenCatalogue as broken:
        raise UserError(str(broken)) from None
    chosen = wanted(catalogue, ids)
    scenarios = scenarios_by_control()
    if as_json:
        click.echo(_json(catalogue, chosen, scenarios))
        return
    each_whole = bool(ids) and all(word.upper() in catalogue.controls for word in ids)
    lines = _each_whole(catalogue, chosen, scenarios) if each_whole else _list(catalogue, chosen, scenarios)
    text = "\n".join(lines)
    if sys.stdout.isatty() and not each_whole:
        click.echo_via_pager(text + "\n")
    else:
        click.echo(text)


controls = command


def wanted(catalogue: Catalogue, words: tuple[str, ...]) -> list[Control]:
    """Return the controls that the words name, in the catalogue's order. Raises UserError for an unknown word."""
    if not words:
        return list(catalogue.controls.values())
    areas = {name: area.prefix for area in catalogue.areas for name in (area.prefix, area.stem.upper())}
    for word in words:
        if word.upper() not in catalogue.controls and word.upper() not in areas:
            near = difflib.get_close_matches(word.upper(), [*catalogue.controls, *areas], 1)
            hint = f"Did you mean {near[0]}?" if near else "List them all: assay controls"
            raise UserError(f"unknown control {word!r}. {hint}")
    asked = {word.upper() for word in words}
    prefixes = {areas[word] for word in asked if word in areas}
    return [control for control in catalogue.controls.values() if control.id in asked or control.area in prefixes]


def _json(catalogue: Catalogue, wanted: list[Control], scenarios: Scenarios) -> str:
    data = {
        "catalogue": catalogue.digest(),
        "areas": [area for area in catalogue.areas if any(control.area == area.prefix for control in wanted)],
        "controls": [
            {**msgspec.to_builtins(control), "scenarios": scenarios.get(control.id, ())} for control in wanted
        ],
    }
    return msgspec.json.format(msgspec.json.encode(data)).decode()


def _list(catalogue: Catalogue, wanted: list[Control], scenarios: Scenarios) -> Iterator[str]:
    """Yield the list: by area, each control with what it asks and what proves it."""
    yield from wrapped(_headline(wanted, scenarios))
    for area in catalogue.areas:
        of_area = [control for control in wanted if control.area == area.prefix]
        if of_area:
            yield from _area(area)
        for control in of_area:
            yield ""
            yield from _short(control, has_scenario=control.id in scenarios)


def _headline(wanted: list[Control], scenarios: Scenarios) -> str:
    areas = len({control.area for control in wanted})
    counted = [(severity, sum(control.severity == severity for control in wanted)) for severity in SEVERITIES]
    severities = ", ".join(f"{number} {severity}" for severity, number in counted if number)
    judged = sum(control.id in scenarios for control in wanted)
    missing = f"{judged} have a scenario; the others are marked as open." if judged < len(wanted) else ""
    return (
        f"{_number(len(wanted), 'control')} in {_number(areas, 'area')}: {severities}. {missing} "
        f"One with its remedy and its numbers in the standards: assay controls {wanted[0].id}"
    )


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _area(area: Area) -> Iterator[str]:
    yield ""
    yield ""
    yield click.style(f"{area.title} ({area.prefix})", bold=True, underline=True)
    yield from wrapped(area.about)


def _short(control: Control, *, has_scenario: bool) -> Iterator[str]:
    marks = "" if has_scenario else "  open: no scenario yet"
    marks += "  (deployment only)" if control.where == "deployment" else ""
    severity = click.style(control.severity, fg=COLOURS[control.severity])
    yield f"{click.style(control.id, bold=True)}  {severity}{click.style(marks, dim=True)}"
    yield from (click.style(line, bold=True) for line in wrapped(control.title, "  "))
    yield from wrapped(control.asks, "  ")
    yield from wrapped(f"Proof: {control.proves}", "  ")


def _each_whole(catalogue: Catalogue, wanted: list[Control], scenarios: Scenarios) -> Iterator[str]:
    for place, control in enumerate(wanted):
        if place:
            yield ""
            yield ""
        yield from whole(catalogue, control, scenarios.get(control.id, ()))


def whole(catalogue: Catalogue, control: Control, scenarios: tuple[str, ...]) -> Iterator[str]:
    """Yield everything about one control."""
    severity = click.style(control.severity, fg=COLOURS[control.severity])
    yield f"{click.style(control.id, bold=True)}  {severity}  {catalogue.area(control.area).title}"
    yield from (click.style(line, bold=True) for line in wrapped(control.title))
    yield ""
    yield from entry("Asks", control.asks)
    yield from entry("Because", control.because)
    yield from entry("Proof", control.proves)
    yield from entry("Not observable", control.not_observable)
    if control.not_applicable:
        yield from entry("Not applicable", control.not_applicable)
    yield from entry("Looks at", *_needs(control))
    yield from entry("For", ", ".join(TITLES[provider] for provider in control.providers))
    yield from entry("Judged", _judged(control, scenarios), *scenarios)
    yield ""
    yield from entry("Remedy", control.remedy.all)
    for provider in control.providers:
        special = getattr(control.remedy, provider)
        if special:
            yield from entry(f"  {TITLES[provider]}", special)
    yield ""
    yield from _numbers(control, catalogue.standards)


def _needs(control: Control) -> list[str]:
    """Return the sets of windows as lines: any one of them suffices."""
    sets = ["; ".join(WINDOWS[window] for window in windows) for windows in control.needs]
    return [sets[0], *(f"or: {others}" for others in sets[1:])]


def _judged(control: Control, scenarios: tuple[str, ...]) -> str:
    where = (
        "only in a deployment with TLS; on plain-HTTP loopback it is listed as open"
        if control.where == "deployment"
        else "in a local run"
    )
    return f"{where}, by" if scenarios else f"{where}; no scenario yet"


def _numbers(control: Control, standards: Standards) -> Iterator[str]:
    """Yield the numbers in public standards, with titles of our own; a result is evidence, never compliance."""
    pci = control.maps.pci_dss_4_0_1
    for label, sign in (("direct evidence", "="), ("supports", "~")):
        numbers = [number[1:] for number in pci if number.startswith(sign)]
        if numbers:
            yield from entry("PCI DSS 4.0.1", f"{label}: {', '.join(numbers)}")
    if not pci:
        yield from entry("PCI DSS 4.0.1", "asks nothing of the kind: it protects account data, not orders")
    asvs = (
        f"{number}  {standards.asvs_5_0[base_number('asvs_5_0', number)].title}" for number in control.maps.asvs_5_0
    )
    yield from entry("ASVS 5.0", *asvs)
    yield from entry("WSTG", *(f"WSTG-{test}  {standards.wstg[test]}" for test in control.maps.wstg))
    yield from entry("API Top 10", *(f"{risk}  {standards.api_top_10[risk]}" for risk in control.maps.api_top_10))
    yield from entry("CWE", *(f"CWE-{number}  {standards.cwe[number].title}" for number in control.maps.cwe))
    yield from entry("Sources", *(_source(standards, key) for key in control.maps.sources))
    if control.maps.note:
        yield from entry("Note", control.maps.note)


def _source(standards: Standards, key: str) -> str:
    source = standards.sources[key]
    return f"{key}  {source.what} ({source.at[0]})"


def entry(label: str, *paragraphs: str) -> Iterator[str]:
    """Yield a labelled entry: the label in a column of its own, or above the text where the terminal is narrow."""
    if not paragraphs:
        return
    margin = "  " if _width() < NARROW else " " * LABEL
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, margin)]
    if _width() < NARROW:
        yield click.style(label, bold=True)
    else:
        lines[0] = click.style(label.ljust(LABEL), bold=True) + lines[0][LABEL:]
    yield from lines


def wrapped(text: str, margin: str = "") -> list[str]:
    return textwrap.wrap(
        text, _width(), initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False
    )


def _width() -> int:
    return max(40, min(shutil.get_terminal_size((100, 24)).columns, WIDEST))
