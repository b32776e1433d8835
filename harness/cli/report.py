"""`assay report`: a report of a results file, once more. Not: judging again, nor what a report says (`reports/`)."""

from __future__ import annotations

from pathlib import Path

import click

import reports
from harness import results
from harness.cli.errors import UserError
from harness.cli.outputs import RESULTS, nearby

FILES = {"html": "report.html", "junit": "junit.xml", "summary": "summary.md"}
"""What is asked for by `--format`, and the file that a run writes of it."""


@click.command(name="report")
@click.argument("file", metavar="RESULTS.json", type=click.Path(path_type=Path))
@click.option("--format", "wanted", type=click.Choice(list(FILES)), default="html", show_default=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write here, - for standard output; otherwise beside the results.",
)
def command(file: Path, wanted: str, out: Path | None) -> None:
    """Write a report of RESULTS.json, or of a run's folder such as .assay/latest.

    The same results give the same bytes, so whoever has a results.json can check the report that came with it.
    """
    source = file / RESULTS if file.is_dir() else file
    try:
        found = results.read(source)
    except results.BrokenResults as broken:
        raise UserError(str(broken)) from None
    document = reports.FORMATS[FILES[wanted]](found)
    if str(out) == "-":
        click.echo(document, nl=False)
        return
    place = out or source.with_name(FILES[wanted])
    try:
        place.write_bytes(document)
    except OSError as refused:
        raise UserError(f"{place}: cannot be written ({refused.strerror}). Give another place: --out FILE") from None
    click.echo(f"{nearby(place)}: {wanted} report of run {found.run.id}, gate {found.gate.word}")
