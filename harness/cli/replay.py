"""`assay replay`: the deliveries of a failed check, sent again to where the developer's own target runs. Not: a run."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click
import msgspec

from harness import descriptor
from harness.cli.errors import UserError
from harness.cli.explore import happen_again
from harness.deliveries import Answered, BrokenDeliveries, Kept, Sent, find, read
from harness.descriptor.texts import loopback
from harness.exploring.course import is_course
from harness.replaying import PATIENT, Again, Way, replay, with_new_ids, with_texts, with_values
from simulator.client import BrokenPointer, SimulatorError

REACHED_WITHIN = 3.0


@click.command(name="replay")
@click.argument("place", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--target",
    type=click.Path(path_type=Path),
    default=descriptor.FILE_NAME,
    show_default=True,
    help="Descriptor of the target, where FILE is one of `assay explore`.",
)
@click.option("--check", metavar="ID", help="Which check, where FILE is a run's folder and holds several.")
@click.option("--to", metavar="URL", help="Where your integration listens now. Without a path: at the path of then.")
@click.option("--quick", is_flag=True, help="Wait for answers only, not as long as it took then.")
@click.option(
    "--set", "values", metavar="POINTER=VALUE", multiple=True, help="Set a value in every event that has the place."
)
@click.option("--replace", "texts", metavar="OLD=NEW", multiple=True, help="Put NEW for every value that is OLD.")
@click.option("--new-ids", is_flag=True, help="Give the events ids that your integration has not processed yet.")
@click.option("--secret-env", metavar="NAME", help="The environment variable that holds your webhook secret.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, PATIENT, min_open=True),
    metavar="SECONDS",
    help="How long each waits for its answer. Default: 600, and 12 where none came then.",
)
def command(
    place: Path,
    target: Path,
    check: str | None,
    to: str | None,
    quick: bool,
    values: tuple[str, ...],
    texts: tuple[str, ...],
    new_ids: bool,
    secret_env: str | None,
    timeout: float | None,
) -> None:
    """Send the deliveries of a check that failed once more, and tell how each is answered now.

    FILE is one from the folder `deliveries` of a run, or the run's folder. The deliveries are spaced as they were and
    signed afresh with the secret in your environment; what was forged is forged in the same way.

    Of `assay explore` FILE holds a course: it happens again to the target of the descriptor, started anew in a world of
    its own.

    Exit code: 0 when all answers are as they were then, 1 when any differs. Of a course: 1 when it still breaks the
    invariant, 0 when it does not.
    """
    if is_course(place):
        happen_again(place, target)
        return
    try:
        file = find(place, check)
        kept = read(file)
        if check not in (None, kept.check):
            raise UserError(f"{file}: it holds the deliveries of {kept.check}, not of {check}. Leave --check out")
        way = Way(_address(kept, to), _secret(kept, file, secret_env), quick, timeout)
        kept = with_texts(with_values(kept, _values(values)), _texts(texts))
        _say_what(kept, way)
        differing = _sent(with_new_ids(kept) if new_ids else kept, way)
    except (BrokenDeliveries, SimulatorError) as told:
        raise UserError(str(told)) from None
    except BrokenPointer as nowhere:
        raise UserError(f"--set: {nowhere}") from None
    if differing:
        raise click.exceptions.Exit(1)


def _address(kept: Kept, asked: str | None) -> str:
    """Return where to send. Raises UserError for what is no address, or where nobody listens."""
    url = asked or kept.to
    told = f"--to {url}" if asked else f"{url}, where the target was then"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as broken:
        raise UserError(f"{told}: {broken}. Write --to http://127.0.0.1:PORT") from None
    if parts.scheme not in ("http", "https") or not loopback(host):
        raise UserError(f"{told}: it is no address on this machine. Write --to http://127.0.0.1:PORT")
    try:
        with closing(socket.create_connection((host, port), REACHED_WITHIN)):
            pass
    except OSError:
        raise UserError(
            f"{told}: nobody listens there. Start your integration and say where it is: --to http://127.0.0.1:PORT"
        ) from None
    if parts.path in ("", "/") and not parts.query:
        then = urlsplit(kept.to)
        return urlunsplit((parts.scheme, parts.netloc, then.path, then.query, ""))
    return url


def _secret(kept: Kept, file: Path, asked: str | None) -> str:
    """Return the webhook secret. Raises UserError where the environment does not hold it."""
    name = asked or kept.secret_env
    if name is None:
        raise UserError(
            f"{file}: it does not say in which variable your integration is told its webhook secret. "
            "Name the variable: --secret-env NAME"
        )
    secret = os.environ.get(name)
    if not secret:
        raise UserError(
            f"the environment variable {name} is not set. It must hold the webhook secret that your integration is "
            "started with; where another one holds it: --secret-env NAME"
        )
    return secret


def _values(given: Sequence[str]) -> dict[str, Any]:
    """Return what is to be set, by JSON pointer. What is no JSON is a text."""
    values: dict[str, Any] = {}
    for pointer, text in _pairs("--set", given, "/data/object/amount=1"):
        try:
            values[pointer] = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError):
            values[pointer] = text
    return values


def _texts(given: Sequence[str]) -> Mapping[str, str]:
    return dict(_pairs("--replace", given, "pi_…=pi_…"))


def _pairs(option: str, given: Sequence[str], example: str) -> Iterator[tuple[str, str]]:
    for text in given:
        before, equals, after = text.partition("=")
        if not equals or not before:
            raise UserError(f"{option} {text!r}: it says nothing to put there. Write such as: {option} {example}")
        yield before, after


def _say_what(kept: Kept, way: Way) -> None:
    click.echo(f"{kept.check}: {kept.title}")
    click.echo(f"Seen then: {kept.summary}")
    more = f" ({kept.left_out} more were not kept)" if kept.left_out else ""
    click.echo(f"{kept.number} deliveries to {way.to}{more}")


def _sent(kept: Kept, way: Way) -> int:
    """Send them and tell each in a line. Returns how many were answered otherwise than then."""
    start = None
    differing = 0
    for again in replay(kept, way):
        start = again.record.due_at if start is None else start
        differing += not again.same
        click.echo(_line(again, kept, again.record.due_at - start))
    as_then = "each was answered as it was then" if kept.number > 1 else "it was answered as it was then"
    click.echo(f"{differing} of {kept.number} answered otherwise than then" if differing else as_then)
    return differing


def _line(again: Again, kept: Kept, at: float) -> str:
    body = kept.events[again.sent.event]
    then = _told(again.sent.answered)
    now = _told(Answered(status=again.record.status, error=again.record.error))
    answered = f"{now}, as then" if again.same else f"✗ {now}, then {then}"
    if again.record.started_at is not None and again.record.done_at is not None:
        answered += f"  {(again.record.done_at - again.record.started_at) * 1000:.0f} ms"
    return f"+{at:.3f} s  {body.get('type')}  {body.get('id')}  {_manner(again)}  {answered}"


def _manner(again: Again) -> str:
    """Return in words what kind of delivery it is."""
    sent: Sent = again.sent
    strange = bool(sent.secrets) and "own" not in sent.secrets
    said = [f"forged ({sent.forgery})"] if sent.forgery else []
    said += ["signed with another secret"] if strange else []
    said += ["changed after signing"] if sent.alter else []
    said = said or ["genuine"]
    said += [f"copy {sent.copy}"] if sent.copy else []
    said += ["unasked"] if again.unasked else []
    said += [sent.form] if sent.form != "compact" else []
    said += ["its words changed, then signed"] if sent.set else []
    said += [f"signed {sent.aged} s before"] if sent.aged else []
    said += [f"signed with {len(sent.secrets)} secrets"] if len(sent.secrets) > 1 else []
    return ", ".join(said)


def _told(answered: Answered) -> str:
    return str(answered.status) if answered.error is None else answered.error
