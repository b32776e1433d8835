"""`assay init`: draft a descriptor from source, flags and answers, and say what was found. Not: looking or guessing."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click

from harness import descriptor
from harness.cli import asking
from harness.cli.errors import UserError, write
from harness.descriptor.model import PaymentKind
from harness.drafting import guessing, tree, writing
from harness.drafting import said as saying
from harness.drafting.draft import Answer, Draft
from harness.drafting.said import Said, Unclear

OPEN = re.compile(r"^# (?:MISSING|not found): (.*)$", re.MULTILINE)
MOST_WIDE = 120


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.option(
    "--provider", "providers", multiple=True, metavar="NAME[,NAME]", help="stripe, paypal, square; else by its SDK."
)
@click.option("--start", metavar="COMMAND", help="What starts it, with {port} in it.")
@click.option("--ready", metavar="PATH", help="A page that answers 200 when it is ready.")
@click.option("--webhook-path", "webhooks", multiple=True, metavar="[NAME=]PATH", help="Where it takes webhooks.")
@click.option("--payment", type=click.Choice(get_args(PaymentKind)), help="What a checkout makes at the provider.")
@click.option(
    "--checkout", multiple=True, metavar='"POST /PATH"', help="A request of the checkout; several in their order."
)
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="What the first of them sends: sku={sku}.")
@click.option("--save", multiple=True, metavar="NAME=WHERE", help="What its reply says: order=$.id.")
@click.option(
    "--product", "products", multiple=True, metavar="SKU:AMOUNT:CURRENCY", help="What it sells: tea:1999:eur."
)
@click.option("--order", metavar="PATH", help="Where an order is seen: /orders/{order}.")
@click.option("--status", metavar="WHERE", help="Where its state stands in the reply: $.status.")
@click.option("--paid", multiple=True, metavar="WORD", help="What it calls a paid order.")
@click.option("--unpaid", multiple=True, metavar="WORD", help="What it calls one that is not paid yet.")
@click.option("--ci", type=click.Choice(("github",)), help="Write a workflow for CI too.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--no-questions", is_flag=True, help="Ask nothing, even on a terminal.")
def command(folder: Path, **given: Any) -> None:
    """Draft assay.toml for the integration in DIR, from its source, from flags, and from answers on a terminal.

    It reads manifests, routes and the names of environment variables, and says of each line where it comes from:
    found, guessed, or not found. It runs nothing, and never reads the values of .env files. What to do next: assay
    doctor.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: it is no folder. Give the one that holds your integration: assay init DIR")
    asks = sys.stdin.isatty() and not given["no_questions"]
    path = folder / descriptor.FILE_NAME
    _may_write(path, given["force"], asks)
    try:
        seen, draft = _drafted(folder, given)
        if asks:
            draft = asking.ask(draft, seen)
    except Unclear as unclear:
        raise UserError(str(unclear)) from None
    files = {path: writing.descriptor(draft)}
    if given["ci"] or (asks and click.confirm("A workflow for GitHub's CI too?", default=False)):
        root = _repository(folder.resolve())
        workflow = root / writing.WORKFLOW
        _may_write(workflow, given["force"], asks)
        target = folder.resolve().relative_to(root).as_posix()
        files[workflow] = writing.workflow(seen.stack.language, seen.texts, "" if target == "." else target)
    for place, text in files.items():
        write(place, text.encode())
    click.echo("\n".join(_told(folder, seen, draft)))
    click.echo("\n".join(_what_now(path, list(files), files[path])))


def _drafted(folder: Path, given: dict[str, Any]) -> tuple[guessing.Tree, Draft]:
    names = saying.providers(given["providers"])
    seen = guessing.see(folder, tree.read(folder))
    draft = guessing.draft(seen, names)
    said = Said(
        webhook_paths=_webhooks(given["webhooks"], [one.name for one in draft.providers]),
        **{name: given[name] for name in ("start", "ready", "payment", "order", "status")},
        **{name: given[name] for name in ("checkout", "fields", "save", "products", "paid", "unpaid")},
    )
    return seen, saying.apply(draft, said)


def _webhooks(texts: tuple[str, ...], names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, sign, path = text.partition("=")
        if not sign and len(names) == 1:
            name, path = names[0], text
        if name not in names:
            raise Unclear(
                f"--webhook-path {text}: say whose it is, {' or '.join(names) or 'with --provider'}: NAME=/PATH"
            )
        found[name] = path
    return found


def _may_write(path: Path, force: bool, asks: bool) -> None:
    """Raise UserError if the file is there and nobody allows to write over it."""
    if not path.exists() or force:
        return
    if not asks or not click.confirm(f"{path} is there already. Write over it?", default=False):
        raise UserError(f"{path}: it is there already, and nothing was written. To write over it: assay init --force")


def _repository(folder: Path) -> Path:
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)


def _told(folder: Path, seen: guessing.Tree, draft: Draft) -> Iterator[str]:
    """Say what was found, and what was guessed."""
    yield f"{folder}: {len(seen.texts)} files, {draft.stack}"
    for provider in draft.providers:
        yield f"  {provider.title}, {provider.because}"
    if not draft.providers:
        yield "  No SDK of Stripe, PayPal or Square was found. Say which it takes: --provider NAME"
    for title, sure in (("Found:", True), ("Guessed, look at these:", False)):
        answers = [(name, one) for name, one in draft.answers() if one.sure is sure]
        if answers:
            yield f"\n{title}"
        for name, one in answers:
            yield from _wrapped(
                f"{_short(one)}  ({one.why.removeprefix('found in ').removeprefix('guess: ')})", f"  {name:<27} "
            )


def _short(one: Answer) -> str:
    return one.value if isinstance(one.value, str) else writing.toml(one.value)


def _what_now(path: Path, written: list[Path], text: str) -> Iterator[str]:
    """Say what is open, what was written, and what comes next."""
    lines = [(text.count("\n", 0, match.start()) + 1, match[1]) for match in OPEN.finditer(text)]
    if lines:
        yield "\nNot found, for you to fill in:"
    for number, what in lines:
        yield from _wrapped(what, f"  {path}:{number}: ")
    needed = "# MISSING: " in text
    yield "\nwrote " + " and ".join(str(one) for one in written)
    try:
        descriptor.read(path)
    except descriptor.BrokenFile as broken:
        if not needed:
            yield "It is not yet a descriptor that Assay reads:"
            yield from (f"  {message}" for message in broken.messages)
    target = "" if path.parent == Path() else f" --target {path.parent}"
    yield f"{'Fill in what is MISSING, then' if needed else 'Next'}: assay doctor{target}"


def _wrapped(text: str, first: str) -> list[str]:
    width = max(60, min(shutil.get_terminal_size((110, 24)).columns, MOST_WIDE))
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=" " * 30, break_on_hyphens=False, break_long_words=False
    )
