"""The deliveries of one check as a file from which they can be sent again. Not: making it (`keeping.py`), nor sending.

Times are integer milliseconds. Fields are added by later versions; a reader ignores those that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from simulator.schedules.forgeries import FORGERIES
from simulator.schedules.schedule import FORMS, Delivery

FOLDER = "deliveries"
"""In the folder of a run, one file for each check."""

NAME = "assay-deliveries"
SCHEMA: Literal["assay-deliveries/1"] = "assay-deliveries/1"

Secret = Literal["own", "other"]
"""What signed: the secret that the target knows, or one that it does not."""


class Answered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the target answered then."""

    status: int | None = None
    error: str | None = None
    """`timed out`, `connection refused`, …: there was no answer."""
    ms: int | None = None
    """From the start of the delivery to the first byte of the answer."""


class Sent(Delivery, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=False):
    """One delivery as its schedule had it; `event` is a name in `events`."""

    answered: Answered
    secrets: tuple[Secret, ...] = ()
    """The secrets that signed, newest first, if it was not the target's own alone; what is forged begins with them."""

    def again(self, **fields: Any) -> Delivery:
        """Return it as a line of a schedule, with `fields` set."""
        known = {name: getattr(self, name) for name in Delivery.__struct_fields__}
        return Delivery(**{**known, **fields})


class Round(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One schedule that was executed, or one delivery that the provider made unasked."""

    at: int
    """When it began, after the first one of the check."""
    took: int
    """From its beginning until its last delivery was answered."""
    unasked: bool = False
    """It was on no schedule: the provider told its news by itself."""
    deliveries: tuple[Sent, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The deliveries of one check, in the order in which they began."""

    schema: str
    assay: str
    """Version of Assay."""
    check: str
    title: str
    """What must be true."""
    summary: str
    """What was seen instead."""
    provider: str
    to: str
    """URL of the target's webhook endpoint then."""
    secret_env: str | None = None
    """The environment variable in which the target is told its webhook secret, where that is known."""
    seed: int = 0
    """Seed of the world: what a forgery invents comes from it."""
    rounds: tuple[Round, ...]
    events: dict[str, dict[str, Any]]
    """The bodies, by name; before a schedule changes them, without secrets."""
    left_out: int = 0
    """How many further deliveries there were."""

    @property
    def number(self) -> int:
        """How many deliveries are kept."""
        return sum(len(one.deliveries) for one in self.rounds)


class BrokenDeliveries(ValueError):  # noqa: N818 - said to people as it stands
    """There are no deliveries to send; the message names the place and the remedy."""


def file_name(check: str) -> str:
    """Return the name of the file for a check: its id, in which a slash cannot stand."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '.', check)}.json"


def forget(run: Path) -> None:
    """Remove the files of deliveries from the folder of a run; whatever else lies there is somebody's own."""
    for file in (run / FOLDER).glob("*.json"):
        if _head(file).schema.startswith(f"{NAME}/"):
            file.unlink()


def find(place: Path, check: str | None) -> Path:
    """Return the file that `place` is, or holds for `check`: a file of deliveries, the folder of a run, its results.

    Raises BrokenDeliveries, with the checks that there are, where none or several fit.
    """
    if place.is_file() and place.name not in ("results.json", "run.ndjson"):
        return place
    if not place.exists():
        raise BrokenDeliveries(f"{place}: there is none. Give a run's folder, or a file from its folder {FOLDER}")
    run = place if place.is_dir() and place.name != FOLDER else place.parent
    there = {_head(file).check or file.stem: file for file in sorted((run / FOLDER).glob("*.json"))}
    if not there:
        raise BrokenDeliveries(f"{run}: it holds no deliveries: a run keeps those of checks that did not pass")
    if check is None and len(there) == 1:
        return next(iter(there.values()))
    if check not in there:
        asked = "say which check: --check ID" if check is None else f"it holds no deliveries of {check!r}"
        raise BrokenDeliveries(f"{run}: {asked}. There are those of: {', '.join(there)}")
    return there[check]


def read(path: Path) -> Kept:
    """Read a file of deliveries. Raises BrokenDeliveries, in words for a person, for anything else."""
    try:
        text = path.read_bytes()
        _check_schema(path, msgspec.json.decode(text, type=_Head).schema)
        kept = msgspec.json.decode(text, type=Kept)
    except OSError as missing:
        raise BrokenDeliveries(f"{path}: cannot be read ({missing.strerror})") from None
    except msgspec.ValidationError as broken:
        raise BrokenDeliveries(f"{path}: {broken}. Give a file as a run keeps it") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BrokenDeliveries(f"{path}: not JSON ({broken}). Give a file as a run keeps it") from None
    for name, body in kept.events.items():
        if not isinstance(body.get("type"), str):
            raise BrokenDeliveries(f"{path}: $.events[{name!r}] is no event: it has no type")
    for nth, one in enumerate(kept.rounds):
        for place, sent in enumerate(one.deliveries):
            _check(f"{path}: $.rounds[{nth}].deliveries[{place}]", sent, kept)
    if not kept.number:
        raise BrokenDeliveries(f"{path}: it holds no delivery")
    return kept


class _Head(msgspec.Struct, frozen=True):
    schema: str
    check: str = ""


def _head(file: Path) -> _Head:
    """Return what a file says it is: nothing, where it cannot be read; whoever asks for it is then told why."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Head)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return _Head("")


def _check_schema(path: Path, schema: str) -> None:
    if schema == SCHEMA:
        return
    if schema.startswith(f"{NAME}/"):
        raise BrokenDeliveries(
            f"{path}: it has the format {schema}; this Assay reads {SCHEMA}. Use the one that wrote it"
        )
    raise BrokenDeliveries(f"{path}: it holds no deliveries but {schema!r}. Give a file as a run keeps it")


def _check(place: str, sent: Sent, kept: Kept) -> None:
    known: dict[str, Sequence[str | None]] = {"event": [*kept.events], "form": FORMS, "forgery": [None, *FORGERIES]}
    for field, names in known.items():
        if getattr(sent, field) not in names:
            some = ", ".join(name for name in names if name is not None) or "none"
            raise BrokenDeliveries(f"{place}.{field} = {getattr(sent, field)!r} is unknown. There are: {some}")
    if sent.at < 0:
        raise BrokenDeliveries(f"{place}.at = {sent.at} is before the start. Write milliseconds >= 0")
