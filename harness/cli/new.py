"""`assay new`: write a new project from the model app. Not: what is in it (`founding/`)."""

from __future__ import annotations

import re
from pathlib import Path

import click

from harness.cli.errors import ROOT, UserError, write
from harness.descriptor.rules import PROVIDERS, TITLES
from harness.drafting import said
from harness.founding import project as founding
from harness.founding.project import NoPackage, Project

ALWAYS = "stripe"
"""The provider without which the model app does not start."""


@click.command(name="new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--provider",
    "providers",
    multiple=True,
    default=("stripe",),
    show_default=True,
    metavar="NAME[,NAME]",
    help="Whom it takes payments with beside Stripe: stripe, paypal, square.",
)
@click.option(
    "--package", default="shop", show_default=True, metavar="NAME", help="Under which name its code is imported."
)
def command(folder: Path, providers: tuple[str, ...], package: str) -> None:
    """Write a new shop into DIR that takes payments: code, descriptor, workflow for CI.

    The code is Assay's model app under a name of yours: pages, server, webhook endpoints, worker, migrations. It
    imports nothing of Assay, and passes assay run as it is. DIR must be new or empty.
    """
    project = Project(_name(folder), package, _chosen(providers))
    try:
        founding.check_package(package)
    except NoPackage as refused:
        raise UserError(f"--package {refused}") from None
    _must_be_empty(folder)
    written = 0
    for name, content in founding.files(project, ROOT):
        write(folder / name, content)
        written += 1
    titles = ", ".join(TITLES[one] for one in project.providers)
    click.echo(f"wrote {written} files into {folder}: a shop that takes {titles}")
    click.echo(f"\nJudge it:    cd {folder} && assay run --quick\nRead first:  {folder}/README.md")


def _name(folder: Path) -> str:
    """Return the project's name: the folder's, as distributions are called."""
    return re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "shop"


def _chosen(texts: tuple[str, ...]) -> tuple[str, ...]:
    try:
        names = said.providers(texts)
    except said.Unclear as unclear:
        raise UserError(f"--provider {unclear}") from None
    if not names:
        raise UserError(f"--provider names nobody. Write some of: {','.join(PROVIDERS)}")
    if ALWAYS not in names:
        chosen = ",".join((ALWAYS, *names))
        raise UserError(f"--provider {','.join(names)}: the model app always takes Stripe. Add it: --provider {chosen}")
    return tuple(name for name in PROVIDERS if name in names)


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder}: it is a file. Give a folder that is new or empty")
    if folder.is_dir() and any(folder.iterdir()):
        raise UserError(f"{folder}: it is not empty, and nothing was written. Give a folder that is new or empty")
