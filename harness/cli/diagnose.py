"""`assay diagnose`: why one delivery of a webhook was refused. Not: what is tried (`diagnosis/`)."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from harness.cli.errors import UserError
from harness.descriptor.rules import TITLES
from harness.diagnosis import PROVIDERS, certificates
from harness.diagnosis.delivery import SIGNED_BY, BrokenHeaders, Received, read_headers
from harness.diagnosis.explanation import Diagnosis, Given, Secret

MOST = 20_000_000
"""Bytes of a file that is read: a webhook is far smaller."""
WIDEST = 110


@click.command(name="diagnose")
@click.argument("headers", metavar="HEADERS", type=click.Path(path_type=Path))
@click.argument("body", metavar="BODY", type=click.Path(path_type=Path))
@click.option("--provider", type=click.Choice(list(PROVIDERS)), help="Whose it is, where its headers do not tell.")
@click.option("--secret-env", "variables", metavar="NAME", multiple=True, help="Variable with a secret. Repeatable.")
@click.option(
    "--secret-file",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File with a secret, taken byte by byte. Repeatable.",
)
@click.option("--url", "urls", metavar="URL", multiple=True, help="Square: the notification URL. Repeatable.")
@click.option("--webhook-id", "webhook_ids", metavar="ID", multiple=True, help="PayPal: the webhook's id. Repeatable.")
@click.option(
    "--certificate",
    "certificate_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="PayPal: what stood at PAYPAL-CERT-URL, saved; nothing is fetched. Repeatable.",
)
@click.option("--now", metavar="TIME", help="What the receiver's clock read: unix seconds or ISO 8601. Default: now.")
@click.option(
    "--tolerance",
    type=click.IntRange(0),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Stripe: how old a signature may be; 0 for any age.",
)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")
def command(
    headers: Path,
    body: Path,
    provider: str | None,
    variables: tuple[str, ...],
    files: tuple[Path, ...],
    urls: tuple[str, ...],
    webhook_ids: tuple[str, ...],
    certificate_files: tuple[Path, ...],
    now: str | None,
    tolerance: int,
    as_json: bool,
) -> None:
    """Tell why one delivery was refused: which secret, URL, encoding, clock or form of the body would have matched.

    HEADERS is a file with a line `Name: value` for each header, or JSON; BODY holds the bytes as they came. Of several
    secrets, URLs or ids the first is the one that your integration uses (variables before files); the others are tried.

    Exit code: 0 when it verifies as it stands, 1 when it would have matched otherwise, or not at all.
    """
    received = Received(_headers(headers), _read(body))
    whose = _provider(received, provider, headers)
    given = Given(
        secrets=(*map(_of_variable, variables), *(Secret(f"the secret in {file}", _read(file)) for file in files)),
        urls=urls,
        webhook_ids=webhook_ids,
        certificates=tuple(Secret(str(file), _read(file)) for file in certificate_files),
        now=time.time() if now is None else _moment(now),
        tolerance=tolerance,
    )
    _check(whose, given)
    found = PROVIDERS[whose](received, given)
    click.echo(
        msgspec.json.format(msgspec.json.encode(found)).decode() if as_json else "\n".join(_lines(found, received))
    )
    if not found.verifies:
        raise click.exceptions.Exit(1)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST:
            raise UserError(
                f"{path}: it has more than {MOST} bytes, which no webhook has. Give the file of one delivery"
            )
        return path.read_bytes()
    except OSError as refused:
        raise UserError(f"{path}: cannot be read ({refused.strerror}). Give the file of one delivery") from None


def _headers(path: Path) -> dict[str, str]:
    try:
        return read_headers(_read(path).decode())
    except UnicodeDecodeError:
        raise UserError(f"{path}: it is no text in UTF-8. Write a line for each header: Name: value") from None
    except BrokenHeaders as broken:
        place = ":" if re.match(r"\d+: ", str(broken)) else ": "
        raise UserError(f"{path}{place}{broken}") from None


def _provider(received: Received, asked: str | None, path: Path) -> str:
    if asked is not None:
        return asked
    found = received.providers
    if not found:
        known = ", ".join(names[0] for names in SIGNED_BY.values())
        raise UserError(f"{path}: no header of a provider is in it ({known}). If all were lost: --provider NAME")
    if len(found) > 1:
        raise UserError(f"{path}: it has headers of {' and '.join(found)}. Say which is asked about: --provider NAME")
    return found[0]


def _of_variable(name: str) -> Secret:
    value = os.environ.get(name)
    if value is None:
        raise UserError(f"--secret-env {name}: the variable is not set. Export it, or give a file: --secret-file FILE")
    return Secret(f"the secret in {name}", os.fsencode(value))


def _moment(text: str) -> float:
    if re.fullmatch(r"\d{1,11}(\.\d+)?", text):
        return float(text)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"--now {text!r}: it is no time. Write --now 1764300000 or --now 2026-11-28T04:00:00Z"
        ) from None
    return read.replace(tzinfo=read.tzinfo or UTC).timestamp()


def _check(whose: str, given: Given) -> None:
    """Raise UserError for what the provider's signature cannot be tried without."""
    mistakes: list[str] = []
    if whose != "paypal" and not given.secrets:
        mistakes.append(
            f"{TITLES[whose]} signs with a secret: say where it is, --secret-env NAME or --secret-file FILE"
        )
    if whose == "square" and not given.urls:
        mistakes.append("Square signs the notification URL too: give it as the subscription has it, --url URL")
    if whose == "paypal" and not given.webhook_ids:
        mistakes.append("PayPal signs the webhook's id too: give it as the webhook has it, --webhook-id ID")
    if whose == "paypal" and not given.certificates:
        mistakes.append(
            "PayPal signs with a certificate: save what stands at PAYPAL-CERT-URL, if its host is PayPal's, and give "
            "it, --certificate FILE"
        )
    mistakes += [
        f"{file.name}: it holds no certificate. Save what stands at PAYPAL-CERT-URL as it is"
        for file in given.certificates
        if whose == "paypal" and not certificates.read(file)
    ]
    mistakes += [
        f"--url {url}: it is no address. Write it as the subscription has it: --url https://…"
        for url in given.urls
        if whose == "square" and not re.match(r"\s*https?://", url)
    ]
    if mistakes:
        raise UserError(*mistakes)


def _lines(found: Diagnosis, received: Received) -> Iterator[str]:
    yield f"{TITLES[found.provider]}: {received.event()}, {len(received.body)} bytes"
    if found.departures is None:
        yield "✗ refused, and nothing that was tried would have matched" + (
            f" ({found.tried} ways)" if found.tried else ""
        )
        yield from _list(found.reasons or (USUAL,))
    elif found.verifies:
        yield "✓ it verifies as it stands: with what you gave, your integration should accept it"
        yield from _list([DIFFERS])
    else:
        yield "✗ refused as it stands. It would have matched with" + (
            " all of these:" if len(found.departures) > 1 else ":"
        )
        for one in found.departures:
            yield from _list([f"{one.told} ({one.what})"])
            yield from _wrapped(one.remedy, "      ", "    → ")
    if found.remarks:
        yield "Beside that:"
        yield from _list(found.remarks)


DIFFERS = (
    "If it was refused all the same, your integration had something else than you gave here: another secret, or a "
    "body that was parsed before it was verified."
)
USUAL = (
    "Another secret than those that you gave, or a body of which something was lost for good (its order, a way of "
    "writing numbers, characters turned into ?), or a forgery. Capture the bytes before any middleware, and give "
    "every secret there is."
)


def _list(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from _wrapped(line, "    ", "  · ")


def _wrapped(text: str, margin: str, first: str) -> list[str]:
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, WIDEST))
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=margin, break_on_hyphens=False, break_long_words=False
    )
