"""`assay deliver`: an event of a running sandbox, delivered in some manner. Not: the sandbox, nor judging a target."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import click

from harness.cli.errors import UserError
from harness.descriptor.texts import loopback
from simulator.client import Control, DeliveryRecord, Side, SimulatorError, WorldClient, event_named, planned, running
from simulator.schedules.behaviours import BEHAVIOURS
from simulator.schedules.forgeries import FORGERIES


@click.command(name="deliver")
@click.argument("events", metavar="EVENT...", nargs=-1, required=True)
@click.option("--for", "about", metavar="OBJECT", help="Id of an object that the events concern, such as pi_….")
@click.option("--behaviour", "behaviours", metavar="NAME", multiple=True, help=f"One of: {', '.join(BEHAVIOURS)}.")
@click.option("--forgery", "forgeries", metavar="NAME", multiple=True, help=f"One of: {', '.join(FORGERIES)}.")
@click.option("--seed", type=int, default=0, show_default=True, help="What a behaviour draws comes from it.")
@click.option("--side", type=click.Choice(["test", "live"]), default="test", show_default=True)
@click.option("--control", "url", metavar="URL", help="The sandbox's control address. Default: that of this folder.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE", help="The token of --control.")
def command(
    events: tuple[str, ...],
    about: str | None,
    behaviours: tuple[str, ...],
    forgeries: tuple[str, ...],
    seed: int,
    side: str,
    url: str | None,
    token_file: Path | None,
) -> None:
    """Deliver events of the sandbox that runs in this folder, and tell what was answered.

    EVENT is a type, and means the newest one that concerns OBJECT, or an event's id. With --forgery all deliveries
    are forged.

    Exit code: 0 when every genuine delivery was accepted (2xx) and every forged one refused, 1 otherwise.
    """
    the_side = cast("Side", side)
    try:
        with closing(_control(url, token_file)) as control:
            world = _world(control, about or events[0], the_side)
            found = [event_named(world, event, about, side=the_side).id for event in events]
            records = world.deliver(planned(found, behaviours, forgeries, seed=seed), side=the_side)
    except SimulatorError as told:
        raise UserError(str(told)) from None
    for record in records:
        click.echo(_line(record))
    if not all(map(_right, records)):
        raise click.exceptions.Exit(1)


def _control(url: str | None, token_file: Path | None) -> Control:
    if url is None and token_file is None:
        return running()
    if url is None or token_file is None:
        raise UserError("--control and --token-file belong together: give both, or neither in the sandbox's folder")
    if not _is_here(url):
        raise UserError(f"--control {url}: a sandbox is on this machine. Write http://127.0.0.1:PORT")
    try:
        token = token_file.read_text().strip()
    except (OSError, UnicodeDecodeError) as refused:
        why = refused.strerror if isinstance(refused, OSError) else "not a text"
        raise UserError(f"--token-file {token_file}: cannot be read ({why})") from None
    if not token.isascii() or not token.isprintable():
        raise UserError(f"--token-file {token_file}: it holds no token. Write the one that assay sandbox printed")
    return Control(url, token)


def _is_here(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and loopback(parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


def _world(control: Control, name: str, side: Side) -> WorldClient:
    """Return the world that knows the object or event: with --any-key there is one for each key. Else the first."""
    worlds: Sequence[WorldClient] = control.worlds()
    if not worlds:
        raise SimulatorError("the sandbox has no world: all of them were closed")
    return next((world for world in worlds if _knows(world, name, side)), worlds[0])


def _knows(world: WorldClient, name: str, side: Side) -> bool:
    concerned = None if name.startswith("evt_") else name
    return any(name in (event.id, *event.objects) for event in world.events(concerned, side=side))


def _right(record: DeliveryRecord) -> bool:
    """Say whether it was answered as it must be. No answer is no refusal."""
    if record.forgery is None:
        return record.accepted
    return record.error is None and not record.accepted


def _line(record: DeliveryRecord) -> str:
    what = [record.event_type, record.event_id]
    if record.forgery is not None:
        what.append(f"forged ({record.forgery})")
    elif record.copy:
        what.append(f"copy {record.copy}")
    answered = f"answered {record.status}" if record.error is None else f"not answered: {record.error}"
    if record.started_at is not None and record.done_at is not None:
        answered += f" after {(record.done_at - record.started_at) * 1000:.0f} ms"
    must = "" if _right(record) else f" ✗ must be {'accepted' if record.forgery is None else 'refused'}"
    return f"{'  '.join(what)}  {answered}{must}"
