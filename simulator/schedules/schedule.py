"""A schedule: which event is posted when, how often, in what form and how forged, as plain data. Not: posting it.

Events are named by label (`order-1/payment_intent.succeeded`), for their ids differ at every replay; whoever
executes a schedule brings the table from labels to ids.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

BODY_FORMS: tuple[str, ...] = (
    "compact",
    "pretty",
    "spaced",
    "sorted-keys",
    "escaped",
    "unescaped",
    "trailing-newline",
    "crlf",
    "chunked",
    "charset",
)
"""Ways to write the same JSON and carry it: each is genuinely signed over the bytes that are sent."""

HOSTILE_FORMS: tuple[str, ...] = (
    "truncated",
    "invalid-utf8",
    "duplicate-keys",
    "deep",
    "oversize",
    "empty",
    "text-plain",
)
"""Ways to write it that no provider would, each signed over the bytes that are sent: a parser's nightmares."""

FORMS = (*BODY_FORMS, *HOSTILE_FORMS)


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One POST of one event. Times are integer milliseconds after the schedule's start."""

    event: str
    at: int = 0
    copy: int = 0
    """0 is the planned delivery; a behaviour numbers its copies from 1."""
    in_turn: bool = False
    """Wait until every earlier delivery of the schedule has been answered, whatever `at` says."""
    form: str = "compact"
    set: dict[str, Any] = {}
    """JSON pointer to new value, written *before* signing: a genuine signature over content that is not so."""
    alter: dict[str, Any] = {}
    """JSON pointer to new value, written *after* signing: the signature no longer fits the body."""
    forgery: str | None = None
    aged: int = 0
    """Seconds before its sending that it is signed: a delivery that was long on its way."""
    headers: dict[str, str] = {}
    """Further header lines, or others in place of those that there are, `Host` too: nothing that is signed."""
    query: str = ""
    """What stands behind the URL's question mark beside what does already; the signature is over the URL without."""
    endpoint: str | None = None
    """Id of the endpoint whose URL and secret are used; None: the target's own, on the event's side."""
    sign_as: str | None = None
    """Id of another endpoint whose secret signs, while the URL stays the target's."""


Schedule: TypeAlias = tuple[Delivery, ...]


class BrokenSchedule(ValueError):  # noqa: N818 - said to people as it stands
    """The text is not a schedule; the message names the place, the value and the remedy."""


def to_json(schedule: Schedule) -> bytes:
    """Write a schedule as JSON; fields at their default are left out."""
    return msgspec.json.format(msgspec.json.encode([_sparse(delivery) for delivery in schedule]))


def from_json(text: bytes | str) -> Schedule:
    """Read what `to_json` wrote. Raises BrokenSchedule, naming the place and the remedy, for anything else."""
    try:
        schedule = msgspec.json.decode(text, type=tuple[Delivery, ...])
    except (msgspec.ValidationError, msgspec.DecodeError) as broken:
        raise BrokenSchedule(f"schedule: {broken}") from None
    for nth, delivery in enumerate(schedule):
        if delivery.at < 0:
            raise BrokenSchedule(f"schedule: $[{nth}].at = {delivery.at} is before the start. Write milliseconds >= 0")
        if delivery.form not in FORMS:
            raise BrokenSchedule(
                f"schedule: $[{nth}].form = {delivery.form!r} is unknown. Write one of: {', '.join(FORMS)}"
            )
    return schedule


def one(event: str, **fields: Any) -> Schedule:
    """Return the schedule of a single delivery."""
    return (Delivery(event=event, **fields),)


def _sparse(delivery: Delivery) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(delivery)
    default: dict[str, Any] = msgspec.to_builtins(Delivery(event=""))
    return {key: value for key, value in plain.items() if key == "event" or value != default[key]}
